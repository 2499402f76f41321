"""A small AWS stack to which no rule of the security pack has anything to say in production."""

import json
from typing import Any

from policies.framework import tokens
from tests.policies.framework.samples import Entry, entry, stack_entry, urn
from tests.policies.security.compliant_azure import azure
from tests.policies.security.compliant_cloudflare import cloudflare
from tests.policies.security.compliant_data import data_systems
from tests.policies.security.compliant_edge import edge
from tests.policies.security.compliant_gcp import google
from tests.policies.security.compliant_guard import guard_rails
from tests.policies.security.compliant_operations import operations
from tests.policies.security.compliant_stores import safekeeping

TAGS = {"environment": "production", "owner": "platform", "cost-center": "core", "managed-by": "pulumi"}
ACCOUNT = "arn:aws:iam::123456789012:root"
KEY_ARN = "arn:aws:kms:us-east-1:123456789012:key/0001"


def document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(
    actions: Any, resources: Any = None, principal: Any = None, condition: Any = None
) -> dict[str, Any]:
    statement = {
        "Effect": "Allow",
        "Action": actions,
        "Resource": resources,
        "Principal": principal,
        "Condition": condition,
    }
    return {key: value for key, value in statement.items() if value is not None}


PASSWORD = "random:index/randomPassword:RandomPassword"
ISSUER = "oidc.eks.us-east-1.amazonaws.com/id/ABC"
IRSA = allow(
    "sts:AssumeRoleWithWebIdentity",
    principal={"Federated": f"arn:aws:iam::123456789012:oidc-provider/{ISSUER}"},
    condition={
        "StringEquals": {
            f"{ISSUER}:sub": "system:serviceaccount:app:web",
            f"{ISSUER}:aud": "sts.amazonaws.com",
        }
    },
)
GITHUB = allow(
    "sts:AssumeRoleWithWebIdentity",
    principal={"Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"},
    condition={
        "StringEquals": {
            "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
            "token.actions.githubusercontent.com:sub": "repo:example/platform:environment:production",
        }
    },
)

VPC = urn(tokens.VPC, "vpc")
FIREWALL = urn(tokens.SECURITY_GROUP, "firewall")
KEY = urn(tokens.KMS_KEY, "key")


def network() -> list[Entry]:
    igw, table = urn(tokens.INTERNET_GATEWAY, "igw"), urn(tokens.ROUTE_TABLE, "public-table")
    public, private = urn(tokens.SUBNET, "public"), urn(tokens.SUBNET, "private")
    in_vpc = {"vpcId": [VPC]}
    subnet = {
        "vpcId": "vpc-id",
        "mapPublicIpOnLaunch": False,
        "assignIpv6AddressOnCreation": False,
        "availabilityZone": "us-east-1a",
        "tags": TAGS,
    }
    return [
        entry(tokens.VPC, "vpc", {"cidrBlock": "10.0.0.0/16", "tags": TAGS}),
        entry(tokens.INTERNET_GATEWAY, "igw", {"vpcId": "vpc-id", "tags": TAGS}, edges=in_vpc),
        entry(tokens.ROUTE_TABLE, "public-table", {"vpcId": "vpc-id", "tags": TAGS}, edges=in_vpc),
        entry(
            tokens.ROUTE, "public-route", {"routeTableId": "public-table-id", "gatewayId": "igw-id"},
            edges={"routeTableId": [table], "gatewayId": [igw]},
        ),
        entry(
            tokens.ROUTE_TABLE_ASSOCIATION, "public-way", {"routeTableId": "public-table-id", "subnetId": "public-id"},
            edges={"routeTableId": [table], "subnetId": [public]},
        ),
        entry(tokens.SUBNET, "public", subnet, edges=in_vpc),
        entry(tokens.SUBNET, "private", subnet, edges=in_vpc),
        entry(tokens.FLOW_LOG, "flow-log", {"vpcId": "vpc-id", "trafficType": "ALL", "tags": TAGS}, edges=in_vpc),
        entry(tokens.DEFAULT_SECURITY_GROUP, "default-group", {"vpcId": "vpc-id", "tags": TAGS}, edges=in_vpc),
        entry(
            tokens.VPC_ENDPOINT, "s3-endpoint",
            {"vpcId": "vpc-id", "serviceName": "com.amazonaws.us-east-1.s3", "tags": TAGS}, edges=in_vpc,
        ),
        entry(
            tokens.NETWORK_ACL, "acl",
            {"vpcId": "vpc-id", "tags": TAGS, "ingress": [
                {"action": "allow", "protocol": "tcp", "fromPort": 443, "toPort": 443, "cidrBlock": "0.0.0.0/0", "ruleNo": 1},
                {"action": "deny", "protocol": "-1", "fromPort": 0, "toPort": 0, "cidrBlock": "0.0.0.0/0", "ruleNo": 2},
            ]},
            edges=in_vpc,
        ),
        entry(
            tokens.NETWORK_ACL_RULE, "acl-rule",
            {"ruleAction": "allow", "egress": False, "protocol": "tcp", "fromPort": 22, "toPort": 22, "cidrBlock": "10.0.0.0/8"},
        ),
        *_firewalls(private),
    ]  # fmt: skip


def _firewalls(private: str) -> list[Entry]:
    of_group = {"securityGroupId": [FIREWALL]}
    return [
        entry(tokens.SECURITY_GROUP, "firewall", {"vpcId": "vpc-id", "description": "Databases", "tags": TAGS}, edges={"vpcId": [VPC]}),
        entry(
            tokens.INGRESS_RULE, "from-nodes",
            {"securityGroupId": "firewall-id", "referencedSecurityGroupId": "nodes-id", "ipProtocol": "tcp", "fromPort": 5432,
             "toPort": 5432, "description": "Nodes read and write", "tags": TAGS},
            edges=of_group,
        ),
        entry(
            tokens.EGRESS_RULE, "to-web",
            {"securityGroupId": "firewall-id", "cidrIpv4": "0.0.0.0/0", "ipProtocol": "tcp", "fromPort": 443, "toPort": 443,
             "description": "Images", "tags": TAGS},
            edges=of_group,
        ),
        entry(
            tokens.SECURITY_GROUP_RULE, "from-office",
            {"type": "ingress", "securityGroupId": "firewall-id", "protocol": "tcp", "fromPort": 22, "toPort": 22,
             "cidrBlocks": ["203.0.113.0/24"], "description": "Office"},
            edges=of_group,
        ),
        entry(
            tokens.SECURITY_GROUP, "edge",
            {"vpcId": "vpc-id", "description": "Web", "tags": TAGS,
             "ingress": [{"protocol": "tcp", "fromPort": 443, "toPort": 443, "cidrBlocks": ["0.0.0.0/0"],
                          "ipv6CidrBlocks": ["::/0"], "description": "Visitors"}],
             "egress": [{"protocol": "tcp", "fromPort": 8080, "toPort": 8080, "cidrBlocks": ["10.0.0.0/8"], "description": "Pods"}]},
            edges={"vpcId": [VPC]},
        ),
        entry(
            tokens.VPC_ENDPOINT, "door",
            {"serviceName": "com.amazonaws.us-east-1.sts", "securityGroupIds": ["edge-id"], "tags": TAGS},
            edges={"securityGroupIds": [urn(tokens.SECURITY_GROUP, "edge")], "subnetIds": [private]},
        ),
    ]  # fmt: skip


def clusters() -> list[Entry]:
    cluster = urn(tokens.EKS_CLUSTER, "cluster")
    return [
        entry(
            tokens.EKS_CLUSTER, "cluster",
            {"name": "platform", "version": "1.35", "deletionProtection": True, "tags": TAGS,
             "enabledClusterLogTypes": ["api", "audit", "authenticator", "controllerManager", "scheduler"],
             "vpcConfig": {"endpointPrivateAccess": True, "endpointPublicAccess": True, "publicAccessCidrs": ["203.0.113.0/24"]},
             "accessConfig": {"authenticationMode": "API", "bootstrapClusterCreatorAdminPermissions": False},
             "encryptionConfig": {"resources": ["secrets"], "provider": {"keyArn": KEY_ARN}}},
            edges={"encryptionConfig": [KEY]},
        ),
        entry(
            tokens.EKS_ADDON, "cni",
            {"clusterName": "platform", "addonName": "vpc-cni", "addonVersion": "v1.20.0-eksbuild.1", "tags": TAGS},
            edges={"clusterName": [cluster]},
        ),
        entry(
            tokens.POD_IDENTITY, "cni-identity",
            {"clusterName": "platform", "namespace": "kube-system", "serviceAccount": "aws-node", "tags": TAGS},
            edges={"clusterName": [cluster]},
        ),
        entry(
            tokens.NODE_GROUP, "nodes",
            {"clusterName": "platform", "subnetIds": ["private-id"], "launchTemplate": {"id": "template-id"}, "tags": TAGS},
            edges={"subnetIds": [urn(tokens.SUBNET, "private")], "launchTemplate": [urn(tokens.LAUNCH_TEMPLATE, "template")]},
        ),
        entry(
            tokens.LAUNCH_TEMPLATE, "template",
            {"metadataOptions": {"httpTokens": "required", "httpPutResponseHopLimit": 1}, "tags": TAGS,
             "blockDeviceMappings": [{"deviceName": "/dev/xvda", "ebs": {"encrypted": "true", "volumeType": "gp3"}}],
             "networkInterfaces": [{"associatePublicIpAddress": "false"}], "userData": "IyEvYmluL3NoCg=="},
        ),
    ]  # fmt: skip


def data_stores() -> list[Entry]:
    return [
        entry(PASSWORD, "db-password", {"length": 32}),
        entry(
            tokens.RDS_INSTANCE, "db",
            {"engine": "postgres", "engineVersion": "15.15", "username": "owner", "password": "made", "storageEncrypted": True, "kmsKeyId": KEY_ARN,
             "publiclyAccessible": False, "multiAz": True, "backupRetentionPeriod": 30, "deletionProtection": True,
             "skipFinalSnapshot": False, "iamDatabaseAuthenticationEnabled": True, "parameterGroupName": "parameters",
             "performanceInsightsEnabled": True, "performanceInsightsKmsKeyId": KEY_ARN, "monitoringInterval": 60,
             "enabledCloudwatchLogsExports": ["postgresql", "upgrade"], "autoMinorVersionUpgrade": True,
             "copyTagsToSnapshot": True, "caCertIdentifier": "rds-ca-rsa2048-g1", "tags": TAGS},
            edges={"parameterGroupName": [urn(tokens.RDS_PARAMETERS, "parameters")], "kmsKeyId": [KEY],
                   "password": [urn(PASSWORD, "db-password")]},
        ),
        entry(
            tokens.RDS_PARAMETERS, "parameters",
            {"name": "parameters", "family": "postgres15", "parameters": [
                {"name": "rds.force_ssl", "value": "1"}, {"name": "log_min_duration_statement", "value": "1000"}], "tags": TAGS},
        ),
        entry(
            tokens.CACHE, "cache",
            {"engine": "valkey", "atRestEncryptionEnabled": True, "transitEncryptionEnabled": True,
             "transitEncryptionMode": "required", "kmsKeyId": KEY_ARN, "userGroupIds": ["group"], "multiAzEnabled": True,
             "automaticFailoverEnabled": True, "snapshotRetentionLimit": 7, "subnetGroupName": "isolated",
             "securityGroupIds": ["firewall-id"], "autoMinorVersionUpgrade": True, "tags": TAGS},
            edges={"securityGroupIds": [FIREWALL], "kmsKeyId": [KEY]},
        ),
        entry(
            tokens.CACHE_USER, "cache-default",
            {"userName": "default", "noPasswordRequired": True, "accessString": "off ~* -@all", "tags": TAGS},
        ),
    ]  # fmt: skip


def identities() -> list[Entry]:
    root = document(allow("kms:*", "*", {"AWS": ACCOUNT}))
    return [
        entry(tokens.KMS_KEY, "key", {"enableKeyRotation": True, "deletionWindowInDays": 30, "policy": root, "tags": TAGS}),
        entry(tokens.KMS_REPLICA, "key-copy", {"primaryKeyArn": KEY_ARN, "policy": root, "tags": TAGS}),
        entry(
            tokens.SECRET, "secret",
            {"kmsKeyId": KEY_ARN, "replicas": [{"region": "us-west-2", "kmsKeyId": KEY_ARN}], "tags": TAGS},
            edges={"kmsKeyId": [KEY]},
        ),
        entry(
            tokens.SECRET_POLICY, "secret-policy",
            {"secretArn": "arn", "policy": document(allow("secretsmanager:GetSecretValue", "*", {"AWS": ACCOUNT}))},
        ),
        entry(
            tokens.IAM_ROLE, "role",
            {"assumeRolePolicy": document(allow("sts:AssumeRole", principal={"Service": "ec2.amazonaws.com"})), "tags": TAGS},
        ),
        entry(tokens.IAM_ROLE, "irsa", {"assumeRolePolicy": document(IRSA), "tags": TAGS}),
        entry(tokens.IAM_ROLE, "github", {"assumeRolePolicy": document(GITHUB), "tags": TAGS}),
        entry(
            tokens.IAM_POLICY, "policy",
            {"policy": document(allow(["s3:GetObject"], ["arn:aws:s3:::bucket/*"]), allow("ec2:DescribeInstances", "*")), "tags": TAGS},
            edges={"policy": [KEY]},
        ),
        entry(
            tokens.IAM_ROLE_ATTACHMENT, "attachment",
            {"role": "role", "policyArn": "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy"},
        ),
        entry(
            tokens.IAM_ATTACHMENT, "shared-attachment",
            {"roles": ["role"], "policyArn": "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy"},
        ),
        entry(tokens.LOG_GROUP, "logs", {"retentionInDays": 365, "kmsKeyId": KEY_ARN, "tags": TAGS}, edges={"kmsKeyId": [KEY]}),
        entry(tokens.SNS_TOPIC, "alarms", {"kmsMasterKeyId": KEY_ARN, "tags": TAGS}, edges={"kmsMasterKeyId": [KEY]}),
        entry(tokens.SNS_SUBSCRIPTION, "oncall", {"topic": "arn", "protocol": "https", "endpoint": "https://example.com"}),
        entry(
            tokens.LOG_POLICY, "log-policy",
            {"policyDocument": document(allow("logs:PutLogEvents", "*", {"Service": "route53.amazonaws.com"}))},
        ),
        entry(
            tokens.SNS_TOPIC_POLICY, "alarms-policy",
            {"arn": "arn", "policy": document(allow("sns:Publish", "*", {"Service": "cloudwatch.amazonaws.com"}))},
        ),
        entry(tokens.SQS_QUEUE, "queue", {"kmsMasterKeyId": KEY_ARN, "messageRetentionSeconds": 300, "tags": TAGS}, edges={"kmsMasterKeyId": [KEY]}),
        entry(
            tokens.SQS_QUEUE_POLICY, "queue-policy",
            {"queueUrl": "url", "policy": document(
                allow("sqs:SendMessage", "*", "*", {"ArnEquals": {"aws:SourceArn": "arn:aws:sns:us-east-1:123456789012:alarms"}})
            )},
        ),
    ]  # fmt: skip


def compliant() -> list[Entry]:
    return [
        stack_entry(),
        *network(),
        *clusters(),
        *data_stores(),
        *data_systems(TAGS),
        *identities(),
        *operations(TAGS),
        *edge(),
        *safekeeping(),
        *google(),
        *azure(),
        *guard_rails(TAGS),
        *cloudflare(),
    ]
