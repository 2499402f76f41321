"""external-dns: what it writes, and what it leaves alone."""

import json
from typing import Any

from components.foundation.cluster.site import ClusterSite
from components.foundation.placement import AwsPlacement
from components.kubernetes.identity_policies.route53_records import route53_challenges, route53_names
from components.mesh.external_dns import ExternalDns, ExternalDnsArgs, ExternalDnsSpec
from tests.components.foundation.cluster.sites import of_component, on_site
from tests.components.recording import Recording, assert_sound, record

RELEASE = "kubernetes:helm.sh/v3:Release"
EAST = AwsPlacement(account_id="123456789012", region="us-east-1")


def built(*, role: str | None = None, **decided: Any) -> Recording:
    def program(site: ClusterSite) -> None:
        ExternalDns(
            site,
            ExternalDnsArgs(
                spec=ExternalDnsSpec(),
                zone="aws.example.com",
                zone_id="Z0123",
                excluded=("origin.aws.example.com",),
                region="us-east-1",
                annotations={},
                granted=site.ready,
                monitored=True,
                role=role,
            ),
        )

    return on_site(program, **decided)


def values(**decided: Any) -> dict[str, Any]:
    found: dict[str, Any] = built(**decided).only(RELEASE).inputs["values"]
    return found


def test_it_deletes_nothing_and_marks_what_is_its_own() -> None:
    found = values()
    assert {key: found[key] for key in ("policy", "registry", "txtOwnerId", "txtPrefix")} == {
        "policy": "upsert-only",
        "registry": "txt",
        "txtOwnerId": "main",
        "txtPrefix": "owner-%{record_type}-",
    }
    assert_sound(of_component(built()), ExternalDns, regions=set())


def test_it_knows_one_zone_and_leaves_the_names_of_failover_alone() -> None:
    found = values()
    assert found["domainFilters"] == ["aws.example.com"]
    assert found["excludeDomains"] == ["origin.aws.example.com"]
    assert found["extraArgs"] == ["--aws-zone-type=public", "--zone-id-filter=Z0123"]
    assert found["managedRecordTypes"] == ["A", "AAAA", "CNAME"]


def test_it_never_stands_twice() -> None:
    found = values(replicas=3)
    assert (found["replicaCount"], found["deploymentStrategy"]) == (1, {"type": "Recreate"})


def test_names_come_from_routes_and_services() -> None:
    assert values()["sources"] == ["gateway-httproute", "service"]


def test_on_another_cloud_it_changes_a_token_of_the_cluster_into_a_role() -> None:
    found = values(role="arn:role")
    assert found["env"] == [
        {"name": "AWS_DEFAULT_REGION", "value": "us-east-1"},
        {"name": "AWS_ROLE_ARN", "value": "arn:role"},
        {"name": "AWS_WEB_IDENTITY_TOKEN_FILE", "value": "/var/run/secrets/aws/token"},
    ]
    (volume,) = found["extraVolumes"]
    assert volume["projected"]["sources"] == [
        {
            "serviceAccountToken": {
                "audience": "sts.amazonaws.com",
                "expirationSeconds": 3600,
                "path": "token",
            }
        }
    ]
    assert [one["mountPath"] for one in found["extraVolumeMounts"]] == ["/var/run/secrets/aws"]
    assert values()["extraVolumes"] == []


def rights(which: Any) -> dict[str, dict[str, Any]]:
    found = record(lambda: dict(which(placement=EAST, zone_id="Z0123").inline)).returned
    return {one["Sid"]: one for text in found.values() for one in json.loads(text)["Statement"]}


def test_names_and_challenges_are_different_rights() -> None:
    write = rights(route53_names)["WriteNames"]
    assert write["Resource"] == ["arn:aws:route53:::hostedzone/Z0123"]
    records = "route53:ChangeResourceRecordSetsNormalizedRecordNames"
    assert write["Condition"]["ForAllValues:StringNotLike"] == {records: ["_acme-challenge.*"]}
    prove = rights(route53_challenges)["WriteChallenges"]
    assert prove["Condition"]["ForAllValues:StringLike"] == {records: ["_acme-challenge.*"]}


def test_only_looking_for_the_zone_is_a_right_on_all() -> None:
    wide = [sid for sid, one in rights(route53_names).items() if one["Resource"] in ("*", ["*"])]
    assert wide == ["FindZone"]
