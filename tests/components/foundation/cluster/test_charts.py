"""The table of charts, and how each is installed."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from components.foundation.cluster.charts import Chart, ChartArgs, ChartRelease, chart, charts, table
from components.foundation.cluster.namespace import Gates, PlatformNamespace, PlatformNamespaceArgs
from components.foundation.cluster.site import ClusterSite
from tests.components.foundation.cluster.sites import on_site
from tests.components.recording import Recording

ROOT = Path(__file__).resolve().parents[4]
TABLE = ROOT / "components/foundation/cluster/charts/versions.yaml"
RELEASE = "kubernetes:helm.sh/v3:Release"


def installed(args: dict[str, Any] | None = None, *, inside: bool = True) -> Recording:
    def program(site: ClusterSite) -> None:
        namespace = PlatformNamespace(
            site, PlatformNamespaceArgs(namespace="certs", pod_security="restricted", gates=Gates())
        )
        given = {"chart": "cert-manager", "values": {"replicaCount": 2}, **(args or {})}
        ChartRelease(site, ChartArgs(namespace=namespace if inside else None, **given))

    return on_site(program)


def test_a_release_is_pinned_and_rolled_back_whole() -> None:
    recording = installed()
    row = chart("cert-manager")
    assert recording.only(RELEASE).inputs == {
        "chart": "cert-manager",
        "repositoryOpts": {"repo": row.repository},
        "version": row.version,
        "name": "cert-manager",
        "namespace": "certs",
        "createNamespace": False,
        "values": {"replicaCount": 2},
        "atomic": True,
        "cleanupOnFail": True,
        "skipAwait": False,
        "skipCrds": False,
        "waitForJobs": True,
        "maxHistory": 5,
        "timeout": 600,
        "compat": "true",
    }
    assert [one.type for one in recording.ancestors(recording.only(RELEASE))] == [
        "platform:kubernetes:ChartRelease"
    ]


def test_helm_gives_up_before_pulumi_does() -> None:
    release = installed({"seconds": 900}).only(RELEASE)
    assert (release.inputs["timeout"], release.create_timeout, release.update_timeout) == (
        900,
        "960s",
        "960s",
    )


def test_a_release_waits_for_the_walls_of_its_namespace() -> None:
    recording = installed()
    waits = recording.depends_on(recording.only(RELEASE), "kubernetes:networking.k8s.io/v1:NetworkPolicy")
    assert waits == {
        f"main-certs-namespace-{role}" for role in ("default-deny", "allow-dns", "allow-api-server")
    }


def test_what_gives_pods_a_network_waits_for_no_pod() -> None:
    inputs = installed({"chart": "cilium", "waits": False}, inside=False).only(RELEASE).inputs
    assert (inputs["namespace"], inputs["atomic"], inputs["skipAwait"], inputs["waitForJobs"]) == (
        "kube-system", False, True, False,
    )  # fmt: skip


def test_a_second_release_of_a_chart_has_a_name_of_its_own() -> None:
    inputs = installed({"release": "second", "definitions_apart": True}).only(RELEASE).inputs
    assert (inputs["name"], inputs["skipCrds"]) == ("second", True)


def test_two_owners_of_a_definition_are_refused() -> None:
    def program(site: ClusterSite) -> None:
        for release in ("one", "other"):
            ChartRelease(site, ChartArgs(chart="cert-manager", release=release, values={}, namespace=None))

    with pytest.raises(ValueError, match="the release other and the release one both make the definition"):
        on_site(program)


def test_an_oci_chart_is_named_by_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    row = Chart(repository="oci://ghcr.io/example/charts", version="1.2.3", app="1")
    monkeypatch.setattr(table, "charts", lambda: {"thing": row})
    inputs = installed({"chart": "thing"}).only(RELEASE).inputs
    assert inputs["chart"] == "oci://ghcr.io/example/charts/thing"
    assert "repositoryOpts" not in inputs


def test_a_chart_that_the_table_lacks_is_refused() -> None:
    with pytest.raises(ValueError, match="the chart nonesuch has no version: give it a row in"):
        chart("nonesuch")


@pytest.mark.parametrize(
    "row",
    [
        {"repository": "https://example.com", "app": "1"},
        {"repository": "https://example.com", "version": "latest", "app": "1"},
        {"repository": "https://example.com", "version": "1.2.x", "app": "1"},
        {"repository": "http://example.com", "version": "1.2.3", "app": "1"},
        {"version": "1.2.3", "app": "1"},
    ],
)
def test_a_row_without_a_fixed_version_or_a_safe_source_is_refused(row: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Chart.model_validate(row)


def test_each_definition_stands_in_one_row() -> None:
    found = [definition for row in charts().values() for definition in row.definitions]
    assert len(found) == len(set(found)) > 50


def test_renovate_finds_every_version() -> None:
    manager = json.loads((ROOT / "renovate.json").read_text())["customManagers"][0]
    pattern = re.compile(manager["matchStrings"][0].replace("(?<", "(?P<"))
    assert re.fullmatch(
        manager["managerFilePatterns"][0].strip("/"), str(TABLE.relative_to(ROOT)).replace("\\", "/")
    )
    hints = list(pattern.finditer(TABLE.read_text()))
    rows = yaml.safe_load(TABLE.read_text())
    # The hint stands in the row itself, so both lists have one order.
    for hint, (key, row) in zip(hints, rows.items(), strict=True):
        name = row.get("name", key)
        assert hint["depName"] in {name, f"{row['repository'].removeprefix('oci://')}/{name}"}
        assert hint["currentValue"].strip('"') == row["version"]
        if hint["datasource"] == "helm":
            assert hint["registryUrl"] == row["repository"]
        else:
            assert row["repository"].startswith("oci://")
            assert hint["datasource"] == "docker"
    assert len(hints) == len(charts())
