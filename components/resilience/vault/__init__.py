"""AWS Backup: locked vaults in two regions, the plan that fills them, and the test that they can be emptied again."""

from components.resilience.vault.plan import BackupPlan, BackupPlanArgs
from components.resilience.vault.restore_test import RestoredDatabase, RestoreTest, RestoreTestArgs
from components.resilience.vault.spec import RestoreTestSpec, VaultSpec
from components.resilience.vault.vault import BackupVault, BackupVaultArgs

__all__ = [
    "BackupPlan",
    "BackupPlanArgs",
    "BackupVault",
    "BackupVaultArgs",
    "RestoreTest",
    "RestoreTestArgs",
    "RestoreTestSpec",
    "RestoredDatabase",
    "VaultSpec",
]
