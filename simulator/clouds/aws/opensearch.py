"""Domains of OpenSearch Service."""

import re
from collections.abc import Mapping
from typing import Any

from simulator.clouds.case import Case
from simulator.clouds.kind import Kind
from simulator.clouds.refusals import Given, Refused, between, matches, one_of, policy_document
from simulator.clouds.scope import Scope
from simulator.clouds.templates import lower_alphanumeric
from simulator.values import UNKNOWN, reveal

CONFIG, DISK = "clusterConfig", "ebsOptions"
LOGS = ("INDEX_SLOW_LOGS", "SEARCH_SLOW_LOGS", "ES_APPLICATION_LOGS", "AUDIT_LOGS")
TLS = ("Policy-Min-TLS-1-0-2019-07", "Policy-Min-TLS-1-2-2019-07", "Policy-Min-TLS-1-2-PFS-2023-10",
       "Policy-Min-TLS-1-2-RFC9151-FIPS-2024-08")  # fmt: skip


def _host(case: Case) -> Any:
    name, region = reveal(case["domainName"]), case.scope.region
    if UNKNOWN in (name, region):
        return UNKNOWN
    own = lower_alphanumeric(case.urn, 26)
    prefix = "vpc" if case["vpcOptions"] is not None else "search"
    return f"{prefix}-{name}-{own}.{region}.es.{case.scope.dns_suffix}"


def _dashboard(case: Case) -> Any:
    host = reveal(_host(case))
    return host if host is UNKNOWN else f"{host}/_dashboards"


def _zones(given: Given) -> Refused:
    """Source: OpenSearch Service guide, multi-AZ domains; docstrings of ``cluster_config``."""
    nodes, aware = given.number(f"{CONFIG}.instanceCount"), given.true(f"{CONFIG}.zoneAwarenessEnabled")
    zones = given.number(f"{CONFIG}.zoneAwarenessConfig.availabilityZoneCount")
    if zones is not None and zones not in {2, 3}:
        yield f"{CONFIG}.zoneAwarenessConfig.availabilityZoneCount", "availabilityZoneCount must be 2 or 3"
    if aware and nodes is not None and nodes < (zones or 2):
        yield (
            f"{CONFIG}.instanceCount",
            f"instanceCount must be at least the number of zones ({zones or 2:g})",
        )
    subnets = given.items("vpcOptions.subnetIds")
    wanted = (zones or 2) if aware else 1
    if subnets and len(subnets) != wanted and not _open(given):
        yield (
            "vpcOptions.subnetIds",
            f"subnetIds must name {wanted:g} subnets, one a zone, not {len(subnets)}",
        )


def _open(given: Given) -> bool:
    """Say whether nobody knows yet how many zones there are."""
    zones = f"{CONFIG}.zoneAwarenessConfig.availabilityZoneCount"
    flag, place = f"{CONFIG}.zoneAwarenessEnabled", given.raw(CONFIG)
    return any(given.raw(path) is UNKNOWN for path in (flag, zones)) or reveal(place) is UNKNOWN


def _burstable(given: Given) -> Refused:
    """Source: OpenSearch Service guide, supported instance types and Auto-Tune."""
    kind = given.text(f"{CONFIG}.instanceType") or ""
    if not kind.startswith(("t2.", "t3.")):
        return
    if given.text("autoTuneOptions.desiredState") == "ENABLED":
        yield "autoTuneOptions.desiredState", f"Auto-Tune is not supported on {kind}"
    if given.true(f"{CONFIG}.warmEnabled"):
        yield f"{CONFIG}.warmEnabled", f"UltraWarm is not supported on {kind}"
    if given.true(f"{CONFIG}.multiAzWithStandbyEnabled"):
        yield f"{CONFIG}.multiAzWithStandbyEnabled", f"Multi-AZ with standby is not supported on {kind}"


def _masters(given: Given) -> Refused:
    on, count = (
        given.known(f"{CONFIG}.dedicatedMasterEnabled"),
        given.number(f"{CONFIG}.dedicatedMasterCount"),
    )
    if on and count is not None and count not in {3, 5}:
        yield f"{CONFIG}.dedicatedMasterCount", f"dedicatedMasterCount must be 3 or 5, not {count:g}"
    if on and given.lacks(f"{CONFIG}.dedicatedMasterType"):
        yield f"{CONFIG}.dedicatedMasterType", "dedicatedMasterType must be set for dedicated masters"


def _is_off(given: Given, path: str) -> bool:
    return given.lacks(path) or given.known(path) is False


def _moved(old: Mapping[str, Any], new: Mapping[str, Any], _: Scope) -> tuple[str, ...]:
    """Return what forces when a domain goes into a VPC or out of it; subnets within one change in place.

    Source: docstring of ``vpc_options``.
    """
    return ("vpcOptions",) if Given(old).lacks("vpcOptions") != Given(new).lacks("vpcOptions") else ()


def _access(given: Given) -> Refused:
    """Fine-grained access needs all three encryptions (OpenSearch Service guide, fine-grained access control)."""
    if not given.true("advancedSecurityOptions.enabled"):
        return
    for path in (
        "encryptAtRest.enabled",
        "nodeToNodeEncryption.enabled",
        "domainEndpointOptions.enforceHttps",
    ):
        if _is_off(given, path):
            yield path, f"{path} must be true for fine-grained access control"
    users = "advancedSecurityOptions.masterUserOptions"
    if given.has(f"{users}.masterUserArn") and given.true(
        "advancedSecurityOptions.internalUserDatabaseEnabled"
    ):
        yield (
            f"{users}.masterUserArn",
            "masterUserArn conflicts with internalUserDatabaseEnabled: the master user is one or the other",
        )


def _disk(given: Given) -> Refused:
    """Source: OpenSearch Service quotas and the docstrings of ``ebs_options``."""
    kind, iops = given.text(f"{DISK}.volumeType"), given.number(f"{DISK}.iops")
    through, size = given.number(f"{DISK}.throughput"), given.number(f"{DISK}.volumeSize")
    if given.true(f"{DISK}.ebsEnabled") and given.lacks(f"{DISK}.volumeSize"):
        yield f"{DISK}.volumeSize", "volumeSize must be set where ebsEnabled is true"
    if size is not None and size < 10:
        yield f"{DISK}.volumeSize", f"volumeSize must be at least 10 GiB, not {size:g}"
    if kind == "gp3" and iops is not None and not 3000 <= iops <= 16000:
        yield f"{DISK}.iops", f"iops of gp3 must be between 3000 and 16000, not {iops:g}"
    if kind == "gp3" and through is not None and not 125 <= through <= 1000:
        yield f"{DISK}.throughput", f"throughput of gp3 must be between 125 and 1000, not {through:g}"
    if kind != "gp3" and kind is not None and through is not None:
        yield f"{DISK}.throughput", f"throughput is of gp3, not of {kind}"


def _logs(given: Given) -> Refused:
    for path, log in given.objects("logPublishingOptions"):
        for _, reason in one_of("logType", LOGS)(log):
            yield f"{path}.logType", reason
        if log.text("logType") == "AUDIT_LOGS" and _is_off(given, "advancedSecurityOptions.enabled"):
            yield f"{path}.logType", "AUDIT_LOGS needs advancedSecurityOptions to be enabled"


def _version(given: Given) -> Refused:
    version = given.text("engineVersion")
    if version is not None and not re.fullmatch(
        r"OpenSearch_[1-3]\.\d{1,2}|Elasticsearch_[1-7]\.\d{1,2}", version
    ):
        yield "engineVersion", f"engineVersion must be such as OpenSearch_2.19, not {version!r}"


KINDS = (
    Kind(
        "aws:opensearch/domain:Domain",
        id="arn:{partition}:es:{region}:{account}:domain/{domainName}",
        outputs={
            "arn": "arn:{partition}:es:{region}:{account}:domain/{domainName}",
            "accessPolicies": "",
            "domainId": "{account}/{domainName}",
            "endpoint": _host,
            "dashboardEndpoint": _dashboard,
            "engineVersion": "OpenSearch_2.19",
            "ipAddressType": "ipv4",
        },
        forcing=_moved,
        refusals=(
            matches("domainName", r"[a-z][0-9a-z-]{2,27}", "3 to 28 lower-case letters, digits or hyphens, from a letter"),
            one_of(f"{DISK}.volumeType", ("gp2", "gp3", "io1", "standard")),
            one_of("domainEndpointOptions.tlsSecurityPolicy", TLS),
            one_of("autoTuneOptions.desiredState", ("ENABLED", "DISABLED")),
            between("offPeakWindowOptions.offPeakWindow.windowStartTime.hours", 0, 23),
            policy_document("accessPolicies"),
            matches(f"{CONFIG}.instanceType", r"[a-z0-9]+\.[a-z0-9]+\.search", "a type such as m6g.large.search"),
            _zones, _burstable, _masters, _access, _disk, _logs, _version,
        ),
    ),
)  # fmt: skip
