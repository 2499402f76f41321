"""The addresses from which Cloudflare reaches an origin: one dated table for every firewall in front of one.

An origin that anybody can reach is not protected by what stands in front of it. Cloudflare publishes the list for
exactly this use and announces a change before it takes effect; a range that is missing here is lost traffic, and one
too many an open door, so the table is renewed whole and never extended by hand.

The ranges are everybody's on Cloudflare, not ours alone: they tell that a request came through Cloudflare, and not
that it came through our zone. Only the origin secret and the client certificate of the zone tell that.
"""

from datetime import date
from ipaddress import IPv4Network, IPv6Network
from typing import Final

SOURCE: Final = "https://www.cloudflare.com/ips/"

REVIEWED: Final = date(2026, 10, 5)
"""The day of the newest copy of the published list that the table was compared with."""

IPV4: Final = tuple(
    map(
        IPv4Network,
        (
            "103.21.244.0/22",
            "103.22.200.0/22",
            "103.31.4.0/22",
            "104.16.0.0/13",
            "104.24.0.0/14",
            "108.162.192.0/18",
            "131.0.72.0/22",
            "141.101.64.0/18",
            "162.158.0.0/15",
            "172.64.0.0/13",
            "173.245.48.0/20",
            "188.114.96.0/20",
            "190.93.240.0/20",
            "197.234.240.0/22",
            "198.41.128.0/17",
        ),
    )
)
"""In the order of their addresses, so that a renewed table shows in a diff what came and what went."""

IPV6: Final = tuple(
    map(
        IPv6Network,
        (
            "2400:cb00::/32",
            "2405:8100::/32",
            "2405:b500::/32",
            "2606:4700::/32",
            "2803:f800::/32",
            "2a06:98c0::/29",
            "2c0f:f248::/32",
        ),
    )
)
"""The same for IPv6, where Cloudflare reaches an origin that has an AAAA record."""
