"""What asks the platform's public addresses: every cluster with probes asks all of them, so that each asks from outside."""

from components.foundation.spec import RefusalError
from components.observability.probes.blackbox import Probes, ProbesArgs
from components.observability.probes.spec import REDIRECTS, ProbeSpec
from stacks.layers.platform.site import PlatformSite
from stacks.layers.public_addresses import edge_host, public_addresses
from stacks.settings.model import Settings


def build(site: PlatformSite) -> Probes | None:
    """Build the probes, where the settings have them.

    :raises RefusalError: if there is no address to ask.
    """
    spec = site.spec.probes
    if spec is None:
        return None
    targets = {**(known(site.settings) if spec.known else {}), **spec.targets}
    if not targets:
        raise RefusalError(
            f"cluster {site.cluster.name}: probes has no address to ask, so that no outage would be told: name one under "
            "probes.targets, or leave probes out"
        )
    return Probes(site.cluster, ProbesArgs(targets=dict(sorted(targets.items()))))


def known(settings: Settings) -> dict[str, ProbeSpec]:
    """Return the public addresses of the platform itself, and that the edge leads plain text to TLS."""
    asked = {
        one.name: ProbeSpec(
            url=f"https://{one.host}{one.path}", module="http_sign_on" if one.signs_on else "http_2xx"
        )
        for one in public_addresses(settings)
    }
    host = edge_host(settings)
    if host is not None:
        plain = ProbeSpec(url=f"http://{host}/", module=REDIRECTS, interval_seconds=60)
        asked[f"{host.replace('.', '-')}-plain"] = plain
    return asked
