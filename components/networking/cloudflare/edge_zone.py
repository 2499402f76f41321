"""The public zone: its plan, its settings, its signature and its records."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi_cloudflare as cloudflare
from pulumi import Output, ResourceOptions

from components.foundation.component import Component
from components.foundation.spec import Wire
from components.networking.cloudflare import records
from components.networking.cloudflare.record_spec import AUTOMATIC, full_name, inputs_of
from components.networking.cloudflare.spec import CloudflareSpec
from components.networking.cloudflare.zone_settings import SETTINGS

NAME_SERVERS = ("first", "second", "third", "fourth")
"""Route53 gives every zone four name servers (Route53 developer guide, NS and SOA records)."""

DELEGATION_TTL = 3600


@dataclass(frozen=True, kw_only=True)
class Delegation:
    """Who answers for a part of the zone: four name servers, and the DS record by which their signatures are believed.

    ``ds`` is four fields with spaces between them: key tag, algorithm, type of digest, digest (RFC 4034, 5.3).
    """

    servers: Output[Sequence[str]]
    ds: Output[str]


@dataclass(frozen=True, kw_only=True)
class EdgeZoneArgs:
    """A spec with what the zone hands on.

    ``delegations``: a name inside the zone to whom it is delegated, as ``aws`` to Route 53.
    ``protected`` keeps the zone from being deleted: its name servers stand in the registrar's books.
    """

    spec: CloudflareSpec
    protected: bool
    delegations: Mapping[str, Delegation] = field(default_factory=dict)


class EdgeZone(Component):
    """A signed zone with strict TLS whose web hosts are seen through Cloudflare alone.

    Outputs: ``zone_id``; ``name_servers`` for the registrar (empty where the zone is kept by somebody else); ``ds``, the
    record that the registrar publishes so that the signatures are believed.
    """

    urn_type = "platform:networking:EdgeZone"

    zone_id: Output[str]
    name_servers: Output[Sequence[str]]
    ds: Output[str]

    def __init__(self, name: str, args: EdgeZoneArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self.zone_id, self.name_servers = self._zone(name, args)
        self._settings(name)
        self.ds = cloudflare.ZoneDnssec(
            f"{name}-dnssec", zone_id=self.zone_id, status="active", opts=self.child()
        ).ds
        cloudflare.AuthenticatedOriginPullsSettings(
            f"{name}-origin-pulls", zone_id=self.zone_id, enabled=True, opts=self.child()
        )
        cloudflare.LeakedCredentialCheck(
            f"{name}-leaked-credentials", zone_id=self.zone_id, enabled=True, opts=self.child()
        )
        self._tiers(name)
        self._statements(name, args.spec)
        self._records(name, args.spec)
        self._delegations(name, args)
        self.publish()

    def _zone(self, name: str, args: EdgeZoneArgs) -> tuple[Output[str], Output[Sequence[str]]]:
        """Make the zone and buy its plan, unless somebody else keeps it."""
        spec = args.spec
        if spec.zone_id is not None:
            return Output.from_input(spec.zone_id), Output.from_input([])
        zone = cloudflare.Zone(
            f"{name}-zone",
            name=spec.zone,
            account=cloudflare.ZoneAccountArgs(id=spec.account_id),
            type="full",
            opts=self.child(protect=True if args.protected else None),
        )
        cloudflare.ZoneSubscription(
            f"{name}-plan",
            zone_id=zone.id,
            frequency="yearly",
            rate_plan=cloudflare.ZoneSubscriptionRatePlanArgs(id=spec.plan),
            opts=self.child(),
        )
        return zone.id, zone.name_servers

    def _settings(self, name: str) -> None:
        for setting, value in SETTINGS.items():
            cloudflare.ZoneSetting(
                f"{name}-setting-{setting.replace('_', '-')}",
                zone_id=self.zone_id,
                setting_id=setting,
                value=value,
                opts=self.child(),
            )

    def _tiers(self, name: str) -> None:
        """Let sites ask a nearer site before the origin; the smart choice of that one needs tiers to be on at all."""
        tiers = cloudflare.ArgoTieredCaching(
            f"{name}-tiers", zone_id=self.zone_id, value="on", opts=self.child()
        )
        cloudflare.TieredCache(
            f"{name}-tiered-cache", zone_id=self.zone_id, value="on", opts=self.child(depends_on=[tiers])
        )

    def _statements(self, name: str, spec: CloudflareSpec) -> None:
        said = records.statements(
            spec.certificate_issuers, sends_mail=spec.sends_mail, reports_to=spec.dmarc_reports_to
        )
        for one in said:
            cloudflare.DnsRecord(
                f"{name}-{one.key}",
                zone_id=self.zone_id,
                name=full_name(one.name, spec.zone),
                type=one.type,
                content=one.content,
                data=one.data,
                ttl=AUTOMATIC,
                proxied=False,
                opts=self.child(),
            )

    def _records(self, name: str, spec: CloudflareSpec) -> None:
        for key, record in spec.records.items():
            cloudflare.DnsRecord(
                f"{name}-record-{key}",
                zone_id=self.zone_id,
                **inputs_of(record, spec.zone),
                opts=self.child(),
            )

    def _delegations(self, name: str, args: EdgeZoneArgs) -> None:
        for label, delegation in args.delegations.items():
            for position, key in enumerate(NAME_SERVERS):
                cloudflare.DnsRecord(
                    f"{name}-delegation-{label}-{key}",
                    zone_id=self.zone_id,
                    name=full_name(label, args.spec.zone),
                    type="NS",
                    content=_server(delegation.servers, position),
                    ttl=DELEGATION_TTL,
                    proxied=False,
                    opts=self.child(),
                )
            cloudflare.DnsRecord(
                f"{name}-delegation-{label}-ds",
                zone_id=self.zone_id,
                name=full_name(label, args.spec.zone),
                type="DS",
                data=_signer(delegation.ds),
                ttl=DELEGATION_TTL,
                proxied=False,
                opts=self.child(),
            )


def _signer(ds: Output[str]) -> cloudflare.DnsRecordDataArgs:
    fields = ds.apply(str.split)
    return cloudflare.DnsRecordDataArgs(
        key_tag=fields.apply(lambda of: float(of[0])),
        algorithm=fields.apply(lambda of: float(of[1])),
        digest_type=fields.apply(lambda of: float(of[2])),
        digest=fields.apply(lambda of: of[3]),
    )


def _server(servers: Output[Sequence[str]], position: int) -> Wire[str]:
    """Return one name server; they are sorted, because Route53 tells them in any order."""
    return servers.apply(lambda names: sorted(names)[position])
