"""Zones, records, health checks and signing, which are of no region."""

from typing import Any

from simulator.clouds.aws.arns import in_region
from simulator.clouds.case import Case
from simulator.clouds.kind import Kind
from simulator.clouds.refusals import (
    Given,
    Refused,
    arn,
    between,
    conflicts,
    exactly_one,
    matches,
    needs,
    one_of,
)
from simulator.values import UNKNOWN, reveal

NAME = r"(?=.{1,255}$)(?:[A-Za-z0-9_*-]{1,63}\.)*[A-Za-z0-9_*-]{1,63}\.?"
TYPES = (
    "A", "AAAA", "CAA", "CNAME", "DS", "HTTPS", "MX", "NAPTR", "NS", "PTR", "SOA", "SPF", "SRV", "SSHFP", "SVCB", "TLSA",
    "TXT",
)  # fmt: skip
ROUTINGS = (
    "cidrRoutingPolicy", "failoverRoutingPolicies", "geolocationRoutingPolicies", "geoproximityRoutingPolicy",
    "latencyRoutingPolicies", "multivalueAnswerRoutingPolicy", "weightedRoutingPolicies",
)  # fmt: skip
ENDPOINTS = ("HTTP", "HTTPS", "HTTP_STR_MATCH", "HTTPS_STR_MATCH", "TCP")
CHECKS = (*ENDPOINTS, "CALCULATED", "CLOUDWATCH_METRIC", "RECOVERY_CONTROL")
CHECKERS = (
    "us-east-1", "us-west-1", "us-west-2", "eu-west-1", "ap-southeast-1", "ap-southeast-2", "ap-northeast-1", "sa-east-1",
)  # fmt: skip
EAST = "Route 53 keeps it nowhere else"


def _name_servers(case: Case) -> Any:
    """Return four delegated servers; a private zone reports those of the first, reserved, delegation set."""
    if reveal(case["vpcs"]):
        return [f"ns-{number}.awsdns-00.{end}" for number, end in _SERVERS]
    seed = int(case.lookup("hex", "4"), 16)
    return [f"ns-{(number + seed) % 2048}.awsdns-{seed % 64:02d}.{end}" for number, end in _SERVERS]


_SERVERS = ((0, "com"), (512, "net"), (1024, "org"), (1536, "co.uk"))


def _record_id(case: Case) -> Any:
    """``<zone>_<name>_<type>[_<set>]``, as the provider makes it."""
    text = case.text("{zoneId}_{name}_{type}")
    marker = reveal(case["setIdentifier"])
    if UNKNOWN in (text, marker):
        return UNKNOWN
    return text if marker is None else f"{reveal(text)}_{marker}"


def _fqdn(case: Case) -> Any:
    name = case["name"]
    return name if reveal(name) is UNKNOWN else str(reveal(name)).removesuffix(".")


def _routing(given: Given) -> Refused:
    chosen = [name for name in ROUTINGS if given.has(name)]
    yield from conflicts(*ROUTINGS)(given)
    if chosen and given.lacks("setIdentifier"):
        yield chosen[0], f"{chosen[0]} needs setIdentifier to be set"
    if given.has("setIdentifier") and not chosen and all(given.lacks(name) for name in ROUTINGS):
        yield "setIdentifier", "setIdentifier is of records with a routing policy: add one, or take it out"
    for path, policy in given.objects("weightedRoutingPolicies"):
        yield from ((f"{path}.weight", reason) for _, reason in between("weight", 0, 255)(policy))
    for path, policy in given.objects("failoverRoutingPolicies"):
        yield from (
            (f"{path}.type", reason) for _, reason in one_of("type", ("PRIMARY", "SECONDARY"))(policy)
        )


def _check(given: Given) -> Refused:
    kind = given.text("type")
    if kind is None:
        return
    if kind in ENDPOINTS and given.lacks("fqdn") and given.lacks("ipAddress"):
        yield "fqdn", f"a health check of type {kind} needs fqdn or ipAddress to be set"
    if kind.endswith("_STR_MATCH") != (not given.lacks("searchString")):
        yield "searchString", "searchString goes with the types that end in _STR_MATCH, and with no other"
    if kind == "CALCULATED" and given.lacks("childHealthchecks"):
        yield "childHealthchecks", "a calculated health check needs childHealthchecks to be set"
    if kind == "CLOUDWATCH_METRIC" and given.lacks("cloudwatchAlarmName"):
        yield "cloudwatchAlarmName", "a health check of an alarm needs cloudwatchAlarmName to be set"
    regions = given.items("regions")
    if regions and UNKNOWN not in regions and len(regions) < 3:
        yield "regions", f"regions must name at least 3 of the regions that check, not {len(regions)}"


def _tag(case: Case) -> int:
    return int(case.lookup("hex", "4.tag"), 16)


KINDS = (
    Kind(
        "aws:route53/zone:Zone",
        id="Z{upper:20}",
        defaults={"comment": "Managed by Pulumi", "forceDestroy": False},
        outputs={
            "arn": "arn:{partition}:route53:::hostedzone/{id}",
            "enableAcceleratedRecovery": False,
            "nameServers": _name_servers,
            "primaryNameServer": lambda case: _name_servers(case)[0],
            "zoneId": "{id}",
        },
        refusals=(
            matches("name", NAME, "a domain name of labels of 1 to 63 characters, 255 together"),
            matches("comment", r"[\s\S]{0,256}", "at most 256 characters"),
            conflicts("vpcs", "delegationSetId"),
        ),
    ),
    Kind(
        "aws:route53/zoneAssociation:ZoneAssociation",
        id="{zoneId}:{vpcId}",
        outputs={"owningAccount": "{account}", "vpcRegion": "{region}"},
    ),
    Kind(
        "aws:route53/record:Record",
        id=_record_id,
        outputs={"allowOverwrite": False, "fqdn": _fqdn},
        refusals=(
            matches("name", NAME, "a domain name of labels of 1 to 63 characters, 255 together"),
            one_of("type", TYPES),
            exactly_one("aliases", "records"),
            conflicts("aliases", "ttl"),
            needs("records", "ttl"),
            between("ttl", 0, 2147483647, "seconds"),
            _routing,
        ),
    ),
    Kind(
        "aws:route53/healthCheck:HealthCheck",
        id="{uuid}",
        defaults={"disabled": False},
        outputs={
            "arn": "arn:{partition}:route53:::healthcheck/{id}",
            "enableSni": lambda case: str(case.known("type")).startswith("HTTPS"),
            "invertHealthcheck": False,
        },
        refusals=(
            one_of("type", CHECKS),
            one_of("requestInterval", (10, 30)),
            one_of("regions", CHECKERS),
            between("failureThreshold", 1, 10),
            between("port", 1, 65535),
            between("childHealthThreshold", 0, 256),
            matches("searchString", r"[\s\S]{1,255}", "1 to 255 characters"),
            matches("resourcePath", r"[\s\S]{0,255}", "at most 255 characters"),
            _check,
        ),
    ),
    Kind(
        "aws:route53/queryLog:QueryLog",
        id="{uuid}",
        outputs={"arn": "arn:{partition}:route53:::queryloggingconfig/{id}"},
        refusals=(
            arn("cloudwatchLogGroupArn", "logs"),
            in_region("cloudwatchLogGroupArn", "us-east-1", EAST),
        ),
    ),
    Kind(
        "aws:route53/keySigningKey:KeySigningKey",
        id="{hostedZoneId},{name}",
        defaults={"status": "ACTIVE"},
        outputs={
            "digestAlgorithmMnemonic": "SHA-256",
            "digestAlgorithmType": 2,
            "digestValue": "{upper_hex:64.digest}",
            "dnskeyRecord": "257 3 13 {letters:44.key}",
            "dsRecord": lambda case: case.text(f"{_tag(case)} 13 2 {{upper_hex:64.digest}}"),
            "flag": 257,
            "keyTag": _tag,
            "publicKey": "{letters:44.key}",
            "signingAlgorithmMnemonic": "ECDSAP256SHA256",
            "signingAlgorithmType": 13,
        },
        refusals=(
            matches("name", r"[A-Za-z0-9_]{3,128}", "3 to 128 letters, digits or underscores"),
            one_of("status", ("ACTIVE", "INACTIVE")),
            arn("keyManagementServiceArn", "kms"),
            in_region("keyManagementServiceArn", "us-east-1", EAST),
        ),
        delete_first=True,
    ),
    Kind(
        "aws:route53/hostedZoneDnsSec:HostedZoneDnsSec",
        id="{hostedZoneId}",
        defaults={"signingStatus": "SIGNING"},
        refusals=(one_of("signingStatus", ("SIGNING", "NOT_SIGNING")),),
    ),
)
