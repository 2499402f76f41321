"""Cloud SQL: inside the network, over TLS, backed up, and writing down who did what."""

from typing import Any, Final

from policies.framework import google_tokens as tokens
from policies.framework.facts import some
from policies.framework.resources import Resource
from policies.framework.rules import (
    ALWAYS,
    PRODUCTION,
    PROMOTED,
    Context,
    Control,
    NotApplicable,
    Outcomes,
    clauses,
    require,
    resource_rule,
)

SQL = (tokens.SQL_INSTANCE,)
GUIDE: Final = "https://cloud.google.com/sql/docs/postgres/"

FLAGS: Final = {
    "log_checkpoints": "on",
    "log_connections": "on",
    "log_disconnections": "on",
    "log_lock_waits": "on",
    "log_min_messages": "warning",
    "log_min_duration_statement": "-1",
    "log_temp_files": "0",
    "cloudsql.enable_pgaudit": "on",
}
"""What CIS for Google Cloud 4.0, 6.2 demands of PostgreSQL."""

BY_ITSELF: Final = ("log_min_messages", "log_min_duration_statement")
"""Flags whose value is the one above unless another is set (PostgreSQL documentation, error reporting and logging)."""


@resource_rule(
    name="gcp-sql-private",
    title="No database of Cloud SQL has a public address",
    types=SQL,
    severity="critical",
    levels=ALWAYS,
    remediation="Set ipv4Enabled to false and privateNetwork, and name no authorizedNetworks.",
    controls=clauses("CIS GCP", "4.0", "6.5", "6.6"),
    checkov=("CKV_GCP_11", "CKV_GCP_60"),
    trivy=("GCP-0017",),
    prowler=(
        "cloudsql_instance_private_ip_assignment",
        "cloudsql_instance_public_access",
        "cloudsql_instance_public_ip",
    ),
    url=GUIDE + "private-ip",
)
def sql_private(instance: Resource, _: Context) -> Outcomes:
    """Refuse a public address, which an instance gets unless it is told otherwise."""
    yield from require(
        instance.at("settings", "ipConfiguration", "ipv4Enabled").equals(False),
        "it has a public address: set ipv4Enabled to false and privateNetwork",
    )
    networks = instance.at("settings", "ipConfiguration", "authorizedNetworks")
    yield from require(
        ~some(one["value"].test(_is_world) for one in networks.items()),
        "the whole internet is an authorised network: take it out",
    )


def _is_world(raw: Any) -> bool:
    return str(raw).strip() in {"0.0.0.0/0", "::/0"}


@resource_rule(
    name="gcp-sql-tls",
    title="Cloud SQL refuses connections without TLS",
    types=SQL,
    severity="high",
    levels=PROMOTED,
    remediation="Set sslMode to ENCRYPTED_ONLY or TRUSTED_CLIENT_CERTIFICATE_REQUIRED.",
    controls=(Control("CIS GCP", "4.0", "6.4"),),
    checkov=("CKV_GCP_6",),
    trivy=("GCP-0015",),
    prowler=("cloudsql_instance_ssl_connections",),
    url=GUIDE + "configure-ssl-instance",
)
def sql_tls(instance: Resource, _: Context) -> Outcomes:
    """Require TLS."""
    yield from require(
        instance.at("settings", "ipConfiguration", "sslMode").equals(
            "ENCRYPTED_ONLY", "TRUSTED_CLIENT_CERTIFICATE_REQUIRED"
        ),
        "passwords cross the network in the clear: set sslMode",
    )


@resource_rule(
    name="gcp-sql-recoverable",
    title="Databases of Cloud SQL can be brought back to any moment",
    types=SQL,
    severity="high",
    levels=PROMOTED,
    remediation="Set backupConfiguration.enabled and pointInTimeRecoveryEnabled.",
    controls=(Control("CIS GCP", "4.0", "6.7"),),
    checkov=("CKV_GCP_14", "CKV2_GCP_20"),
    trivy=("GCP-0024",),
    prowler=("cloudsql_instance_automated_backups",),
    url=GUIDE + "backup-recovery/pitr",
)
def sql_recoverable(instance: Resource, _: Context) -> Outcomes:
    """Require backups and a log of changes (MySQL's binary log, or PostgreSQL's own) of what is no replica."""
    if instance["masterInstanceName"].given().truth:
        yield NotApplicable("a replica is brought back from its source")
        return
    backups = instance.at("settings", "backupConfiguration")
    yield from require(backups["enabled"].is_true(), "nothing is backed up: set backupConfiguration.enabled")
    yield from require(
        backups["pointInTimeRecoveryEnabled"].is_true() | backups["binaryLogEnabled"].is_true(),
        "a day of data can be lost: set pointInTimeRecoveryEnabled",
    )


@resource_rule(
    name="gcp-sql-cmek",
    title="Databases of Cloud SQL are encrypted with a key of the platform",
    types=SQL,
    severity="medium",
    levels=PRODUCTION,
    remediation="Set encryptionKeyName at creation.",
    prowler=("cloudsql_instance_cmek_encryption_enabled",),
    url=GUIDE + "cmek",
)
def sql_cmek(instance: Resource, _: Context) -> Outcomes:
    """Require a customer key."""
    yield from require(
        instance["encryptionKeyName"].given(), "the key is Google's own: set encryptionKeyName"
    )


@resource_rule(
    name="gcp-sql-audited",
    title="Databases of Cloud SQL write down who connects and what changes",
    types=SQL,
    severity="low",
    levels=PROMOTED,
    remediation=f"Set the flags {', '.join(f'{name}={value}' for name, value in FLAGS.items())}.",
    controls=clauses("CIS GCP", "4.0", "6.2.2", "6.2.3", "6.2.5", "6.2.7", "6.2.8"),
    checkov=(
        "CKV_GCP_51",
        "CKV_GCP_52",
        "CKV_GCP_53",
        "CKV_GCP_54",
        "CKV_GCP_55",
        "CKV_GCP_56",
        "CKV_GCP_57",
        "CKV_GCP_110",
    ),
    trivy=("GCP-0014", "GCP-0016", "GCP-0020", "GCP-0022", "GCP-0025"),
    prowler=(
        "cloudsql_instance_postgres_enable_pgaudit_flag",
        "cloudsql_instance_postgres_log_connections_flag",
        "cloudsql_instance_postgres_log_disconnections_flag",
        "cloudsql_instance_postgres_log_min_duration_statement_flag",
        "cloudsql_instance_postgres_log_min_messages_flag",
    ),
    url=GUIDE + "flags",
)
def sql_audited(instance: Resource, _: Context) -> Outcomes:
    """Require each flag by its name and value of PostgreSQL; other engines have other flags."""
    version = instance["databaseVersion"]
    if version.known and not str(version.raw).startswith("POSTGRES"):
        yield NotApplicable("it is another engine than PostgreSQL")
        return
    flags = instance.at("settings", "databaseFlags")
    for name, value in FLAGS.items():
        held = some(one["name"].equals(name) & one["value"].equals(value) for one in flags.items())
        if name in BY_ITSELF:
            held = held | ~some(one["name"].equals(name) for one in flags.items())
        yield from require(held, f"the flag {name} is not {value}: set it in databaseFlags")


RULES = (sql_private, sql_tls, sql_recoverable, sql_cmek, sql_audited)
