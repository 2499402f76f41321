"""Redshift clusters and what belongs to them."""

from typing import Any

from simulator.clouds.aws.redshift_rules import CLUSTER, LOGGING, USAGE_LIMIT
from simulator.clouds.case import Case
from simulator.clouds.kind import Autoname, Kind
from simulator.clouds.refusals import between, matches
from simulator.clouds.templates import lower_alphanumeric
from simulator.values import UNKNOWN, reveal

NAME = r"[a-z](?!.*--)([0-9a-z-]{0,253}[0-9a-z])?"
NAME_RULE = "lower-case letters, digits and single hyphens, from a letter to no hyphen"


def _dns(case: Case) -> Any:
    region = case.scope.region
    if region is UNKNOWN or reveal(case["clusterIdentifier"]) is UNKNOWN:
        return UNKNOWN
    own = lower_alphanumeric(f"redshift {case.scope.account} {region}", 12)
    return case.text(f"{{clusterIdentifier}}.{own}.{{region}}.redshift.{{dns_suffix}}")


def _master_secret(case: Case) -> Any:
    if not case.known("manageMasterPassword"):
        return None
    return case.text(
        "arn:{partition}:secretsmanager:{region}:{account}:secret:redshift!{clusterIdentifier}-{masterUsername}-{letters:6}"
    )


def _kind_of_cluster(case: Case) -> Any:
    nodes = reveal(case["numberOfNodes"])
    if nodes is UNKNOWN:
        return UNKNOWN
    return "multi-node" if isinstance(nodes, int | float) and nodes > 1 else "single-node"


def _endpoint(case: Case) -> Any:
    host, port = reveal(_dns(case)), reveal(case["port"])
    return UNKNOWN if UNKNOWN in (host, port) else f"{host}:{port:g}"


KINDS = (
    Kind(
        "aws:redshift/cluster:Cluster",
        id="{clusterIdentifier}",
        defaults={
            "allowVersionUpgrade": True,
            "automatedSnapshotRetentionPeriod": 1,
            "clusterVersion": "1.0",
            "encrypted": "true",
            "maintenanceTrackName": "current",
            "manualSnapshotRetentionPeriod": -1,
            "multiAz": False,
            "numberOfNodes": 1,
            "port": 5439,
            "publiclyAccessible": False,
            "skipFinalSnapshot": False,
        },
        outputs={
            "arn": "arn:{partition}:redshift:{region}:{account}:cluster:{clusterIdentifier}",
            "aquaConfigurationStatus": "auto",
            "availabilityZone": "{region}a",
            "clusterNamespaceArn": "arn:{partition}:redshift:{region}:{account}:namespace:{uuid}",
            "clusterNodes": [],
            "clusterParameterGroupName": "default.redshift-1.0",
            "clusterPublicKey": "ssh-rsa {letters:32}",
            "clusterRevisionNumber": "1",
            "clusterSubnetGroupName": "default",
            "clusterType": _kind_of_cluster,
            "databaseName": "dev",
            "defaultIamRoleArn": "",
            "dnsName": _dns,
            "endpoint": _endpoint,
            "enhancedVpcRouting": False,
            "iamRoles": [],
            "kmsKeyId": "",
            "masterPasswordSecretArn": _master_secret,
            "masterPasswordSecretKmsKeyId": lambda _: None,
            "preferredMaintenanceWindow": "sun:06:00-sun:06:30",
            "vpcSecurityGroupIds": [],
        },
        secret_outputs=frozenset({"masterPassword", "masterPasswordWo"}),
        refusals=CLUSTER,
    ),
    Kind(
        "aws:redshift/subnetGroup:SubnetGroup",
        id="{name}",
        autoname=Autoname(lower=True),
        defaults={"description": "Managed by Pulumi"},
        outputs={"arn": "arn:{partition}:redshift:{region}:{account}:subnetgroup:{name}"},
        refusals=(matches("name", NAME, f"1 to 255 {NAME_RULE}"),),
    ),
    Kind(
        "aws:redshift/parameterGroup:ParameterGroup",
        id="{name}",
        autoname=Autoname(lower=True),
        defaults={"description": "Managed by Pulumi"},
        outputs={"arn": "arn:{partition}:redshift:{region}:{account}:parametergroup:{name}"},
        refusals=(
            matches("name", NAME, f"1 to 255 {NAME_RULE}"),
            matches("family", r"redshift-\d\.\d", "a family such as redshift-1.0"),
        ),
    ),
    Kind("aws:redshift/logging:Logging", id="{clusterIdentifier}", refusals=LOGGING),
    Kind(
        "aws:redshift/snapshotCopyGrant:SnapshotCopyGrant",
        id="{snapshotCopyGrantName}",
        outputs={
            "arn": "arn:{partition}:redshift:{region}:{account}:snapshotcopygrant:{snapshotCopyGrantName}",
            "kmsKeyId": "",
        },
        refusals=(matches("snapshotCopyGrantName", NAME, f"1 to 63 {NAME_RULE}"),),
    ),
    Kind(
        "aws:redshift/snapshotCopy:SnapshotCopy",
        id="{clusterIdentifier}",
        outputs={"manualSnapshotRetentionPeriod": -1, "retentionPeriod": 7},
        refusals=(
            between("retentionPeriod", 0, 35, "days"),
            matches("destinationRegion", r"[a-z]{2}(-[a-z]+)+-\d", "a region such as us-west-2"),
        ),
    ),
    Kind(
        "aws:redshift/usageLimit:UsageLimit",
        id="{uuid}",
        defaults={"breachAction": "log", "period": "monthly"},
        outputs={"arn": "arn:{partition}:redshift:{region}:{account}:usagelimit:{uuid}"},
        refusals=USAGE_LIMIT,
    ),
)
