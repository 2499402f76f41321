"""A small stack to which no rule of the cost pack has anything to say, in dev and in production."""

from typing import Any

from policies.cost.budgets import shipped_budgets
from policies.cost.pricing.database import BACKUPS_REPLICATION
from policies.cost.rules.limits import LIMITS
from policies.framework import google_tokens as google
from policies.framework import tokens
from policies.framework.rules import environment_of
from tests.policies.framework.samples import Entry, entry, stack_entry, urn

HERE = {"region": "us-east-1"}
COPIES = BACKUPS_REPLICATION


def database(name: str, **more: Any) -> Entry:
    """Return a small PostgreSQL."""
    edges = more.pop("edges", None)
    inputs = {
        "engine": "postgres", "engineVersion": "15.15", "instanceClass": "db.t4g.small", "storageType": "gp3",
        "allocatedStorage": 20, "maxAllocatedStorage": 100, "multiAz": False, **HERE,
    }  # fmt: skip
    return entry(tokens.RDS_INSTANCE, name, {**inputs, **more}, edges=edges)


def claim(name: str) -> Entry:
    """Return a claim of a small disk."""
    asked = {"storageClassName": "gp3", "resources": {"requests": {"storage": "10Gi"}}}
    labels = {"topology.kubernetes.io/region": HERE["region"]}
    return entry(tokens.VOLUME_CLAIM, name, {"metadata": {"labels": labels}, "spec": asked})


def budgets(stack: str) -> list[Entry]:
    """Return the budgets of AWS that an environment has to have."""
    book = shipped_budgets().of(environment_of(stack))
    notice = {"threshold": 80, "subscriberEmailAddresses": ["a@example.com"]}
    return [
        entry(
            tokens.BUDGET, f"budget-{name}",
            {
                "limitAmount": str(book.total if name == "total" else book.of(name)), "limitUnit": "USD",
                "timeUnit": "MONTHLY", "tags": {"budget": name}, "notifications": [notice],
            },
        )
        for name in LIMITS
    ]  # fmt: skip


def compliant(stack: str = "production") -> list[Entry]:
    monitor = urn(tokens.ANOMALY_MONITOR, "monitor")
    repository = urn(tokens.ECR_REPOSITORY, "images")
    scaling = {"minSize": 1, "desiredSize": 1, "maxSize": 2}
    group = {"instanceTypes": ["t3.medium"], "scalingConfig": scaling, "diskSize": 20, **HERE}
    azure_notice = {"early": {"threshold": 80, "contactEmails": ["a@example.com"]}}
    workspace = {
        "location": "eastus", "workspaceCapping": {"dailyQuotaGb": 1}, "sku": {"name": "PerGB2018"}, "retentionInDays": 30,
    }  # fmt: skip
    return [
        stack_entry(),
        entry(tokens.EKS_CLUSTER, "cluster", {"version": "1.35", **HERE}),
        entry(tokens.NODE_GROUP, "group", group),
        entry(tokens.NAT_GATEWAY, "nat", HERE),
        database("db"),
        database("replica", replicateSourceDb="db-id", edges={"replicateSourceDb": [urn(tokens.RDS_INSTANCE, "db")]}),
        claim("claim"),
        entry(tokens.ECR_REPOSITORY, "images", {"name": "images", **HERE}),
        entry(tokens.ECR_LIFECYCLE, "ending", {"repository": "images", **HERE}, edges={"repository": [repository]}),
        entry(tokens.AZURE_LOGS, "workspace", workspace),
        entry(tokens.AZURE_BUDGET, "azure-budget", {"amount": 100, "notifications": azure_notice}),
        *budgets(stack),
        entry(tokens.ANOMALY_MONITOR, "monitor", {}),
        entry(
            tokens.ANOMALY_SUBSCRIPTION, "subscription", {"monitorArnLists": ["monitor-arn"]},
            edges={"monitorArnLists": [monitor]},
        ),
        *([] if stack == "dev" else [aks(), *other_clouds()]),
    ]  # fmt: skip


def aks() -> Entry:
    """Return a cluster of Azure, which is beyond what dev may cost."""
    profile = {"name": "system", "vmSize": "Standard_D2ds_v5", "count": 1, "enableAutoScaling": True, "minCount": 1, "maxCount": 2,
               "osDiskType": "Ephemeral"}  # fmt: skip
    inputs = {
        "location": "eastus", "supportPlan": "KubernetesOfficial", "sku": {"name": "Base", "tier": "Standard"},
        "agentPoolProfiles": [profile],
    }  # fmt: skip
    return entry(tokens.AKS_CLUSTER, "aks", inputs)


def other_clouds() -> list[Entry]:
    """Return what Google and Azure keep, and Google's budget."""
    region = {"location": "us-central1"}
    sql = {"tier": "db-custom-2-7680", "diskSize": 100, "diskAutoresize": True, "diskAutoresizeLimit": 500}
    amount = {"specifiedAmount": {"units": "500", "currencyCode": "USD"}}
    heard = {"monitoringNotificationChannels": ["channel"]}
    blobs = {"location": "eastus", "sku": {"name": "Standard_LRS"}, "accessTier": "Hot", "kind": "StorageV2"}
    return [
        entry(google.BUCKET, "g-bucket", {**region, "lifecycleRules": [{"action": {"type": "Delete"}}]}),
        entry(google.REPOSITORY, "g-images", {**region, "cleanupPolicies": [{"id": "old", "action": "DELETE"}]}),
        entry(google.SQL_INSTANCE, "g-sql", {"region": "us-central1", "databaseVersion": "POSTGRES_15", "settings": sql}),
        entry(
            google.BUDGET, "g-budget",
            {"amount": amount, "allUpdatesRule": heard, "thresholdRules": [{"thresholdPercent": 0.5}]},
        ),
        entry(tokens.AZURE_STORAGE, "blobs", blobs),
        entry(
            tokens.AZURE_LIFECYCLE, "blobs-end", {"accountName": "blobs-id"},
            edges={"accountName": [urn(tokens.AZURE_STORAGE, "blobs")]},
        ),
    ]  # fmt: skip
