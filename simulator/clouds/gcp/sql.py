"""Cloud SQL: instances, databases and users."""

import re
from typing import Any

from simulator.clouds.case import Case
from simulator.clouds.gcp.naming import PROJECT, REGION, at
from simulator.clouds.kind import Autoname, Kind
from simulator.clouds.refusals import Given, Refused, conflicts, matches


def _private(case: Case) -> Any:
    number = int(str(case.text("{hex:4}")), 16)
    return f"10.18.{128 + (number >> 8 & 15)}.{number & 255}"


def _addresses(given: Given) -> Refused:
    public = given.known("settings.ipConfiguration.ipv4Enabled")
    if (
        public is False
        and given.lacks("settings.ipConfiguration.privateNetwork")
        and given.lacks("settings.ipConfiguration.pscConfigs")
    ):
        yield "settings.ipConfiguration", "an instance needs a public address or a privateNetwork"


def _tier(given: Given) -> Refused:
    tier = given.text("settings.tier")
    match = re.fullmatch(r"db-custom-(\d+)-(\d+)", tier) if tier else None
    if match and (int(match[2]) % 256 or not int(match[1]) * 922 <= int(match[2]) <= int(match[1]) * 6656):
        yield "settings.tier", f"settings.tier {tier} has memory that its virtual CPUs cannot have"


def _recovery(given: Given) -> Refused:
    backups = "settings.backupConfiguration"
    if given.true(f"{backups}.pointInTimeRecoveryEnabled") and given.known(f"{backups}.enabled") is False:
        yield f"{backups}.pointInTimeRecoveryEnabled", "point-in-time recovery needs backups: set enabled"


def _protected(given: Given) -> Refused:
    for path in ("deletionProtection", "settings.deletionProtectionEnabled"):
        if given.true(path):
            yield path, f"the instance cannot be deleted while {path} is set"


def _user_id(case: Case) -> Any:
    return (
        case.text("{name}/{host}/{instance}") if case["host"] is not None else case.text("{name}//{instance}")
    )


KINDS = (
    Kind(
        "gcp:sql/databaseInstance:DatabaseInstance",
        id="{name}",
        autoname=Autoname(limit=98),
        defaults={"deletionProtection": True},
        outputs={
            **PROJECT,
            **REGION,
            "connectionName": at("{project}:{region}:{name}"),
            "firstIpAddress": _private,
            "instanceType": "CLOUD_SQL_INSTANCE",
            "privateIpAddress": _private,
            "publicIpAddress": "",
            "selfLink": at("https://sqladmin.googleapis.com/sql/v1beta4/projects/{project}/instances/{name}"),
            "serviceAccountEmailAddress": at(
                "p{project_number}-{lower:6}@gcp-sa-cloud-sql.iam.gserviceaccount.com"
            ),
        },
        secret_outputs=frozenset({"replicaConfiguration", "rootPassword", "rootPasswordWo", "serverCaCerts"}),
        refusals=(
            matches(
                "name", r"[a-z]([a-z0-9-]{0,96}[a-z0-9])?", "1 to 98 lower-case letters, digits or hyphens"
            ),
            _addresses,
            _tier,
            _recovery,
        ),
        undeletable=(_protected,),
    ),
    Kind(
        "gcp:sql/database:Database",
        id=at("projects/{project}/instances/{instance}/databases/{name}"),
        autoname=Autoname(limit=63),
        defaults={"deletionPolicy": "DELETE"},
        outputs={
            **PROJECT,
            "charset": "UTF8",
            "collation": "en_US.UTF8",
            "selfLink": at(
                "https://sqladmin.googleapis.com/sql/v1beta4/projects/{project}/instances/{instance}/databases/{name}"
            ),
        },
    ),
    Kind(
        "gcp:sql/user:User",
        id=_user_id,
        autoname=Autoname(limit=63),
        outputs=PROJECT,
        secret_outputs=frozenset({"password", "passwordWo"}),
        refusals=(conflicts("password", "passwordWo"),),
    ),
)
