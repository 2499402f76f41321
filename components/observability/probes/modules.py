"""How an answer has to be: the modules of the blackbox exporter (its CONFIGURATION.md)."""

from typing import Any, Final

from components.observability.probes.spec import Module

TIMEOUT_SECONDS: Final = 8
"""How long is waited for an answer. Whoever waited longer has left."""

OLDEST_TLS: Final = "TLS12"
"""What the edge of either cloud still offers visitors beside 1.3."""

SIGNS_ON: Final = [200, 204, 301, 302, 303, 307, 308, 401, 403]

REDIRECTED: Final = [301, 302, 307, 308]


def modules() -> dict[Module, dict[str, Any]]:
    """Return the modules by name. Each asks by IPv4 alone: the networks of the clusters have nothing else."""
    return {
        "http_2xx": _http(fail_if_not_ssl=True, follow_redirects=True),
        "http_sign_on": _http(fail_if_not_ssl=True, follow_redirects=False, valid_status_codes=SIGNS_ON),
        "http_redirect": _http(
            fail_if_ssl=True,
            follow_redirects=False,
            valid_status_codes=REDIRECTED,
            fail_if_header_not_matches=[
                {"header": "Location", "regexp": "^https://", "allow_missing": False}
            ],
        ),
    }


def _http(**judged: Any) -> dict[str, Any]:
    return {
        "prober": "http",
        "timeout": f"{TIMEOUT_SECONDS}s",
        "http": {
            "method": "GET",
            "preferred_ip_protocol": "ip4",
            "ip_protocol_fallback": False,
            "valid_http_versions": ["HTTP/1.1", "HTTP/2.0"],
            "headers": {"User-Agent": "platform-probes"},
            "tls_config": {"min_version": OLDEST_TLS},
            **judged,
        },
    }
