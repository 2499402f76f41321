"""How the compliant AWS stack reaches what is outside of it, who administers its clusters, and what wakes somebody."""

from policies.framework import tokens
from policies.security.aws.alarms import SUBJECTS
from tests.policies.framework.samples import Entry, entry, urn

CLUSTER = urn(tokens.EKS_CLUSTER, "cluster")
IN_CLUSTER = {"clusterName": [CLUSTER]}
ADMINISTRATOR = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"
COUNTED = {"namespace": "Audit", "name": "calls"}


def operations(tags: dict[str, str]) -> list[Entry]:
    return [*_ways_out(tags), *_clusters(tags), *_alarms(tags), _sharing()]


def _ways_out(tags: dict[str, str]) -> list[Entry]:
    table, gateway = urn(tokens.ROUTE_TABLE, "private-table"), urn(tokens.NAT_GATEWAY, "nat")
    in_vpc = {"vpcId": [urn(tokens.VPC, "vpc")]}
    return [
        entry(tokens.EIP, "address", {"domain": "vpc", "tags": tags}),
        entry(
            tokens.NAT_GATEWAY, "nat", {"allocationId": "address-id", "subnetId": "public-id", "tags": tags},
            edges={"allocationId": [urn(tokens.EIP, "address")], "subnetId": [urn(tokens.SUBNET, "public")]},
        ),
        entry(tokens.ROUTE_TABLE, "private-table", {"vpcId": "vpc-id", "tags": tags}, edges=in_vpc),
        entry(
            tokens.ROUTE, "private-route", {"routeTableId": "private-table-id", "natGatewayId": "nat-id"},
            edges={"routeTableId": [table], "natGatewayId": [gateway]},
        ),
        entry(
            tokens.ROUTE_TABLE_ASSOCIATION, "private-way", {"routeTableId": "private-table-id", "subnetId": "private-id"},
            edges={"routeTableId": [table], "subnetId": [urn(tokens.SUBNET, "private")]},
        ),
        *(
            entry(
                tokens.VPC_ENDPOINT, f"endpoint-{service}",
                {"vpcId": "vpc-id", "serviceName": f"com.amazonaws.us-east-1.{service}", "tags": tags}, edges=in_vpc,
            )
            for service in ("ecr.api", "ecr.dkr", "sts")
        ),
    ]  # fmt: skip


def _clusters(tags: dict[str, str]) -> list[Entry]:
    taints = [{"key": "node-role.kubernetes.io/system", "value": "true", "effect": "NO_SCHEDULE"}]
    return [
        *(
            entry(
                tokens.EKS_ADDON, name,
                {"clusterName": "platform", "addonName": name, "addonVersion": "v1.0.0-eksbuild.1", "tags": tags}, edges=IN_CLUSTER,
            )
            for name in ("coredns", "kube-proxy", "aws-ebs-csi-driver")
        ),
        entry(
            tokens.POD_IDENTITY, "disks-identity",
            {"clusterName": "platform", "namespace": "kube-system", "serviceAccount": "ebs-csi-controller-sa", "tags": tags},
            edges=IN_CLUSTER,
        ),
        entry(
            tokens.NODE_GROUP, "system",
            {"clusterName": "platform", "subnetIds": ["private-id"], "launchTemplate": {"id": "template-id"}, "taints": taints,
             "scalingConfig": {"minSize": 3, "maxSize": 5, "desiredSize": 3}, "tags": tags},
            edges={**IN_CLUSTER, "subnetIds": [urn(tokens.SUBNET, "private")],
                   "launchTemplate": [urn(tokens.LAUNCH_TEMPLATE, "template")]},
        ),
        *(
            entry(
                tokens.ACCESS_POLICY, f"{who}-rights",
                {"clusterName": "platform", "principalArn": f"arn:aws:iam::123456789012:role/{who}", "policyArn": ADMINISTRATOR,
                 "accessScope": {"type": "cluster"}},
                edges=IN_CLUSTER,
            )
            for who in ("deployer", "emergency")
        ),
    ]  # fmt: skip


def _alarms(tags: dict[str, str]) -> list[Entry]:
    pattern = " || ".join(word for words in SUBJECTS.values() for word in words)
    return [
        entry(
            tokens.METRIC_FILTER, "audit-filter",
            {"logGroupName": "trail", "pattern": pattern, "metricTransformation": COUNTED},
            edges={"logGroupName": [urn(tokens.LOG_GROUP, "logs")]},
        ),
        entry(
            tokens.METRIC_ALARM, "audit-alarm",
            {"namespace": COUNTED["namespace"], "metricName": COUNTED["name"], "tags": tags,
             "alarmActions": ["arn:aws:sns:us-east-1:123456789012:alarms"]},
        ),
    ]  # fmt: skip


def _sharing() -> Entry:
    rule = {"allowedMethods": ["GET"], "allowedOrigins": ["https://www.example.com", "https://*.example.com"]}
    return entry(tokens.BUCKET_CORS, "kept-sharing", {"bucket": "kept", "corsRules": [rule]})
