"""PostgreSQL and other database instances of RDS."""

from typing import Any

from simulator.clouds.aws.rds_rules import REFUSALS, UNDELETABLE
from simulator.clouds.case import Case
from simulator.clouds.kind import Always, Autoname, Kind
from simulator.clouds.templates import digest, lower_alphanumeric
from simulator.values import UNKNOWN, reveal

HOSTED_ZONES = {
    "eu-central-1": "Z1RLNUO7B9Q6NB",
    "eu-west-1": "Z29XKXDKYMONMX",
    "us-east-1": "Z2R2ITUGPM61AM",
    "us-east-2": "Z2XHWR1WZ565X2",
    "us-west-1": "Z10WI91S59XXQN",
    "us-west-2": "Z1PVIF0B656C1W",
}
"""The hosted zone of RDS endpoints. Source: AWS general reference, Amazon RDS endpoints."""

PORTS = {"postgres": 5432, "mysql": 3306, "mariadb": 3306}
LICENSES = {
    "postgres": "postgresql-license",
    "mysql": "general-public-license",
    "mariadb": "general-public-license",
}
LATEST_MINOR = {"13": "13.23", "14": "14.20", "15": "15.15", "16": "16.11", "17": "17.7", "18": "18.1"}
"""A minor version for each PostgreSQL major: what RDS would choose is not promised, only its shape."""


def _engine(case: Case) -> str:
    return str(case.known("engine") or "postgres")


def _actual_version(case: Case) -> Any:
    version = reveal(case["engineVersion"])
    return version if version is UNKNOWN else LATEST_MINOR.get(str(version), version)


def _major(case: Case) -> str:
    return str(case.known("engineVersion") or "17").split(".")[0]


def _address(case: Case) -> Any:
    """``<identifier>.<account's own letters>.<region>.rds.amazonaws.com``: the letters are one account's in a region."""
    own = f"c{lower_alphanumeric(f'rds {case.scope.account} {case.scope.region}', 11)}"
    return case.text(f"{{identifier}}.{own}.{{region}}.rds.{{dns_suffix}}")


def _zone(case: Case) -> Any:
    region = case.scope.region
    return (
        UNKNOWN
        if region is UNKNOWN
        else HOSTED_ZONES.get(str(region), f"Z{digest(f'rds {region}', 13).upper()}")
    )


def _gp3_large(case: Case) -> bool:
    size = case.known("allocatedStorage")
    return case.known("storageType") == "gp3" and isinstance(size, int) and size >= 400


def _iops(case: Case) -> int:
    if case.known("storageType") != "gp3":
        return 0
    return 12000 if _gp3_large(case) else 3000


def _throughput(case: Case) -> int:
    if case.known("storageType") != "gp3":
        return 0
    return 500 if _gp3_large(case) else 125


def _managed_secret(case: Case) -> Any:
    if case.known("manageMasterUserPassword") is not True:
        return []
    key = case["masterUserSecretKmsKeyId"] or case.text(
        "arn:{partition}:kms:{region}:{account}:alias/aws/secretsmanager"
    )
    arn = case.text("arn:{partition}:secretsmanager:{region}:{account}:secret:rds!{id}-{letters:6.secret}")
    return [{"kmsKeyId": key, "secretArn": arn, "secretStatus": "active"}]


def _key(case: Case) -> Any:
    encrypted = case.known("storageEncrypted")
    return case.text("arn:{partition}:kms:{region}:{account}:key/{uuid:.rds}") if encrypted else None


def _insights_key(case: Case) -> Any:
    enabled = case.known("performanceInsightsEnabled")
    return case.text("arn:{partition}:kms:{region}:{account}:key/{uuid:.rds}") if enabled else None


KINDS = (
    Kind(
        "aws:rds/instance:Instance",
        id="db-{upper:26}",
        autoname=Autoname("identifier", separator=""),
        defaults={
            "applyImmediately": False,
            "autoMinorVersionUpgrade": True,
            "copyTagsToSnapshot": False,
            "deleteAutomatedBackups": True,
            "monitoringInterval": 0,
            "performanceInsightsEnabled": False,
            "publiclyAccessible": False,
            "skipFinalSnapshot": False,
        },
        outputs={
            "identifierPrefix": lambda _: None,
            "engine": "postgres",
            "engineVersion": lambda _: LATEST_MINOR["17"],
            "engineVersionActual": Always(_actual_version),
            "port": lambda case: PORTS.get(_engine(case), 5432),
            "address": _address,
            "endpoint": "{address}:{port}",
            "arn": "arn:{partition}:rds:{region}:{account}:db:{identifier}",
            "hostedZoneId": _zone,
            "resourceId": "{id}",
            "allocatedStorage": 20,
            "storageType": lambda case: "io1" if case["iops"] is not None else "gp2",
            "iops": _iops,
            "storageThroughput": _throughput,
            "kmsKeyId": _key,
            "availabilityZone": lambda case: case.text("{region}a"),
            "backupRetentionPeriod": 0,
            "backupTarget": "region",
            "backupWindow": "07:15-07:45",
            "maintenanceWindow": "mon:03:45-mon:04:15",
            "caCertIdentifier": "rds-ca-rsa2048-g1",
            "databaseInsightsMode": "standard",
            "dbSubnetGroupName": "default",
            "engineLifecycleSupport": "open-source-rds-extended-support",
            "licenseModel": lambda case: LICENSES.get(_engine(case), "license-included"),
            "listenerEndpoints": [],
            "masterUserSecrets": _managed_secret,
            "monitoringRoleArn": lambda _: None,
            "multiAz": False,
            "networkType": "IPV4",
            "optionGroupName": lambda case: f"default:{_engine(case)}-{_major(case)}",
            "parameterGroupName": lambda case: f"default.{_engine(case)}{_major(case)}",
            "performanceInsightsKmsKeyId": _insights_key,
            "performanceInsightsRetentionPeriod": lambda case: (
                7 if case.known("performanceInsightsEnabled") else 0
            ),
            "replicas": [],
            "status": "available",
            "username": "postgres",
            "vpcSecurityGroupIds": lambda case: [case.text("sg-0{hex:16.default}")],
        },
        volatile=frozenset({"engineVersionActual", "address", "endpoint", "arn"}),
        announced=frozenset({"engineVersionActual"}),
        moved=lambda case: case.changed("identifier", "engineVersion", "port"),
        secret_outputs=frozenset({"password", "passwordWo"}),
        refusals=REFUSALS,
        undeletable=UNDELETABLE,
    ),
)
