"""What each environment consists of, by type: a change of scope shows as a change of these files."""

import os
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from policies.framework.judge import judge

FOLDER = Path(__file__).parent / "inventories"
REGENERATE = "WRITE_INVENTORIES=1 .venv/bin/pytest tests/stacks/test_inventories.py"


def test_an_environment_consists_of_what_its_inventory_says(live: Any) -> None:
    counted = dict(sorted(Counter(entry["type"] for entry in live.entries.values()).items()))
    file = FOLDER / f"{live.stack}.yaml"
    if os.environ.get("WRITE_INVENTORIES"):
        head = f"# What {live.stack} consists of. Written by: {REGENERATE}\n"
        file.write_text(head + yaml.safe_dump({"total": sum(counted.values()), "types": counted}))
        pytest.skip(f"{file.name} is written; look at its difference")
    expected = yaml.safe_load(file.read_text())
    assert counted == expected["types"], f"if this is meant, run: {REGENERATE}"
    assert sum(counted.values()) == expected["total"]


def test_there_is_an_inventory_of_each_environment_and_of_nothing_else() -> None:
    assert sorted(file.stem for file in FOLDER.iterdir()) == ["dev", "production", "staging"]


POSTURE = "every check of the posture is billed, and staging's account holds nothing of customers"
AZURE_CLUSTER = "AKS starts with three system nodes, which staging's budget does not bear"
AZURE_REGISTRY = "only the dearest tier of Azure's registry can be private"
PRODUCTION_ALONE: dict[str, str] = {
    "platform:kubernetes:ForeignIssuer": "only production's other clouds write into the zone of AWS",
    "platform:resilience:DatabaseRestore": "staging has no cluster beside its databases in other clouds to restore on",
    "aws:costexplorer/costAllocationTag:CostAllocationTag": "the account that pays activates tags, once for all",
    "aws:redshift/usageLimit:UsageLimit": "staging's warehouse has one node, and Redshift scales no single node",
    "aws:securityhub/account:Account": POSTURE,
    "aws:securityhub/findingAggregator:FindingAggregator": POSTURE,
    "aws:securityhub/standardsControlAssociation:StandardsControlAssociation": POSTURE,
    "aws:securityhub/standardsSubscription:StandardsSubscription": POSTURE,
    "azure-native:authorization:ManagementLockByScope": "staging's groups can be deleted, as all of staging",
    "azure-native:compute:DiskEncryptionSet": AZURE_CLUSTER,
    "azure-native:containerregistry:Registry": AZURE_REGISTRY,
    "azure-native:containerservice:AgentPool": AZURE_CLUSTER,
    "azure-native:containerservice:MaintenanceConfiguration": AZURE_CLUSTER,
    "azure-native:containerservice:ManagedCluster": AZURE_CLUSTER,
    "azure-native:monitor:DataCollectionEndpoint": AZURE_CLUSTER,
    "azure-native:monitor:DataCollectionRule": AZURE_CLUSTER,
    "azure-native:monitor:DataCollectionRuleAssociation": AZURE_CLUSTER,
    "azure-native:network:NatGateway": "without a cluster nothing of staging leaves Azure for the internet",
    "cloudflare:index/notificationPolicy:NotificationPolicy": "nobody is called at night for staging's way in",
    "kubernetes:networking.istio.io/v1alpha3:EnvoyFilter": "staging has no way in but that of AWS",
    "platform:cost:AllocationTags": "the account that pays activates tags, once for all",
    "platform:data:ContainerRegistry": AZURE_REGISTRY,
    "platform:kubernetes:AksCluster": AZURE_CLUSTER,
    "platform:kubernetes:AzureWorkloadIdentity": AZURE_CLUSTER,
    "platform:observability:ClusterMetrics": AZURE_CLUSTER,
    "platform:security:GroupLocks": "staging's groups can be deleted, as all of staging",
    "platform:security:Posture": POSTURE,
}
"""What staging does without, by type, and why."""


def test_staging_has_productions_shape(up: Any) -> None:
    """The same components, and nothing that production does not have: what is tested there is what will run."""
    staging, production = (
        {entry["type"] for entry in up(stack).entries.values()} for stack in ("staging", "production")
    )
    assert staging - production == set()
    assert production - staging == set(PRODUCTION_ALONE)


def test_a_preview_registers_what_an_up_does_and_stops_no_pack_of_pulumi(
    live: Any, changed: Any, tree: Any
) -> None:
    """Packs under Pulumi's engine see a preview alone: what they cannot read there must not stop a deployment."""
    preview = changed(live.stack, tree(live.stack), preview=True)
    assert {entry["urn"] for entry in preview.resources} == set(live.entries)
    findings = judge(preview.resources, stack=live.stack, today=date.today()).findings
    assert [one for one in findings if one.level == "mandatory" and one.verdict != "waived"] == []
