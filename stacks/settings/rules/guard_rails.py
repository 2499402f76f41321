"""How the guard rails fit the rest: gateways their networks, alarms the people that AWS tells, watchers each other."""

from collections.abc import Iterator
from typing import Any, Final

from components.networking.network_spec import NetworkSpec
from components.networking.vpn import BOOT_SERVICES, VpnSpec
from stacks.settings.document import StackFile
from stacks.settings.faults import Fault, Path
from stacks.settings.rules.parts import Parts

MOST_EMAILS: Final = 10
"""Addresses that AWS Budgets and Cost Anomaly Detection tell at most."""


def faults(file: StackFile, parts: Parts) -> Iterator[Fault]:
    """Yield a fault for everything in which guard rails contradict what they guard."""
    yield from _gateways(file, parts)
    yield from _listeners(file)
    yield from _records(file)
    yield from _forwarded(file)
    yield from _workflows(file)


def _gateways(file: StackFile, parts: Parts) -> Iterator[Fault]:
    first: str | None = None
    for region, specs in parts.items():
        vpn, network = specs.get("vpn"), specs.get("network")
        if not isinstance(vpn, VpnSpec):
            continue
        path: Path = ("aws", "regions", region, "vpn")
        if isinstance(network, NetworkSpec):
            yield from _fit(file, path, vpn, network)
        if first is not None:
            yield file.fault(
                path,
                f"is a second gateway beside {first}'s, and clients of both would have two ways to each network; keep one, "
                "which reaches every region",
            )
        first = first or region


def _fit(file: StackFile, path: Path, vpn: VpnSpec, network: NetworkSpec) -> Iterator[Fault]:
    if vpn.zone not in network.zones:
        yield file.fault(
            (*path, "zone"),
            f"{vpn.zone} is not a zone of this region's network ({', '.join(sorted(network.zones))}), so there is no subnet "
            "for the gateway; choose among those",
        )
    missing = [service for service in BOOT_SERVICES if service not in network.interface_endpoints]
    if missing:
        yield file.fault(
            path,
            f"calls {', '.join(missing)} before it has a public address, and the network has no endpoint for it, so the "
            f"gateway would never come up; add {', '.join(missing)} to network.interface_endpoints",
        )


def _listeners(file: StackFile) -> Iterator[Fault]:
    emails: Any = file.at(("aws", "alarm_emails"))
    if file.at(("aws", "budgets")) is not None and isinstance(emails, list) and len(emails) > MOST_EMAILS:
        yield file.fault(
            ("aws", "alarm_emails"),
            f"names {len(emails)} addresses, and AWS Budgets tells {MOST_EMAILS} at most; name a mailing list",
        )


def _records(file: StackFile) -> Iterator[Fault]:
    """Yield what Security Hub would check in vain, and where AWS Config could not deliver."""
    rails: Path = ("aws", "guard_rails")
    record, hub = file.at((*rails, "configuration_record")), file.at((*rails, "security_hub"))
    if hub is not None and record is None:
        yield file.fault(
            (*rails, "security_hub"),
            "checks what AWS Config records, and nothing records here, so that most controls would report no data; describe "
            "`configuration_record` beside it, or take security_hub out",
        )
    if hub is not None and file.at((*rails, "configuration_record", "only_types")):
        yield file.fault(
            (*rails, "configuration_record", "only_types"),
            "leaves out types that controls of Security Hub look at, and those would report no data; take it out, so that "
            "everything is recorded, or take security_hub out",
        )
    for region in file.mapping(("aws", "regions")) if record is not None else ():
        if file.at(("aws", "regions", region, "stores")) is None:
            yield file.fault(
                (*rails, "configuration_record"),
                f"delivers to the logs of each region, and {region} has no stores; describe `stores` there, or take "
                "configuration_record out",
            )


def _forwarded(file: StackFile) -> Iterator[Fault]:
    """Yield a fault for each cluster that says nothing which could be forwarded."""
    if file.at(("aws", "audit_forwarding")) is None:
        return
    for region in file.mapping(("aws", "regions")):
        path: Path = ("aws", "regions", region, "cluster", "log_types")
        said = file.at(path)
        if isinstance(said, list) and "audit" not in said:
            yield file.fault(
                path,
                "leaves out audit, and aws.audit_forwarding would forward nothing and report that nothing arrives; add "
                "audit, or take audit_forwarding out",
            )


def _workflows(file: StackFile) -> Iterator[Fault]:
    """Yield a fault for each cloud whose pipelines are another repository's, or another environment's, than the first's.

    One job logs in to all clouds of its stack, and its token has one subject.
    """
    named = [
        (cloud, content)
        for cloud in ("aws", "gcp", "azure")
        if isinstance(content := file.at((cloud, "pipelines")), dict)
    ]
    for cloud, content in named[1:]:
        first, settled = named[0]
        for key in ("repository", "environment", "preview_environment"):
            if content.get(key) != settled.get(key):
                yield file.fault(
                    (cloud, "pipelines", key),
                    f"differs from {first}.pipelines.{key}, and a job that is let in here would be turned away there; "
                    "write the same in both",
                )
