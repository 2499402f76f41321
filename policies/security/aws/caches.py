"""ElastiCache: encrypted on disk and on the wire, with a password, able to lose a machine."""

from policies.framework import tokens
from policies.framework.facts import some
from policies.framework.resources import Resource
from policies.framework.rules import (
    ADVICE,
    PRODUCTION,
    PROMOTED,
    Context,
    Outcomes,
    require,
    resource_rule,
)
from policies.security.aws.own_keys import own_key

CACHE = (tokens.CACHE,)
GUIDE = "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/"


@resource_rule(
    name="cache-encrypted",
    title="Caches are encrypted on disk and on the wire",
    types=CACHE,
    severity="high",
    levels=PROMOTED,
    remediation="Set atRestEncryptionEnabled and transitEncryptionEnabled at creation, and transitEncryptionMode to required.",
    checkov=("CKV_AWS_29", "CKV_AWS_30", "CKV_AWS_31"),
    trivy=("AWS-0045", "AWS-0051"),
    prowler=(
        "elasticache_redis_cluster_in_transit_encryption_enabled",
        "elasticache_redis_cluster_rest_encryption_enabled",
    ),
    url=GUIDE + "encryption.html",
)
def cache_encrypted(cache: Resource, _: Context) -> Outcomes:
    """Require both, and that a plain connection is refused rather than merely not preferred."""
    at_rest = cache["atRestEncryptionEnabled"].is_true()
    yield from require(at_rest, "data on disk is readable: set atRestEncryptionEnabled")
    on_wire = cache["transitEncryptionEnabled"].is_true()
    yield from require(on_wire, "traffic is readable: set transitEncryptionEnabled")
    yield from require(
        ~cache["transitEncryptionMode"].equals("preferred"),
        "plain connections are accepted: set transitEncryptionMode to required",
    )


@resource_rule(
    name="cache-authenticated",
    title="Caches ask who is there",
    types=CACHE,
    severity="high",
    levels=PROMOTED,
    remediation="Set userGroupIds with a user for each application, or authToken.",
    checkov=("CKV_AWS_31",),
    prowler=("elasticache_redis_replication_group_auth_enabled",),
    url=GUIDE + "Clusters.RBAC.html",
)
def cache_authenticated(cache: Resource, _: Context) -> Outcomes:
    """Require users or a token: the network alone is no lock."""
    asked = some(cache[key].given() for key in ("userGroupIds", "authToken", "authTokenWo"))
    yield from require(asked, "whoever reaches it may use it: set userGroupIds or authToken")


@resource_rule(
    name="cache-users-authenticated",
    title="No user of a cache comes in without a credential",
    types=(tokens.CACHE_USER,),
    severity="high",
    levels=PROMOTED,
    remediation="Give the user a password or IAM authentication; switch the default user off with the access string off.",
    url=GUIDE + "Clusters.RBAC.html",
)
def cache_users_authenticated(user: Resource, _: Context) -> Outcomes:
    """Refuse an active user that needs no password."""
    open_door = user["noPasswordRequired"].is_true() | user.at("authenticationMode", "type").equals(
        "no-password-required"
    )
    switched_off = user["accessString"].test(lambda raw: "off" in str(raw).split())
    yield from require(~open_door | switched_off, "the user needs no password: give it one or switch it off")


@resource_rule(
    name="cache-cmk",
    title="Caches are encrypted with a key of the platform",
    types=CACHE,
    severity="medium",
    levels=PRODUCTION,
    remediation="Set kmsKeyId at creation.",
    checkov=("CKV_AWS_191",),
    url=GUIDE + "at-rest-encryption.html",
)
def cache_cmk(cache: Resource, _: Context) -> Outcomes:
    """Require a customer key."""
    yield from require(own_key(cache["kmsKeyId"]), "the key is the service's own: set kmsKeyId")


@resource_rule(
    name="cache-resilient",
    title="A cache survives a machine, a zone and a mistake",
    types=CACHE,
    severity="medium",
    levels=PRODUCTION,
    remediation="Set multiAzEnabled and automaticFailoverEnabled with a replica for each shard, and snapshotRetentionLimit to 7.",
    checkov=("CKV_AWS_134", "CKV2_AWS_50"),
    trivy=("AWS-0050",),
    prowler=(
        "elasticache_redis_cluster_automatic_failover_enabled",
        "elasticache_redis_cluster_backup_enabled",
        "elasticache_redis_cluster_multi_az_enabled",
    ),
    url=GUIDE + "AutoFailover.html",
)
def cache_resilient(cache: Resource, _: Context) -> Outcomes:
    """Require failover across zones and a week of snapshots."""
    yield from require(cache["multiAzEnabled"].is_true(), "one zone's failure stops it: set multiAzEnabled")
    yield from require(
        cache["automaticFailoverEnabled"].is_true(), "nothing takes over: set automaticFailoverEnabled"
    )
    yield from require(
        cache["snapshotRetentionLimit"].at_least(7),
        "snapshots reach back less than 7 days: raise snapshotRetentionLimit",
    )


@resource_rule(
    name="cache-upkeep",
    title="Caches have subnets of their own and keep their version up",
    types=CACHE,
    severity="low",
    levels=ADVICE,
    remediation="Set subnetGroupName to a group of the platform, and leave autoMinorVersionUpgrade on.",
    checkov=("CKV_AWS_322", "CKV_AWS_323"),
    prowler=("elasticache_redis_cluster_auto_minor_version_upgrades",),
    url=GUIDE + "SubnetGroups.html",
)
def cache_upkeep(cache: Resource, _: Context) -> Outcomes:
    """Advise against the default subnet group and a version that stands still."""
    own = cache["subnetGroupName"].given("default")
    yield from require(own, "it sits in the default subnets: set subnetGroupName")
    yield from require(
        cache["autoMinorVersionUpgrade"].is_true(), "fixes wait for somebody: set autoMinorVersionUpgrade"
    )


RULES = (
    cache_encrypted,
    cache_authenticated,
    cache_users_authenticated,
    cache_cmk,
    cache_resilient,
    cache_upkeep,
)
