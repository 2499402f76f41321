"""Who may come in through the gateway, from where, and with which address."""

import base64
import binascii
import re
from collections.abc import Mapping
from ipaddress import AddressValueError, IPv4Address, IPv4Network
from typing import Annotated, Final, Self

from pydantic import (
    Field,
    PlainValidator,
    StringConstraints,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from components.foundation.addresses import PRIVATE_SPACE, Cidr
from components.foundation.placement import ZoneLetter
from components.foundation.spec import RefusalError, Spec

KEY_BYTES: Final = 32
"""Length of a Curve25519 key, the only kind that WireGuard has."""

WIDEST: Final = 8
"""The shortest prefix of one source; whatever is wider is no company's, and the packs refuse it."""

BOOT_SERVICES: Final = ("ec2",)
"""What a gateway calls before it has a public address, so that its network needs an endpoint for it."""

ARM64: Final = re.compile(r"(t4g|[cmr][6-9]g[a-z]*)\.[a-z0-9]+")

PeerName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,30}$")]
"""Whose device it is, such as ada-laptop."""


def parse_address(value: object) -> IPv4Address:
    """Read an IPv4 address such as ``10.255.0.10``.

    :raises ValueError: if it is malformed.
    """
    if isinstance(value, IPv4Address):
        return value
    try:
        return IPv4Address(value if isinstance(value, str) else "")
    except AddressValueError:
        raise ValueError(f"{value!r} is not an IPv4 address; write one as 10.255.0.10") from None


Address = Annotated[
    IPv4Address, PlainValidator(parse_address), WithJsonSchema({"type": "string", "format": "ipv4"})
]
"""An IPv4 address in a Spec."""


class VpnPeerSpec(Spec):
    """A device: the public half of the key that it made for itself, and its address in the tunnel.

    The private half never leaves the device: ``wg genkey | tee private.key | wg pubkey`` prints the public one.
    """

    public_key: str
    address: Address

    @field_validator("public_key")
    @classmethod
    def _key_is_one(cls, key: str) -> str:
        try:
            raw = base64.b64decode(key, validate=True)
        except (binascii.Error, ValueError):
            raw = b""
        if len(raw) != KEY_BYTES or base64.b64encode(raw).decode() != key:
            raise ValueError(
                "is not a WireGuard key, and one bad key makes the gateway refuse all peers; "
                "paste the 44 characters that `wg pubkey` prints"
            )
        return key


class VpnSpec(Spec):
    """A gateway of one machine.

    ``clients`` is the range of addresses in the tunnel, whose first one is the gateway's own. ``listen_to`` are
    the public ranges from which a tunnel may be opened. ``zone`` is where the gateway stands: its public address
    outlives a move to another one. ``instance_type`` is an arm64 type.
    """

    clients: Cidr
    listen_to: tuple[Cidr, ...] = Field(min_length=1, max_length=50)
    peers: dict[PeerName, VpnPeerSpec] = Field(default_factory=dict)
    zone: ZoneLetter = "a"
    instance_type: str = "t4g.micro"

    @property
    def gateway_address(self) -> IPv4Address:
        """The gateway's own address in the tunnel."""
        return self.clients[1]

    @field_validator("clients")
    @classmethod
    def _clients_have_a_range_of_their_own(cls, clients: IPv4Network) -> IPv4Network:
        if not any(clients.subnet_of(private) for private in PRIVATE_SPACE):
            raise ValueError(
                f"{clients} is not private address space, so clients would shadow strangers on the internet; take a range "
                "of 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16"
            )
        if clients.prefixlen > 28:
            raise ValueError(f"{clients} holds too few clients to be worth a gateway; take a /28 or larger")
        return clients

    @field_validator("listen_to")
    @classmethod
    def _sources_are_public_and_named(cls, sources: tuple[IPv4Network, ...]) -> tuple[IPv4Network, ...]:
        for source in sources:
            if source.prefixlen < WIDEST:
                raise ValueError(
                    f"{source} is most of the internet, and the packs refuse a port that is open to it; name the ranges of "
                    "offices and of the providers of those who travel"
                )
            if any(source.subnet_of(private) for private in PRIVATE_SPACE):
                raise ValueError(
                    f"{source} is private and never arrives at a public address; name the public range behind which clients are"
                )
        return sources

    @field_validator("instance_type")
    @classmethod
    def _machine_is_arm64(cls, instance_type: str) -> str:
        if not ARM64.fullmatch(instance_type):
            raise ValueError(
                f"{instance_type} cannot start the gateway's image, which is built for arm64; take a Graviton type, as t4g.micro"
            )
        return instance_type

    @model_validator(mode="after")
    def _peers_are_told_apart(self) -> Self:
        faults = [*_misplaced(self), *_shared_addresses(self.peers), *_shared_keys(self.peers)]
        if faults:
            raise RefusalError(*faults)
        return self


def production_faults(spec: VpnSpec) -> list[str]:
    """Say where a gateway falls below production's floor, a sentence each."""
    if not spec.peers:
        return [
            "peers: names no device, so that a machine faces the internet for nobody; name one, or take vpn out"
        ]
    return []


def _misplaced(spec: VpnSpec) -> list[str]:
    taken = {
        spec.clients.network_address: "the range's own",
        spec.clients.broadcast_address: "the range's broadcast",
        spec.gateway_address: "the gateway's own",
    }
    faults = []
    for name, peer in spec.peers.items():
        if peer.address not in spec.clients:
            faults.append(
                f"peers.{name}.address: {peer.address} is outside {spec.clients}, so no answer would find its way back; "
                "take an address of that range"
            )
        elif peer.address in taken:
            faults.append(
                f"peers.{name}.address: {peer.address} is {taken[peer.address]} address; take {spec.clients[2]} or a later one"
            )
    return faults


def _shared_addresses(peers: Mapping[str, VpnPeerSpec]) -> list[str]:
    return [
        f"peers.{name}.address: {peer.address} is {first}'s already, and WireGuard would give it to whoever is written last; "
        "give each device its own"
        for name, peer, first in _repeated(peers, {name: str(peer.address) for name, peer in peers.items()})
    ]


def _shared_keys(peers: Mapping[str, VpnPeerSpec]) -> list[str]:
    return [
        f"peers.{name}.public_key: is {first}'s key too, and WireGuard knows a device by its key alone; "
        "have each device make its own"
        for name, _, first in _repeated(peers, {name: peer.public_key for name, peer in peers.items()})
    ]


def _repeated(
    peers: Mapping[str, VpnPeerSpec], values: Mapping[str, str]
) -> list[tuple[str, VpnPeerSpec, str]]:
    """Return each peer whose value an earlier one has, with that one's name."""
    first: dict[str, str] = {}
    return [
        (name, peers[name], holder)
        for name, value in values.items()
        if (holder := first.setdefault(value, name)) != name
    ]
