"""PostgreSQL on Azure: closed, encrypted with keys that it may use first, and told what CIS asks for."""

from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from pulumi_azure_native import dbforpostgresql, keyvault, managedidentity
from pydantic import ValidationError

from components.data.azure.flexible_server import FlexibleServerSpec, production_faults
from components.data.azure.flexible_server.server import FlexibleServer, FlexibleServerArgs, GeoBackupKey
from tests.components.azure import ANSWERS, LABELS, PEOPLE, PLACEMENT, TAGS, roles
from tests.components.recording import Recording, assert_sound, record

SOUND: dict[str, Any] = {
    "size": "Standard_D2ds_v5",
    "disk_gib": 128,
    "database": "platform",
    "username": "platform_owner",
    "backup_days": 14,
    "geo_backups": True,
}


def spec(**changes: Any) -> FlexibleServerSpec:
    return FlexibleServerSpec.model_validate({**SOUND, **changes})


ARGS = FlexibleServerArgs(
    spec=spec(),
    placement=PLACEMENT,
    labels=LABELS,
    protected=True,
    stem="production-eastus",
    group="group",
    server_name="production-eastus-0a1b2c3d",
    subnet_id="subnet",
    zone_id="zone",
    names_ready=(),
    key_id="key",
    key_uri="https://v.vault.azure.net/keys/database",
    geo_backup=GeoBackupKey(
        placement=PLACEMENT.elsewhere("westus"),
        key_id="far-key",
        key_uri="https://w.vault.azure.net/keys/database",
    ),
    vault_group="vault-group",
    vault_name="vault",
    administrators=PEOPLE,
)


def made(args: FlexibleServerArgs = ARGS) -> Recording:
    return record(lambda: FlexibleServer("pg", args) and None, answers=ANSWERS)


@cache
def standing() -> Recording:
    return made()


def test_the_server_answers_our_network_alone_and_people_of_entra() -> None:
    recording = standing()
    assert_sound(recording, FlexibleServer, regions=set())
    server = recording.only(dbforpostgresql.Server)
    assert server.protect
    assert server.inputs["network"] == {
        "delegatedSubnetResourceId": "subnet",
        "privateDnsZoneArmResourceId": "zone",
        "publicNetworkAccess": "Disabled",
    }
    assert server.inputs["authConfig"] == {
        "activeDirectoryAuth": "Enabled",
        "passwordAuth": "Enabled",
        "tenantId": PLACEMENT.tenant_id,
    }
    assert server.inputs["sku"] == {"name": "Standard_D2ds_v5", "tier": "GeneralPurpose"}
    assert server.inputs["highAvailability"]["mode"] == "Disabled"
    assert server.inputs["backup"] == {"backupRetentionDays": 14, "geoRedundantBackup": "Enabled"}
    assert server.inputs["tags"] == TAGS
    assert "administratorLoginPassword" in server.secret_inputs
    assert server.ignore_changes == ("availabilityZone", "highAvailability.standbyAvailabilityZone")


def test_each_region_has_a_key_and_an_identity_that_may_use_it_before_the_server_stands() -> None:
    recording = standing()
    server = recording.only(dbforpostgresql.Server)
    assert server.inputs["dataEncryption"] == {
        "type": "AzureKeyVault",
        "primaryKeyURI": ARGS.key_uri,
        "primaryUserAssignedIdentityId": "pg-keeper-id",
        "geoBackupKeyURI": "https://w.vault.azure.net/keys/database",
        "geoBackupUserAssignedIdentityId": "pg-geo-keeper-id",
    }
    assert set(server.inputs["identity"]["userAssignedIdentities"]) == {"pg-keeper-id", "pg-geo-keeper-id"}
    where = {
        entry.name: entry.inputs["location"] for entry in recording.of(managedidentity.UserAssignedIdentity)
    }
    assert where == {"pg-keeper": "eastus", "pg-geo-keeper": "westus"}
    assert {name: held[1] for name, held in roles(recording).items()} == {
        "pg-keeper-encrypts": "key",
        "pg-geo-keeper-encrypts": "far-key",
    }
    assert recording.depends_on(server, "azure-native:authorization:RoleAssignment") == {
        "pg-keeper-encrypts",
        "pg-geo-keeper-encrypts",
    }


def test_without_copied_backups_there_is_one_key() -> None:
    recording = made(replace(ARGS, spec=spec(geo_backups=False)))
    server = recording.only(dbforpostgresql.Server).inputs
    assert server["backup"]["geoRedundantBackup"] == "Disabled"
    assert "geoBackupKeyURI" not in server["dataEncryption"]
    assert len(recording.of(managedidentity.UserAssignedIdentity)) == 1


def test_copied_backups_without_a_key_over_there_are_refused() -> None:
    with pytest.raises(ValueError, match="geo_backups needs a key in the paired region"):
        made(replace(ARGS, geo_backup=None))


def test_parameters_come_one_after_another_and_ask_for_tls_and_a_record() -> None:
    recording = standing()
    parameters = recording.of(dbforpostgresql.Configuration)
    values = {entry.inputs["configurationName"]: entry.inputs["value"] for entry in parameters}
    assert values == {
        "azure.extensions": "PGAUDIT,PG_STAT_STATEMENTS",
        "shared_preload_libraries": "pgaudit,pg_stat_statements",
        "require_secure_transport": "on",
        "ssl_min_protocol_version": "TLSv1.2",
        "connection_throttle.enable": "on",
        "log_connections": "on",
        "log_disconnections": "on",
        "log_checkpoints": "on",
        "log_min_duration_statement": "1000",
        "pgaudit.log": "ddl,role",
    }
    waits = [len(recording.depends_on(entry, dbforpostgresql.Configuration)) for entry in parameters]
    assert sorted(waits) == [0, *[1] * 9]
    audit = recording.named(dbforpostgresql.Configuration)["pg-pgaudit-log"]
    earlier = set()
    queue = {audit.name}
    while queue:
        entry = recording.named(dbforpostgresql.Configuration)[queue.pop()]
        queue |= recording.depends_on(entry, dbforpostgresql.Configuration)
        earlier |= queue
    assert {"pg-azure-extensions", "pg-shared-preload-libraries"} <= earlier


def test_the_password_is_kept_in_the_vault_and_is_a_secret() -> None:
    secret = standing().only(keyvault.Secret)
    assert (secret.inputs["vaultName"], secret.inputs["secretName"]) == ("vault", "postgresql-password")
    assert "properties" in secret.secret_inputs
    assert secret.inputs["properties"]["contentType"] == "password of platform_owner"
    assert "attributes" not in secret.inputs["properties"]


def test_the_password_ends_on_the_day_that_somebody_chose() -> None:
    secret = made(replace(ARGS, spec=spec(password_until="2027-05-31"))).only(keyvault.Secret)
    assert secret.inputs["properties"]["attributes"] == {"expires": 1_811_721_600}


def test_administrators_are_groups_of_entra() -> None:
    (administrator,) = standing().of(dbforpostgresql.Administrator)
    assert (administrator.inputs["objectId"], administrator.inputs["principalType"]) == (
        PEOPLE["administrators"],
        "group",
    )


def test_a_standby_stands_in_another_zone() -> None:
    server = made(replace(ARGS, spec=spec(standby=True))).only(dbforpostgresql.Server).inputs
    assert server["highAvailability"] == {"mode": "ZoneRedundant", "standbyAvailabilityZone": "2"}
    assert server["availabilityZone"] == "1"


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "no day": ({"password_until": "next May"}, "password_until"),
    "a size without its family": ({"size": "D2ds_v5"}, "did you mean Standard_D2ds_v5?"),
    "a size of another kind": ({"size": "Standard_D2s_v3"}, "is not a size that flexible servers have here"),
    "a disk of no size": (
        {"disk_gib": 100},
        "100 GiB is not a size of a server's disk, so Azure refuses it; the next is 128",
    ),
    "a major that ended": ({"version": "13"}, "Azure creates no PostgreSQL 13"),
    "a minor": ({"version": "15.4"}, "Azure creates no PostgreSQL 15.4"),
    "a standby of a burstable": (
        {"size": "Standard_B2s", "standby": True},
        "standby needs more than the burstable size Standard_B2s",
    ),
    "a standby in its own zone": (
        {"standby": True, "standby_zone": "1"},
        "standby_zone is 1, the server's own, so that one zone's failure would take both",
    ),
    "a login of Azure's": (
        {"username": "azure_superuser"},
        "username 'azure_superuser' is one that Azure keeps",
    ),
    "a login of PostgreSQL's": ({"username": "pg_owner"}, "username 'pg_owner' is one that Azure keeps"),
    "a database that is there": (
        {"database": "postgres"},
        "database 'postgres' is one that every server has already",
    ),
    "backups for too short": ({"backup_days": 6}, "greater than or equal to 7"),
    "backups for too long": ({"backup_days": 36}, "less than or equal to 35"),
}


@pytest.mark.parametrize(("changes", "sentence"), REFUSED.values(), ids=REFUSED)
def test_what_flexible_server_refuses_is_refused(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError) as refused:
        spec(**changes)
    assert sentence in str(refused.value)


def test_production_asks_for_steady_speed_and_backups_elsewhere() -> None:
    assert production_faults(spec()) == []
    said = production_faults(spec(size="Standard_B2s", geo_backups=False))
    assert [sentence.split(" ")[0] for sentence in said] == ["size", "geo_backups"]
