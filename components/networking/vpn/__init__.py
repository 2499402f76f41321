"""The WireGuard gateway by which people reach private networks: what an environment decides, and the component."""

from components.networking.vpn.gateway import VpnGateway, VpnGatewayArgs
from components.networking.vpn.spec import BOOT_SERVICES, VpnPeerSpec, VpnSpec, production_faults

__all__ = ["BOOT_SERVICES", "VpnGateway", "VpnGatewayArgs", "VpnPeerSpec", "VpnSpec", "production_faults"]
