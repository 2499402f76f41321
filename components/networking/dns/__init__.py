"""Amazon Route 53: signed and logged public zones, private zones, and records that leave a failing region."""

from components.networking.dns.names import DomainName, name_faults
from components.networking.dns.origins import OriginRecords, OriginRecordsArgs, OriginTarget
from components.networking.dns.private_zone import PrivateZone, PrivateZoneArgs
from components.networking.dns.public_zone import PublicZone, PublicZoneArgs
from components.networking.dns.spec import HealthCheckSpec, RoutingSpec

__all__ = [
    "DomainName",
    "HealthCheckSpec",
    "OriginRecords",
    "OriginRecordsArgs",
    "OriginTarget",
    "PrivateZone",
    "PrivateZoneArgs",
    "PublicZone",
    "PublicZoneArgs",
    "RoutingSpec",
    "name_faults",
]
