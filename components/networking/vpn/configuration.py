"""What WireGuard is told: the gateway's key and its peers, in the form that ``wg syncconf`` reads."""

from components.networking.vpn.spec import VpnSpec

PORT = 51820
"""WireGuard's usual port; it answers nobody who does not hold a key that it knows."""


def configuration(spec: VpnSpec, private_key: str) -> str:
    """Return the whole configuration, which is a secret because of its first part."""
    return "\n".join([_gateway(private_key), *(_peer(spec, name) for name in sorted(spec.peers))])


def _gateway(private_key: str) -> str:
    return f"[Interface]\nPrivateKey = {private_key}\nListenPort = {PORT}\n"


def _peer(spec: VpnSpec, name: str) -> str:
    peer = spec.peers[name]
    return f"# {name}\n[Peer]\nPublicKey = {peer.public_key}\nAllowedIPs = {peer.address}/32\n"
