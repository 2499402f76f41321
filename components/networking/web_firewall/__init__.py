"""AWS WAF: managed rules, a rate limit and a log, in front of load balancers or of CloudFront."""

from components.networking.web_firewall.firewall import EDGE_REGION, WebFirewall, WebFirewallArgs
from components.networking.web_firewall.spec import MANAGED_GROUPS, WebFirewallSpec

__all__ = ["EDGE_REGION", "MANAGED_GROUPS", "WebFirewall", "WebFirewallArgs", "WebFirewallSpec"]
