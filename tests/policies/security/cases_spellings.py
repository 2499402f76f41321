"""Spellings of faults, and of what is none, that came to light by examples of other scanners."""

from typing import Any

from policies.framework import tokens
from policies.security.gcp.databases import BY_ITSELF, FLAGS
from tests.policies.framework.cases import absent, fails, unknown
from tests.policies.framework.samples import UNKNOWN, Change, add, both, drop, entry, put, remove, urn
from tests.policies.security.compliant import TAGS, allow, document
from tests.policies.security.compliant_stores import policy

READS = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
DEFAULT_GROUP = urn(tokens.DEFAULT_SECURITY_GROUP, "default-group")
EVERYBODY = "http://acs.amazonaws.com/groups/global/AllUsers"
ACCOUNTS = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers"
PRIVATE, ROLES, RAISE = "s3-policy-private", "iam-roles-named", "iam-no-privilege-escalation"
SCOPE, RECOVERABLE = "iam-scoped-resources", "gcp-sql-recoverable"


def read_by(principal: Any, condition: dict[str, Any] | None = None) -> Change:
    """Have the bucket's policy let somebody read."""
    held = {**READS, "Principal": principal, **({"Condition": condition} if condition else {})}
    return put("kept-policy", "policy", policy(held))


def grants(*statements: dict[str, Any]) -> Change:
    return put("policy", "policy", document(*statements))


def granted(grantee: dict[str, Any]) -> Change:
    listed = {"accessControlPolicy": {"grants": [{"permission": "READ", "grantee": grantee}]}}
    return add(entry(tokens.BUCKET_ACL, "kept-list", {"bucket": "kept", **listed}))


NARROWED = {
    "every account's principals": {"ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::*"}},
    "a role's name in every account": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/deploy"}},
    "every organisation": {"StringLike": {"aws:PrincipalOrgID": "o-*"}},
    "every bucket": {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::*"}},
}
"""Conditions that look as if they named somebody."""

NAMED = {
    "a network": {"StringEquals": {"aws:SourceVpc": "vpc-1"}},
    "an endpoint": {"StringEquals": {"aws:SourceVpce": "vpce-1"}},
    "the account of an endpoint": {"StringEquals": {"aws:VpceAccount": "123456789012"}},
    "the organisation of an endpoint": {"StringEquals": {"aws:VpceOrgID": "o-1"}},
    "a path of the organisation of an endpoint": {
        "ForAnyValue:StringLike": {"aws:VpceOrgPaths": "o-1/r-1/*"}
    },
    "a bucket": {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::kept"}},
    "an account's principals": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::123456789012:*"}},
}
"""Conditions that name somebody."""

DOCUMENTS = (
    *(fails(PRIVATE, f"by {name}", read_by("*", held)) for name, held in NARROWED.items()),
    *(absent(PRIVATE, f"by {name}", read_by("*", held), None) for name, held in NAMED.items()),
    fails(PRIVATE, "a list of principals", read_by(["123456789012", "*"])),
    fails(PRIVATE, "a role of any account", read_by({"AWS": "arn:aws:iam::*:role/deploy"})),
    absent(PRIVATE, "a role of an account", read_by({"AWS": "arn:aws:iam::123456789012:role/deploy"}), None),
    fails(PRIVATE, "on the bucket itself", put("kept", "policy", policy({**READS, "Principal": "*"}))),
    fails("iam-no-admin", "everything on one resource", grants(allow("*", "arn:aws:s3:::kept"))),
    absent("iam-no-admin", "all but some on one resource", grants({"Effect": "Allow", "NotAction": "s3:Delete*", "Resource": "arn:aws:s3:::kept"}), None),
    fails(ROLES, "pass any role where something else is asked", grants(allow("iam:PassRole", "*", condition={"StringEquals": {"aws:RequestedRegion": "us-east-1"}}))),
    fails(ROLES, "assume any role but some", grants({"Effect": "Allow", "Action": "sts:AssumeRole", "NotResource": "arn:aws:iam::1:role/x", "Condition": {"Bool": {"aws:SecureTransport": "true"}}})),
    fails(ROLES, "pass any role to any service", grants(allow("iam:PassRole", "*", condition={"StringLike": {"iam:PassedToService": "*"}}))),
    unknown(ROLES, "condition on any role", grants(allow("iam:PassRole", "*", condition=UNKNOWN)), "unknown", SCOPE, RAISE),
    absent(SCOPE, "lists buckets, which cannot be scoped", grants(allow("s3:ListAllMyBuckets", "*")), None),
    absent("iam-no-users", "to groups as well", put("shared-attachment", "groups", ["auditors"]), None),
    absent("iam-no-users", "no user", put("shared-attachment", "users", []), None),
    fails("iam-no-users", "attached to a user", put("shared-attachment", "users", ["person"])),
    unknown("iam-no-users", "users", put("shared-attachment", "users", UNKNOWN), "fail"),
)  # fmt: skip

STORES = (
    absent("s3-versioned", "on the bucket itself", both(remove("kept-versions"), put("kept", "versioning", {"enabled": True})), None),
    fails("s3-versioned", "suspended on the bucket itself", both(remove("kept-versions"), put("kept", "versioning", {"enabled": False}))),
    absent("s3-lifecycle", "on the bucket itself", both(remove("kept-life"), put("kept", "lifecycleRules", [{"enabled": True, "abortIncompleteMultipartUploadDays": 7}])), None),
    fails("s3-lifecycle", "other rules on the bucket itself", both(remove("kept-life"), put("kept", "lifecycleRules", [{"enabled": True, "expiration": {"days": 1}}]))),
    absent("s3-access-logging", "on the bucket itself", both(remove("kept-log"), put("kept", "logging", {"targetBucket": "logs"})), None),
    fails("s3-access-logging", "to nowhere", both(remove("kept-log"), put("kept", "logging", {"targetPrefix": "logs/"}))),
    fails("s3-public-access-block", "one of another bucket's", add(entry(
        tokens.BUCKET_ACCESS_BLOCK, "other-block", {"bucket": "other", "blockPublicAcls": True, "blockPublicPolicy": True, "ignorePublicAcls": True}))),
    fails("s3-acls-off", "an open list of the bucket itself", put("kept", "acl", "public-read-write")),
    fails("s3-acls-off", "a grant of the bucket itself", put("kept", "grants", [{"type": "Group", "uri": EVERYBODY, "permissions": ["READ"]}])),
    fails("s3-acls-off", "a grant to every account", granted({"type": "Group", "uri": ACCOUNTS})),
    absent("s3-acls-off", "a grant to somebody", granted({"type": "CanonicalUser", "id": "1"}), None),
    fails("secret-cmk", "the service's own", put("secret", "kmsKeyId", "alias/aws/secretsmanager")),
    fails("secret-cmk", "the service's own by its ARN", put("secret", "kmsKeyId", "arn:aws:kms:us-east-1:1:alias/aws/secretsmanager")),
    absent("secret-cmk", "an alias of our own", put("secret", "kmsKeyId", "alias/platform"), None),
)  # fmt: skip

REST = (
    fails("vpc-default-sg-closed", "a rule beside it", add(entry(
        tokens.EGRESS_RULE, "beside", {"securityGroupId": "default-group-id", "ipProtocol": "tcp", "fromPort": 443, "toPort": 443,
                                       "cidrIpv4": "10.0.0.0/8", "description": "Added", "tags": TAGS},
        edges={"securityGroupId": [DEFAULT_GROUP]}))),
    absent("region-defaults-closed", "disks are encrypted by default", drop("default-encryption", "enabled"), None),
    absent("region-defaults-closed", "the console is open by default", drop("serial-console", "enabled")),
    absent("lb-operated", "an application's spreads by itself", drop("balancer", "enableCrossZoneLoadBalancing"), None),
    absent("lb-operated", "a network's does not", both(
        drop("balancer", "enableCrossZoneLoadBalancing"), put("balancer", "loadBalancerType", "network"))),
    absent("lb-https", "no action", drop("plain", "defaultActions")),
    fails("cf-https", "old TLS of an origin", put("cdn", "origins[1].customOriginConfig.originSslProtocols", ["TLSv1.2", "TLSv1.1"])),
    absent("cf-https", "TLS of an origin", put("cdn", "origins[1].customOriginConfig.originSslProtocols", ["TLSv1.2"]), None),
    absent("cf-logged", "a source that nothing delivers", remove("cdn-delivery")),
    fails("ecr-immutable-scanned", "the service's own", put("image-store", "encryptionConfigurations", [{"encryptionType": "KMS"}])),
    absent("azure-nsg-no-world", "diagnostics", put("az-nsg", "securityRules[0]", {
        "access": "Allow", "direction": "Inbound", "protocol": "Icmp", "sourceAddressPrefix": "*", "destinationPortRange": "*"}), None),
    absent("gke-network-policy", "Autopilot", both(drop("g-cluster", "datapathProvider"), put("g-cluster", "enableAutopilot", True)), None),
    absent("azure-vault-closed", "off the internet", both(
        drop("az-vault", "properties.networkAcls"), put("az-vault", "properties.publicNetworkAccess", "Disabled")), None),
    absent("azure-storage-closed", "off the internet", both(drop("az-storage", "networkRuleSet"), put("az-storage", "publicNetworkAccess", "Disabled")), None),
    absent("azure-postgres-recoverable", "a replica", both(drop("az-server", "backup"), put("az-server", "createMode", "Replica")), None),
    absent("gcp-fw-no-world", "switched off", both(drop("g-iap", "sourceRanges"), put("g-iap", "disabled", True)), None),
    absent(RECOVERABLE, "a replica", both(
        drop("g-sql", "settings.backupConfiguration"), put("g-sql", "masterInstanceName", "main")), None),
    absent(RECOVERABLE, "MySQL's own log", both(
        drop("g-sql", "settings.backupConfiguration.pointInTimeRecoveryEnabled"),
        put("g-sql", "settings.backupConfiguration.binaryLogEnabled", True)), None),
    absent("gcp-sql-audited", "another engine", both(drop("g-sql", "settings.databaseFlags"), put("g-sql", "databaseVersion", "MYSQL_8_4")), None),
    absent("gcp-sql-audited", "flags that are so by themselves", put("g-sql", "settings.databaseFlags", [
        {"name": name, "value": value} for name, value in FLAGS.items() if name not in BY_ITSELF]), None),
    *(fails("gcp-sql-audited", f"{name} of another value", put("g-sql", "settings.databaseFlags", [
        {"name": other, "value": "1" if other == name else value} for other, value in FLAGS.items()])) for name in BY_ITSELF),
    fails("gke-observed", "no figures", put("g-cluster", "monitoringService", "none")),
)  # fmt: skip

SPELLINGS = (*DOCUMENTS, *STORES, *REST)
"""All of them; none needs a fixture of another kind, which the subjects' own files have."""
