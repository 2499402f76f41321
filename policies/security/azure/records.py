"""What Azure's services write down, and what keeps them from being deleted."""

from collections.abc import Mapping
from typing import Final

from policies.framework import tokens
from policies.framework.facts import Fact, every, some
from policies.framework.index import Stack
from policies.framework.resources import Resource
from policies.framework.rules import (
    PROMOTED,
    Context,
    Control,
    Levels,
    Outcomes,
    clauses,
    require,
    stack_rule,
)

WRITTEN: Final[Mapping[str, tuple[str, ...]]] = {
    tokens.AKS_CLUSTER: ("kube-apiserver", "kube-audit-admin", "guard"),
    tokens.AZURE_VAULT: ("AuditEvent",),
    tokens.AZURE_SERVER: ("PostgreSQLLogs",),
    tokens.AZURE_REGISTRY: ("ContainerRegistryLoginEvents",),
    tokens.AZURE_STORAGE: ("StorageRead", "StorageWrite", "StorageDelete"),
}
"""The categories that say who did what, by type; of a storage account it is its service of blobs that has them."""

EVERYTHING: Final = ("allLogs", "audit")
"""Groups of categories that hold these."""

KEPT: Final = (
    tokens.AKS_CLUSTER,
    tokens.AZURE_VAULT,
    tokens.AZURE_STORAGE,
    tokens.AZURE_SERVER,
)
"""What nobody gets back once it is deleted."""

PRODUCTION_ADVICE: Final = Levels("disabled", "disabled", "advisory")
"""A lock is lifted on purpose now and then, and then this says so and stops nobody."""


@stack_rule(
    name="azure-recorded",
    title="Clusters, vaults, databases, registries and blobs of Azure write down who did what",
    types=tuple(WRITTEN),
    severity="medium",
    levels=PROMOTED,
    remediation="Add a DiagnosticSetting of the resource to a workspace, with its audit categories.",
    controls=(*clauses("CIS Azure", "5.0", "6.1.1.4", "6.1.4"), Control("CIS AKS", "1.8", "2.1.1")),
    checkov=("CKV_AZURE_4", "CKV2_AZURE_21"),
    trivy=("AZU-0040", "AZU-0057"),
    prowler=("keyvault_logging_enabled",),
    url="https://learn.microsoft.com/azure/azure-monitor/essentials/diagnostic-settings",
)
def recorded(stack: Stack, _: Context) -> Outcomes:
    """Require a diagnostic setting of each, whose categories hold what an audit asks for."""
    for resource in stack.of(*WRITTEN):
        wanted = WRITTEN[resource.type]
        held = some(
            of_it & setting["workspaceId"].given() & _writes(setting, wanted)
            for setting, of_it in stack.naming("resourceUri", resource, tokens.AZURE_RECORD)
        )
        yield from require(
            held, "nobody can say who did what: add a DiagnosticSetting with its logs", of=resource
        )


def _writes(setting: Resource, wanted: tuple[str, ...]) -> Fact:
    on = [(log, log["enabled"].is_true()) for log in setting["logs"].items()]
    all_of_it = some(log["categoryGroup"].equals(*EVERYTHING) & enabled for log, enabled in on)
    each = every(some(log["category"].equals(one) & enabled for log, enabled in on) for one in wanted)
    return all_of_it | each


@stack_rule(
    name="azure-locked",
    title="What Azure cannot bring back stands in a locked resource group",
    types=KEPT,
    severity="medium",
    levels=PRODUCTION_ADVICE,
    remediation="Take the group out of azure.unlocked, so that its ManagementLockByScope comes back.",
    controls=clauses("CIS Azure", "5.0", "6.2", "9.3.9"),
    url="https://learn.microsoft.com/azure/azure-resource-manager/management/lock-resources",
)
def locked(stack: Stack, _: Context) -> Outcomes:
    """Require a lock on the resource group of each, or on the resource itself."""
    for resource in stack.of(*KEPT):
        homes = stack.targets(resource, "resourceGroupName", tokens.AZURE_GROUP)
        held = some(
            same & lock["level"].equals("CanNotDelete", "ReadOnly")
            for place in (*homes, resource)
            for lock, same in stack.naming("scope", place, tokens.AZURE_LOCK)
        )
        yield from require(held, "one wrong command deletes it: lock its resource group", of=resource)


RULES = (recorded, locked)
