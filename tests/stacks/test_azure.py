"""The recovery in Azure: it stands without AWS, has what the requirements ask for, and grows without replacing."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from simulator.plan import plan
from tests.stacks.growth import Grown, adds
from tests.stacks.systems import reduced

AZURE = "azure-native:"
CLUSTER, POOL = "azure-native:containerservice:ManagedCluster", "azure-native:containerservice:AgentPool"
REGISTRY = "azure-native:containerregistry:Registry"
TRUST = "azure-native:managedidentity:FederatedIdentityCredential"
ROLE = "azure-native:authorization:RoleAssignment"


def azure(tree: Any) -> Any:
    return tree["azure"]


def add_zone(tree: Any) -> None:
    azure(tree)["network"]["zones"] = ["1", "2", "3"]
    azure(tree)["cluster"]["pools"]["app"]["zones"] = ["1", "2", "3"]


def add_pool(tree: Any) -> None:
    azure(tree)["cluster"]["pools"]["batch"] = {
        "vm_size": "Standard_D4ds_v5",
        "min": 0,
        "max": 2,
        "zones": ["1"],
    }


def grow_pool(tree: Any) -> None:
    azure(tree)["cluster"]["pools"]["app"]["max"] = 9


def add_writer(tree: Any) -> None:
    azure(tree)["storage"]["writers"]["more-copies"] = {
        "issuer": "https://issuer.example.com/one",
        "subject": "system:serviceaccount:velero:velero",
    }


def add_administrators(tree: Any) -> None:
    azure(tree)["administrators"]["second"] = "66666666-6666-4666-8666-666666666666"


def grow_disk(tree: Any) -> None:
    azure(tree)["database"]["disk_gib"] = 256


def enlarge(tree: Any) -> None:
    azure(tree)["database"]["size"] = "Standard_D4ds_v5"


def upgrade(tree: Any) -> None:
    azure(tree)["cluster"]["version"] = "1.36"


def declare_recovery(tree: Any) -> None:
    azure(tree)["recovering"] = True
    azure(tree)["cluster"]["private"] = False
    azure(tree)["cluster"]["authorized_ranges"] = ["203.0.113.0/24"]


GROWTH: dict[str, tuple[tuple[Callable[[Any], None], ...], set[str], set[str]]] = {
    "what recovery runs on": (
        (add_pool, grow_pool, add_writer, add_administrators, grow_disk, enlarge),
        {
            "Administrator",
            "AgentPool",
            "FederatedIdentityCredential",
            "RoleAssignment",
            "UserAssignedIdentity",
        },
        {"AgentPool", "ManagedCluster", "Server"},
    ),
    "a version, and the API opened for a recovery": ((upgrade, declare_recovery), set(), {"ManagedCluster"}),
}
"""What grows -> how, what that creates, and what it updates in place, by type."""


def steps_between(after: Any) -> dict[str, set[str]]:
    steps = plan(after.baseline, after)
    assert [step.urn for step in steps if step.guarded or step.refused] == []
    return {
        op: {step.urn.split("::")[-2].rsplit(":", 1)[-1] for step in steps if step.op == op}
        for op in ("create", "update", "replace", "delete")
    }


KEPT = ("azure", "aws.pipelines", "aws.regions.*.stores")


@pytest.mark.parametrize("grows", GROWTH)
def test_growing_replaces_nothing(grows: str, grown: Grown) -> None:
    growths, created, updated = GROWTH[grows]

    def grow(settings: Any) -> None:
        for one in growths:
            one(settings)

    adds(grown(grow, *KEPT), created, updated)


def test_a_zone_brings_its_subnet_its_way_out_and_its_pools(changed: Any, tree: Any) -> None:
    """In staging, because production's floor asks for all three zones from the start."""
    settings = tree("staging")
    azure(settings)["network"]["zones"] = ["1", "2"]
    cluster = azure(settings)["cluster"] = azure(tree("production"))["cluster"]
    cluster |= {"pod_cidr": "10.80.0.0/14", "service_cidr": "172.20.240.0/20"}
    for pool in cluster["pools"].values():
        pool["zones"] = ["1", "2"]
    before = changed("staging", settings)
    add_zone(settings)
    after = changed("staging", settings, before.state)
    assert steps_between(after) == {
        "create": {"AgentPool", "NatGateway", "PublicIPAddress", "Subnet"},
        "update": set(),
        "replace": set(),
        "delete": set(),
    }


def test_another_size_of_a_pool_is_another_pool_and_the_cluster_stays(grown: Grown) -> None:
    def enlarge(settings: Any) -> None:
        azure(settings)["cluster"]["pools"]["app"]["vm_size"] = "Standard_D8lds_v5"

    steps = [step for step in grown(enlarge, *KEPT) if step.op != "same"]
    assert {(step.op, step.urn.split("::")[-2].rsplit(":", 1)[-1]) for step in steps} == {
        ("create", "AgentPool"),
        ("delete", "AgentPool"),
    }


def needs(entries: dict[str, Any], urn: str) -> Iterator[str]:
    """Yield everything that a resource waits for or takes an output of, however far away, with what holds it."""
    seen, queue = {urn}, [urn]
    while queue:
        entry = entries[queue.pop()]
        edges = {
            *(entry.get("dependencies") or ()),
            *(one for targets in (entry.get("propertyDependencies") or {}).values() for one in targets),
            *filter(None, [entry.get("parent")]),
        }
        for other in edges - seen:
            seen.add(other)
            queue.append(other)
            yield other


@pytest.mark.parametrize("stack", ["staging", "production"])
def test_nothing_of_azure_needs_anything_of_aws(up: Any, stack: str) -> None:
    entries = up(stack).entries
    ours = [urn for urn, entry in entries.items() if entry["type"].startswith(AZURE)]
    assert len(ours) > 50
    others = {
        entries[urn]["type"].partition(":")[0]
        for one in ours
        for urn in needs(entries, one)
        if entries[urn]["custom"]
    }
    assert others == {"azure-native", "random"}
    assert {entries[urn]["provider"].split("::")[2] for urn in ours} == {"pulumi:providers:azure-native"}


def test_no_input_of_azure_names_a_place_of_aws_but_whom_it_trusts(production: Any) -> None:
    """A name of a registry, an endpoint or a bucket in AWS would be asked for when it is gone."""
    named = {
        (entry["type"].rsplit(":", 1)[-1], key)
        for entry in production.entries.values()
        if entry["type"].startswith(AZURE)
        for key, value in entry["inputs"].items()
        if any(word in str(value) for word in ("amazonaws.com", ".aws", "arn:aws", "dkr.ecr"))
    }
    assert named == {("FederatedIdentityCredential", "issuer"), ("FederatedIdentityCredential", "subject")}


def test_the_recovery_stands_alone_when_aws_has_been_taken_out_of_the_state(up: Any) -> None:
    """What is left when every resource of AWS is gone still has everything that it takes an output of."""
    entries = up("production").entries
    left = {urn for urn, entry in entries.items() if not entry["type"].startswith("aws:")}
    missing = {
        (urn, other)
        for urn in left
        if entries[urn]["type"].startswith(AZURE)
        for other in needs(entries, urn)
        if other not in left
    }
    assert missing == set()


def test_its_images_are_in_its_own_registry(production: Any) -> None:
    (registry,) = production.of(REGISTRY).values()
    assert registry["sku"] == {"name": "Premium"}
    pulls = production.of(ROLE)["eastus-cluster-pulls"]
    assert pulls["description"].endswith("AcrPull")
    assert "Microsoft.ContainerRegistry/registries" in pulls["scope"]


def test_signatures_are_read_from_it_and_nothing_else(production: Any) -> None:
    held = production.of(ROLE)["eastus-signatures-reads-signatures"]
    assert held["description"].endswith("AcrPull")
    assert "Microsoft.ContainerRegistry/registries" in held["scope"]
    trust = production.of(TRUST)["eastus-signatures-kyverno-kyverno-admission-controller"]
    assert trust["subject"] == "system:serviceaccount:kyverno:kyverno-admission-controller"
    told = production.of("kubernetes:helm.sh/v3:Release")["production-eastus-kyverno-release"]["values"]
    account = told["admissionController"]["rbac"]["serviceAccount"]
    assert set(account["annotations"]) == {"azure.workload.identity/client-id"}
    assert told["admissionController"]["podLabels"] == {"azure.workload.identity/use": "true"}


def test_a_restore_reads_the_copies_and_the_password_and_nothing_else(production: Any) -> None:
    held = {
        name: (role["description"].partition(": ")[2], role["scope"].rsplit("/", 2)[-2:])
        for name, role in production.of(ROLE).items()
        if name.startswith("eastus-database-restore")
    }
    assert held == {
        "eastus-database-restore-reads-backups": ("Storage Blob Data Reader", ["containers", "backups"]),
        "eastus-database-restore-reads-password": (
            "Key Vault Secrets User",
            ["secrets", "postgresql-password"],
        ),
    }
    (trust,) = (
        inputs for name, inputs in production.of(TRUST).items() if name.startswith("eastus-database-restore")
    )
    assert trust["subject"] == "system:serviceaccount:recovery:database-restore"
    assert trust["issuer"].startswith("https://eastus.oic.prod-aks.azure.com/")


def test_the_cluster_is_warm(production: Any) -> None:
    (cluster,) = production.of(CLUSTER).values()
    assert cluster["location"] == "eastus"
    (system,) = cluster["agentPoolProfiles"]
    assert (system["minCount"], system["availabilityZones"]) == (3, ["1", "2", "3"])
    pools = production.of(POOL).values()
    assert {pool["minCount"] for pool in pools} == {0}
    assert {tuple(pool["availabilityZones"]) for pool in pools} == {("1",), ("2",), ("3",)}
    assert all(len(pool["agentPoolName"]) <= 12 for pool in pools)


def test_staging_has_copies_and_a_database_and_no_nodes(up: Any) -> None:
    kinds = {
        entry["type"].rsplit(":", 1)[-1]
        for entry in up("staging").entries.values()
        if entry["type"].startswith(AZURE)
    }
    assert {"StorageAccount", "Server", "Vault", "VirtualNetwork", "Budget"} <= kinds
    assert kinds.isdisjoint(
        {"ManagedCluster", "AgentPool", "NatGateway", "Registry", "ManagementLockByScope"}
    )


def test_every_part_can_be_left_out(changed: Any) -> None:
    settings = reduced(*KEPT)
    for part in ("cluster", "namespaces", "platform", "identities", "storage", "database", "registry"):
        del azure(settings)[part]
    made = changed("production", settings, preview=True)
    kinds = {entry["type"].rsplit(":", 1)[-1] for entry in made.resources if entry["type"].startswith(AZURE)}
    assert kinds.isdisjoint({"ManagedCluster", "StorageAccount", "Server", "Registry", "Key", "FlowLog"})
    assert {"Vault", "VirtualNetwork", "Budget", "ManagementLockByScope"} <= kinds
