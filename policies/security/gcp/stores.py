"""Buckets and repositories of Google Cloud: private, kept, and never changed behind anybody's back."""

from typing import Final

from policies.framework import google_tokens as tokens
from policies.framework.facts import Fact, some
from policies.framework.index import Stack, alike
from policies.framework.resources import Resource
from policies.framework.rules import (
    ALWAYS,
    PRODUCTION,
    PROMOTED,
    Context,
    Control,
    Outcomes,
    clauses,
    require,
    resource_rule,
    stack_rule,
)

GUIDE: Final = "https://cloud.google.com/storage/docs/"


@resource_rule(
    name="gcs-private",
    title="No object of a bucket can become public",
    types=(tokens.BUCKET,),
    severity="high",
    levels=ALWAYS,
    remediation="Set publicAccessPrevention to enforced and uniformBucketLevelAccess.",
    controls=clauses("CIS GCP", "4.0", "5.1", "5.2"),
    checkov=("CKV_GCP_29", "CKV_GCP_114"),
    trivy=("GCP-0001", "GCP-0002"),
    prowler=("cloudstorage_bucket_public_access", "cloudstorage_bucket_uniform_bucket_level_access"),
    url=GUIDE + "public-access-prevention",
)
def gcs_private(bucket: Resource, _: Context) -> Outcomes:
    """Require prevention of public access, and rights of the bucket alone."""
    yield from require(
        bucket["publicAccessPrevention"].equals("enforced"),
        "a member could make it public: set publicAccessPrevention to enforced",
    )
    yield from require(
        bucket["uniformBucketLevelAccess"].is_true(),
        "each object may have rights of its own: set uniformBucketLevelAccess",
    )


@resource_rule(
    name="gcs-no-public-member",
    title="No role on a bucket is given to everybody",
    types=(tokens.BUCKET_MEMBER,),
    severity="critical",
    levels=ALWAYS,
    remediation="Name the service account or the federated identity.",
    controls=(Control("CIS GCP", "4.0", "5.1"),),
    checkov=("CKV_GCP_28",),
    trivy=("GCP-0001",),
    prowler=("cloudstorage_bucket_public_access",),
    url=GUIDE + "access-control/iam",
)
def gcs_no_public_member(member: Resource, _: Context) -> Outcomes:
    """Refuse allUsers and allAuthenticatedUsers, which is whoever has a Google account."""
    yield from require(
        ~member["member"].equals("allUsers", "allAuthenticatedUsers"), "everybody may use it: name the member"
    )


@resource_rule(
    name="gcs-kept",
    title="What was deleted or overwritten in a bucket can be brought back",
    types=(tokens.BUCKET,),
    severity="medium",
    levels=PROMOTED,
    remediation="Set versioning.enabled.",
    checkov=("CKV_GCP_78",),
    trivy=("GCP-0078",),
    prowler=("cloudstorage_bucket_versioning_enabled",),
    url=GUIDE + "object-versioning",
)
def gcs_kept(bucket: Resource, _: Context) -> Outcomes:
    """Require versions."""
    yield from require(
        bucket.at("versioning", "enabled").is_true(), "an overwritten object is gone: set versioning.enabled"
    )


@resource_rule(
    name="gcs-locked-copy",
    title="Production's buckets are encrypted with a key of the platform and hold objects for a time",
    types=(tokens.BUCKET,),
    severity="medium",
    levels=PRODUCTION,
    remediation="Set encryption.defaultKmsKeyName and retentionPolicy.retentionPeriod.",
    trivy=("GCP-0066",),
    url=GUIDE + "bucket-lock",
)
def gcs_locked_copy(bucket: Resource, _: Context) -> Outcomes:
    """Require a customer key, and a retention that an intruder cannot cut short in a day."""
    yield from require(
        bucket.at("encryption", "defaultKmsKeyName").given(), "the key is Google's own: set defaultKmsKeyName"
    )
    yield from require(
        bucket.at("retentionPolicy", "retentionPeriod").at_least(86400),
        "a copy can be deleted at once: set retentionPolicy.retentionPeriod",
    )


@resource_rule(
    name="gcp-registry-immutable",
    title="The tag of an image never moves to another image",
    types=(tokens.REPOSITORY,),
    severity="medium",
    levels=PROMOTED,
    remediation="Set dockerConfig.immutableTags.",
    url="https://cloud.google.com/artifact-registry/docs/docker/manage-images",
)
def registry_immutable(repository: Resource, _: Context) -> Outcomes:
    """Require tags that stay where they are."""
    yield from require(
        repository.at("dockerConfig", "immutableTags").is_true(),
        "a tag can be moved to another image: set dockerConfig.immutableTags",
    )


@stack_rule(
    name="gcs-access-recorded",
    title="It is written down who reads a bucket",
    types=(tokens.BUCKET,),
    severity="low",
    levels=PROMOTED,
    remediation="Add an IAMAuditConfig of the project for storage.googleapis.com with DATA_READ, or set logging.logBucket.",
    checkov=("CKV_GCP_62",),
    url=GUIDE + "audit-logging",
)
def gcs_access_recorded(stack: Stack, _: Context) -> Outcomes:
    """Require the project's record of reads, or a log of the bucket's own; neither is on unless somebody asks for it."""
    for bucket in stack.of(tokens.BUCKET):
        of_project = some(
            alike(bucket["project"], record["project"]) & _reads_too(record)
            for record in stack.of(tokens.AUDIT_CONFIG)
        )
        own = bucket.at("logging", "logBucket").given()
        yield from require(own | of_project, "nobody sees who takes its objects: record DATA_READ", of=bucket)


def _reads_too(record: Resource) -> Fact:
    return record["service"].equals("storage.googleapis.com", "allServices") & some(
        one["logType"].equals("DATA_READ") & ~one["exemptedMembers"].given()
        for one in record["auditLogConfigs"].items()
    )


RULES = (
    gcs_private,
    gcs_no_public_member,
    gcs_kept,
    gcs_locked_copy,
    gcs_access_recorded,
    registry_immutable,
)
