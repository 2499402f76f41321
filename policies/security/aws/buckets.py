"""S3 buckets: closed, over TLS, with versions, encrypted, logged and not kept for ever by accident."""

from policies.framework import tokens
from policies.framework.facts import NO, Fact, every, some
from policies.framework.index import Stack
from policies.framework.resources import Resource
from policies.framework.rules import (
    ADVICE,
    ALWAYS,
    PRODUCTION,
    PROMOTED,
    Context,
    Control,
    Outcomes,
    require,
    resource_rule,
    stack_rule,
)
from policies.security.aws.documents import Statement, member, private, statements

BUCKETS = (tokens.BUCKET,)
GUIDE = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/"
BLOCKS = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
LOCKED = ("backups", "audit")


def _beside(stack: Stack, bucket: Resource, kind: str) -> Fact:
    """Return whether a resource of ``kind`` configures the bucket."""
    return some(same for _, same in stack.naming("bucket", bucket, kind, identities=("bucket",)))


@stack_rule(
    name="s3-public-access-block",
    title="No bucket can be opened to the public",
    types=(tokens.BUCKET, tokens.BUCKET_ACCESS_BLOCK),
    severity="high",
    levels=ALWAYS,
    remediation="Add a BucketPublicAccessBlock for the bucket with all four settings on.",
    controls=(Control("CIS AWS Foundations", "5.0", "2.1.4"),),
    checkov=("CKV_AWS_53", "CKV_AWS_54", "CKV_AWS_55", "CKV_AWS_56", "CKV2_AWS_6"),
    trivy=("AWS-0086", "AWS-0087", "AWS-0091", "AWS-0093", "AWS-0094"),
    prowler=("s3_bucket_level_public_access_block", "s3_bucket_public_access"),
    url=GUIDE + "access-control-block-public-access.html",
)
def s3_public_access_block(stack: Stack, _: Context) -> Outcomes:
    """Require one block for each bucket, with nothing left out of it, nor of one for a bucket from elsewhere."""
    for bucket in stack.of(tokens.BUCKET):
        blocked = some(
            same & _whole(block)
            for block, same in stack.naming(
                "bucket", bucket, tokens.BUCKET_ACCESS_BLOCK, identities=("bucket",)
            )
        )
        yield from require(
            blocked, "it could be opened: add a BucketPublicAccessBlock with all four on", of=bucket
        )
    for block in stack.of(tokens.BUCKET_ACCESS_BLOCK):
        known = some(stack.refers(block, "bucket", bucket, "bucket") for bucket in stack.of(tokens.BUCKET))
        yield from require(
            known | _whole(block), "it leaves a bucket from elsewhere open: set all four", of=block
        )


def _whole(block: Resource) -> Fact:
    return every(block[key].is_true() for key in BLOCKS)


@resource_rule(
    name="s3-policy-private",
    title="No bucket's policy lets everybody in",
    types=(tokens.BUCKET_POLICY, tokens.BUCKET),
    severity="critical",
    levels=ALWAYS,
    remediation="Name the principals; a service is bound with aws:SourceArn or aws:SourceAccount.",
    checkov=("CKV_AWS_70",),
    prowler=("s3_bucket_policy_public_write_access",),
    url=GUIDE + "example-bucket-policies.html",
    traceable=("policy",),
)
def s3_policy_private(policy: Resource, _: Context) -> Outcomes:
    """Refuse an Allow that everybody meets."""
    yield from private(policy["policy"].document(), "bucket")


@resource_rule(
    name="s3-tls-only",
    title="Buckets deny what does not come over TLS",
    types=(tokens.BUCKET_POLICY,),
    severity="critical",
    levels=PROMOTED,
    remediation="Deny s3:* to everybody where aws:SecureTransport is false, as the ObjectStore component does.",
    controls=(Control("CIS AWS Foundations", "5.0", "2.1.1"),),
    checkov=("CKV_AWS_379",),
    prowler=("s3_bucket_secure_transport_policy",),
    url=GUIDE + "security-best-practices.html",
    traceable=("policy",),
)
def s3_tls_only(policy: Resource, _: Context) -> Outcomes:
    """Require the denial in every policy."""
    denied = some(_denies_plaintext(one) for one in statements(policy["policy"].document()))
    yield from require(denied, "plaintext is not denied: add a Deny where aws:SecureTransport is false")


def _denies_plaintext(statement: Statement) -> Fact:
    denies = member(statement.value, "Effect").equals("Deny")
    if statement.conditions.unknown:
        return denies & statement.conditions.undecided()
    found = NO
    for operator, values in statement.condition("aws:securetransport"):
        found = found | (values.contains(False) if operator == "bool" else NO)
    return denies & found


@stack_rule(
    name="s3-policy-present",
    title="Every bucket has a policy of its own",
    types=BUCKETS,
    severity="medium",
    levels=PROMOTED,
    remediation="Build buckets with the ObjectStore component, whose policy denies plaintext and old TLS.",
    url=GUIDE + "security-best-practices.html",
)
def s3_policy_present(stack: Stack, _: Context) -> Outcomes:
    """Require a policy, without which nothing denies plaintext."""
    for bucket in stack.of(tokens.BUCKET):
        kept = _beside(stack, bucket, tokens.BUCKET_POLICY)
        yield from require(kept, "nothing denies plaintext: add a BucketPolicy", of=bucket)


@stack_rule(
    name="s3-versioned",
    title="What is overwritten or deleted in a bucket can be brought back",
    types=BUCKETS,
    severity="medium",
    levels=PROMOTED,
    remediation="Add a BucketVersioning with the status Enabled.",
    checkov=("CKV_AWS_21",),
    trivy=("AWS-0090",),
    prowler=("s3_bucket_object_versioning",),
    url=GUIDE + "Versioning.html",
)
def s3_versioned(stack: Stack, _: Context) -> Outcomes:
    """Require versions of every bucket."""
    for bucket in stack.of(tokens.BUCKET):
        kept = (
            some(
                same & one.at("versioningConfiguration", "status").equals("Enabled")
                for one, same in stack.naming(
                    "bucket", bucket, tokens.BUCKET_VERSIONING, identities=("bucket",)
                )
            )
            | bucket.at("versioning", "enabled").is_true()
        )
        yield from require(kept, "a mistake is for ever: add a BucketVersioning that is Enabled", of=bucket)


@stack_rule(
    name="s3-lifecycle",
    title="Buckets end abandoned uploads",
    types=BUCKETS,
    severity="low",
    levels=PROMOTED,
    remediation="Add a BucketLifecycleConfiguration with abortIncompleteMultipartUpload.",
    checkov=("CKV2_AWS_61", "CKV_AWS_300"),
    prowler=("s3_bucket_lifecycle_enabled",),
    url=GUIDE + "mpu-abort-incomplete-mpu-lifecycle-config.html",
)
def s3_lifecycle(stack: Stack, _: Context) -> Outcomes:
    """Require a rule that ends uploads which nobody finishes and everybody pays for."""
    for bucket in stack.of(tokens.BUCKET):
        ended = some(
            same & some(rule["abortIncompleteMultipartUpload"].given() for rule in one["rules"].items())
            for one, same in stack.naming("bucket", bucket, tokens.BUCKET_LIFECYCLE, identities=("bucket",))
        ) | some(
            rule["abortIncompleteMultipartUploadDays"].given() for rule in bucket["lifecycleRules"].items()
        )
        yield from require(
            ended, "abandoned uploads are paid for ever: abort them by a lifecycle rule", of=bucket
        )


@stack_rule(
    name="s3-access-logging",
    title="It is recorded who reaches a bucket",
    types=BUCKETS,
    severity="low",
    levels=ADVICE,
    remediation="Add a BucketLogging to a bucket of logs; a bucket tagged data-class=logs needs none.",
    controls=(Control("CIS AWS Foundations", "5.0", "3.4"),),
    checkov=("CKV_AWS_18",),
    trivy=("AWS-0089",),
    prowler=("cloudtrail_logs_s3_bucket_access_logging_enabled", "s3_bucket_server_access_logging_enabled"),
    url=GUIDE + "ServerLogs.html",
)
def s3_access_logging(stack: Stack, _: Context) -> Outcomes:
    """Advise access logs, except of the logs themselves."""
    for bucket in stack.of(tokens.BUCKET):
        logged = (
            _beside(stack, bucket, tokens.BUCKET_LOGGING)
            | bucket.at("logging", "targetBucket").given()
            | bucket.at("tags", "data-class").equals("logs")
        )
        yield from require(logged, "nobody sees who reads it: add a BucketLogging", of=bucket)


@resource_rule(
    name="s3-locked",
    title="Backups and the audit trail cannot be deleted before their time",
    types=BUCKETS,
    severity="high",
    levels=PRODUCTION,
    remediation="Create the bucket with objectLockEnabled and a BucketObjectLockConfiguration; an existing one is replaced.",
    checkov=("CKV_AWS_143",),
    prowler=("s3_bucket_object_lock",),
    url=GUIDE + "object-lock.html",
)
def s3_locked(bucket: Resource, _: Context) -> Outcomes:
    """Require a lock of buckets that say they hold backups or the trail."""
    locked = bucket["objectLockEnabled"].is_true() | ~bucket.at("tags", "data-class").equals(*LOCKED)
    yield from require(locked, "whoever takes over the account deletes it: set objectLockEnabled at creation")


@resource_rule(
    name="s3-no-force-destroy",
    title="No command deletes a bucket that holds something",
    types=BUCKETS,
    severity="high",
    levels=PRODUCTION,
    remediation="Leave forceDestroy off, and empty a bucket by hand before it goes.",
    url=GUIDE + "delete-bucket.html",
)
def s3_no_force_destroy(bucket: Resource, _: Context) -> Outcomes:
    """Refuse forceDestroy."""
    yield from require(
        ~bucket["forceDestroy"].is_true(), "destroy deletes its objects too: leave forceDestroy off"
    )


RULES = (
    s3_public_access_block,
    s3_policy_private,
    s3_tls_only,
    s3_policy_present,
    s3_versioned,
    s3_lifecycle,
    s3_access_logging,
    s3_locked,
    s3_no_force_destroy,
)
