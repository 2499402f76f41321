"""What an account keeps for the worst day: its audit trail, its vaults in two regions, its images."""

from collections.abc import Mapping
from dataclasses import dataclass

from pulumi import ResourceOptions

from components.data.registry import Registry, RegistryArgs
from components.foundation.spec import Wire
from components.resilience.vault import (
    BackupPlan,
    BackupPlanArgs,
    BackupVault,
    BackupVaultArgs,
    RestoredDatabase,
    RestoreTest,
    RestoreTestArgs,
)
from components.security.audit_trail import AuditTrail, AuditTrailArgs
from stacks.layers.data import Data
from stacks.layers.foundation import Foundation
from stacks.layers.stores import TRAIL_PREFIX, Stores, trail_name
from stacks.settings.model import Settings


@dataclass(frozen=True)
class Safekeeping:
    """The account's trail, plan and images; what it does not have is None."""

    trail: AuditTrail | None
    plan: BackupPlan | None
    registry: Registry | None


@dataclass(frozen=True)
class Kept:
    """The layers below, by region, that are audited and copied."""

    bases: Mapping[str, Foundation]
    stores: Mapping[str, Stores]
    data: Mapping[str, Data]


def build(settings: Settings, account: ResourceOptions, kept: Kept) -> Safekeeping:
    """Build what the account keeps, in its home region and with copies in the region that copies go to."""
    return Safekeeping(
        trail=_trail(settings, account, kept),
        plan=_plan(settings, account, kept),
        registry=_registry(settings, account, kept),
    )


def _trail(settings: Settings, account: ResourceOptions, kept: Kept) -> AuditTrail | None:
    home = settings.aws.home_region
    spec, stores, base = settings.aws.trail, kept.stores.get(home), kept.bases[home]
    if spec is None or stores is None or stores.audit is None:
        return None
    args = AuditTrailArgs(
        spec=spec,
        placement=base.placement,
        labels=settings.labels,
        trail=trail_name(settings),
        bucket=stores.audit.bucket,
        bucket_arn=stores.audit.bucket_arn,
        prefix=TRAIL_PREFIX,
        audit_key_arn=base.keys.arns["audit"],
        logs_key_arn=base.keys.arns["logs"],
        alarm_topic_arn=base.alarms.arn,
        watched_bucket_arns=[stores.backups.bucket_arn] if stores.backups else [],
        emergency_role_arns=_emergency_roles(settings),
        ready=stores.audit.ready,
    )
    return AuditTrail("audit", args, account)


def _emergency_roles(settings: Settings) -> list[str]:
    """Return the roles that administer clusters whatever else fails, each once."""
    return sorted(
        {role for region in settings.aws.regions.values() for role in region.cluster.admins.values()}
    )


def _vault(settings: Settings, account: ResourceOptions, base: Foundation) -> BackupVault | None:
    if settings.aws.vault is None:
        return None
    args = BackupVaultArgs(
        spec=settings.aws.vault,
        placement=base.placement,
        labels=settings.labels,
        protected=settings.protected,
        vault=settings.environment,
        key_arn=base.keys.arns["backups"],
        alarm_topic_arn=base.alarms.arn,
    )
    return BackupVault(f"{base.placement.region}-vault", args, account)


def _plan(settings: Settings, account: ResourceOptions, kept: Kept) -> BackupPlan | None:
    home, away = settings.aws.home_region, settings.aws.copy_region
    vault = _vault(settings, account, kept.bases[home])
    if settings.aws.vault is None or vault is None:
        return None
    copy = _vault(settings, account, kept.bases[away]) if away else None
    args = BackupPlanArgs(
        spec=settings.aws.vault,
        placement=kept.bases[home].placement,
        labels=settings.labels,
        plan=f"{settings.environment}-backup",
        vault_name=vault.vault_name,
        copy_vault_arn=copy.arn if copy else None,
        resources=_protected(kept, home),
    )
    plan = BackupPlan("backup", args, account)
    _restore_test(settings, account, kept, vault, plan)
    return plan


def _protected(kept: Kept, home: str) -> dict[str, Wire[str]]:
    """Return what is copied whatever its tags say: what nothing else copies to another region.

    The backups' own store is replicated, the warehouse copies its snapshots, images are replicated; replicas follow
    their primary. Named by their ARNs, these are copied even where the account has not opted in to their service.
    """
    database, stores = kept.data[home].database, kept.stores.get(home)
    named: dict[str, Wire[str] | None] = {
        "database": database.arn if database else None,
        "audit": stores.audit.bucket_arn if stores and stores.audit else None,
        "artifacts": stores.artifacts.bucket_arn if stores and stores.artifacts else None,
    }
    return {key: arn for key, arn in named.items() if arn is not None}


def _restore_test(
    settings: Settings, account: ResourceOptions, kept: Kept, vault: BackupVault, plan: BackupPlan
) -> None:
    home = settings.aws.home_region
    spec, database = settings.aws.vault, kept.data[home].database
    if spec is None or spec.restore_test is None or database is None:
        return
    RestoreTest(
        "restore-test",
        RestoreTestArgs(
            spec=spec.restore_test,
            placement=kept.bases[home].placement,
            labels=settings.labels,
            plan=f"{settings.environment}_restore_test",
            vault_arn=vault.arn,
            role_arn=plan.role_arn,
            ready=plan.ready,
            databases={
                "database": RestoredDatabase(
                    arn=database.arn,
                    subnet_group=database.subnet_group,
                    security_group_id=database.security_group_id,
                )
            },
        ),
        account,
    )


def _registry(settings: Settings, account: ResourceOptions, kept: Kept) -> Registry | None:
    home = settings.aws.home_region
    if settings.aws.registry is None:
        return None
    args = RegistryArgs(
        spec=settings.aws.registry,
        placement=kept.bases[home].placement,
        labels=settings.labels,
        protected=settings.protected,
        key_arn=kept.bases[home].keys.arns["artifacts"],
        pushers=[settings.aws.regions[home].cluster.deployer],
        copy_region=settings.aws.copy_region,
    )
    return Registry("registry", args, account)
