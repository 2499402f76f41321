"""What ElastiCache refuses, with the source of each rule."""

import re

from simulator.clouds.aws.windows import windows
from simulator.clouds.refusals import Given, Refused, arn, between, conflicts, matches, needs, one_of

TOKEN = re.compile(r"[!-~]{16,128}")
TOKEN_FORBIDDEN = set('/@"')
GLOBAL_CONFLICTS = (
    "numNodeGroups", "parameterGroupName", "engine", "engineVersion", "nodeType", "transitEncryptionEnabled",
    "transitEncryptionMode", "atRestEncryptionEnabled", "snapshotArns", "snapshotName",
)  # fmt: skip


def _global(given: Given) -> Refused:
    for path in GLOBAL_CONFLICTS:
        yield from conflicts("globalReplicationGroupId", path)(given)
    if given.lacks("globalReplicationGroupId") and given.lacks("nodeType"):
        yield "nodeType", "nodeType must be set"


def _failover(given: Given) -> Refused:
    """Source: ``replicationGroupValidateMultiAZAutomaticFailover`` and the docstring of ``automatic_failover_enabled``."""
    failover, nodes = given.known("automaticFailoverEnabled"), given.number("numCacheClusters")
    shards, replicas = given.number("numNodeGroups"), given.number("replicasPerNodeGroup")
    if given.true("multiAzEnabled") and failover is False:
        yield "multiAzEnabled", "multiAzEnabled needs automaticFailoverEnabled to be true"
    if failover is True and nodes is not None and nodes < 2:
        yield "numCacheClusters", f"numCacheClusters must be at least 2 for automatic failover, not {nodes}"
    alone = (
        given.lacks("numCacheClusters")
        and given.lacks("numNodeGroups")
        and given.lacks("nodeGroupConfigurations")
    )
    if failover is True and alone and given.lacks("globalReplicationGroupId"):
        yield "numCacheClusters", "numCacheClusters must be set, to 2 or more, for automatic failover"
    sharded = given.text("clusterMode") == "enabled" or (shards is not None and shards > 1)
    if sharded and failover is False:
        yield (
            "automaticFailoverEnabled",
            "automaticFailoverEnabled must be true where cluster mode is enabled",
        )
    if given.text("clusterMode") == "disabled" and shards is not None and shards > 1:
        yield "numNodeGroups", f"numNodeGroups must be 1 where clusterMode is disabled, not {shards}"
    if given.true("multiAzEnabled") and shards is not None and replicas == 0:
        yield "replicasPerNodeGroup", "replicasPerNodeGroup must be at least 1 where multiAzEnabled is true"


def _token(given: Given) -> Refused:
    """Source: ``validReplicationGroupAuthToken``; API reference, CreateReplicationGroup."""
    token = given.text("authToken")
    if token is not None and (not TOKEN.fullmatch(token) or set(token) & TOKEN_FORBIDDEN):
        yield "authToken", 'authToken must be 16 to 128 printable characters with no space and none of / @ "'
    encrypted = given.raw("transitEncryptionEnabled")
    for path in ("authToken", "userGroupIds"):
        if given.has(path) and (encrypted is None or encrypted is False) and given.text("engine") != "valkey":
            yield path, f"{path} needs transitEncryptionEnabled to be true"
    strategy = given.text("authTokenUpdateStrategy")
    if strategy in {"SET", "ROTATE"} and given.lacks("authToken") and given.lacks("authTokenWo"):
        yield "authTokenUpdateStrategy", f"authTokenUpdateStrategy {strategy} needs an authToken"
    if strategy == "DELETE" and given.has("authToken"):
        yield "authTokenUpdateStrategy", "authTokenUpdateStrategy DELETE needs authToken not to be set"
    if given.has("transitEncryptionMode") and encrypted is False:
        yield "transitEncryptionMode", "transitEncryptionMode needs transitEncryptionEnabled to be true"
    if len(given.items("userGroupIds")) > 1:
        yield "userGroupIds", "userGroupIds takes one user group"


def _version(given: Given) -> Refused:
    """Redis OSS ends at 7.1; from 7 on a version is major.minor, of Redis 6 it is 6.x or 6.minor."""
    engine = "redis" if given.lacks("engine") else given.text("engine") or ""
    version = given.text("engineVersion")
    if version is None:
        return
    forms = {
        "redis": (r"7\.[01]|6\.(x|[02])|[2-5]\.\d+\.\d+", "6.2, 7.0 or 7.1; after 7.1 the engine is valkey"),
        "valkey": (r"7\.2|([89]|\d{2})\.\d+", "7.2, 8.0 or later, as major.minor"),
    }
    pattern, rule = forms.get(engine, (".*", ""))
    if not re.fullmatch(pattern, version):
        yield "engineVersion", f"engineVersion of {engine} must be {rule}, not {version!r}"


def _logs(given: Given) -> Refused:
    seen: set[str] = set()
    for path, log in given.objects("logDeliveryConfigurations"):
        choices = (
            ("destinationType", ("cloudwatch-logs", "kinesis-firehose")),
            ("logFormat", ("json", "text")),
            ("logType", ("slow-log", "engine-log")),
        )
        for name, allowed in choices:
            yield from ((f"{path}.{name}", reason) for _, reason in one_of(name, allowed)(log))
        kind = log.text("logType")
        if kind in seen:
            yield f"{path}.logType", f"logType {kind} is delivered once only"
        seen |= {kind} if kind else set()
    if len(given.items("logDeliveryConfigurations")) > 2:
        yield "logDeliveryConfigurations", "logDeliveryConfigurations takes at most two entries"


def _passwords(given: Given) -> Refused:
    """Refuse all but one or two passwords of 16 to 128 characters, or none at all by word."""
    for index, password in enumerate(given.items("passwords")):
        if isinstance(password, str) and not 16 <= len(password) <= 128:
            yield f"passwords[{index}]", "a password must be 16 to 128 characters long"
    if len(given.items("passwords")) > 2:
        yield "passwords", "a user has at most two passwords"
    if given.true("noPasswordRequired") and given.has("passwords"):
        yield "noPasswordRequired", "noPasswordRequired conflicts with passwords"
    if given.text("authenticationMode.type") == "password" and given.lacks("authenticationMode.passwords"):
        yield (
            "authenticationMode.passwords",
            "authenticationMode.passwords must be set where its type is password",
        )
    identity, name = given.text("userId"), given.text("userName")
    if given.text("authenticationMode.type") == "iam" and identity and name and identity != name:
        yield "userName", "userName must equal userId for IAM authentication"
    modes = [path for path in ("passwords", "passwordsWo", "authenticationMode") if given.has(path)]
    if given.known("noPasswordRequired") is False and not modes:
        yield "passwords", "one of passwords, authenticationMode and noPasswordRequired must be set"


REPLICATION_GROUP = (
    matches(
        "replicationGroupId",
        r"[A-Za-z](?!.*--)([0-9A-Za-z-]{0,38}[0-9A-Za-z])?",
        "1 to 40 letters, digits and single hyphens, from a letter to no hyphen",
    ),
    matches("description", r"[\s\S]+", "some text"),
    matches("nodeType", r"cache\.[a-z0-9]+\.[a-z0-9]+", "a node type such as cache.r7g.large"),
    one_of("engine", ("redis", "valkey")),
    one_of("clusterMode", ("enabled", "disabled", "compatible")),
    one_of("authTokenUpdateStrategy", ("SET", "ROTATE", "DELETE")),
    one_of("transitEncryptionMode", ("preferred", "required")),
    one_of("networkType", ("ipv4", "ipv6", "dual_stack")),
    one_of("ipDiscovery", ("ipv4", "ipv6")),
    conflicts("numCacheClusters", "numNodeGroups"),
    conflicts("numCacheClusters", "replicasPerNodeGroup"),
    conflicts("nodeGroupConfigurations", "preferredCacheClusterAzs"),
    conflicts("authToken", "userGroupIds"),
    conflicts("authToken", "authTokenWo"),
    needs("authTokenWo", "authTokenWoVersion"),
    between("numNodeGroups", 1, 500),
    between("replicasPerNodeGroup", 0, 5),
    between("snapshotRetentionLimit", 0, 35, "days"),
    arn("notificationTopicArn", "sns"),
    arn("kmsKeyId", "kms"),
    windows("snapshotWindow", "maintenanceWindow", 60),
    _global,
    _failover,
    _token,
    _version,
    _logs,
)
USER = (
    matches(
        "userId",
        r"[A-Za-z](?!.*--)[0-9A-Za-z-]{0,39}",
        "1 to 40 letters, digits or hyphens, beginning with a letter",
    ),
    one_of("engine", ("redis", "REDIS", "valkey", "VALKEY")),
    one_of("authenticationMode.type", ("password", "no-password-required", "iam")),
    needs("passwordsWo", "passwordsWoVersion"),
    matches("accessString", r".+", "an access string such as 'on ~* +@all'"),
    _passwords,
)
