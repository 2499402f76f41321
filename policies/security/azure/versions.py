"""Versions of Kubernetes and PostgreSQL that Azure still supports."""

from typing import Final

from components.foundation.support_calendar import AKS, FLEXIBLE_SERVER
from policies.framework import tokens
from policies.framework.resources import Resource
from policies.framework.rules import ADVICE, PROMOTED, Context, Outcomes, require, resource_rule
from policies.security.aws.supported_versions import NOTICE

LONG_TERM: Final = "AKSLongTermSupport"
CHANGING: Final = f"Azure's support of this version ends within {NOTICE.days} days: plan an upgrade"


@resource_rule(
    name="aks-version-supported",
    title="An AKS cluster's version is supported by Azure",
    types=(tokens.AKS_CLUSTER,),
    severity="high",
    levels=PROMOTED,
    remediation="Upgrade one minor at a time, control plane first.",
    url="https://learn.microsoft.com/azure/aks/supported-kubernetes-versions",
)
def aks_version_supported(cluster: Resource, context: Context) -> Outcomes:
    """Refuse a version past its support, unless the cluster pays for the long one."""
    version, day = cluster["kubernetesVersion"], context.today
    gone = version.test(lambda raw: AKS.gone(str(raw), day))
    extended = version.test(lambda raw: AKS.standing(str(raw), day).surcharged)
    yield from require(
        ~gone & ~(extended & ~cluster["supportPlan"].equals(LONG_TERM)),
        "Azure does not support this version any more: upgrade",
    )


@resource_rule(
    name="aks-version-current",
    title="Azure supports an AKS cluster's version for two more months",
    types=(tokens.AKS_CLUSTER,),
    severity="medium",
    levels=ADVICE,
    remediation="Plan the next minor now.",
    url="https://learn.microsoft.com/azure/aks/supported-kubernetes-versions",
)
def aks_version_current(cluster: Resource, context: Context) -> Outcomes:
    """Advise an upgrade before support ends."""
    changing = cluster["kubernetesVersion"].test(
        lambda raw: AKS.standing(str(raw), context.today) != AKS.standing(str(raw), context.today + NOTICE)
    )
    yield from require(~changing, CHANGING)


@resource_rule(
    name="azure-postgres-version-supported",
    title="PostgreSQL on Azure is of a major that Azure supports",
    types=(tokens.AZURE_SERVER,),
    severity="high",
    levels=PROMOTED,
    remediation="Give a major that is supported, and upgrade in place.",
    url="https://learn.microsoft.com/azure/postgresql/configure-maintain/concepts-version-policy",
)
def postgres_version_supported(server: Resource, context: Context) -> Outcomes:
    """Refuse a major past its support."""
    gone = server["version"].test(lambda raw: FLEXIBLE_SERVER.gone(str(raw), context.today))
    yield from require(~gone, "Azure does not support this major any more: upgrade")


RULES = (aks_version_supported, aks_version_current, postgres_version_supported)
