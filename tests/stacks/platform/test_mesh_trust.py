"""Production's two clusters of AWS share the trust of one mesh: the order on a cluster, and who reads which authority."""

from collections.abc import Callable
from typing import Any

import pytest

from components.mesh.authority import KEYS
from tests.stacks.conftest import Live

CLUSTERS = ("us-east-1", "us-west-2")
RELEASE = "kubernetes:helm.sh/v3:Release"
FETCHED = "kubernetes:external-secrets.io/v1:ExternalSecret"


@pytest.fixture
def production(up: Callable[[str], Live]) -> Live:
    return up("production")


def entry(live: Live, name: str) -> dict[str, Any]:
    (found,) = [one for urn, one in live.entries.items() if urn.endswith(f"::{name}") and one["custom"]]
    return found


def before(live: Live, name: str) -> set[str]:
    """Return the names of everything that has to stand before a resource does."""
    seen: set[str] = set()
    left = [entry(live, name)["urn"]]
    while left:
        for urn in live.entries[left.pop()].get("dependencies") or ():
            if urn not in seen:
                seen.add(urn)
                left.append(urn)
    return {urn.rsplit("::", 1)[-1] for urn in seen}


@pytest.mark.parametrize("cluster", CLUSTERS)
def test_no_control_plane_starts_before_its_authority_is_there(production: Live, cluster: str) -> None:
    stem = f"production-{cluster}"
    waits = before(production, f"{stem}-istiod-blue-release")
    authority = f"{stem}-istio-system-secrets-authority"
    assert {authority, f"{stem}-istio-system-secrets-store", f"{stem}-external-secrets-release"} <= waits
    assert entry(production, authority)["inputs"]["metadata"]["annotations"] == {
        "pulumi.com/waitFor": "condition=Ready"
    }


@pytest.mark.parametrize("cluster", CLUSTERS)
def test_what_fetches_it_needs_no_mesh(production: Live, cluster: str) -> None:
    stem = f"production-{cluster}"
    authority = f"{stem}-istio-system-secrets-authority"
    needed = before(production, authority)
    assert {name for name in needed if name.endswith("-release")} == {
        f"{stem}-{one}-release"
        for one in ("cert-manager", "cilium", "external-secrets", "prometheus-operator-crds")
    }
    namespace = entry(production, f"{stem}-external-secrets-namespace")["inputs"]["metadata"]["labels"]
    assert not [label for label in namespace if "istio" in label or "mesh" in label]


@pytest.mark.parametrize("cluster", CLUSTERS)
def test_each_cluster_fetches_its_own_and_all_of_it(production: Live, cluster: str) -> None:
    spec = entry(production, f"production-{cluster}-istio-system-secrets-authority")["inputs"]["spec"]
    assert spec["target"]["name"] == "cacerts"
    assert set(spec["target"]["template"]["data"]) == set(KEYS)
    assert {(one["remoteRef"]["key"], one["remoteRef"]["property"]) for one in spec["data"]} == {
        (f"production/mesh/{cluster}", part) for part in KEYS.values()
    }
    named = {one["secretKey"]: one["remoteRef"]["property"] for one in spec["data"]}
    for key, text in spec["target"]["template"]["data"].items():
        assert named[text.removeprefix("{{ .").removesuffix(" }}")] == KEYS[key]


@pytest.mark.parametrize("cluster", CLUSTERS)
def test_its_account_reads_that_one_secret(production: Live, cluster: str) -> None:
    (policy,) = [
        inputs["policy"]
        for name, inputs in production.of("aws:iam/rolePolicy:RolePolicy").items()
        if name.startswith(f"production-{cluster}-istio-system-secrets-reader")
    ]
    assert f"production/mesh/{cluster}" in policy
    other = next(one for one in CLUSTERS if one != cluster)
    assert f"mesh/{other}" not in policy
    assert "secretsmanager:GetSecretValue" in policy
    for word in ("Put", "Update", "Delete", "Create", '"*"'):
        assert word not in policy


def test_both_share_a_domain_and_each_has_a_network(production: Live) -> None:
    planes = [production.the(RELEASE, f"production-{one}-istiod-blue-release")["values"] for one in CLUSTERS]
    assert {plane["meshConfig"]["trustDomain"] for plane in planes} == {"mesh.example.com"}
    assert {plane["global"]["meshID"] for plane in planes} == {"production"}
    assert [plane["global"]["network"] for plane in planes] == list(CLUSTERS)
    assert all(plane["volumes"][0]["secret"]["optional"] is False for plane in planes)


def test_who_is_allowed_is_named_in_that_domain(production: Live) -> None:
    for cluster in CLUSTERS:
        spec = entry(production, f"production-{cluster}-backend-api-callers-AuthorizationPolicy")["inputs"][
            "spec"
        ]
        principals = spec["rules"][0]["from"][0]["source"]["principals"]
        assert {one.partition("/")[0] for one in principals} == {"mesh.example.com"}


def test_the_keys_are_kept_in_both_regions_and_their_values_nowhere_here(production: Live) -> None:
    secrets = production.of("aws:secretsmanager/secret:Secret")
    kept = {one["name"]: one for one in secrets.values() if "/mesh/" in str(one.get("name"))}
    assert set(kept) == {f"production/mesh/{one}" for one in CLUSTERS}
    for one in kept.values():
        assert [copy["region"] for copy in one["replicas"]] == ["us-west-2"]
    versions = production.of("aws:secretsmanager/secretVersion:SecretVersion")
    assert not [name for name in versions if "mesh" in name]
