"""One change of the compliant stack for each thing that a rule of the security pack must notice, or let be."""

import json
from base64 import b64encode
from datetime import date
from typing import Any

from policies.framework import tokens
from tests.policies.framework.cases import Case, absent, fails, unknown
from tests.policies.framework.samples import (
    UNKNOWN,
    Change,
    add,
    both,
    drop,
    entry,
    put,
    remove,
    unwire,
    wire,
)
from tests.policies.security.cases_azure import AZURE
from tests.policies.security.cases_cloudflare import CLOUDFLARE
from tests.policies.security.cases_data import DATA_SYSTEMS
from tests.policies.security.cases_edge import EDGE
from tests.policies.security.cases_gcp import GOOGLE
from tests.policies.security.cases_guard import GUARD
from tests.policies.security.cases_operations import OPERATIONS
from tests.policies.security.cases_spellings import SPELLINGS
from tests.policies.security.cases_stores import SAFEKEEPING
from tests.policies.security.compliant import FIREWALL, GITHUB, IRSA, ISSUER, TAGS, allow, document


def ingress(name: str, **rule: Any) -> Change:
    """Add a rule resource to the group, tagged and described like the others."""
    inputs = {"securityGroupId": "firewall-id", "description": "Added", "tags": TAGS, **rule}
    return add(entry(tokens.INGRESS_RULE, name, inputs, edges={"securityGroupId": [FIREWALL]}))


def trust(*statements: dict[str, Any]) -> Change:
    return put("role", "assumeRolePolicy", document(*statements))


def grants(*statements: dict[str, Any]) -> Change:
    return put("policy", "policy", document(*statements))


WORLD = "0.0.0.0/0"
ADMIN, DB, ANY = "sg-no-world-admin-ports", "sg-no-world-db-ports", "sg-no-world-ingress"
PARTS = "sg-no-world-by-parts"

NETWORKS = (
    fails("vpc-no-default", "adopted", add(entry(tokens.DEFAULT_VPC, "default", {"tags": TAGS}))),
    fails("vpc-flow-log", "accepted traffic only", put("flow-log", "trafficType", "ACCEPT")),
    absent("vpc-flow-log", "no flow log", remove("flow-log")),
    fails("vpc-flow-log", "of another VPC", both(put("flow-log", "vpcId", "vpc-other"), unwire("flow-log", "vpcId"))),
    unknown("vpc-flow-log", "traffic type", put("flow-log", "trafficType", UNKNOWN)),
    unknown("vpc-flow-log", "vpc id with its edge", put("flow-log", "vpcId", UNKNOWN), None),
    unknown("vpc-flow-log", "vpc id without an edge", both(put("flow-log", "vpcId", UNKNOWN), unwire("flow-log", "vpcId"))),
    fails("vpc-default-sg-closed", "with a rule", put("default-group", "egress", [{"protocol": "tcp", "fromPort": 1, "toPort": 2}])),
    absent("vpc-default-sg-closed", "not adopted", remove("default-group")),
    unknown("vpc-default-sg-closed", "vpc id with its edge", put("default-group", "vpcId", UNKNOWN), None),
    fails("subnet-no-auto-public-ip", "on launch", put("public", "mapPublicIpOnLaunch", True)),
    fails("subnet-no-auto-public-ip", "as text", put("public", "mapPublicIpOnLaunch", "true")),
    fails("subnet-no-auto-public-ip", "ipv6", put("public", "assignIpv6AddressOnCreation", True)),
    absent("subnet-no-auto-public-ip", "left out is off", drop("public", "mapPublicIpOnLaunch"), None),
    unknown("subnet-no-auto-public-ip", "on launch", put("public", "mapPublicIpOnLaunch", UNKNOWN)),
    fails("nacl-no-world-admin", "inline", put("acl", "ingress[0].fromPort", 0)),
    fails("nacl-no-world-admin", "protocol -1", put("acl", "ingress[1].action", "allow")),
    fails("nacl-no-world-admin", "rule", put("acl-rule", "cidrBlock", WORLD)),
    fails("nacl-no-world-admin", "rule ipv6", put("acl-rule", "ipv6CidrBlock", "::/0")),
    absent("nacl-no-world-admin", "ports left out", both(put("acl-rule", "cidrBlock", WORLD), drop("acl-rule", "toPort"))),
    unknown("nacl-no-world-admin", "source", put("acl-rule", "cidrBlock", UNKNOWN)),
    fails("vpc-gateway-endpoints", "of another service", put("s3-endpoint", "serviceName", "com.amazonaws.us-east-1.dynamodb")),
    absent("vpc-gateway-endpoints", "none", remove("s3-endpoint")),
    unknown("vpc-gateway-endpoints", "service", put("s3-endpoint", "serviceName", UNKNOWN)),
    fails("ng-private-subnets", "routed to the internet", wire("nodes", "subnetIds", "public")),
    fails("ng-private-subnets", "hands out addresses", put("private", "mapPublicIpOnLaunch", True), "subnet-no-auto-public-ip"),
    absent("ng-private-subnets", "left out is off", drop("private", "mapPublicIpOnLaunch"), None),
    unknown("ng-private-subnets", "hands out addresses", put("private", "mapPublicIpOnLaunch", UNKNOWN), "unknown", "subnet-no-auto-public-ip"),
)  # fmt: skip

FIREWALLS = (
    fails(ADMIN, "ssh", ingress("x", ipProtocol="tcp", fromPort=22, toPort=22, cidrIpv4=WORLD), ANY, PARTS),
    fails(ADMIN, "inside a range", ingress("x", ipProtocol="tcp", fromPort=20, toPort=25, cidrIpv4=WORLD), ANY, PARTS),
    fails(ADMIN, "blanks", ingress("x", ipProtocol="tcp", fromPort=22, toPort=22, cidrIpv4=" 0.0.0.0/0 "), ANY, PARTS),
    fails(ADMIN, "ipv6", ingress("x", ipProtocol="tcp", fromPort=3389, toPort=3389, cidrIpv6="::/0"), ANY, PARTS),
    fails(ADMIN, "half the world", ingress("x", ipProtocol="tcp", fromPort=22, toPort=22, cidrIpv4="128.0.0.0/1"), ANY, PARTS),
    fails(ADMIN, "all ports", ingress("x", ipProtocol="tcp", fromPort=0, toPort=65535, cidrIpv4=WORLD), DB, ANY, PARTS),
    fails(ADMIN, "protocol -1", ingress("x", ipProtocol="-1", cidrIpv4=WORLD), DB, ANY, PARTS),
    fails(ADMIN, "a sixteenth of the world", ingress("x", ipProtocol="tcp", fromPort=22, toPort=22, cidrIpv4="64.0.0.0/4"), ANY),
    absent(ADMIN, "one company", ingress("x", ipProtocol="tcp", fromPort=22, toPort=22, cidrIpv4="17.0.0.0/8"), None),
    fails(ADMIN, "no CIDR at all", ingress("x", ipProtocol="tcp", fromPort=22, toPort=22, cidrIpv4="everywhere"), ANY),
    fails(ADMIN, "prefix list", ingress("x", ipProtocol="tcp", fromPort=22, toPort=22, prefixListId="pl-1")),
    fails(ADMIN, "inline", put("edge", "ingress[0].fromPort", 22), ANY, PARTS),
    fails(ADMIN, "inline halves", put("edge", "ingress[0]", {
        "protocol": "tcp", "fromPort": 22, "toPort": 22, "cidrBlocks": ["0.0.0.0/1", "128.0.0.0/1"], "description": "x"}), ANY, PARTS),
    fails(ADMIN, "old rule resource", put("from-office", "cidrBlocks", [WORLD]), ANY, PARTS),
    absent(ADMIN, "ports left out", ingress("x", ipProtocol="tcp", cidrIpv4=WORLD), "fail", DB, ANY, PARTS),
    absent(ADMIN, "an egress rule is no door", both(put("from-office", "type", "egress"), put("from-office", "cidrBlocks", [WORLD])), None),
    unknown(ADMIN, "source", put("from-office", "cidrBlocks", UNKNOWN), "unknown", ANY, "unknown-documents-traceable"),
    fails(DB, "postgres", ingress("x", ipProtocol="tcp", fromPort=5432, toPort=5432, cidrIpv4=WORLD), ANY, PARTS),
    fails(DB, "udp by number", ingress("x", ipProtocol="17", fromPort=11211, toPort=11211, cidrIpv4=WORLD), ANY, PARTS),
    absent(DB, "ports left out", ingress("x", ipProtocol="udp", cidrIpv4=WORLD), "fail", ADMIN, ANY, PARTS),
    unknown(DB, "ports", ingress("x", ipProtocol="tcp", fromPort=UNKNOWN, toPort=UNKNOWN, cidrIpv4=WORLD), "unknown", ADMIN, ANY, PARTS),
    fails(ANY, "some port", ingress("x", ipProtocol="tcp", fromPort=8443, toPort=8443, cidrIpv4=WORLD), PARTS),
    fails(ANY, "more than the web", ingress("x", ipProtocol="tcp", fromPort=80, toPort=443, cidrIpv4=WORLD), PARTS),
    absent(ANY, "diagnostics", ingress("x", ipProtocol="icmp", fromPort=-1, toPort=-1, cidrIpv4=WORLD), None),
    unknown(ANY, "ports", put("edge", "ingress[0].toPort", UNKNOWN), "unknown", ADMIN, DB, PARTS),
    fails(PARTS, "quarters in rules of their own", both(*(
        ingress(f"x{first}", ipProtocol="tcp", fromPort=8443, toPort=8443, cidrIpv4=f"{first}.0.0.0/8") for first in range(64, 140)))),
    absent(PARTS, "private quarters", both(*(
        ingress(f"x{second}", ipProtocol="tcp", fromPort=8443, toPort=8443, cidrIpv4=f"10.{second}.0.0/16") for second in range(99))), None),
    unknown(PARTS, "one part", both(*(
        ingress(f"x{first}", ipProtocol=UNKNOWN, fromPort=8443, toPort=8443, cidrIpv4=f"{first}.0.0.0/8") for first in range(64, 140))),
        "fail"),
    fails("sg-egress-restricted", "everything", put("to-web", "ipProtocol", "-1")),
    fails("sg-egress-restricted", "inline", put("edge", "egress[0]", {"protocol": "-1", "cidrBlocks": [WORLD], "description": "x"})),
    fails("sg-egress-restricted", "old rule resource", both(put("from-office", "type", "egress"), put("from-office", "protocol", "-1"),
                                                           put("from-office", "cidrBlocks", [WORLD]))),
    absent("sg-egress-restricted", "no rules", drop("edge", "egress"), None),
    unknown("sg-egress-restricted", "protocol", put("to-web", "ipProtocol", UNKNOWN)),
    fails("sg-descriptions", "Pulumi's own", put("firewall", "description", "Managed by Pulumi")),
    absent("sg-descriptions", "rule", drop("from-nodes", "description")),
    absent("sg-descriptions", "inline", drop("edge", "ingress[0].description")),
    unknown("sg-descriptions", "rule", put("from-nodes", "description", UNKNOWN), None),
    fails("sg-attached", "left over", add(entry(tokens.SECURITY_GROUP, "spare", {"description": "Spare", "tags": TAGS}))),
    absent("sg-attached", "rules alone do not count", unwire("cache", "securityGroupIds")),
    unknown("sg-attached", "id with its edge", put("cache", "securityGroupIds", UNKNOWN), None),
    fails("sg-no-mixed-rule-styles", "both", put("firewall", "ingress", [
        {"protocol": "tcp", "fromPort": 443, "toPort": 443, "cidrBlocks": ["10.0.0.0/8"], "description": "x"}])),
    absent("sg-no-mixed-rule-styles", "outputs mirror the rules", lambda entries: next(
        one for one in entries if one["urn"] == FIREWALL)["outputs"].update(ingress=[{"protocol": "tcp"}]), None),
    unknown("sg-no-mixed-rule-styles", "inline", put("firewall", "ingress", UNKNOWN), "fail",
            ADMIN, DB, ANY, "sg-descriptions", "unknown-documents-traceable"),
)  # fmt: skip

CLUSTERS = (
    fails("eks-endpoint-cidrs", "world", put("cluster", "vpcConfig.publicAccessCidrs", [WORLD])),
    fails("eks-endpoint-cidrs", "halves", put("cluster", "vpcConfig.publicAccessCidrs", ["0.0.0.0/1", "128.0.0.0/1"])),
    fails("eks-endpoint-cidrs", "in eighths of a size", put("cluster", "vpcConfig.publicAccessCidrs", [f"{n}.0.0.0/8" for n in range(64, 140)])),
    absent("eks-endpoint-cidrs", "public by default", both(drop("cluster", "vpcConfig.publicAccessCidrs"), drop("cluster", "vpcConfig.endpointPublicAccess"))),
    absent("eks-endpoint-cidrs", "private", both(drop("cluster", "vpcConfig.publicAccessCidrs"), put("cluster", "vpcConfig.endpointPublicAccess", False)), None),
    unknown("eks-endpoint-cidrs", "one network", put("cluster", "vpcConfig.publicAccessCidrs", [UNKNOWN]), "unknown"),
    fails("eks-private-endpoint", "off", put("cluster", "vpcConfig.endpointPrivateAccess", False)),
    absent("eks-private-endpoint", "off by default", drop("cluster", "vpcConfig.endpointPrivateAccess")),
    unknown("eks-private-endpoint", "flag", put("cluster", "vpcConfig.endpointPrivateAccess", UNKNOWN)),
    fails("eks-secrets-kms", "other resources", put("cluster", "encryptionConfig.resources", [])),
    absent("eks-secrets-kms", "none", drop("cluster", "encryptionConfig")),
    absent("eks-secrets-kms", "no key", drop("cluster", "encryptionConfig.provider")),
    unknown("eks-secrets-kms", "key", put("cluster", "encryptionConfig.provider.keyArn", UNKNOWN), None),
    unknown("eks-secrets-kms", "resources", put("cluster", "encryptionConfig.resources", UNKNOWN)),
    fails("eks-control-plane-logs", "no audit", put("cluster", "enabledClusterLogTypes", ["api", "authenticator", "controllerManager", "scheduler"])),
    absent("eks-control-plane-logs", "none", drop("cluster", "enabledClusterLogTypes")),
    unknown("eks-control-plane-logs", "list", put("cluster", "enabledClusterLogTypes", UNKNOWN)),
    fails("eks-version-supported", "1.28", put("cluster", "version", "1.28")),
    absent("eks-version-supported", "the newest", drop("cluster", "version"), None),
    absent("eks-version-supported", "newer than the calendar", put("cluster", "version", "1.99"), None),
    unknown("eks-version-supported", "version", put("cluster", "version", UNKNOWN), "unknown", "eks-version-current"),
    fails("eks-version-supported", "extended support declined", both(
        put("cluster", "version", "1.33"), put("cluster", "upgradePolicy", {"supportType": "STANDARD"}),
    )),
    absent("eks-version-supported", "extended support not declined", put("cluster", "version", "1.33"), None),
    fails("eks-version-current", "ends in nine days", put("cluster", "version", "1.34")),
    fails("eks-version-current", "extended support ends in three days", put("cluster", "version", "1.31")),
    absent("eks-version-current", "the newest", drop("cluster", "version"), None),
    unknown("eks-version-current", "version", put("cluster", "version", UNKNOWN), "unknown", "eks-version-supported"),
    fails("eks-auth-mode", "map and entries", put("cluster", "accessConfig.authenticationMode", "API_AND_CONFIG_MAP")),
    fails("eks-auth-mode", "creator", put("cluster", "accessConfig.bootstrapClusterCreatorAdminPermissions", True)),
    absent("eks-auth-mode", "creator by default", drop("cluster", "accessConfig.bootstrapClusterCreatorAdminPermissions")),
    unknown("eks-auth-mode", "mode", put("cluster", "accessConfig.authenticationMode", UNKNOWN)),
    fails("eks-deletion-protection", "off", put("cluster", "deletionProtection", False)),
    absent("eks-deletion-protection", "off by default", drop("cluster", "deletionProtection")),
    absent("eks-deletion-protection", "Pulumi's", both(drop("cluster", "deletionProtection"), lambda entries: next(
        one for one in entries if one["type"] == tokens.EKS_CLUSTER).update(protect=True)), None),
    unknown("eks-deletion-protection", "flag", put("cluster", "deletionProtection", UNKNOWN)),
    fails("eks-addons-pinned", "empty", put("cni", "addonVersion", "")),
    absent("eks-addons-pinned", "none", drop("cni", "addonVersion")),
    unknown("eks-addons-pinned", "version", put("cni", "addonVersion", UNKNOWN), None),
    fails("eks-addons-identity", "of another account", put("cni-identity", "serviceAccount", "other")),
    absent("eks-addons-identity", "none", remove("cni-identity")),
    absent("eks-addons-identity", "a role", both(remove("cni-identity"), put("cni", "serviceAccountRoleArn", "arn:aws:iam::1:role/x")), None),
    unknown("eks-addons-identity", "account", put("cni-identity", "serviceAccount", UNKNOWN)),
    fails("ng-no-open-ssh", "key alone", put("nodes", "remoteAccess", {"ec2SshKey": "key"})),
    absent("ng-no-open-ssh", "key with sources", put("nodes", "remoteAccess", {"ec2SshKey": "key", "sourceSecurityGroupIds": ["sg-1"]}), None),
    unknown("ng-no-open-ssh", "key", put("nodes", "remoteAccess", {"ec2SshKey": UNKNOWN}), "fail"),
    fails("ng-launch-template", "empty", put("nodes", "launchTemplate", {})),
    absent("ng-launch-template", "none", drop("nodes", "launchTemplate")),
    unknown("ng-launch-template", "id", put("nodes", "launchTemplate.id", UNKNOWN), None),
    fails("lt-imdsv2", "optional", put("template", "metadataOptions.httpTokens", "optional")),
    fails("lt-imdsv2", "two hops", put("template", "metadataOptions.httpPutResponseHopLimit", 2)),
    absent("lt-imdsv2", "optional by default", drop("template", "metadataOptions")),
    absent("lt-imdsv2", "switched off", put("template", "metadataOptions", {"httpEndpoint": "disabled"}), None),
    unknown("lt-imdsv2", "tokens", put("template", "metadataOptions.httpTokens", UNKNOWN)),
    fails("lt-no-public-ip", "text", put("template", "networkInterfaces[0].associatePublicIpAddress", "true")),
    absent("lt-no-public-ip", "no interface", drop("template", "networkInterfaces"), None),
    unknown("lt-no-public-ip", "flag", put("template", "networkInterfaces[0].associatePublicIpAddress", UNKNOWN)),
    fails("ebs-encrypted", "plain", put("template", "blockDeviceMappings[0].ebs.encrypted", "false")),
    absent("ebs-encrypted", "no flag", drop("template", "blockDeviceMappings[0].ebs.encrypted")),
    absent("ebs-encrypted", "no disk named", drop("template", "blockDeviceMappings")),
    unknown("ebs-encrypted", "flag", put("template", "blockDeviceMappings[0].ebs.encrypted", UNKNOWN)),
    fails("ebs-gp3", "gp2", put("template", "blockDeviceMappings[0].ebs.volumeType", "gp2")),
    absent("ebs-gp3", "none", drop("template", "blockDeviceMappings[0].ebs.volumeType")),
    unknown("ebs-gp3", "kind", put("template", "blockDeviceMappings[0].ebs.volumeType", UNKNOWN)),
    fails("lt-no-secrets-in-user-data", "encoded", put("template", "userData", b64encode(b"export K=AKIAIOSFODNN7EXAMPLE").decode())),
    fails("lt-no-secrets-in-user-data", "plain", put("template", "userData", "-----BEGIN RSA PRIVATE KEY-----")),
    absent("lt-no-secrets-in-user-data", "none", drop("template", "userData"), None),
    unknown("lt-no-secrets-in-user-data", "script", put("template", "userData", UNKNOWN)),
)  # fmt: skip

DATA = (
    fails("rds-encrypted", "plain", put("db", "storageEncrypted", False)),
    absent("rds-encrypted", "plain by default", drop("db", "storageEncrypted")),
    absent("rds-encrypted", "default key", drop("db", "kmsKeyId")),
    unknown("rds-encrypted", "flag", put("db", "storageEncrypted", UNKNOWN)),
    unknown("rds-encrypted", "key", put("db", "kmsKeyId", UNKNOWN), None),
    fails("rds-not-public", "public", put("db", "publiclyAccessible", True)),
    absent("rds-not-public", "private by default", drop("db", "publiclyAccessible"), None),
    unknown("rds-not-public", "flag", put("db", "publiclyAccessible", UNKNOWN)),
    fails("rds-multi-az", "off", put("db", "multiAz", False)),
    absent("rds-multi-az", "off by default", drop("db", "multiAz")),
    absent("rds-multi-az", "a replica", both(put("db", "replicateSourceDb", "other"), drop("db", "multiAz")), None),
    unknown("rds-multi-az", "flag", put("db", "multiAz", UNKNOWN)),
    fails("rds-backup-retention", "a week", put("db", "backupRetentionPeriod", 7)),
    absent("rds-backup-retention", "none by default", drop("db", "backupRetentionPeriod")),
    unknown("rds-backup-retention", "days", put("db", "backupRetentionPeriod", UNKNOWN)),
    fails("rds-deletion-protection", "no snapshot", put("db", "skipFinalSnapshot", True)),
    absent("rds-deletion-protection", "off by default", drop("db", "deletionProtection")),
    unknown("rds-deletion-protection", "flag", put("db", "deletionProtection", UNKNOWN)),
    fails("rds-iam-auth", "off", put("db", "iamDatabaseAuthenticationEnabled", False)),
    absent("rds-iam-auth", "off by default", drop("db", "iamDatabaseAuthenticationEnabled")),
    unknown("rds-iam-auth", "flag", put("db", "iamDatabaseAuthenticationEnabled", UNKNOWN)),
    fails("rds-force-ssl", "switched off", put("parameters", "parameters[0].value", "0")),
    fails("rds-force-ssl", "of another group", both(put("db", "parameterGroupName", "other"), unwire("db", "parameterGroupName")), "rds-queries-logged"),
    absent("rds-force-ssl", "default group", both(drop("db", "parameterGroupName"), unwire("db", "parameterGroupName")), "fail", "rds-queries-logged"),
    absent("rds-force-ssl", "by name alone", unwire("db", "parameterGroupName"), None),
    unknown("rds-force-ssl", "name with its edge", put("db", "parameterGroupName", UNKNOWN), None),
    unknown("rds-force-ssl", "value", put("parameters", "parameters[0].value", UNKNOWN)),
    fails("rds-performance-insights", "off", put("db", "performanceInsightsEnabled", False)),
    absent("rds-performance-insights", "default key", drop("db", "performanceInsightsKmsKeyId")),
    unknown("rds-performance-insights", "key", put("db", "performanceInsightsKmsKeyId", UNKNOWN), None),
    fails("rds-enhanced-monitoring", "off", put("db", "monitoringInterval", 0)),
    absent("rds-enhanced-monitoring", "off by default", drop("db", "monitoringInterval")),
    unknown("rds-enhanced-monitoring", "interval", put("db", "monitoringInterval", UNKNOWN)),
    fails("rds-log-exports", "upgrades only", put("db", "enabledCloudwatchLogsExports", ["upgrade"])),
    absent("rds-log-exports", "none", drop("db", "enabledCloudwatchLogsExports")),
    fails("rds-queries-logged", "never", put("parameters", "parameters[1].value", "-1")),
    fails("rds-queries-logged", "another parameter", put("parameters", "parameters[1].name", "log_connections")),
    absent("rds-queries-logged", "none", drop("parameters", "parameters[1]")),
    absent("rds-queries-logged", "every change", put("parameters", "parameters[1]", {"name": "log_statement", "value": "mod"}), None),
    absent("rds-queries-logged", "another engine", both(drop("parameters", "parameters[1]"), put("db", "engine", "mysql")), None),
    unknown("rds-queries-logged", "bound", put("parameters", "parameters[1].value", UNKNOWN)),
    unknown("rds-log-exports", "list", put("db", "enabledCloudwatchLogsExports", UNKNOWN)),
    fails("rds-upkeep", "no minors", put("db", "autoMinorVersionUpgrade", False)),
    fails("rds-upkeep", "old authority", put("db", "caCertIdentifier", "rds-ca-2019")),
    absent("rds-upkeep", "tags stay behind by default", drop("db", "copyTagsToSnapshot")),
    absent("rds-upkeep", "minors by default", drop("db", "autoMinorVersionUpgrade"), None),
    unknown("rds-upkeep", "authority", put("db", "caCertIdentifier", UNKNOWN)),
    fails("rds-engine-version-supported", "15.4", put("db", "engineVersion", "15.4")),
    fails("rds-engine-version-supported", "16.10", put("db", "engineVersion", "16.10")),
    fails("rds-engine-version-supported", "9.6", put("db", "engineVersion", "9.6")),
    fails("rds-engine-version-supported", "extended support declined", both(
        put("db", "engineVersion", "13"),
        put("db", "engineLifecycleSupport", "open-source-rds-extended-support-disabled"),
    )),
    absent("rds-engine-version-supported", "extended support not declined", put("db", "engineVersion", "13"), None),
    absent("rds-engine-version-supported", "15", put("db", "engineVersion", "15"), None),
    absent("rds-engine-version-supported", "none", drop("db", "engineVersion"), None),
    unknown("rds-engine-version-supported", "version", put("db", "engineVersion", UNKNOWN), "unknown", "rds-engine-version-current"),
    fails("rds-engine-version-current", "ends in 58 days", put("db", "engineVersion", "14.20"), today=date(2027, 1, 1)),
    absent("rds-engine-version-current", "none", drop("db", "engineVersion"), None),
    unknown("rds-engine-version-current", "version", put("db", "engineVersion", UNKNOWN), "unknown", "rds-engine-version-supported"),
    fails("rds-no-default-admin", "postgres", put("db", "username", "Postgres")),
    absent("rds-no-default-admin", "none", drop("db", "username"), None),
    unknown("rds-no-default-admin", "name", put("db", "username", UNKNOWN)),
    fails("cache-encrypted", "at rest", put("cache", "atRestEncryptionEnabled", False)),
    fails("cache-encrypted", "as text", put("cache", "transitEncryptionEnabled", "false")),
    fails("cache-encrypted", "preferred", put("cache", "transitEncryptionMode", "preferred")),
    absent("cache-encrypted", "valkey by default", drop("cache", "atRestEncryptionEnabled"), None),
    absent("cache-encrypted", "redis by default", both(drop("cache", "atRestEncryptionEnabled"), put("cache", "engine", "redis"))),
    absent("cache-encrypted", "no engine is redis", both(drop("cache", "atRestEncryptionEnabled"), drop("cache", "engine"))),
    unknown("cache-encrypted", "engine", both(drop("cache", "atRestEncryptionEnabled"), put("cache", "engine", UNKNOWN))),
    fails("cache-authenticated", "empty", put("cache", "userGroupIds", [])),
    absent("cache-authenticated", "none", drop("cache", "userGroupIds")),
    unknown("cache-authenticated", "group", put("cache", "userGroupIds", UNKNOWN), None),
    fails("cache-users-authenticated", "on", put("cache-default", "accessString", "on ~* +@all")),
    fails("cache-users-authenticated", "by mode", both(drop("cache-default", "noPasswordRequired"), drop("cache-default", "accessString"),
          put("cache-default", "authenticationMode", {"type": "no-password-required"}))),
    absent("cache-users-authenticated", "password", both(drop("cache-default", "noPasswordRequired"), put("cache-default", "accessString", "on ~* +@all")), None),
    unknown("cache-users-authenticated", "access", put("cache-default", "accessString", UNKNOWN)),
    fails("cache-cmk", "empty", put("cache", "kmsKeyId", "")),
    absent("cache-cmk", "none", drop("cache", "kmsKeyId")),
    unknown("cache-cmk", "key", put("cache", "kmsKeyId", UNKNOWN), None),
    fails("cache-resilient", "one zone", put("cache", "multiAzEnabled", False)),
    fails("cache-resilient", "snapshots of a day", put("cache", "snapshotRetentionLimit", 1)),
    absent("cache-resilient", "no failover by default", drop("cache", "automaticFailoverEnabled")),
    unknown("cache-resilient", "days", put("cache", "snapshotRetentionLimit", UNKNOWN)),
    fails("cache-upkeep", "default group", put("cache", "subnetGroupName", "default")),
    fails("cache-upkeep", "fixes that wait", put("cache", "autoMinorVersionUpgrade", False)),
    absent("cache-upkeep", "no group", drop("cache", "subnetGroupName")),
    unknown("cache-upkeep", "group", put("cache", "subnetGroupName", UNKNOWN), None),
)  # fmt: skip

OPEN = ("*", {"AWS": "*"}, {"AWS": ["*"]}, {"AWS": ["arn:aws:iam::123456789012:root", "*"]})


def everybody(rule: str, name: str, *, key: str = "policy") -> tuple[Case, ...]:
    """Every way of writing a policy that everybody meets, and the ways of narrowing one."""
    written = tuple(
        fails(
            rule,
            f"everybody as {json.dumps(who)}",
            put(name, key, document(allow("sqs:SendMessage", "*", who))),
        )
        for who in OPEN
    )
    condition = {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}
    loose = {"StringLike": {"aws:SourceArn": "*"}}
    inverse = {"StringNotEquals": {"aws:PrincipalAccount": "123456789012"}}
    return (
        *written,
        fails(rule, "condition that admits all", put(name, key, document(allow("a:b", "*", "*", loose)))),
        fails(rule, "condition turned round", put(name, key, document(allow("a:b", "*", "*", inverse)))),
        fails(
            rule,
            "all but one",
            put(name, key, document({"Effect": "Allow", "Action": "a:b", "NotPrincipal": {"AWS": "x"}})),
        ),
        fails(
            rule,
            "lower case",
            put(
                name,
                key,
                json.dumps({"statement": {"effect": "Allow", "action": "a:b", "principal": "*"}}),
            ),
        ),
        fails(rule, "as a mapping", put(name, key, {"Statement": [allow("a:b", "*", "*")]})),
        fails(rule, "no JSON", put(name, key, "{broken")),
        absent(rule, "no policy", drop(name, key), None),
        absent(rule, "an organisation", put(name, key, document(allow("a:b", "*", "*", condition))), None),
        absent(
            rule,
            "a denial",
            put(name, key, document({"Effect": "Deny", "Action": "a:b", "Principal": "*"})),
            None,
        ),
    )


ADMIN_RULE, SCOPE, RAISE = "iam-no-admin", "iam-scoped-resources", "iam-no-privilege-escalation"
ESCALATES = (SCOPE, RAISE)
ROLES, NARROW, BOUNDED = "iam-roles-named", "github-subject-narrow", "iam-trust-bounded"
EVERY_ROLE = "arn:aws:iam::123456789012:role/*"
RUNS = "token.actions.githubusercontent.com"


def from_github(subject: Any, operator: str = "StringEquals") -> Change:
    """Have the role trust these subjects of GitHub's tokens, with the audience bound."""
    condition: dict[str, Any] = {"StringEquals": {f"{RUNS}:aud": "sts.amazonaws.com"}}
    condition.setdefault(operator, {})[f"{RUNS}:sub"] = subject
    return put("github", "assumeRolePolicy", document({**GITHUB, "Condition": condition}))


ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"

IDENTITIES = (
    fails("kms-rotation", "off", put("key", "enableKeyRotation", False)),
    absent("kms-rotation", "off by default", drop("key", "enableKeyRotation")),
    absent("kms-rotation", "signing keys are not rotated", both(drop("key", "enableKeyRotation"), put("key", "keyUsage", "SIGN_VERIFY")), None),
    unknown("kms-rotation", "flag", put("key", "enableKeyRotation", UNKNOWN)),
    *everybody("kms-no-public-principal", "key"),
    unknown("kms-no-public-principal", "from nowhere", put("key", "policy", UNKNOWN), "unknown", "unknown-documents-traceable"),
    unknown("kms-no-public-principal", "from an ARN", both(put("key", "policy", UNKNOWN), wire("key", "policy", "role"))),
    fails("kms-deletion-window", "a week", put("key", "deletionWindowInDays", 7)),
    absent("kms-deletion-window", "a month by default", drop("key", "deletionWindowInDays"), None),
    unknown("kms-deletion-window", "days", put("key", "deletionWindowInDays", UNKNOWN)),
    fails("secret-cmk", "replica", put("secret", "replicas[0].kmsKeyId", "")),
    absent("secret-cmk", "none", drop("secret", "kmsKeyId")),
    unknown("secret-cmk", "key", put("secret", "kmsKeyId", UNKNOWN), None),
    *everybody("secret-policy-private", "secret-policy"),
    unknown("secret-policy-private", "from an ARN", both(put("secret-policy", "policy", UNKNOWN), wire("secret-policy", "policy", "role"))),
    fails("secret-recovery", "at once", put("secret", "recoveryWindowInDays", 0)),
    absent("secret-recovery", "a month by default", drop("secret", "replicas"), None),
    unknown("secret-recovery", "days", put("secret", "recoveryWindowInDays", UNKNOWN)),
    fails(ADMIN_RULE, "all of all", grants(allow("*", "*")), *ESCALATES),
    fails(ADMIN_RULE, "in lists", grants(allow(["s3:GetObject", "*:*"], ["arn:aws:s3:::x", "*"])), *ESCALATES),
    fails(ADMIN_RULE, "all but some", grants({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}), *ESCALATES),
    fails(ADMIN_RULE, "on an ARN of stars", grants(allow("*", "arn:aws:*:*:*:*")), *ESCALATES),
    fails(ADMIN_RULE, "on all but some", grants({"Effect": "Allow", "Action": "*", "NotResource": "arn:aws:s3:::x"}), *ESCALATES),
    fails(ADMIN_RULE, "as a mapping", put("policy", "policy", {"Statement": allow("*", "*")}), *ESCALATES),
    fails(ADMIN_RULE, "inline", put("role", "inlinePolicies", [{"name": "x", "policy": document(allow("*", "*"))}]), *ESCALATES),
    fails(ADMIN_RULE, "managed", put("attachment", "policyArn", ADMINISTRATOR)),
    fails(ADMIN_RULE, "managed by the role", put("role", "managedPolicyArns", [ADMINISTRATOR.replace("aws:iam", "aws-us-gov:iam")])),
    fails(ADMIN_RULE, "no JSON", put("policy", "policy", "{broken") ),
    absent(ADMIN_RULE, "a denial", grants({"Effect": "Deny", "Action": "*", "Resource": "*"}), None),
    unknown(ADMIN_RULE, "document from an ARN", put("policy", "policy", UNKNOWN), "unknown", *ESCALATES, ROLES),
    unknown(ADMIN_RULE, "document from nowhere", both(put("policy", "policy", UNKNOWN), unwire("policy", "policy")), "unknown",
            *ESCALATES, ROLES, "unknown-documents-traceable"),
    fails(SCOPE, "scopable", grants(allow("dynamodb:PutItem", "*"))),
    absent(SCOPE, "a condition bounds it", grants(allow("dynamodb:PutItem", "*", condition={"StringEquals": {"aws:ResourceTag/a": "b"}})), None),
    unknown(SCOPE, "document", put("policy", "policy", UNKNOWN), "unknown", ADMIN_RULE, RAISE, ROLES),
    fails(RAISE, "pass any role", grants(allow("iam:PassRole", "*")), SCOPE),
    fails(RAISE, "by wildcard", grants(allow("iam:Pass*", "*")), SCOPE),
    fails(RAISE, "read any secret", grants(allow("secretsmanager:*", "*")), SCOPE),
    absent(RAISE, "to one service", grants(allow("iam:PassRole", "*", condition={"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}})), None),
    unknown(RAISE, "document", put("policy", "policy", UNKNOWN), "unknown", ADMIN_RULE, SCOPE, ROLES),
    *(fails("iam-trust-named", f"everybody as {json.dumps(who)}", trust(allow("sts:AssumeRole", principal=who)),
            *([BOUNDED] if ":root" in json.dumps(who) else [])) for who in OPEN),
    fails("iam-trust-named", "no JSON", put("role", "assumeRolePolicy", "{")),
    fails("iam-trust-named", "any repository", put("github", "assumeRolePolicy", document({**GITHUB, "Condition": {}})), NARROW),
    fails("iam-trust-named", "repository by wildcard", put("github", "assumeRolePolicy", document(
        {**GITHUB, "Condition": {"StringLike": {"token.actions.githubusercontent.com:sub": "repo:*"}}})), NARROW),
    absent("iam-trust-named", "organisation", trust(allow("sts:AssumeRole", principal="*", condition={"StringEquals": {"aws:PrincipalOrgID": "o-1"}})), None),
    unknown("iam-trust-named", "from an ARN", both(put("role", "assumeRolePolicy", UNKNOWN), wire("role", "assumeRolePolicy", "key")),
            "unknown", "irsa-subject-bound", NARROW, BOUNDED),
    *(fails(BOUNDED, f"a whole account as {who}", trust(allow("sts:AssumeRole", principal={"AWS": who})))
      for who in ("arn:aws:iam::123456789012:root", "123456789012", "arn:aws-us-gov:iam::123456789012:root")),
    absent(BOUNDED, "one of them by its principal", trust(allow("sts:AssumeRole", principal={"AWS": ["123456789012"]}, condition={
        "ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::123456789012:role/one"}})), None),
    absent(BOUNDED, "one that knows a word", trust(allow("sts:AssumeRole", principal={"AWS": "123456789012"}, condition={
        "StringEquals": {"sts:ExternalId": "word"}})), None),
    absent(BOUNDED, "a condition on something else", trust(allow("sts:AssumeRole", principal={"AWS": "123456789012"}, condition={
        "Bool": {"aws:MultiFactorAuthPresent": "true"}}))),
    absent(BOUNDED, "a role of it", trust(allow("sts:AssumeRole", principal={"AWS": "arn:aws:iam::123456789012:role/one"})), None),
    unknown(BOUNDED, "condition", trust(allow("sts:AssumeRole", principal={"AWS": "123456789012"}, condition=UNKNOWN))),
    fails("irsa-subject-bound", "by pattern", put("irsa", "assumeRolePolicy", document(
        {**IRSA, "Condition": {"StringLike": {f"{ISSUER}:sub": "system:serviceaccount:app:web"}, "StringEquals": {f"{ISSUER}:aud": "sts.amazonaws.com"}}}))),
    fails("irsa-subject-bound", "star", put("irsa", "assumeRolePolicy", document(
        {**IRSA, "Condition": {"StringEquals": {f"{ISSUER}:sub": "system:serviceaccount:*:*", f"{ISSUER}:aud": "sts.amazonaws.com"}}}))),
    absent("irsa-subject-bound", "no condition", put("irsa", "assumeRolePolicy", document({**IRSA, "Condition": {}}))),
    absent("irsa-subject-bound", "no audience", put("irsa", "assumeRolePolicy", document(
        {**IRSA, "Condition": {"StringEquals": {f"{ISSUER}:sub": "system:serviceaccount:app:web"}}}))),
    unknown("irsa-subject-bound", "from a provider", both(put("irsa", "assumeRolePolicy", UNKNOWN), wire("irsa", "assumeRolePolicy", "key")),
            "unknown", "iam-trust-named", NARROW, BOUNDED),
    fails(ROLES, "pass every role of an account", grants(allow("iam:PassRole", EVERY_ROLE))),
    fails(ROLES, "assume every role of any account", grants(allow("sts:*", ["arn:aws:iam::*:role/*"]))),
    fails(ROLES, "pass every role to any service", grants(allow("iam:PassRole", EVERY_ROLE, condition={"StringLike": {"iam:PassedToService": "*"}}))),
    fails(ROLES, "pass every role but to one service", grants(allow("iam:PassRole", EVERY_ROLE, condition={"StringNotEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}))),
    fails(ROLES, "inline", put("role", "inlinePolicies", [{"name": "x", "policy": {"Statement": allow(["iam:Pass*"], [EVERY_ROLE])}}])),
    absent(ROLES, "roles with a prefix", grants(allow("iam:PassRole", "arn:aws:iam::123456789012:role/web-*")), None),
    absent(ROLES, "to one service", grants(allow("iam:PassRole", EVERY_ROLE, condition={"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}})), None),
    absent(ROLES, "within one account", grants(allow("sts:AssumeRole", EVERY_ROLE, condition={"StringEquals": {"aws:ResourceAccount": "1"}})), None),
    absent(ROLES, "a denial", grants({"Effect": "Deny", "Action": "iam:PassRole", "Resource": EVERY_ROLE}), None),
    unknown(ROLES, "document", put("policy", "policy", UNKNOWN), "unknown", ADMIN_RULE, SCOPE, RAISE),
    unknown(ROLES, "condition", grants(allow("iam:PassRole", EVERY_ROLE, condition=UNKNOWN))),
    *(fails(NARROW, f"any run by {text}", from_github(text, "StringLike"))
      for text in ("repo:example/platform:*", "repo:example/platform:ref:*", "repo:example/platform:ref:refs/heads/*", "repo:example/platform:environment:*")),
    fails(NARROW, "one of two is any run", from_github(["repo:example/platform:pull_request", "repo:example/platform:*"], "StringLike")),
    *(absent(NARROW, f"bound by {text}", from_github(text, "StringLike"), None)
      for text in ("repo:example/platform:pull_request", "repo:example/platform:ref:refs/heads/main", "repo:example/platform:ref:refs/tags/v*")),
    absent(NARROW, "no audience", put("github", "assumeRolePolicy", document(
        {**GITHUB, "Condition": {"StringEquals": {f"{RUNS}:sub": "repo:example/platform:environment:production"}}}))),
    unknown(NARROW, "document", both(put("github", "assumeRolePolicy", UNKNOWN), wire("github", "assumeRolePolicy", "key")),
            "unknown", "iam-trust-named", "irsa-subject-bound", BOUNDED),
    fails("iam-no-users", "user", add(entry(tokens.IAM_USER, "person", {"tags": TAGS}))),
    fails("iam-no-users", "key", add(entry(tokens.IAM_ACCESS_KEY, "long-lived", {"user": "person"}))),
    *everybody("log-policy-private", "log-policy", key="policyDocument"),
    unknown("log-policy-private", "document", put("log-policy", "policyDocument", UNKNOWN)),
    fails("sns-delivery-encrypted", "by HTTP", put("oncall", "protocol", "http")),
    absent("sns-delivery-encrypted", "by mail", put("oncall", "protocol", "email"), None),
    unknown("sns-delivery-encrypted", "protocol", put("oncall", "protocol", UNKNOWN)),
    fails("log-group-retention", "days", put("logs", "retentionInDays", 7)),
    fails("log-group-retention", "for ever", put("logs", "retentionInDays", 0)),
    absent("log-group-retention", "for ever by default", drop("logs", "retentionInDays")),
    unknown("log-group-retention", "days", put("logs", "retentionInDays", UNKNOWN)),
    fails("log-group-kms", "empty", put("logs", "kmsKeyId", "")),
    absent("log-group-kms", "none", drop("logs", "kmsKeyId")),
    unknown("log-group-kms", "key", put("logs", "kmsKeyId", UNKNOWN), None),
    fails("sns-encrypted", "service key", put("alarms", "kmsMasterKeyId", "alias/aws/sns")),
    absent("sns-encrypted", "none", drop("alarms", "kmsMasterKeyId")),
    unknown("sns-encrypted", "key", put("alarms", "kmsMasterKeyId", UNKNOWN), None),
    fails("sqs-encrypted", "off", both(drop("queue", "kmsMasterKeyId"), put("queue", "sqsManagedSseEnabled", False)), "sqs-cmk"),
    absent("sqs-encrypted", "none", drop("queue", "kmsMasterKeyId"), "fail", "sqs-cmk"),
    absent("sqs-encrypted", "service key", both(drop("queue", "kmsMasterKeyId"), put("queue", "sqsManagedSseEnabled", True)), None, "sqs-cmk"),
    unknown("sqs-encrypted", "flag", both(drop("queue", "kmsMasterKeyId"), put("queue", "sqsManagedSseEnabled", UNKNOWN)), "unknown", "sqs-cmk"),
    fails("sqs-cmk", "the service's own", put("queue", "kmsMasterKeyId", "alias/aws/sqs")),
    fails("sqs-cmk", "the service's own by its ARN", put("queue", "kmsMasterKeyId", "arn:aws:kms:us-east-1:123456789012:alias/aws/sqs")),
    absent("sqs-cmk", "SQS manages it", both(drop("queue", "kmsMasterKeyId"), put("queue", "sqsManagedSseEnabled", True))),
    unknown("sqs-cmk", "key", put("queue", "kmsMasterKeyId", UNKNOWN), None),
    *everybody("message-policy-private", "queue-policy"),
    fails("message-policy-private", "on the topic itself", put("alarms", "policy", document(allow("sns:Publish", "*", "*")))),
    unknown("message-policy-private", "document", put("alarms-policy", "policy", UNKNOWN)),
    fails("required-tags", "empty", put("queue", "tags.owner", "")),
    absent("required-tags", "one", drop("queue", "tags.cost-center")),
    absent("required-tags", "all", drop("vpc", "tags")),
    unknown("required-tags", "one", put("queue", "tags.owner", UNKNOWN), None),
    fails("unknown-documents-traceable", "from a password", both(
        add(entry("random:index/randomPassword:RandomPassword", "password", {"length": 8})),
        put("role", "assumeRolePolicy", UNKNOWN), wire("role", "assumeRolePolicy", "password")), "iam-trust-named", "irsa-subject-bound", NARROW, BOUNDED),
    absent("unknown-documents-traceable", "without an edge", put("role", "assumeRolePolicy", UNKNOWN), "fail", "iam-trust-named", "irsa-subject-bound", NARROW, BOUNDED),
    unknown("unknown-documents-traceable", "from a hosted zone", both(put("policy", "policy", UNKNOWN), wire("policy", "policy", "zone")), None, ADMIN_RULE, *ESCALATES, ROLES),
    unknown("unknown-documents-traceable", "from an ARN", put("policy", "policy", UNKNOWN), None, ADMIN_RULE, *ESCALATES, ROLES),
)  # fmt: skip

CASES = (
    *NETWORKS,
    *FIREWALLS,
    *CLUSTERS,
    *DATA,
    *DATA_SYSTEMS,
    *IDENTITIES,
    *EDGE,
    *OPERATIONS,
    *SAFEKEEPING,
    *GOOGLE,
    *AZURE,
    *GUARD,
    *CLOUDFLARE,
    *SPELLINGS,
)

WITHOUT_PROPERTIES = frozenset({"vpc-no-default", "gcp-no-account-keys"})
"""Rules that refuse a type as such: there is nothing in it to be absent or unknown."""
