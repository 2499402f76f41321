"""What buckets hold: whose key it is under, that no list opens it, and that backups stand in a second region."""

from policies.framework import tokens
from policies.framework.facts import Fact, some, undecided
from policies.framework.index import Stack
from policies.framework.resources import Resource
from policies.framework.rules import (
    PRODUCTION,
    PROMOTED,
    Context,
    Outcomes,
    require,
    resource_rule,
    stack_rule,
)
from policies.framework.values import Value
from policies.security.aws.own_keys import own_key

BUCKETS = (tokens.BUCKET,)
GUIDE = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/"
CONFIDENTIAL = ("artifacts", "audit", "backups", "incidents")
OPEN_LISTS = ("authenticated-read", "public-read", "public-read-write")
OPEN_GROUPS = ("/AllUsers", "/AuthenticatedUsers")
"""How the names of the groups end that hold everybody, and everybody with an account of AWS."""


def replicated(stack: Stack, bucket: Resource) -> Fact:
    """Return whether a bucket is copied to another one, or is the copy."""
    return some(
        stack.refers(copying, "bucket", bucket, "bucket") | _copied_into(copying, bucket)
        for copying in stack.of(tokens.BUCKET_REPLICATION)
    )


def _copied_into(copying: Resource, bucket: Resource) -> Fact:
    name = bucket["bucket"]
    if name.unknown:
        return undecided(name.where)
    return some(
        rule["destination"]["bucket"].test(lambda raw: str(raw).endswith(f":::{name.raw}"))
        for rule in copying["rules"].items()
    )


@stack_rule(
    name="s3-platform-key",
    title="What is confidential in a bucket is under a key of the platform",
    types=BUCKETS,
    severity="medium",
    levels=PROMOTED,
    remediation="Add an encryption configuration with aws:kms, kmsMasterKeyId and bucketKeyEnabled.",
    checkov=("CKV_AWS_145",),
    trivy=("AWS-0132",),
    prowler=("s3_bucket_kms_encryption",),
    url=GUIDE + "UsingKMSEncryption.html",
)
def s3_platform_key(stack: Stack, _: Context) -> Outcomes:
    """Require a customer key, and a bucket key so that calls to KMS stay few, of all that is confidential."""
    for bucket in stack.of(tokens.BUCKET):
        ordinary = ~bucket.at("tags", "data-class").equals(*CONFIDENTIAL)
        sealed = some(
            same
            & rule["applyServerSideEncryptionByDefault"]["sseAlgorithm"].equals("aws:kms", "aws:kms:dsse")
            & own_key(rule["applyServerSideEncryptionByDefault"]["kmsMasterKeyId"])
            & rule["bucketKeyEnabled"].is_true()
            for one, same in stack.naming("bucket", bucket, tokens.BUCKET_ENCRYPTION, identities=("bucket",))
            for rule in one["rules"].items()
        )
        yield from require(
            ordinary | sealed,
            "whoever reads the bucket reads its objects: encrypt them with our key",
            of=bucket,
        )


@stack_rule(
    name="s3-acls-off",
    title="No access list speaks for a bucket",
    types=(tokens.BUCKET, tokens.BUCKET_ACL),
    severity="critical",
    levels=PROMOTED,
    remediation="Add a BucketOwnershipControls with BucketOwnerEnforced, which switches access lists off.",
    checkov=("CKV_AWS_20", "CKV_AWS_57", "CKV2_AWS_43", "CKV2_AWS_65"),
    trivy=("AWS-0092",),
    prowler=("s3_bucket_acl_prohibited", "s3_bucket_public_list_acl", "s3_bucket_public_write_acl"),
    url=GUIDE + "about-object-ownership.html",
)
def s3_acls_off(stack: Stack, _: Context) -> Outcomes:
    """Require that lists are off, and refuse one that opens the bucket should they be on again."""
    for bucket in stack.of(tokens.BUCKET):
        enforced = some(
            same & one.at("rule", "objectOwnership").equals("BucketOwnerEnforced")
            for one, same in stack.naming("bucket", bucket, tokens.BUCKET_OWNERSHIP, identities=("bucket",))
        )
        yield from require(
            enforced, "objects can be opened one by one: set BucketOwnerEnforced for the bucket", of=bucket
        )
        opened = _opens(bucket["acl"], bucket["grants"])
        yield from require(~opened, "its access list opens it to others: take acl and grants out", of=bucket)
    for listed in stack.of(tokens.BUCKET_ACL):
        opened = _opens(listed["acl"], listed.at("accessControlPolicy", "grants"))
        yield from require(~opened, "the access list opens its bucket: take the BucketAcl out", of=listed)


def _opens(named: Value, grants: Value) -> Fact:
    """Return whether a list opens a bucket, by its name or by a grant to a group of everybody."""
    return named.equals(*OPEN_LISTS) | some(
        uri.test(lambda raw: isinstance(raw, str) and raw.endswith(OPEN_GROUPS))
        for grant in grants.items()
        for uri in (grant["uri"], grant.at("grantee", "uri"))
    )


@stack_rule(
    name="s3-backups-replicated",
    title="Backups in a bucket stand in a second region too",
    types=BUCKETS,
    severity="high",
    levels=PRODUCTION,
    remediation="Describe stores.backups in a second region: the home region's are then copied there within 15 minutes.",
    checkov=("CKV_AWS_144",),
    prowler=("s3_bucket_cross_region_replication",),
    url=GUIDE + "replication.html",
)
def s3_backups_replicated(stack: Stack, _: Context) -> Outcomes:
    """Require of buckets that say they hold backups that they are copied, or are the copy."""
    for bucket in stack.of(tokens.BUCKET):
        other = ~bucket.at("tags", "data-class").equals("backups")
        yield from require(
            other | replicated(stack, bucket), "they are lost with their region: replicate them", of=bucket
        )


@resource_rule(
    name="s3-cors-narrow",
    title="Pages of named sites alone read a bucket from a browser",
    types=(tokens.BUCKET_CORS,),
    severity="medium",
    levels=PROMOTED,
    remediation="Write each site into allowedOrigins, with https.",
    url=GUIDE + "cors.html",
)
def s3_cors_narrow(sharing: Resource, _: Context) -> Outcomes:
    """Refuse every site, and sites without TLS: whoever is on the way then writes the page that reads the bucket."""
    for rule in sharing["corsRules"].items():
        for origin in rule["allowedOrigins"].items():
            anybody = origin.test(lambda raw: str(raw).strip() in {"*", "https://*"})
            yield from require(~anybody, f"{origin.where} is every site: name those that are meant")
            plain = origin.test(lambda raw: str(raw).strip().startswith("http://"))
            yield from require(
                ~plain, f"{origin.where} is a site that anybody on the way can change: use https"
            )


RULES = (s3_platform_key, s3_acls_off, s3_backups_replicated, s3_cors_narrow)
