"""Each refusal of a cloud, with a case that it refuses."""

from typing import Any

import pytest

from simulator import clouds
from simulator.clouds import Failure
from simulator.values import Secret
from tests.simulator.clouds.samples import ACCOUNT, SAMPLES, SCOPE, urn_of

ABSENT = object()

VPC, SUBNET, ROUTE = "aws:ec2/vpc:Vpc", "aws:ec2/subnet:Subnet", "aws:ec2/route:Route"
NAT, ENDPOINT, FLOW = (
    "aws:ec2/natGateway:NatGateway",
    "aws:ec2/vpcEndpoint:VpcEndpoint",
    "aws:ec2/flowLog:FlowLog",
)
GROUP, RULE = (
    "aws:ec2/securityGroup:SecurityGroup",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
)
TEMPLATE, PEERING = (
    "aws:ec2/launchTemplate:LaunchTemplate",
    "aws:ec2/vpcPeeringConnection:VpcPeeringConnection",
)
KEY, REPLICA_KEY, ALIAS = "aws:kms/key:Key", "aws:kms/replicaKey:ReplicaKey", "aws:kms/alias:Alias"
ROLE, OIDC = "aws:iam/role:Role", "aws:iam/openIdConnectProvider:OpenIdConnectProvider"
LOGS, ALARM = "aws:cloudwatch/logGroup:LogGroup", "aws:cloudwatch/metricAlarm:MetricAlarm"
EVENTS, TARGET = "aws:cloudwatch/eventRule:EventRule", "aws:cloudwatch/eventTarget:EventTarget"
TOPIC, SUBSCRIPTION = "aws:sns/topic:Topic", "aws:sns/topicSubscription:TopicSubscription"
QUEUE, QUEUE_POLICY = "aws:sqs/queue:Queue", "aws:sqs/queuePolicy:QueuePolicy"
CLUSTER, NODES, ADDON = "aws:eks/cluster:Cluster", "aws:eks/nodeGroup:NodeGroup", "aws:eks/addon:Addon"
ENTRY = "aws:eks/accessEntry:AccessEntry"
ASSOCIATION = "aws:eks/accessPolicyAssociation:AccessPolicyAssociation"
IDENTITY = "aws:eks/podIdentityAssociation:PodIdentityAssociation"
DB, DB_SUBNETS, DB_PARAMETERS = (
    "aws:rds/instance:Instance",
    "aws:rds/subnetGroup:SubnetGroup",
    "aws:rds/parameterGroup:ParameterGroup",
)
DB_EVENTS = "aws:rds/eventSubscription:EventSubscription"
DB_BACKUPS = "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication"
CACHE, CACHE_USER = "aws:elasticache/replicationGroup:ReplicationGroup", "aws:elasticache/user:User"
SECRET, VERSION = "aws:secretsmanager/secret:Secret", "aws:secretsmanager/secretVersion:SecretVersion"
PASSWORD, RANDOM_ID = "random:index/randomPassword:RandomPassword", "random:index/randomId:RandomId"
AWS, KUBERNETES = "pulumi:providers:aws", "pulumi:providers:kubernetes"

REPLICA: dict[str, Any] = {
    **dict.fromkeys(("engine", "engineVersion", "username", "password", "allocatedStorage", "iops"), ABSENT),
    **dict.fromkeys(("storageThroughput", "storageType", "enabledCloudwatchLogsExports"), ABSENT),
    "replicateSourceDb": f"arn:aws:rds:us-west-2:{ACCOUNT}:db:production-db",
}
WRONG_POLICY = '{"Version":"2012-10-17","Statement":[{"Effect":"allow","Action":"*"}]}'

NETWORK = [
    (VPC, {"cidrBlock": "10.0.0.0/8"}, "cidrBlock", "a prefix of 16 to 28 bits, not /8"),
    (VPC, {"cidrBlock": "10.0.0.1/16"}, "cidrBlock", "must be the network's own address 10.0.0.0/16"),
    (VPC, {"cidrBlock": "ten"}, "cidrBlock", "must be an IPv4 network such as 10.0.0.0/16, not 'ten'"),
    (VPC, {"cidrBlock": "10.0.0.0"}, "cidrBlock", "must say its prefix length"),
    (VPC, {"cidrBlock": "169.254.0.0/16"}, "cidrBlock", "is reserved and cannot be the range of a VPC"),
    (VPC, {"instanceTenancy": "host"}, "instanceTenancy", "must be one of default, dedicated, not the text 'host'"),
    (VPC, {"ipv4NetmaskLength": 20}, "ipv4NetmaskLength", "conflicts with cidrBlock"),
    (SUBNET, {"availabilityZone": "us-west-2a"}, "availabilityZone", "us-west-2a is not in the region us-east-1"),
    (SUBNET, {"availabilityZoneId": "use1-az1"}, "availabilityZoneId", "conflicts with availabilityZone"),
    (SUBNET, {"cidrBlock": "10.0.0.0/29"}, "cidrBlock", "a prefix of 16 to 28 bits, not /29"),
    (ROUTE, {"gatewayId": "igw-0a"}, "natGatewayId", "conflicts with gatewayId"),
    (ROUTE, {"natGatewayId": ABSENT}, "carrierGatewayId", "one of carrierGatewayId"),
    (ROUTE, {"destinationCidrBlock": "10.0.0.0"}, "destinationCidrBlock", "must say its prefix length"),
    (NAT, {"allocationId": ABSENT}, "allocationId", "a public NAT gateway needs an elastic IP"),
    (NAT, {"allocationId": "54.1.2.3"}, "allocationId", "must be the allocation id of an elastic IP"),
    (NAT, {"connectivityType": "private"}, "allocationId", "not supported with connectivityType private"),
    (NAT, {"subnetId": ABSENT}, "subnetId", "must be set unless availabilityMode is regional"),
    (NAT, {"availabilityMode": "regional", "vpcId": "vpc-1", "subnetId": ABSENT}, "allocationId", "must not be set"),
    (ENDPOINT, {"vpcEndpointType": "Gateway"}, "subnetIds", "a Gateway endpoint is joined by routeTableIds"),
    (ENDPOINT, {"routeTableIds": ["rtb-0a"]}, "routeTableIds", "an Interface endpoint is joined by subnetIds"),
    (ENDPOINT, {"serviceName": "com.amazonaws.us-west-2.sts"}, "serviceName", "is of the region us-west-2"),
    (ENDPOINT, {"policy": WRONG_POLICY}, "policy", "statement 0 must have the Effect Allow or Deny"),
    (FLOW, {"subnetId": "subnet-0a"}, "subnetId", "conflicts with vpcId"),
    (FLOW, {"trafficType": ABSENT}, "trafficType", "must be set for the flow log of a VPC"),
    (FLOW, {"maxAggregationInterval": 90}, "maxAggregationInterval", "must be 60 or 600 seconds, not 90"),
    (FLOW, {"iamRoleArn": ABSENT}, "iamRoleArn", "needs a role to write with"),
    (FLOW, {"logDestination": "flows"}, "logDestination", "must be the ARN of a resource of logs"),
    (PEERING, {"autoAccept": True}, "autoAccept", "must be false where peerRegion is set"),
    (GROUP, {"name": "sg-mine"}, "name", "do not begin with sg-"),
    (GROUP, {"description": "it's mine"}, "description", "must be at most 255 letters"),
    (
        GROUP,
        {"ingress": [{"protocol": "tcp", "fromPort": 1, "toPort": 2, "cidrBlocks": ["10.0.0.1/8"]}]},
        "ingress[0].cidrBlocks[0]",
        "must be the network's own address",
    ),
    (RULE, {"cidrIpv4": "10.0.0.0/8"}, "referencedSecurityGroupId", "conflicts with cidrIpv4"),
    (RULE, {"referencedSecurityGroupId": ABSENT}, "cidrIpv4", "one of cidrIpv4, cidrIpv6, prefixListId"),
    (RULE, {"fromPort": ABSENT}, "fromPort", "must be set for ipProtocol tcp"),
    (RULE, {"fromPort": 70000, "toPort": 70000}, "fromPort", "must be a port between 0 and 65535, not 70000"),
    (RULE, {"fromPort": 6000}, "toPort", "toPort 5432 is below fromPort 6000"),
    (RULE, {"ipProtocol": "-1"}, "fromPort", "must not be set where ipProtocol is -1"),
    (RULE, {"referencedSecurityGroupId": "production"}, "referencedSecurityGroupId", "the id of a security group"),
    (TEMPLATE, {"userData": "#!/bin/sh"}, "userData", "must be Base64"),
    (TEMPLATE, {"metadataOptions": {"httpTokens": "yes"}}, "metadataOptions.httpTokens", "one of optional, required"),
    (
        TEMPLATE,
        {"networkInterfaces": [{"securityGroups": ["sg-0a"]}], "vpcSecurityGroupIds": ["sg-0b"]},
        "vpcSecurityGroupIds",
        "conflicts with networkInterfaces",
    ),
    (TEMPLATE, {"instanceType": "m6i.large", "instanceRequirements": {"memoryMib": {"min": 1}, "vcpuCount": {"min": 1}}},
     "instanceRequirements", "conflicts with instanceType"),
    (TEMPLATE, {"blockDeviceMappings": [{"ebs": {"volumeType": "gp2", "iops": 3000}}]},
     "blockDeviceMappings[0].ebs.iops", "cannot be set on a gp2 volume"),
    (TEMPLATE, {"blockDeviceMappings": [{"ebs": {"volumeType": "gp3", "throughput": 100}}]},
     "blockDeviceMappings[0].ebs.throughput", "must be between 125 and 2000 MiB/s"),
]  # fmt: skip

IDENTITIES = [
    (KEY, {"deletionWindowInDays": 5}, "deletionWindowInDays", "must be between 7 and 30 days, not 5"),
    (KEY, {"rotationPeriodInDays": 30}, "rotationPeriodInDays", "must be between 90 and 2560 days, not 30"),
    (KEY, {"policy": "{"}, "policy", "policy is not valid JSON"),
    (KEY, {"policy": "{}"}, "policy", "is a policy without a Statement"),
    (KEY, {"keyUsage": "SIGN"}, "keyUsage", "must be one of ENCRYPT_DECRYPT"),
    (
        KEY,
        {"customerMasterKeySpec": "RSA_2048"},
        "enableKeyRotation",
        "is of symmetric keys, not of RSA_2048",
    ),
    (
        REPLICA_KEY,
        {"primaryKeyArn": f"arn:aws:kms:us-west-2:{ACCOUNT}:key/0123"},
        "primaryKeyArn",
        "multi-region key",
    ),
    (
        REPLICA_KEY,
        {"primaryKeyArn": f"arn:aws:kms:us-east-1:{ACCOUNT}:key/mrk-1"},
        "primaryKeyArn",
        "another region",
    ),
    (ALIAS, {"name": "production/rds"}, "name", "must be alias/ and letters"),
    (ALIAS, {"name": "alias/aws/rds"}, "name", "alias/aws/ is reserved for AWS"),
    (ROLE, {"name": "x" * 65}, "name", "must be 1 to 64 letters"),
    (
        ROLE,
        {"maxSessionDuration": 60},
        "maxSessionDuration",
        "must be between 3600 and 43200 seconds, not 60",
    ),
    (ROLE, {"path": "platform"}, "path", "must be / or a path that begins and ends with /"),
    (ROLE, {"assumeRolePolicy": "[]"}, "assumeRolePolicy", "must be a JSON object, not a list"),
    (
        ROLE,
        {"assumeRolePolicy": '{"Statement":[{"Effect":"Allow"}]}'},
        "assumeRolePolicy",
        "statement 0 names no Action",
    ),
    (OIDC, {"url": "oidc.example"}, "url", "url must begin with https://"),
    (PASSWORD, {"length": 1}, "length", "must be at least 2, the sum of the minimums, not 1"),
    (PASSWORD, {"upper": False, "lower": False, "numeric": False}, "special", "at least one of lower"),
    (RANDOM_ID, {"byteLength": 0}, "byteLength", "must be at least 1, not 0"),
    (AWS, {"region": "virginia"}, "region", "must be the name of an AWS region such as us-east-1"),
    (AWS, {"allowedAccountIds": '["12"]'}, "allowedAccountIds[0]", "account numbers of twelve digits"),
    (AWS, {"allowedAccountIds": "[111122223333]"}, "allowedAccountIds[0]", "takes text"),
    (
        AWS,
        {"forbiddenAccountIds": '["111122223333"]'},
        "forbiddenAccountIds",
        "conflicts with allowedAccountIds",
    ),
    (KUBERNETES, {"kubeconfig": Secret('{"clusters": []}')}, "kubeconfig", "kubeconfig has no clusters"),
    (KUBERNETES, {"kubeconfig": Secret("{clusters: [")}, "kubeconfig", "is not valid YAML or JSON"),
    (SECRET, {"recoveryWindowInDays": 3}, "recoveryWindowInDays", "must be 0 or between 7 and 30, not 3"),
    (
        SECRET,
        {"replicas": [{"region": "us-east-1"}]},
        "replicas[0].region",
        "cannot be replicated to its own region",
    ),
    (SECRET, {"replicas": [{"region": "us-west-2"}] * 2}, "replicas[1].region", "to us-west-2 once only"),
    (SECRET, {"name": "a b"}, "name", "must be 1 to 512 letters"),
    (VERSION, {"secretString": ABSENT}, "secretString", "one of secretString, secretBinary"),
    (VERSION, {"secretBinary": Secret("?")}, "secretBinary", "must be Base64"),
]

MESSAGES = [
    (LOGS, {"retentionInDays": 100}, "retentionInDays", "must be one of 0, 1, 3, 5, 7, 14, 30"),
    (LOGS, {"name": "a b"}, "name", "must be 1 to 512 letters"),
    (LOGS, {"kmsKeyId": "alias/logs"}, "kmsKeyId", "must be the ARN of a resource of kms"),
    (ALARM, {"period": 45}, "period", "must be 10, 20, 30 or a multiple of 60 seconds, not 45"),
    (ALARM, {"datapointsToAlarm": 5}, "datapointsToAlarm", "5 is above evaluationPeriods 3"),
    (ALARM, {"statistic": "Mean"}, "statistic", "must be one of SampleCount, Average"),
    (ALARM, {"threshold": ABSENT}, "threshold", "one of threshold, thresholdMetricId must be set"),
    (ALARM, {"extendedStatistic": "p99"}, "extendedStatistic", "conflicts with statistic"),
    (ALARM, {"alarmActions": ["pager"]}, "alarmActions[0]", "an action must be an ARN"),
    (ALARM, {"alarmActions": ["arn:x"] * 6}, "alarmActions", "takes at most 5 actions, not 6"),
    (ALARM, {"period": 3600, "evaluationPeriods": 200}, "evaluationPeriods", "is at most 604800 seconds"),
    (ALARM, {"metricQueries": [{"id": "a"}]}, "metricName", "conflicts with metricQueries"),
    (
        EVENTS,
        {"eventPattern": ABSENT},
        "eventPattern",
        "one of eventPattern and scheduleExpression must be set",
    ),
    (EVENTS, {"scheduleExpression": "daily"}, "scheduleExpression", "must be rate(5 minutes) or cron"),
    (EVENTS, {"eventPattern": "x"}, "eventPattern", "is not valid JSON"),
    (TARGET, {"arn": "topic"}, "arn", "must be the ARN of a target"),
    (TARGET, {"input": "{", "inputPath": "$"}, "inputPath", "conflicts with input"),
    (TOPIC, {"fifoTopic": True}, "name", "must end with .fifo, unlike alarms"),
    (TOPIC, {"name": "a b"}, "name", "must be 1 to 256 letters"),
    (SUBSCRIPTION, {"protocol": "pigeon"}, "protocol", "must be one of sqs, sms"),
    (SUBSCRIPTION, {"endpoint": "nobody"}, "endpoint", "must be an e-mail address"),
    (
        QUEUE,
        {"messageRetentionSeconds": 30},
        "messageRetentionSeconds",
        "between 60 and 1209600 seconds, not 30",
    ),
    (QUEUE, {"kmsMasterKeyId": "k", "sqsManagedSseEnabled": True}, "sqsManagedSseEnabled", "conflicts with"),
    (QUEUE, {"fifoQueue": True}, "name", "must end with .fifo, unlike interruptions"),
    (QUEUE, {"contentBasedDeduplication": True}, "contentBasedDeduplication", "is of FIFO queues"),
    (
        QUEUE,
        {"redrivePolicy": '{"deadLetterTargetArn": "arn:x"}'},
        "redrivePolicy",
        "must hold maxReceiveCount",
    ),
    (QUEUE_POLICY, {"policy": WRONG_POLICY}, "policy", "statement 0 must have the Effect Allow or Deny"),
]

CLUSTERS = [
    (CLUSTER, {"version": "1.28"}, "version", "must be one of 1.31, 1.32, 1.33, 1.34, 1.35, 1.36, not the text '1.28'"),
    (CLUSTER, {"name": "-x"}, "name", "must be 1 to 100 letters"),
    (CLUSTER, {"enabledClusterLogTypes": ["all"]}, "enabledClusterLogTypes", "must be one of api, audit"),
    (CLUSTER, {"vpcConfig": {"subnetIds": ["a"]}}, "vpcConfig.subnetIds", "in at least two availability zones"),
    (CLUSTER, {"vpcConfig": {"subnetIds": ["a", "b"], "endpointPublicAccess": False}},
     "vpcConfig.endpointPrivateAccess", "one of endpointPublicAccess and endpointPrivateAccess must be true"),
    (CLUSTER, {"vpcConfig": {"subnetIds": ["a", "b"], "publicAccessCidrs": ["203.0.113.7"]}},
     "vpcConfig.publicAccessCidrs[0]", "must say its prefix length, as 203.0.113.7/32"),
    (CLUSTER, {"vpcConfig": {"subnetIds": ["a", "b"], "publicAccessCidrs": ["10.0.0.0/8"]}},
     "vpcConfig.publicAccessCidrs[0]", "10.0.0.0/8 is private"),
    (CLUSTER, {"kubernetesNetworkConfig": {"serviceIpv4Cidr": "10.0.0.0/8"}},
     "kubernetesNetworkConfig.serviceIpv4Cidr", "a prefix of 12 to 24 bits, not /8"),
    (CLUSTER, {"kubernetesNetworkConfig": {"serviceIpv4Cidr": "100.64.0.0/16"}},
     "kubernetesNetworkConfig.serviceIpv4Cidr", "must lie in 10.0.0.0/8"),
    (CLUSTER, {"accessConfig": {"authenticationMode": "IAM"}}, "accessConfig.authenticationMode", "one of API"),
    (CLUSTER, {"encryptionConfig": {"provider": {"keyArn": "alias/x"}, "resources": ["secrets"]}},
     "encryptionConfig.provider.keyArn", "must be the ARN of a resource of kms"),
    (NODES, {"scalingConfig": {"minSize": 3, "desiredSize": 3, "maxSize": 2}}, "scalingConfig.minSize", "above maxSize 2"),
    (NODES, {"scalingConfig": {"minSize": 2, "desiredSize": 1, "maxSize": 3}},
     "scalingConfig.desiredSize", "desiredSize 1 is below minSize 2"),
    (NODES, {"scalingConfig": {"minSize": 0, "desiredSize": 4, "maxSize": 3}},
     "scalingConfig.desiredSize", "desiredSize 4 is above maxSize 3"),
    (NODES, {"diskSize": 50}, "diskSize", "diskSize conflicts with launchTemplate"),
    (NODES, {"remoteAccess": {}}, "remoteAccess", "conflicts with launchTemplate"),
    (NODES, {"launchTemplate": {"id": "lt-0a", "name": "x", "version": "1"}}, "launchTemplate", "name conflicts with id"),
    (NODES, {"taints": [{"key": "a", "effect": "NoSchedule"}]}, "taints[0].effect", "must be one of NO_SCHEDULE"),
    (NODES, {"amiType": "AL2024"}, "amiType", "must be one of AL2_x86_64"),
    (NODES, {"updateConfig": {"maxUnavailable": 1, "maxUnavailablePercentage": 5}},
     "updateConfig.maxUnavailablePercentage", "conflicts with maxUnavailable"),
    (NODES, {"labels": {"node-role.kubernetes.io/system": ""}},
     "labels.node-role.kubernetes.io/system", "belongs to the control plane"),
    (NODES, {"subnetIds": []}, "subnetIds", "needs at least one subnet"),
    (ADDON, {"addonVersion": "1.20"}, "addonVersion", "must be a version such as v1.18.1-eksbuild.3"),
    (ADDON, {"configurationValues": "[1]"}, "configurationValues", "must be an object"),
    (ADDON, {"resolveConflictsOnCreate": "PRESERVE"}, "resolveConflictsOnCreate", "must be one of NONE, OVERWRITE"),
    (ENTRY, {"kubernetesGroups": ["system:masters"]}, "kubernetesGroups[0]", "begins with a reserved system:"),
    (ENTRY, {"kubernetesGroups": ["a"], "type": "EC2_LINUX"}, "kubernetesGroups", "is of STANDARD entries"),
    (ASSOCIATION, {"policyArn": "arn:aws:iam::aws:policy/AdministratorAccess"}, "policyArn", "ARN of an access policy"),
    (ASSOCIATION, {"accessScope": {"type": "namespace"}}, "accessScope.namespaces", "must be set where"),
    (IDENTITY, {"policy": "{}"}, "policy", "policy needs disableSessionTags to be set"),
]  # fmt: skip

DATA = [
    (DB, {"iops": 3000, "storageThroughput": 250}, "iops", "between 12000 and 64000, not 3000"),
    (DB, {"storageThroughput": 250}, "storageThroughput", "between 500 and 4000 MiB/s, not 250"),
    (DB, {"allocatedStorage": 100}, "iops", "cannot be set on gp3 storage below 400 GiB"),
    (DB, {"iops": ABSENT}, "storageThroughput", "storageThroughput needs iops"),
    (DB, {"storageType": "io2", "iops": ABSENT, "storageThroughput": ABSENT}, "iops", "must be set for io2 storage"),
    (DB, {"storageType": "gp2", "storageThroughput": ABSENT}, "iops", "cannot be set on gp2 storage"),
    (DB, {"maxAllocatedStorage": 500}, "maxAllocatedStorage", "500 GiB is below allocatedStorage 1000 GiB"),
    (DB, {"manageMasterUserPassword": True}, "manageMasterUserPassword", "conflicts with password"),
    (DB, {**REPLICA, "engine": "postgres"}, "engine", "cannot be set on a read replica"),
    (DB, {**REPLICA, "username": "a"}, "username", "cannot be set on a read replica"),
    (DB, {**REPLICA, "password": "a-long-password"}, "password", "cannot be set on a read replica"),
    (DB, {**REPLICA, "manageMasterUserPassword": True}, "manageMasterUserPassword", "cannot be set on a read replica"),
    (DB, {**REPLICA, "kmsKeyId": ABSENT}, "kmsKeyId", "must name a key of this region"),
    (DB, {**REPLICA, "replicateSourceDb": "db", "dbSubnetGroupName": "x"}, "replicateSourceDb", "must be the source's ARN"),
    (DB, {"username": ABSENT}, "username", "must be set for an instance that is neither a replica nor restored"),
    (DB, {"password": ABSENT}, "password", "one of password, passwordWo and manageMasterUserPassword must be set"),
    (DB, {"password": Secret("short")}, "password", "password must be 8 to 128 characters long"),
    (DB, {"password": Secret("with spaces in it")}, "password", "must not hold a space"),
    (DB, {"username": "admin"}, "username", "admin is reserved by the engine postgres"),
    (DB, {"identifier": "Production"}, "identifier", "lower-case letters"),
    (DB, {"identifier": "a--b"}, "identifier", "single hyphens"),
    (DB, {"instanceClass": "r6g.xlarge"}, "instanceClass", "must be a class such as db.r6g.large"),
    (DB, {"engineVersion": "15.4"}, "engineVersion", "15.4 is withdrawn: take 15.15 or later, or 15 alone"),
    (DB, {"engineVersion": "latest"}, "engineVersion", "must be a PostgreSQL version"),
    (DB, {"backupRetentionPeriod": 40}, "backupRetentionPeriod", "between 0 and 35 days, not 40"),
    (DB, {"backupWindow": "3-4"}, "backupWindow", "must be a window such as 03:00-04:00"),
    (DB, {"backupWindow": "04:30-05:30"}, "backupWindow", "overlaps maintenanceWindow"),
    (DB, {"backupWindow": "03:00-03:10"}, "backupWindow", "at least 30 minutes long, not 10"),
    (DB, {"monitoringRoleArn": ABSENT}, "monitoringRoleArn", "must be set where monitoringInterval is above 0"),
    (DB, {"monitoringInterval": 20}, "monitoringInterval", "must be one of 0, 1, 5, 10, 15, 30, 60"),
    (DB, {"performanceInsightsRetentionPeriod": 100}, "performanceInsightsRetentionPeriod", "a multiple of 31"),
    (DB, {"performanceInsightsRetentionPeriod": 7}, "performanceInsightsRetentionPeriod", "at least 465 days"),
    (DB, {"performanceInsightsEnabled": False}, "databaseInsightsMode", "advanced needs performanceInsightsEnabled"),
    (DB, {"availabilityZone": "us-east-1a"}, "availabilityZone", "cannot be set where multiAz is true"),
    (DB, {"storageEncrypted": False}, "kmsKeyId", "kmsKeyId needs storageEncrypted to be true"),
    (DB, {"enabledCloudwatchLogsExports": ["slowquery"]}, "enabledCloudwatchLogsExports", "one of postgresql, upgrade"),
    (DB_SUBNETS, {"subnetIds": ["a"]}, "subnetIds", "in at least two availability zones"),
    (DB_SUBNETS, {"name": "default"}, "name", "and not default"),
    (DB_PARAMETERS, {"parameters": [{"name": "a", "value": "1", "applyMethod": "soon"}]},
     "parameters[0].applyMethod", "must be one of immediate, pending-reboot"),
    (DB_PARAMETERS, {"parameters": [{"name": "a", "value": "1"}] * 2}, "parameters[0].name", "set more than once"),
    (DB_EVENTS, {"sourceType": ABSENT}, "sourceIds", "sourceIds needs sourceType to be set"),
    (DB_BACKUPS, {"sourceDbInstanceArn": f"arn:aws:rds:us-east-1:{ACCOUNT}:db:x"},
     "sourceDbInstanceArn", "cannot be replicated to the same region"),
    (CACHE, {"numCacheClusters": 3}, "numNodeGroups", "numNodeGroups conflicts with numCacheClusters"),
    (CACHE, {"automaticFailoverEnabled": False}, "multiAzEnabled", "needs automaticFailoverEnabled to be true"),
    (CACHE, {"replicasPerNodeGroup": 0}, "replicasPerNodeGroup", "at least 1 where multiAzEnabled is true"),
    (CACHE, {"clusterMode": "disabled"}, "numNodeGroups", "must be 1 where clusterMode is disabled, not 3"),
    (CACHE, {"authToken": Secret("short")}, "authToken", "must be 16 to 128 printable characters"),
    (CACHE, {"userGroupIds": ["sessions"]}, "userGroupIds", "conflicts with authToken"),
    (CACHE, {"engine": "redis", "engineVersion": "7.2"}, "engineVersion", "after 7.1 the engine is valkey"),
    (CACHE, {"engineVersion": "7"}, "engineVersion", "engineVersion of valkey must be 7.2, 8.0 or later"),
    (CACHE, {"nodeType": "r7g.large"}, "nodeType", "must be a node type such as cache.r7g.large"),
    (CACHE, {"nodeType": ABSENT}, "nodeType", "nodeType must be set"),
    (CACHE, {"snapshotRetentionLimit": 36}, "snapshotRetentionLimit", "between 0 and 35 days, not 36"),
    (CACHE, {"snapshotWindow": "05:30-06:30"}, "snapshotWindow", "overlaps maintenanceWindow"),
    (CACHE, {"transitEncryptionEnabled": False}, "transitEncryptionMode", "needs transitEncryptionEnabled"),
    (CACHE, {"replicationGroupId": "x" * 41}, "replicationGroupId", "must be 1 to 40 letters"),
    (CACHE, {"description": ""}, "description", "must be some text"),
    (CACHE_USER, {"authenticationMode": ABSENT}, "passwords", "one of passwords, authenticationMode"),
    (CACHE_USER, {"noPasswordRequired": True, "passwords": ["0123456789abcdef"]}, "noPasswordRequired", "conflicts"),
    (CACHE_USER, {"authenticationMode": {"type": "iam"}}, "userName", "must equal userId for IAM authentication"),
]  # fmt: skip


def changed(token: str, overrides: dict[str, Any]) -> dict[str, Any]:
    inputs = {**SAMPLES[token], **overrides}
    return {name: value for name, value in inputs.items() if value is not ABSENT}


def failures(token: str, overrides: dict[str, Any]) -> tuple[Failure, ...]:
    return clouds.check(token, urn_of(token), changed(token, overrides), None, SCOPE).failures


@pytest.mark.parametrize(
    ("token", "overrides", "path", "sentence"), [*NETWORK, *IDENTITIES, *MESSAGES, *CLUSTERS, *DATA]
)
def test_a_cloud_refuses(token: str, overrides: dict[str, Any], path: str, sentence: str) -> None:
    told = [failure.reason for failure in failures(token, overrides) if failure.path == path]
    assert [reason for reason in told if sentence in reason] != [], failures(token, overrides)


@pytest.mark.parametrize(
    ("token", "overrides"),
    [
        (DB, {"password": Secret("hunter2")}),
        (CACHE, {"authToken": Secret("hunter2")}),
        (CACHE_USER, {"authenticationMode": ABSENT, "passwords": Secret(["hunter2"])}),
        (VERSION, {"secretString": ABSENT, "secretBinary": Secret("hunter2?")}),
        (KUBERNETES, {"kubeconfig": Secret('{"clusters": "hunter2"')}),
        (KEY, {"description": Secret(2), "keyUsage": Secret("hunter2")}),
    ],
)
def test_a_refusal_never_tells_a_secret(token: str, overrides: dict[str, Any]) -> None:
    told = failures(token, overrides)
    assert told != ()
    assert [failure.reason for failure in told if "hunter2" in failure.reason] == []


def test_a_whole_replica_is_accepted() -> None:
    assert failures(DB, REPLICA) == ()


def test_gp3_below_the_threshold_is_accepted_without_iops() -> None:
    assert failures(DB, {"allocatedStorage": 100, "iops": ABSENT, "storageThroughput": ABSENT}) == ()


def test_windows_that_touch_do_not_overlap() -> None:
    assert failures(DB, {"backupWindow": "03:00-04:00", "maintenanceWindow": "sun:04:00-sun:05:00"}) == ()


@pytest.mark.parametrize(
    ("token", "outputs", "sentence"),
    [
        (
            DB,
            {"deletionProtection": True, "skipFinalSnapshot": True},
            "the instance is protected from deletion",
        ),
        (
            DB,
            {"skipFinalSnapshot": False},
            "finalSnapshotIdentifier must be set where skipFinalSnapshot is false",
        ),
        (CLUSTER, {"deletionProtection": True}, "the cluster is protected from deletion"),
        (LOGS, {"deletionProtectionEnabled": True}, "the log group is protected"),
    ],
)
def test_a_cloud_refuses_to_delete(token: str, outputs: dict[str, Any], sentence: str) -> None:
    (failure,) = clouds.check_delete(token, outputs)
    assert sentence in failure.reason


@pytest.mark.parametrize(
    ("token", "outputs"),
    [
        (DB, {"skipFinalSnapshot": True}),
        (DB, {"replicateSourceDb": "x", "skipFinalSnapshot": False}),
        (CLUSTER, {}),
    ],
)
def test_a_cloud_deletes_what_nothing_holds(token: str, outputs: dict[str, Any]) -> None:
    assert clouds.check_delete(token, outputs) == ()


@pytest.mark.parametrize(
    "arn",
    [
        "arn:aws:iam:aws:policy/AmazonEKSClusterPolicy",
        "arn:aws:iam::12345:policy/short",
        "arn:aws:iam:us-esat:aws:policy/region",
        "arn:aws:iam::aws:",
        "AmazonEKSClusterPolicy",
    ],
)
def test_an_arn_with_a_part_too_few_or_misspelt_is_refused(arn: str) -> None:
    token = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
    inputs = {**SAMPLES[token], "policyArn": arn}
    (failure,) = clouds.check(token, urn_of(token), inputs, None, SCOPE).failures
    assert failure.path == "policyArn"
    assert failure.reason.startswith("policyArn must be the ARN of a resource of iam, not ")


def test_a_refusal_that_cuts_a_long_secret_tells_no_part_of_it() -> None:
    inputs = {**SAMPLES[VPC], "instanceTenancy": Secret("never-shown 'quoted' " * 9)}
    (failure,) = clouds.check(VPC, urn_of(VPC), inputs, None, SCOPE).failures
    assert failure.reason == "instanceTenancy must be one of default, dedicated, not the text (secret)"
