"""What a service account of a GKE cluster is granted, and what it is refused."""

from typing import Any

import pulumi_gcp as gcp
import pytest
from pydantic import ValidationError

from components.kubernetes.gke.identity_spec import GkeIdentitySpec
from components.kubernetes.gke.workload_identity import GkeWorkloadIdentity, GkeWorkloadIdentityArgs
from tests.components.google import LABELS, PLACE, recorded, refused
from tests.components.recording import Recording, assert_sound

SOUND: dict[str, Any] = {
    "namespace": "backend",
    "service_account": "api",
    "roles": {"connect": "roles/cloudsql.client"},
}
IMPERSONATED = "serviceAccount:prod-backend-api@example-project.iam.gserviceaccount.com"
DIRECT = (
    "principal://iam.googleapis.com/projects/123456789012/locations/global/workloadIdentityPools/"
    "example-project.svc.id.goog/subject/ns/backend/sa/api"
)


def identity(wires: dict[str, Any] | None = None, **changes: Any) -> GkeWorkloadIdentity:
    spec = GkeIdentitySpec.model_validate({**SOUND, **changes})
    facts: dict[str, Any] = {
        "spec": spec, "placement": PLACE, "labels": LABELS, "cluster_name": "main", **(wires or {})
    }  # fmt: skip
    return GkeWorkloadIdentity("api", GkeWorkloadIdentityArgs(**facts))


def built(wires: dict[str, Any] | None = None, **changes: Any) -> Recording:
    def program() -> dict[str, Any]:
        made = identity(wires, **changes)
        return {
            "annotations": made.annotations,
            "labels": made.service_account_labels,
            "member": made.member,
        }

    return recorded(program)


def test_one_service_account_may_act_as_one_account_of_googles() -> None:
    recording = built()
    assert_sound(recording, GkeWorkloadIdentity, set())
    assert recording.only(gcp.serviceaccount.Account).inputs["accountId"] == "prod-backend-api"
    user = recording.only(gcp.serviceaccount.IAMMember).inputs
    assert (user["role"], user["member"]) == (
        "roles/iam.workloadIdentityUser",
        "serviceAccount:example-project.svc.id.goog[backend/api]",
    )
    grant = recording.only(gcp.projects.IAMMember).inputs
    assert (grant["role"], grant["member"]) == ("roles/cloudsql.client", IMPERSONATED)
    assert recording.returned["annotations"] == {
        "iam.gke.io/gcp-service-account": IMPERSONATED.removeprefix("serviceAccount:")
    }


def test_members_are_added_and_no_binding_takes_a_role_from_others() -> None:
    recording = built(
        {"backups": "bucket", "database_secret": "s"}, reads_backups=True, reads_database_secret=True
    )
    assert [kind for kind in recording.counts() if "IAM" in kind or "Iam" in kind] == [
        "gcp:projects/iAMMember:IAMMember",
        "gcp:secretmanager/secretIamMember:SecretIamMember",
        "gcp:serviceaccount/iAMMember:IAMMember",
        "gcp:storage/bucketIAMMember:BucketIAMMember",
    ]


def test_what_is_granted_is_spelled_for_a_preview_and_waits_for_the_account() -> None:
    recording = built(
        {"backups": "bucket", "database_secret": "s"}, reads_backups=True, reads_database_secret=True
    )
    for kind in (gcp.projects.IAMMember, gcp.storage.BucketIAMMember, gcp.secretmanager.SecretIamMember):
        grant = recording.only(kind)
        assert grant.inputs["member"] == IMPERSONATED
        assert grant.property_dependencies.get("member", frozenset()) == frozenset()
        assert recording.depends_on(grant, gcp.serviceaccount.Account) == {"api-account"}


def test_a_direct_grant_has_no_account_and_no_annotation() -> None:
    recording = built(mode="direct")
    assert recording.of(gcp.serviceaccount.Account) == []
    assert recording.returned["annotations"] == {}
    assert recording.returned["member"] == DIRECT
    assert recording.only(gcp.projects.IAMMember).inputs["member"] == DIRECT


def test_what_is_read_is_granted_on_the_one_that_is_meant() -> None:
    recording = built(
        {"backups": "copies", "database_secret": "projects/p/secrets/s"},
        reads_backups=True,
        reads_database_secret=True,
        roles={},
    )
    bucket, secret = (
        recording.only(kind).inputs
        for kind in (gcp.storage.BucketIAMMember, gcp.secretmanager.SecretIamMember)
    )
    assert (bucket["bucket"], bucket["role"]) == ("copies", "roles/storage.objectViewer")
    assert (secret["secretId"], secret["role"]) == (
        "projects/p/secrets/s",
        "roles/secretmanager.secretAccessor",
    )
    assert recording.of(gcp.projects.IAMMember) == []


def test_a_long_name_is_cut_and_told_apart_by_its_digest() -> None:
    accounts = {
        built(namespace="recovery-of-everything", service_account=name)
        .only(gcp.serviceaccount.Account)
        .inputs["accountId"]
        for name in ("database-restore-one", "database-restore-two")
    }
    assert len(accounts) == 2
    assert {len(account) <= 30 for account in accounts} == {True}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"roles": {"all": "roles/editor"}}, "roles.all: roles/editor grants nearly the whole project"),
        ({"roles": {"all": "roles/owner"}}, "roles.all: roles/owner grants nearly the whole project"),
        (
            {"roles": {"read": "roles/storage.objectViewer"}},
            "would reach every bucket, secret, key or repository",
        ),
        ({"roles": {"read": "roles/secretmanager.secretAccessor"}}, "would reach every bucket, secret, key"),
        ({"roles": {}}, "backend/api may do nothing, which is a mistake"),
        ({"roles": {"x": "editor"}}, "String should match pattern"),
        ({"namespace": "*"}, "String should match pattern"),
        ({"service_account": "api-*"}, "String should match pattern"),
    ],
)
def test_what_is_too_wide_is_refused(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError) as told:
        GkeIdentitySpec.model_validate({**SOUND, **changes})
    assert sentence in str(told.value)


def test_what_is_not_there_cannot_be_read() -> None:
    assert refused(lambda: identity(reads_backups=True)) == (
        "identity of backend/api: it reads backups that are not there: describe them, or set reads_backups to false"
    )
    assert refused(lambda: identity(reads_database_secret=True)) == (
        "identity of backend/api: it reads the secret of a database that is not there: describe the database, or set "
        "reads_database_secret to false"
    )
