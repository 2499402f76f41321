"""AWS Backup: locked vaults in two regions, and the plan that fills them."""

from components.resilience.vault.plan import BackupPlan, BackupPlanArgs
from components.resilience.vault.spec import VaultSpec
from components.resilience.vault.vault import BackupVault, BackupVaultArgs

__all__ = ["BackupPlan", "BackupPlanArgs", "BackupVault", "BackupVaultArgs", "VaultSpec"]
