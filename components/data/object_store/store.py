"""A bucket as its class of data asks for it, with all that AWS keeps beside a bucket and not in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi_aws as aws
from pulumi import Output, Resource, ResourceOptions

from components.data.object_store.classes import CLASSES, DataClass, LockMode
from components.data.object_store.lifecycle import lifecycle_rules
from components.data.object_store.names import bucket_name, name_faults
from components.data.object_store.policy import denials
from components.data.object_store.replication import ReplicaSource, ReplicaTarget, replicate
from components.data.object_store.spec import StoreSpec, store_faults
from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.placement import AwsPlacement
from components.foundation.policy_documents import Statement, resource_policy
from components.foundation.spec import RefusalError, Wire

ACCESS_LOGS_PREFIX = "s3"
"""The folder of a logs bucket under which S3 writes who reached the other buckets."""


PREFLIGHT_SECONDS = 3600
"""How long a browser remembers that it may ask from another origin."""


@dataclass(frozen=True, kw_only=True)
class ObjectStoreArgs:
    """A spec wired to the region, its key and the bucket that its own access is logged to.

    ``statements`` are added to the bucket's policy, such as those of ``deliveries``; they may hold Outputs.
    ``key_arn`` is needed by the classes that are encrypted with a key of ours, and refused by the others.
    ``logs`` is the store of the class logs in the same region; the logs themselves have none.
    ``replica`` is where everything is copied to; a locked bucket can be copied only to a locked one.
    ``temporary`` are folders whose objects expire, with the days that they are kept.
    ``expiring`` are the folders that the spec's retention is about, all that is in the bucket without any: what a program
    shares between its own objects and removes by itself, such as a repository of backups, may not lose parts by age.
    ``cors_origins`` are the other origins whose pages may read objects.
    """

    data_class: DataClass
    spec: StoreSpec
    placement: AwsPlacement
    labels: Labels
    protected: bool
    key_arn: Wire[str] | None = None
    logs: "ObjectStore | None" = None
    statements: Sequence[Statement] = ()
    replica: ReplicaTarget | None = None
    temporary: Mapping[str, int] = field(default_factory=dict)
    expiring: Sequence[str] = ()
    cors_origins: Sequence[str] = ()

    @property
    def bucket_name(self) -> str:
        """The bucket's name, known before it exists."""
        return self.spec.name or bucket_name(self.labels.environment, self.data_class, self.placement)

    @property
    def bucket_arn(self) -> str:
        """The bucket's ARN, known before it exists."""
        return f"arn:{self.placement.partition}:s3:::{self.bucket_name}"

    @property
    def lock(self) -> LockMode | None:
        """How objects are locked. What may be destroyed is never locked beyond anybody's reach."""
        mode = CLASSES[self.data_class].lock
        if self.spec.lock_days is None or mode is None:
            return None
        return mode if self.protected else "GOVERNANCE"


class ObjectStore(Component):
    """A private, versioned, encrypted bucket that only TLS 1.2 and newer reach.

    Outputs: ``bucket``, ``arn`` and ``regional_domain_name``. Beside them, known before anything runs:
    ``bucket_name``, ``bucket_arn``, and ``ready``, what has to stand before others write into it.

    :raises ValueError: if the class of data does not allow what the spec or the wiring asks for.
    """

    urn_type = "platform:data:ObjectStore"

    bucket: Output[str]
    arn: Output[str]
    regional_domain_name: Output[str]

    def __init__(self, name: str, args: ObjectStoreArgs, opts: ResourceOptions | None = None) -> None:
        _refuse_contradictions(name, args)
        super().__init__(name, opts)
        self.bucket_name = args.bucket_name
        self.bucket_arn = args.bucket_arn
        bucket = self._bucket(name, args)
        versioning = self._versioning(name, args, bucket)
        encryption = self._encryption(name, args, bucket)
        block = self._closed(name, args, bucket)
        policy = self._policy(name, args, bucket, block)
        locked = [self._lock(name, args, bucket, args.lock, versioning)] if args.lock else []
        self._lifecycle(name, args, bucket, versioning)
        self._logging(name, args, bucket)
        self._origins(name, args, bucket)
        self.ready: tuple[Resource, ...] = (versioning, encryption, policy, *locked)
        if args.replica is not None and args.key_arn is not None:
            replicate(self, name, _source(args, args.key_arn, bucket, self.ready), args.replica)
        self.bucket = bucket.bucket
        self.arn = bucket.arn
        self.regional_domain_name = bucket.bucket_regional_domain_name
        self.publish()

    def _bucket(self, name: str, args: ObjectStoreArgs) -> aws.s3.Bucket:
        return aws.s3.Bucket(
            f"{name}-bucket",
            region=args.placement.region,
            bucket=args.bucket_name,
            force_destroy=not args.protected,
            object_lock_enabled=args.lock is not None,
            tags=args.labels.aws(args.bucket_name, **{"data-class": args.data_class}),
            opts=self.child(protect=args.protected or None),
        )

    def _versioning(self, name: str, args: ObjectStoreArgs, bucket: aws.s3.Bucket) -> aws.s3.BucketVersioning:
        return aws.s3.BucketVersioning(
            f"{name}-versioning",
            region=args.placement.region,
            bucket=bucket.bucket,
            versioning_configuration={"status": "Enabled"},
            opts=self.child(),
        )

    def _encryption(self, name: str, args: ObjectStoreArgs, bucket: aws.s3.Bucket) -> Resource:
        default: aws.s3.BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultArgsDict = (
            {"sse_algorithm": "AES256"}
            if args.key_arn is None
            else {"sse_algorithm": "aws:kms", "kms_master_key_id": args.key_arn}
        )
        return aws.s3.BucketServerSideEncryptionConfiguration(
            f"{name}-encryption",
            region=args.placement.region,
            bucket=bucket.bucket,
            rules=[
                {
                    "apply_server_side_encryption_by_default": default,
                    # One data key for many objects: a hundredth of the calls to KMS.
                    "bucket_key_enabled": args.key_arn is not None,
                    # A key that the client keeps is lost with the client.
                    "blocked_encryption_types": ["SSE-C"],
                }
            ],
            opts=self.child(),
        )

    def _closed(self, name: str, args: ObjectStoreArgs, bucket: aws.s3.Bucket) -> Resource:
        aws.s3.BucketOwnershipControls(
            f"{name}-ownership",
            region=args.placement.region,
            bucket=bucket.bucket,
            rule={"object_ownership": "BucketOwnerEnforced"},
            opts=self.child(),
        )
        return aws.s3.BucketPublicAccessBlock(
            f"{name}-public-access-block",
            region=args.placement.region,
            bucket=bucket.bucket,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            opts=self.child(),
        )

    def _policy(
        self, name: str, args: ObjectStoreArgs, bucket: aws.s3.Bucket, block: Resource
    ) -> aws.s3.BucketPolicy:
        return aws.s3.BucketPolicy(
            f"{name}-policy",
            region=args.placement.region,
            bucket=bucket.bucket,
            policy=resource_policy(*denials(args.bucket_arn, args.key_arn), *args.statements),
            # S3 answers one of two changes to a bucket's access at the same time with a conflict.
            opts=self.child(depends_on=[block]),
        )

    def _lock(
        self, name: str, args: ObjectStoreArgs, bucket: aws.s3.Bucket, mode: LockMode, versioning: Resource
    ) -> Resource:
        return aws.s3.BucketObjectLockConfiguration(
            f"{name}-lock",
            region=args.placement.region,
            bucket=bucket.bucket,
            rule={"default_retention": {"mode": mode, "days": args.spec.lock_days}},
            opts=self.child(depends_on=[versioning]),
        )

    def _lifecycle(
        self, name: str, args: ObjectStoreArgs, bucket: aws.s3.Bucket, versioning: Resource
    ) -> None:
        aws.s3.BucketLifecycleConfiguration(
            f"{name}-lifecycle",
            region=args.placement.region,
            bucket=bucket.bucket,
            # Smaller objects would cost more to move than they ever save.
            transition_default_minimum_object_size="all_storage_classes_128K",
            rules=lifecycle_rules(args.data_class, args.spec, args.temporary, args.expiring),
            # Rules about previous versions need versions.
            opts=self.child(depends_on=[versioning]),
        )

    def _logging(self, name: str, args: ObjectStoreArgs, bucket: aws.s3.Bucket) -> None:
        if args.logs is None:
            return
        aws.s3.BucketLogging(
            f"{name}-logging",
            region=args.placement.region,
            bucket=bucket.bucket,
            target_bucket=args.logs.bucket,
            target_prefix=f"{ACCESS_LOGS_PREFIX}/{args.bucket_name}/",
            target_object_key_format={"partitioned_prefix": {"partition_date_source": "EventTime"}},
            # S3 checks at once whether it may write there.
            opts=self.child(depends_on=list(args.logs.ready)),
        )

    def _origins(self, name: str, args: ObjectStoreArgs, bucket: aws.s3.Bucket) -> None:
        if not args.cors_origins:
            return
        aws.s3.BucketCorsConfiguration(
            f"{name}-cors",
            region=args.placement.region,
            bucket=bucket.bucket,
            cors_rules=[
                {
                    "id": "read",
                    "allowed_methods": ["GET", "HEAD"],
                    "allowed_origins": list(args.cors_origins),
                    "allowed_headers": ["*"],
                    "max_age_seconds": PREFLIGHT_SECONDS,
                }
            ],
            opts=self.child(),
        )


def _source(
    args: ObjectStoreArgs, key_arn: Wire[str], bucket: aws.s3.Bucket, ready: Sequence[Resource]
) -> ReplicaSource:
    return ReplicaSource(
        bucket=bucket,
        bucket_name=args.bucket_name,
        bucket_arn=args.bucket_arn,
        placement=args.placement,
        key_arn=key_arn,
        locked=args.lock is not None,
        labels=args.labels,
        ready=ready,
    )


def _refuse_contradictions(name: str, args: ObjectStoreArgs) -> None:
    customer_key = CLASSES[args.data_class].customer_key
    faults = [*name_faults(args.bucket_name), *store_faults(args.data_class, args.spec)]
    if customer_key and args.key_arn is None:
        faults.append(f"{args.data_class} are encrypted with a key of the platform: pass its key_arn")
    if not customer_key and args.key_arn is not None:
        faults.append(
            f"{args.data_class} are encrypted with S3's own keys, because what writes or reads them cannot use ours: pass no key_arn"
        )
    if (args.logs is None) != (args.data_class == "logs"):
        faults.append(
            "access to a bucket is logged to the region's logs, and to the logs themselves not: pass logs to every other class"
        )
    if args.replica is not None and args.replica.placement.region == args.placement.region:
        faults.append(f"a copy in {args.placement.region} would be lost with the bucket: name another region")
    if args.replica is not None and not customer_key:
        faults.append(
            f"copying re-encrypts with keys of ours, and {args.data_class} have none: pass no replica"
        )
    if faults:
        raise RefusalError(*(f"store {name}: {fault}" for fault in faults))
