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


PRODUCTION_ALONE: dict[str, str] = {
    "aws:securityhub/": "every check of the posture is billed, and staging's account holds nothing of customers",
    "platform:security:Posture": "as above",
    "aws:costexplorer/costAllocationTag:": "the account that pays activates tags, once for all accounts",
    "platform:cost:AllocationTags": "as above",
    "cloudflare:index/notificationPolicy:": "nobody is called at night for staging's way in",
    "azure-native:": "recovery in the third cloud is one environment's: production's",
    "platform:cost:AzureBudget": "of Azure",
    "platform:data:BackupStorage": "of Azure",
    "platform:data:ContainerRegistry": "of Azure",
    "platform:data:FlexibleServer": "of Azure",
    "platform:kubernetes:AksCluster": "of Azure",
    "platform:networking:FlowLog": "of Azure",
    "platform:networking:IngressAddress": "of Azure",
    "platform:networking:PrivateEndpoint": "of Azure",
    "platform:networking:PrivateZones": "of Azure",
    "platform:networking:VirtualNetwork": "of Azure",
    "platform:observability:ActivityRecord": "of Azure",
    "platform:observability:AzureLogs": "of Azure",
    "platform:observability:ClusterMetrics": "of Azure",
    "platform:observability:MetricAlerts": "of Azure",
    "platform:security:GroupLocks": "of Azure",
    "platform:security:KeyVault": "of Azure",
    "platform:security:ResourceGroups": "of Azure",
    "pulumi:providers:azure-native": "of Azure",
}
"""What staging does without, by how the type begins, and why."""


def test_staging_has_productions_shape(up: Any) -> None:
    """The same components, and nothing that production does not have: what is tested there is what will run."""
    staging, production = (
        {entry["type"] for entry in up(stack).entries.values()} for stack in ("staging", "production")
    )
    assert staging - production == set()
    assert {kind for kind in production - staging if not kind.startswith(tuple(PRODUCTION_ALONE))} == set()
    assert [
        start for start in PRODUCTION_ALONE if not any(kind.startswith(start) for kind in production)
    ] == []


def test_a_preview_registers_what_an_up_does_and_stops_no_pack_of_pulumi(
    live: Any, changed: Any, tree: Any
) -> None:
    """Packs under Pulumi's engine see a preview alone: what they cannot read there must not stop a deployment."""
    preview = changed(live.stack, tree(live.stack), preview=True)
    assert {entry["urn"] for entry in preview.resources} == set(live.entries)
    findings = judge(preview.resources, stack=live.stack, today=date.today()).findings
    assert [one for one in findings if one.level == "mandatory" and one.verdict != "waived"] == []
