"""Lists of address ranges that firewalls name as one source."""

import ipaddress

from simulator.clouds.kind import Autoname, Kind
from simulator.clouds.refusals import Given, Refused, between, matches, one_of


def _entries(given: Given) -> Refused:
    family, room = given.text("addressFamily"), given.number("maxEntries")
    entries = list(given.objects("entries"))
    if room is not None and len(entries) > room:
        yield "entries", f"the list has room for {room} entries, not for {len(entries)}: raise maxEntries"
    seen: set[str] = set()
    for path, entry in entries:
        cidr = entry.text("cidr")
        if cidr is None:
            continue
        try:
            network = ipaddress.ip_network(cidr)
        except ValueError:
            yield f"{path}.cidr", f"cidr must be a network with its prefix, not {entry.shown('cidr')}"
            continue
        if family is not None and f"IPv{network.version}" != family:
            yield f"{path}.cidr", f"{cidr} is no range of {family}"
        if cidr in seen:
            yield f"{path}.cidr", f"{cidr} is in the list twice"
        seen.add(cidr)


KINDS = (
    Kind(
        "aws:ec2/managedPrefixList:ManagedPrefixList",
        id="pl-0{hex:16}",
        autoname=Autoname(),
        outputs={
            "arn": "arn:{partition}:ec2:{region}:{account}:prefix-list/{id}",
            "ownerId": "{account}",
            "version": 1,
            "entries": [],
        },
        refusals=(
            matches(
                "name", r"(?!com\.amazonaws)[\s\S]{1,255}", "1 to 255 characters, not from com.amazonaws"
            ),
            one_of("addressFamily", ("IPv4", "IPv6")),
            between("maxEntries", 1, 1000),
            _entries,
        ),
    ),
)
