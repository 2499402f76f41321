"""Cloud KMS: the keys that encrypt a region's data, one for each kind, and who may use them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, cast

import pulumi_gcp as gcp
from pulumi import Output, Resource, ResourceOptions

from components.foundation.component import Component
from components.foundation.gcp.placement import GcpPlacement, ServiceAgent
from components.foundation.labels import Labels

GcpDomain = Literal["gke", "disks", "sql", "storage", "registry", "messaging", "secrets"]

USERS: Final[dict[GcpDomain, ServiceAgent]] = {
    "gke": "gke",
    "disks": "compute",
    "sql": "sql",
    "storage": "storage",
    "registry": "registry",
    "messaging": "pubsub",
    "secrets": "secrets",
}
"""What each key encrypts, and the service that encrypts with it: no service can read with another's key."""

ROTATION: Final = "7776000s"
"""Ninety days, the longest that CIS 1.10 for Google Cloud accepts."""

DESTROY_AFTER: Final = "2592000s"
"""Thirty days in which a destroyed version can be brought back."""


@dataclass(frozen=True, kw_only=True)
class GcpKeysArgs:
    """Where the keys stand, and the service agents that have to exist before they are granted anything."""

    placement: GcpPlacement
    labels: Labels
    protected: bool
    ring: str
    agents: Mapping[ServiceAgent, Resource]
    services: tuple[Resource, ...]


class GcpKeys(Component):
    """A customer key for each kind of data, rotated every ninety days.

    Google never deletes a key ring or the name of a key. So they are left behind when the stack goes, and a stack that
    comes back imports them. A key destroyed by hand can be brought back for thirty days.

    Outputs: ``key_ids``, by kind. Beside it, for wiring: ``ids`` (the same) and ``grants``, what an encrypted resource
    waits for: created before its service may use the key, it is refused.
    """

    urn_type = "platform:security:GcpKeys"

    key_ids: Output[dict[str, str]]

    def __init__(self, name: str, args: GcpKeysArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        ring = gcp.kms.KeyRing(
            f"{name}-ring",
            name=args.ring,
            project=args.placement.project,
            location=args.placement.region,
            opts=self._kept(self.child(depends_on=args.services)),
        )
        keys = {domain: self._key(name, domain, ring, args) for domain in USERS}
        self.ids: dict[GcpDomain, Output[str]] = {domain: key.id for domain, key in keys.items()}
        self.grants: dict[GcpDomain, Resource] = {
            domain: self._grant(name, domain, key, args) for domain, key in keys.items()
        }
        # The SDK unwraps Outputs inside a mapping; its type speaks of the mapping alone.
        self.key_ids = cast("Output[dict[str, str]]", Output.from_input(self.ids))
        self.publish()

    def _key(
        self, name: str, domain: GcpDomain, ring: gcp.kms.KeyRing, args: GcpKeysArgs
    ) -> gcp.kms.CryptoKey:
        return gcp.kms.CryptoKey(
            f"{name}-{domain}",
            name=domain,
            key_ring=ring.id,
            purpose="ENCRYPT_DECRYPT",
            rotation_period=ROTATION,
            destroy_scheduled_duration=DESTROY_AFTER,
            labels=args.labels.gcp(domain=domain),
            opts=self._kept(self.child(protect=args.protected or None)),
        )

    def _grant(self, name: str, domain: GcpDomain, key: gcp.kms.CryptoKey, args: GcpKeysArgs) -> Resource:
        agent = USERS[domain]
        return gcp.kms.CryptoKeyIAMMember(
            f"{name}-{domain}-{agent}",
            crypto_key_id=key.id,
            role="roles/cloudkms.cryptoKeyEncrypterDecrypter",
            member=args.placement.agent(agent),
            opts=self.child(depends_on=[args.agents[agent]]),
        )

    def _kept(self, opts: ResourceOptions) -> ResourceOptions:
        """Leave the resource where it is when the stack is destroyed, because its name can never be taken again."""
        return ResourceOptions.merge(opts, ResourceOptions(retain_on_delete=True))
