"""Azure's networks: filtered, without hidden ways out, and recorded.

DDoS Network Protection (CKV_AZURE_182 asks for the DNS servers, others for the plan) has no rule: the plan costs 2,944 a
month, more than all of the recovery, and nothing of ours faces the internet but one address behind Cloudflare. What is
checked instead is that nobody switches off the protection that every public address has anyway.
"""

from typing import Final

from policies.framework import tokens
from policies.framework.facts import Fact, every, some
from policies.framework.index import Stack
from policies.framework.resources import Resource
from policies.framework.rules import (
    ADVICE,
    ALWAYS,
    PROMOTED,
    Context,
    Control,
    NotApplicable,
    Outcomes,
    require,
    resource_rule,
    stack_rule,
)

GUIDE: Final = "https://learn.microsoft.com/azure/virtual-network/"

UNFILTERED: Final = (
    "GatewaySubnet",
    "AzureFirewallSubnet",
    "AzureFirewallManagementSubnet",
    "RouteServerSubnet",
)
"""Subnets of Azure's own appliances, on which it refuses a security group."""

FLOW_LOG_DAYS: Final = 90
FOREVER: Final = 0
"""What a retention of no days means to a flow log."""


@resource_rule(
    name="azure-subnet-filtered",
    title="Every subnet of Azure has a packet filter",
    types=(tokens.AZURE_SUBNET,),
    severity="medium",
    levels=PROMOTED,
    remediation="Set networkSecurityGroup.id.",
    controls=(Control("CIS Azure", "5.0", "7.11"),),
    checkov=("CKV2_AZURE_31",),
    prowler=("network_subnet_nsg_associated",),
    url=GUIDE + "network-security-groups-overview",
)
def subnet_filtered(subnet: Resource, _: Context) -> Outcomes:
    """Require a security group, but of the subnets on which Azure refuses one."""
    if subnet["subnetName"].known and subnet["subnetName"].raw in UNFILTERED:
        yield NotApplicable("Azure's own appliance stands in it, and refuses a security group")
        return
    yield from require(
        subnet["subnetName"].test(lambda raw: raw in UNFILTERED)
        | subnet.at("networkSecurityGroup", "id").given(),
        "whoever is in the network reaches it: set networkSecurityGroup",
    )


@resource_rule(
    name="azure-subnet-no-default-outbound",
    title="Machines in Azure leave by a way out that somebody chose",
    types=(tokens.AZURE_SUBNET,),
    severity="medium",
    levels=PROMOTED,
    remediation="Set defaultOutboundAccess to false, and a natGateway where machines need the internet.",
    url=GUIDE + "ip-services/default-outbound-access",
)
def subnet_no_default_outbound(subnet: Resource, _: Context) -> Outcomes:
    """Refuse Azure's own address for what leaves, which nobody owns and which changes without notice."""
    yield from require(
        subnet["defaultOutboundAccess"].equals(False),
        "traffic leaves from an address of Azure's choice: set defaultOutboundAccess to false",
    )


@resource_rule(
    name="azure-address-protected",
    title="No public address of Azure gives up its protection against floods",
    types=(tokens.AZURE_ADDRESS,),
    severity="medium",
    levels=ALWAYS,
    remediation="Leave ddosSettings.protectionMode out.",
    url="https://learn.microsoft.com/azure/ddos-protection/ddos-protection-overview",
)
def address_protected(address: Resource, _: Context) -> Outcomes:
    """Refuse to switch off what every address has for nothing."""
    yield from require(
        ~address.at("ddosSettings", "protectionMode").equals("Disabled"),
        "a flood takes it down: leave ddosSettings.protectionMode out",
    )


@stack_rule(
    name="azure-flow-log",
    title="Every network of Azure records who talks to whom",
    types=(tokens.AZURE_NETWORK,),
    severity="low",
    levels=ADVICE,
    remediation=f"Add a FlowLog with this targetResourceId, enabled, kept for {FLOW_LOG_DAYS} days or more.",
    controls=(Control("CIS Azure", "5.0", "7.8"),),
    checkov=("CKV_AZURE_12",),
    trivy=("AZU-0049", "AZU-0073"),
    prowler=("network_flow_log_more_than_90_days",),
    url="https://learn.microsoft.com/azure/network-watcher/vnet-flow-logs-overview",
)
def flow_log(stack: Stack, _: Context) -> Outcomes:
    """Require a flow log of each network, kept long enough to be read after an intrusion."""
    for network in stack.of(tokens.AZURE_NETWORK):
        logged = some(
            every(
                (
                    same,
                    log["enabled"].is_true(),
                    _kept(log),
                )
            )
            for log, same in stack.naming("targetResourceId", network, tokens.AZURE_FLOW_LOG)
        )
        yield from require(logged, "traffic is not recorded for 90 days: add a FlowLog", of=network)


def _kept(log: Resource) -> Fact:
    days = log.at("retentionPolicy", "days")
    return days.at_least(FLOW_LOG_DAYS) | days.equals(FOREVER) | days.test(lambda _: False, absent=True)


RULES = (subnet_filtered, subnet_no_default_outbound, address_protected, flow_log)
