"""The copy of the backups in Google Cloud: written from AWS without a key, and not to be erased by whoever writes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pulumi_gcp as gcp
from pulumi import Output, Resource, ResourceOptions

from components.data.gcp.backups_spec import GoogleBackupsSpec
from components.foundation.component import Component
from components.foundation.gcp.placement import GcpPlacement
from components.foundation.labels import Labels
from components.foundation.placement import AccountId
from components.foundation.spec import Wire

DAY: Final = 86400
POOL_LIMIT: Final = 32
"""Characters of a workload identity pool's id (IAM)."""


RECORDED: Final = ("DATA_READ", "DATA_WRITE")
"""What is asked of objects, which Cloud Audit Logs leave out unless they are told to write it down."""


@dataclass(frozen=True, kw_only=True)
class GoogleBackupsArgs:
    """A spec, where it stands, its key, and the AWS account whose role writes."""

    spec: GoogleBackupsSpec
    placement: GcpPlacement
    labels: Labels
    protected: bool
    aws_account: AccountId
    storage_key: Wire[str]
    granted: Sequence[Resource]


class GoogleBackups(Component):
    """A bucket that takes copies of backups from one AWS role, by federation: no key exists that could leak.

    The writer may create objects and see what is called how; it reads no content, and can neither change nor delete what it
    wrote. Who reads and writes objects of the project is written down.

    Outputs: ``bucket_url`` (gs://...), ``audience``, which the role's credential configuration names.

    :raises ValueError: if the environment's name makes the pool's id too long.
    """

    urn_type = "platform:data:GoogleBackups"

    bucket_url: Output[str]
    bucket_name: Output[str]
    audience: Output[str]

    def __init__(self, name: str, args: GoogleBackupsArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        bucket = self._bucket(name, args)
        pool = gcp.iam.WorkloadIdentityPool(
            f"{name}-aws",
            workload_identity_pool_id=_pool_id(args),
            project=args.placement.project,
            display_name=f"AWS of {args.labels.environment}",
            description="Roles of AWS that may act here",
            opts=self.child(depends_on=args.granted),
        )
        provider = self._federation(name, args, pool)
        gcp.storage.BucketIAMMember(
            f"{name}-writer",
            bucket=bucket.name,
            role="roles/storage.objectCreator",
            member=_writers(args),
            opts=self.child(depends_on=[provider]),
        )
        # Names, sizes and digests of what is there already, so that it is not sent again; contents are not in this role.
        gcp.storage.BucketIAMMember(
            f"{name}-writer-looks",
            bucket=bucket.name,
            role="roles/storage.legacyBucketReader",
            member=_writers(args),
            opts=self.child(depends_on=[provider]),
        )
        # The project's own record: a log of access of the bucket would be one more bucket, which Google's own account writes.
        gcp.projects.IAMAuditConfig(
            f"{name}-read-record",
            project=args.placement.project,
            service="storage.googleapis.com",
            audit_log_configs=[{"log_type": log_type} for log_type in RECORDED],
            opts=self.child(depends_on=args.granted),
        )
        self.bucket_url = bucket.url
        self.bucket_name = bucket.name
        self.audience = Output.concat("//iam.googleapis.com/", provider.name)
        self.publish()

    def _bucket(self, name: str, args: GoogleBackupsArgs) -> gcp.storage.Bucket:
        spec = args.spec
        return gcp.storage.Bucket(
            f"{name}-bucket",
            name=spec.bucket,
            project=args.placement.project,
            location=args.placement.region.upper(),
            storage_class="STANDARD",
            uniform_bucket_level_access=True,
            public_access_prevention="enforced",
            force_destroy=False,
            versioning={"enabled": True},
            encryption={"default_kms_key_name": args.storage_key},
            retention_policy={"retention_period": str(spec.retention_days * DAY), "is_locked": spec.locked},
            soft_delete_policy={"retention_duration_seconds": 7 * DAY},
            lifecycle_rules=[
                {
                    "action": {"type": "SetStorageClass", "storage_class": "NEARLINE"},
                    "condition": {"age": spec.archive_days, "matches_storage_classes": ["STANDARD"]},
                },
                {"action": {"type": "Delete"}, "condition": {"age": spec.keep_days}},
                {"action": {"type": "AbortIncompleteMultipartUpload"}, "condition": {"age": 7}},
            ],
            labels=args.labels.gcp(),
            opts=self.child(depends_on=args.granted, protect=args.protected or None),
        )

    def _federation(
        self, name: str, args: GoogleBackupsArgs, pool: gcp.iam.WorkloadIdentityPool
    ) -> gcp.iam.WorkloadIdentityPoolProvider:
        role, account = args.spec.writer_role, args.aws_account
        return gcp.iam.WorkloadIdentityPoolProvider(
            f"{name}-aws-provider",
            workload_identity_pool_id=pool.workload_identity_pool_id,
            workload_identity_pool_provider_id="aws",
            project=args.placement.project,
            display_name="AWS",
            description=f"The role {role} of account {account}, and nobody else",
            aws={"account_id": account},
            attribute_mapping={
                "google.subject": "assertion.arn",
                "attribute.aws_role": "assertion.arn.extract('assumed-role/{role}/')",
            },
            attribute_condition=f"assertion.arn.startsWith('arn:aws:sts::{account}:assumed-role/{role}/')",
            opts=self.child(),
        )


def _writers(args: GoogleBackupsArgs) -> str:
    """Return whoever acts in the role, spelt out so that a preview can already see that it is not everybody."""
    return (
        f"principalSet://iam.googleapis.com/projects/{args.placement.project_number}/locations/global/"
        f"workloadIdentityPools/{_pool_id(args)}/attribute.aws_role/{args.spec.writer_role}"
    )


def _pool_id(args: GoogleBackupsArgs) -> str:
    return f"{args.labels.environment}-aws"
