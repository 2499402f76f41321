"""Cloudflare, one module per subject."""

from typing import Final

MODULES: Final[dict[str, tuple[str, ...]]] = {
    "argoTieredCaching": ("zones",),
    "authenticatedOriginPullsSettings": ("zones",),
    "dnsRecord": ("records",),
    "leakedCredentialCheck": ("zones",),
    "loadBalancer": ("balancing",),
    "loadBalancerMonitor": ("balancing",),
    "loadBalancerPool": ("balancing",),
    "notificationPolicy": ("balancing",),
    "ruleset": ("rulesets",),
    "tieredCache": ("zones",),
    "zone": ("zones",),
    "zoneDnssec": ("zones",),
    "zoneSetting": ("zones",),
    "zoneSubscription": ("zones",),
}
"""The modules of this folder that know a type, by the type's name in a token, as ``dnsRecord``."""
