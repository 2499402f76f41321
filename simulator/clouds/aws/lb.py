"""Application and network load balancers, their listeners and target groups."""

from typing import Any

from simulator.clouds.aws.arns import in_own_region
from simulator.clouds.case import Case
from simulator.clouds.kind import Autoname, Kind
from simulator.clouds.refusals import (
    Given,
    Refused,
    arn,
    between,
    conflicts,
    matches,
    one_of,
)
from simulator.values import UNKNOWN, reveal

ZONES = {
    "eu-central-1": "Z215JYRZR1TBD5",
    "eu-west-1": "Z32O12XQLNTSW2",
    "us-east-1": "Z35SXDOTRQ7X7K",
    "us-east-2": "Z3AADJGX6KTTL2",
    "us-west-1": "Z368ELLRRE2KJ0",
    "us-west-2": "Z1H1FL5HABSF5",
}
"""Region -> zone of the names of its application load balancers (AWS General Reference, ELB endpoints)."""

NAME = r"(?!internal-)(?!-)[A-Za-z0-9-]{1,32}(?<!-)"
PROTOCOLS = ("HTTP", "HTTPS", "TCP", "TLS", "UDP", "TCP_UDP", "QUIC", "TCP_QUIC", "GENEVE")
MOST_GROUPS = 5
MOST_VALUES = 5
"""Target groups of an action and values in the conditions of a rule (ELB quotas)."""


def _kind(case: Case) -> Any:
    return {"network": "net", "gateway": "gwy"}.get(str(case.known("loadBalancerType")), "app")


def _suffix(case: Case) -> Any:
    return case.text(f"{_kind(case)}/{{name}}/{{hex:16}}")


def _balancer_arn(case: Case) -> Any:
    suffix = _suffix(case)
    if suffix is UNKNOWN:
        return UNKNOWN
    return case.text(
        f"arn:{{partition}}:elasticloadbalancing:{{region}}:{{account}}:loadbalancer/{reveal(suffix)}"
    )


def _child_of(case: Case, parent: str, word: str) -> Any:
    """Return the ARN of a listener or rule, which is its parent's with another kind and a number of its own."""
    above = reveal(case[parent])
    if above is UNKNOWN or not isinstance(above, str):
        return UNKNOWN
    head, _, tail = above.partition(":loadbalancer/" if word == "listener" else ":listener/")
    return f"{head}:{word}/{tail}/{case.lookup('hex', f'16.{word}')}"


def _zone(case: Case) -> Any:
    region = case.scope.region
    return UNKNOWN if region is UNKNOWN else ZONES.get(str(region), case.text("Z{upper:13}"))


def _subnets(given: Given) -> Refused:
    subnets = given.items("subnets")
    if (
        given.has("subnets")
        and UNKNOWN not in subnets
        and len(subnets) < 2
        and given.known("subnets") is not None
    ):
        yield "subnets", "an application load balancer needs subnets in at least two zones"
    if len(given.items("securityGroups")) > 5:
        yield "securityGroups", "a load balancer takes at most 5 security groups"


def _protected(given: Given) -> Refused:
    if given.true("enableDeletionProtection"):
        yield (
            "enableDeletionProtection",
            "the load balancer is protected: set enableDeletionProtection to false first",
        )


def _forwards(path: str) -> Any:
    def refuse(given: Given) -> Refused:
        for at, action in given.objects(path):
            groups = list(action.objects("forward.targetGroups"))
            if len(groups) > MOST_GROUPS:
                yield (
                    f"{at}.forward.targetGroups",
                    f"an action forwards to at most {MOST_GROUPS} target groups",
                )
            for where, group in groups:
                for _, reason in between("weight", 0, 999)(group):
                    yield f"{at}.{where}.weight", reason
            for _, reason in matches("status", r"[245]\d\d", "200 to 599")(
                Given({"status": action.raw("fixedResponse.statusCode")})
            ):
                yield f"{at}.fixedResponse.statusCode", reason.replace("status ", "statusCode ", 1)

    return refuse


def _secure(given: Given) -> Refused:
    secure = given.text("protocol") in {"HTTPS", "TLS"}
    if secure and given.lacks("certificateArn"):
        yield "certificateArn", "a secure listener needs certificateArn to be set"
    if given.text("protocol") in {"HTTP", "TCP", "UDP"}:
        for path in ("certificateArn", "sslPolicy"):
            if given.has(path):
                yield path, f"{path} is of HTTPS and TLS listeners"


def _conditions(given: Given) -> Refused:
    values = 0
    for path, condition in given.objects("conditions"):
        kinds = [key for key in condition.inputs if condition.has(key)]
        if len(kinds) != 1:
            yield path, "a condition is of exactly one kind"
        for key in kinds:
            values += len(condition.items(f"{key}.values"))
    if values > MOST_VALUES:
        yield (
            "conditions",
            f"the conditions of a rule hold at most {MOST_VALUES} values together, not {values}",
        )


def _health(given: Given) -> Refused:
    for path, low, high in (
        ("healthyThreshold", 2, 10),
        ("unhealthyThreshold", 2, 10),
        ("interval", 5, 300),
        ("timeout", 2, 120),
    ):
        yield from between(f"healthCheck.{path}", low, high)(given)
    yield from matches("healthCheck.path", r"/[\s\S]{0,1023}", "a path of 1 to 1024 characters from /")(given)
    timeout, interval = given.number("healthCheck.timeout"), given.number("healthCheck.interval")
    if timeout is not None and interval is not None and timeout >= interval:
        yield "healthCheck.timeout", "healthCheck.timeout must be shorter than healthCheck.interval"


def _target(given: Given) -> Refused:
    start = given.number("slowStart")
    if start is not None and start != 0 and not 30 <= start <= 900:
        yield (
            "slowStart",
            f"slowStart must be 0 or between 30 and 900 seconds, not {given.shown('slowStart')}",
        )
    if given.text("targetType") != "lambda":
        for path in ("port", "protocol", "vpcId"):
            if given.lacks(path):
                yield path, f"a target group needs {path} to be set"


KINDS = (
    Kind(
        "aws:lb/loadBalancer:LoadBalancer",
        id=_balancer_arn,
        autoname=Autoname(limit=32),
        defaults={
            "clientKeepAlive": 3600,
            "desyncMitigationMode": "defensive",
            "dropInvalidHeaderFields": False,
            "enableCrossZoneLoadBalancing": True,
            "enableDeletionProtection": False,
            "enableHttp2": True,
            "enableWafFailOpen": False,
            "idleTimeout": 60,
            "loadBalancerType": "application",
        },
        outputs={
            "arn": "{id}",
            "arnSuffix": _suffix,
            "dnsName": lambda case: case.text("{name}-{digits:10}.{region}.elb.{dns_suffix}"),
            "enforceSecurityGroupInboundRulesOnPrivateLinkTraffic": "",
            "internal": False,
            "ipAddressType": "ipv4",
            "namePrefix": lambda _: None,
            "securityGroups": [],
            "subnetMappings": [],
            "subnets": [],
            "vpcId": "vpc-0{hex:16.vpc}",
            "zoneId": _zone,
        },
        refusals=(
            matches("name", NAME, "1 to 32 letters, digits or inner hyphens, not from internal-"),
            conflicts("name", "namePrefix"),
            one_of("loadBalancerType", ("application", "network", "gateway")),
            one_of("ipAddressType", ("ipv4", "dualstack", "dualstack-without-public-ipv4")),
            one_of("desyncMitigationMode", ("monitor", "defensive", "strictest")),
            between("idleTimeout", 1, 4000, "seconds"),
            _subnets,
        ),
        undeletable=(_protected,),
    ),
    Kind(
        "aws:lb/listener:Listener",
        id=lambda case: _child_of(case, "loadBalancerArn", "listener"),
        outputs={
            "arn": "{id}",
            "protocol": "HTTP",
            "sslPolicy": lambda case: (
                "ELBSecurityPolicy-2016-08" if case.known("protocol") in {"HTTPS", "TLS"} else ""
            ),
        },
        refusals=(
            arn("loadBalancerArn", "elasticloadbalancing"),
            arn("certificateArn", "(?:acm|iam)"),
            in_own_region("loadBalancerArn"),
            in_own_region("certificateArn"),
            one_of("protocol", PROTOCOLS),
            between("port", 1, 65535),
            matches("sslPolicy", r"ELBSecurityPolicy-[A-Za-z0-9-]+", "a policy of Elastic Load Balancing"),
            _secure,
            _forwards("defaultActions"),
        ),
        ordered=frozenset({"defaultActions"}),
    ),
    Kind(
        "aws:lb/listenerRule:ListenerRule",
        id=lambda case: _child_of(case, "listenerArn", "listener-rule"),
        outputs={"arn": "{id}", "priority": 1},
        refusals=(
            arn("listenerArn", "elasticloadbalancing"),
            between("priority", 1, 50000),
            _conditions,
            _forwards("actions"),
        ),
        ordered=frozenset({"actions"}),
    ),
    Kind(
        "aws:lb/targetGroup:TargetGroup",
        id="arn:{partition}:elasticloadbalancing:{region}:{account}:targetgroup/{name}/{hex:16}",
        autoname=Autoname(limit=32),
        defaults={
            "deregistrationDelay": 300,
            "lambdaMultiValueHeadersEnabled": False,
            "proxyProtocolV2": False,
            "slowStart": 0,
            "targetType": "instance",
        },
        outputs={
            "arn": "{id}",
            "arnSuffix": "targetgroup/{name}/{hex:16}",
            "ipAddressType": "ipv4",
            "loadBalancerArns": [],
            "loadBalancingAlgorithmType": "round_robin",
            "loadBalancingAnomalyMitigation": "off",
            "loadBalancingCrossZoneEnabled": "use_load_balancer_configuration",
            "namePrefix": lambda _: None,
            "protocolVersion": "HTTP1",
        },
        refusals=(
            matches("name", NAME, "1 to 32 letters, digits or inner hyphens"),
            conflicts("name", "namePrefix"),
            one_of("targetType", ("instance", "ip", "lambda", "alb")),
            one_of("protocol", PROTOCOLS),
            between("port", 1, 65535),
            between("deregistrationDelay", 0, 3600, "seconds"),
            between("stickiness.cookieDuration", 1, 604800, "seconds"),
            _health,
            _target,
        ),
    ),
)
