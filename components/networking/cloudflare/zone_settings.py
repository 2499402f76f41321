"""The settings of a zone that nobody may weaken: one table, a resource each."""

from typing import Any, Final

HSTS_SECONDS: Final = 2 * 365 * 24 * 3600
"""Two years, what browsers ask of a domain that wants on their built-in lists (hstspreload.org)."""

SETTINGS: Final[dict[str, Any]] = {
    "ssl": "strict",  # the certificate of an origin is checked; "full" would accept anybody's
    "min_tls_version": "1.2",
    "tls_1_3": "on",
    "always_use_https": "on",
    "automatic_https_rewrites": "on",
    "opportunistic_encryption": "on",
    "http2": "on",
    "http3": "on",
    "0rtt": "off",  # early data can be replayed, and the API has requests that must not be
    "websockets": "on",
    "ipv6": "on",
    "browser_check": "on",
    "development_mode": "off",  # it lets every request past the cache
    "always_online": "off",  # it would show the Internet Archive's copy of pages for signed-in people
    "security_header": {
        "strict_transport_security": {
            "enabled": True,
            "max_age": HSTS_SECONDS,
            "include_subdomains": True,
            "preload": False,  # a browser's built-in list cannot be left again for months
            "nosniff": True,
        }
    },
}
"""By Cloudflare's own names. Source: the API's zone settings, developers.cloudflare.com/api, November 2026."""
