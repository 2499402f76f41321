"""Certificates that clusters get for themselves."""

from typing import Any

from components.foundation.cluster.site import ClusterSite
from components.mesh.certificates import ClusterCertificates, ClusterCertificatesArgs
from components.mesh.certificates_spec import CertificatesSpec
from tests.components.foundation.cluster.sites import of_component, on_site
from tests.components.recording import Recording, assert_sound

RELEASE = "kubernetes:helm.sh/v3:Release"
ISSUER = "kubernetes:cert-manager.io/v1:ClusterIssuer"


def built(spec: dict[str, Any] | None = None, *, role: str | None = None, **decided: Any) -> Recording:
    def program(site: ClusterSite) -> None:
        ClusterCertificates(
            site,
            ClusterCertificatesArgs(
                spec=CertificatesSpec(email="oncall@example.com", **(spec or {})),
                zone="aws.example.com",
                zone_id="Z0123",
                region="us-east-1",
                annotations={"eks.amazonaws.com/role-arn": "arn:role"},
                granted=site.ready,
                monitored=True,
                role=role,
            ),
        )

    return on_site(program, **decided)


def test_the_issuer_proves_the_zone_and_no_other() -> None:
    recording = built()
    assert recording.only(ISSUER).inputs["spec"] == {
        "acme": {
            "email": "oncall@example.com",
            "server": "https://acme-v02.api.letsencrypt.org/directory",
            "privateKeySecretRef": {"name": "letsencrypt-account"},
            "solvers": [
                {
                    "selector": {"dnsZones": ["aws.example.com"]},
                    "dns01": {"route53": {"hostedZoneID": "Z0123", "region": "us-east-1"}},
                }
            ],
        }
    }
    assert_sound(of_component(recording), ClusterCertificates, regions=set())


def test_the_issuer_waits_for_its_definition() -> None:
    recording = built()
    assert recording.depends_on(recording.only(ISSUER), RELEASE) == {"main-cert-manager-release"}


def test_a_staging_authority_is_a_setting() -> None:
    server = built({"authority": "staging"}).only(ISSUER).inputs["spec"]["acme"]["server"]
    assert server == "https://acme-staging-v02.api.letsencrypt.org/directory"


def test_controllers_run_as_often_as_the_cluster_asks() -> None:
    def replicas(count: int) -> tuple[Any, ...]:
        values = built(replicas=count).only(RELEASE).inputs["values"]
        return (
            values["replicaCount"],
            values["webhook"]["replicaCount"],
            values["cainjector"]["replicaCount"],
            values["podDisruptionBudget"]["enabled"],
        )

    assert replicas(1) == (1, 1, 1, False)
    assert replicas(2) == (2, 3, 2, True)


def test_the_role_is_on_the_account() -> None:
    values = built().only(RELEASE).inputs["values"]
    assert values["serviceAccount"] == {
        "name": "cert-manager",
        "annotations": {"eks.amazonaws.com/role-arn": "arn:role"},
    }


def test_on_another_cloud_it_changes_a_token_of_its_account_into_a_role() -> None:
    recording = built(role="arn:role")
    (solver,) = recording.only(ISSUER).inputs["spec"]["acme"]["solvers"]
    assert solver["dns01"]["route53"] == {
        "hostedZoneID": "Z0123",
        "region": "us-east-1",
        "role": "arn:role",
        "auth": {"kubernetes": {"serviceAccountRef": {"name": "cert-manager"}}},
    }
    role = recording.only("kubernetes:rbac.authorization.k8s.io/v1:Role")
    assert role.inputs["rules"] == [
        {
            "apiGroups": [""],
            "resources": ["serviceaccounts/token"],
            "resourceNames": ["cert-manager"],
            "verbs": ["create"],
        }
    ]
    bound = "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding"
    assert recording.depends_on(recording.only(ISSUER), bound) == {"main-certificates-tokens"}
    assert not built().of(bound)
