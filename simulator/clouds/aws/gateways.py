"""Gateways, elastic addresses, endpoints and flow logs of a VPC."""

from collections.abc import Mapping
from typing import Any

from simulator.clouds.aws.addresses import private_ip, public_ip
from simulator.clouds.case import Case
from simulator.clouds.kind import Kind
from simulator.clouds.refusals import (
    Given,
    Refused,
    arn,
    conflicts,
    exactly_one,
    matches,
    needs,
    one_of,
    only_if,
    policy_document,
)
from simulator.clouds.scope import Scope
from simulator.clouds.templates import digest
from simulator.values import UNKNOWN, reveal

ARN = "arn:{partition}:ec2:{region}:{account}"
FLOW_LOG_FORMAT = (
    "${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${srcport} ${dstport} ${protocol} "
    "${packets} ${bytes} ${start} ${end} ${action} ${log-status}"
)
OPEN_POLICY = (
    '{"Statement":[{"Action":"*","Effect":"Allow","Principal":"*","Resource":"*"}],"Version":"2008-10-17"}'
)
"""The policy that an endpoint gets when none is given: full access."""


def _dns_name(case: Case, address: str, usual: str) -> Any:
    region = case.scope.region
    value = case[address]
    if UNKNOWN in (region, value):
        return UNKNOWN
    dashed = str(reveal(value)).replace(".", "-")
    zone = (
        usual
        if region == "us-east-1"
        else f"{region}.{'compute' if address == 'publicIp' else 'compute.internal'}"
    )
    return f"ec2-{dashed}.{zone}.amazonaws.com" if address == "publicIp" else f"ip-{dashed}.{zone}"


def _interface_names(case: Case) -> Any:
    """Return the regional name of an interface endpoint; a gateway endpoint has none."""
    if case.known("vpcEndpointType") != "Interface":
        return []
    service = case.known("serviceName")
    if not isinstance(service, str) or case.id is UNKNOWN:
        return UNKNOWN
    name = service.split(".", 3)[-1]
    host = f"{case.id}-{digest(case.urn, 8)}.{name}.{case.scope.region}.vpce.{case.scope.dns_suffix}"
    return [{"dnsName": host, "hostedZoneId": f"Z{digest(name, 20).upper()}"}]


def _interfaces(case: Case) -> Any:
    subnets = reveal(case["subnetIds"])
    if case.known("vpcEndpointType") != "Interface" or subnets is None:
        return []
    return (
        UNKNOWN
        if subnets is UNKNOWN
        else [f"eni-0{digest(f'{case.urn} {n}', 16)}" for n in range(len(subnets))]
    )


def _is_gateway(case: Case) -> bool:
    return bool(case.known("vpcEndpointType") == "Gateway")


def _endpoint(given: Given) -> Refused:
    kind = given.text("vpcEndpointType")
    if kind == "Gateway":
        for path in ("subnetIds", "securityGroupIds", "privateDnsEnabled"):
            if given.items(path) or given.true(path):
                yield path, f"{path} is of interface endpoints: a Gateway endpoint is joined by routeTableIds"
    if kind == "Interface" and given.items("routeTableIds"):
        yield (
            "routeTableIds",
            "routeTableIds is of gateway endpoints: an Interface endpoint is joined by subnetIds",
        )
    service, region = given.text("serviceName"), given.text("region")
    if service and region and service.startswith("com.amazonaws.") and given.lacks("serviceRegion"):
        named = service.split(".")[2]
        if named not in {region, "s3-global"}:
            yield (
                "serviceName",
                f"serviceName {service} is of the region {named}, but the endpoint is in {region}",
            )


def _nat(given: Given) -> Refused:
    """Source: ``resourceNATGatewayCustomizeDiff`` and the documentation of ``availability_mode``."""
    if given.text("connectivityType") == "private":
        for path in ("allocationId", "secondaryAllocationIds"):
            if given.has(path):
                yield path, f"{path} is not supported with connectivityType private"
    elif given.has("secondaryPrivateIpAddressCount"):
        yield (
            "secondaryPrivateIpAddressCount",
            "secondaryPrivateIpAddressCount is not supported with connectivityType public",
        )
    yield from _placement(given)


def _placement(given: Given) -> Refused:
    if given.text("availabilityMode") == "regional":
        for path in ("subnetId", "allocationId"):
            if given.has(path):
                yield path, f"{path} must not be set where availabilityMode is regional"
        if given.lacks("vpcId"):
            yield "vpcId", "vpcId must be set where availabilityMode is regional"
    elif given.lacks("subnetId"):
        yield "subnetId", "subnetId must be set unless availabilityMode is regional"
    elif given.text("connectivityType") == "public" and given.lacks("allocationId"):
        yield "allocationId", "allocationId must be set: a public NAT gateway needs an elastic IP"


def _aggregation(given: Given) -> Refused:
    interval = given.number("maxAggregationInterval")
    if interval not in {None, 60, 600}:
        yield "maxAggregationInterval", f"maxAggregationInterval must be 60 or 600 seconds, not {interval}"
    if given.has("vpcId") and given.lacks("trafficType"):
        yield "trafficType", "trafficType must be set for the flow log of a VPC"
    kind = given.text("logDestinationType")
    if kind == "cloud-watch-logs" and given.lacks("iamRoleArn"):
        yield "iamRoleArn", "iamRoleArn must be set: a flow log to CloudWatch Logs needs a role to write with"


def _private_names(_old: Mapping[str, Any], new: Mapping[str, Any], _: Scope) -> tuple[str, ...]:
    """Return what only an interface endpoint changes in place. Source: docstring of ``private_dns_enabled``."""
    return () if Given(new).text("vpcEndpointType") == "Interface" else ("privateDnsEnabled",)


KINDS = (
    Kind(
        "aws:ec2/internetGateway:InternetGateway",
        id="igw-0{hex:16}",
        outputs={"arn": f"{ARN}:internet-gateway/{{id}}", "ownerId": "{account}"},
    ),
    Kind(
        "aws:ec2/eip:Eip",
        id="eipalloc-0{hex:16}",
        outputs={
            "allocationId": "{id}",
            "arn": f"{ARN}:elastic-ip/{{id}}",
            "associateWithPrivateIp": lambda _: None,
            "domain": "vpc",
            "networkBorderGroup": "{region}",
            "publicIp": lambda case: public_ip(case.id),
            "publicDns": lambda case: _dns_name(case, "publicIp", "compute-1"),
            "publicIpv4Pool": "amazon",
        },
        refusals=(one_of("domain", ("vpc", "standard")), conflicts("instance", "networkInterface")),
    ),
    Kind(
        "aws:ec2/natGateway:NatGateway",
        id="nat-0{hex:16}",
        defaults={"availabilityMode": "zonal", "connectivityType": "public"},
        outputs={
            "associationId": "eipassoc-0{hex:16.association}",
            "networkInterfaceId": "eni-0{hex:16.interface}",
            "privateIp": lambda case: private_ip(case.id),
            "publicIp": lambda case: public_ip(case["allocationId"]),
            "secondaryPrivateIpAddresses": [],
        },
        refusals=(
            one_of("connectivityType", ("private", "public")),
            one_of("availabilityMode", ("zonal", "regional")),
            matches(
                "allocationId", r"eipalloc-[0-9a-f]+", "the allocation id of an elastic IP (eipalloc-...)"
            ),
            _nat,
        ),
    ),
    Kind(
        "aws:ec2/vpcEndpoint:VpcEndpoint",
        id="vpce-0{hex:16}",
        defaults={"vpcEndpointType": "Gateway"},
        outputs={
            "arn": f"{ARN}:vpc-endpoint/{{id}}",
            "cidrBlocks": lambda case: ["54.231.0.0/16", "52.216.0.0/15"] if _is_gateway(case) else [],
            "dnsEntries": _interface_names,
            "ipAddressType": lambda case: None if _is_gateway(case) else "ipv4",
            "networkInterfaceIds": _interfaces,
            "ownerId": "{account}",
            "policy": OPEN_POLICY,
            "prefixListId": lambda case: case.text("pl-{hex:8}") if _is_gateway(case) else None,
            "privateDnsEnabled": False,
            "requesterManaged": False,
            "routeTableIds": [],
            "securityGroupIds": [],
            "serviceRegion": "{region}",
            "state": "available",
            "subnetIds": [],
        },
        refusals=(
            exactly_one("serviceName", "resourceConfigurationArn", "serviceNetworkArn"),
            one_of(
                "vpcEndpointType",
                ("Gateway", "Interface", "GatewayLoadBalancer", "Resource", "ServiceNetwork"),
            ),
            one_of("ipAddressType", ("ipv4", "dualstack", "ipv6")),
            policy_document("policy"),
            _endpoint,
        ),
        forcing=_private_names,
    ),
    Kind(
        "aws:ec2/flowLog:FlowLog",
        id="fl-0{hex:16}",
        defaults={"logDestinationType": "cloud-watch-logs", "maxAggregationInterval": 600},
        outputs={"arn": f"{ARN}:vpc-flow-log/{{id}}", "logFormat": lambda _: FLOW_LOG_FORMAT},
        refusals=(
            exactly_one(
                "vpcId",
                "subnetId",
                "eniId",
                "transitGatewayId",
                "transitGatewayAttachmentId",
                "regionalNatGatewayId",
            ),
            one_of("trafficType", ("ACCEPT", "REJECT", "ALL")),
            one_of("logDestinationType", ("cloud-watch-logs", "s3", "kinesis-data-firehose")),
            needs("logDestinationType", "logDestination"),
            only_if(
                lambda given: given.text("logDestinationType") == "cloud-watch-logs",
                arn("logDestination", "logs"),
            ),
            _aggregation,
        ),
    ),
)
