"""Helm releases as their provider answers for them."""

from typing import Any

import pytest

from simulator import clouds
from simulator.clouds import Difference
from simulator.values import UNKNOWN
from tests.simulator.clouds.samples import SAMPLES, SCOPE, urn_of

RELEASE = "kubernetes:helm.sh/v3:Release"


def check(**overrides: Any) -> clouds.Checked:
    inputs = {key: value for key, value in {**SAMPLES[RELEASE], **overrides}.items() if value is not None}
    return clouds.check(RELEASE, urn_of(RELEASE), inputs, None, SCOPE)


def difference(**overrides: Any) -> Difference:
    old = check().inputs
    outputs = clouds.create(RELEASE, urn_of(RELEASE), old, SCOPE).outputs
    return clouds.diff(RELEASE, old, outputs, check(**overrides).inputs, (), SCOPE)


def test_its_id_and_its_state() -> None:
    created = clouds.create(RELEASE, urn_of(RELEASE), check().inputs, SCOPE)
    assert created.id == "cert-manager/cert-manager"
    assert created.outputs["status"] == {
        "appVersion": "v1.21.2",
        "chart": "cert-manager",
        "name": "cert-manager",
        "namespace": "cert-manager",
        "revision": 1,
        "status": "deployed",
        "version": "v1.21.2",
    }


def test_its_id_is_unknown_while_its_namespace_is() -> None:
    created = clouds.create(RELEASE, urn_of(RELEASE), check(namespace=UNKNOWN).inputs, SCOPE)
    assert created.id is UNKNOWN


@pytest.mark.parametrize(
    ("overrides", "expected"),
    [
        ({"version": "v1.22.0"}, Difference(("version",))),
        ({"values": {"replicaCount": 3}}, Difference(("values.replicaCount",))),
        ({"namespace": "certs"}, Difference(("namespace",), ("namespace",))),
        ({"name": "certs"}, Difference(("name",), ("name",))),
    ],
)
def test_a_new_version_is_an_upgrade_and_a_new_name_another_release(
    overrides: dict[str, Any], expected: Difference
) -> None:
    found = difference(**overrides)
    assert (found.changed, found.replacing) == (expected.changed, expected.replacing)


@pytest.mark.parametrize(
    ("overrides", "path", "words"),
    [
        ({"name": "Certs"}, "name", "the release name 'Certs' must be"),
        ({"name": "c" * 54}, "name", "at most 53 characters"),
        ({"namespace": "a.b"}, "namespace", "namespace must be an RFC 1123 label"),
        ({"timeout": 0}, "timeout", "timeout must be more than 0 seconds, not 0"),
        ({"chart": "oci://ghcr.io/a/b"}, "repositoryOpts.repo", "has no repository beside it"),
        ({"skipAwait": True}, "skipAwait", "skipAwait must be left out"),
        ({"chart": None}, "chart", "chart"),
        ({"valuse": {}}, "valuse", "valuse"),
    ],
)
def test_what_is_refused(overrides: dict[str, Any], path: str, words: str) -> None:
    (failure,) = check(**overrides).failures
    assert failure.path == path
    assert words in failure.reason
