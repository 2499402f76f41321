"""Valid inputs of every type in use, as a program registers them."""

from typing import Any

from simulator.clouds import Scope, scope_of
from simulator.values import Secret
from tests.simulator.clouds.samples_azure import AZURE
from tests.simulator.clouds.samples_cloudflare import CLOUDFLARE
from tests.simulator.clouds.samples_data import DATA as DATA_SYSTEMS
from tests.simulator.clouds.samples_edge import EDGE
from tests.simulator.clouds.samples_gcp import GCP
from tests.simulator.clouds.samples_guard import GUARD
from tests.simulator.clouds.samples_stores import STORES

ACCOUNT = "111122223333"
SCOPE = Scope(region="us-east-1", account=ACCOUNT)
PROJECT = "platform-prod-1"
SUBSCRIPTION = "5f0d7a8e-2b1c-4d3e-8f90-a1b2c3d4e5f6"
TENANT = "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
SCOPES = {
    "gcp": scope_of({"project": PROJECT, "region": "us-central1", "zone": "us-central1-a"}),
    "azure-native": scope_of({"subscriptionId": SUBSCRIPTION, "tenantId": TENANT, "location": "eastus"}),
    "cloudflare": scope_of({}),
}
KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/mrk-0123"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/operator"
TOPIC = f"arn:aws:sns:us-east-1:{ACCOUNT}:alarms"
POLICY = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"kms:*","Resource":"*"}]}'

NETWORK: dict[str, dict[str, Any]] = {
    "aws:ec2/vpc:Vpc": {"cidrBlock": "10.0.0.0/16", "enableDnsHostnames": True, "tags": {"Name": "main"}},
    "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation": {
        "vpcId": "vpc-1",
        "cidrBlock": "100.64.0.0/16",
    },
    "aws:ec2/subnet:Subnet": {"vpcId": "vpc-1", "cidrBlock": "10.0.1.0/24", "availabilityZone": "us-east-1b"},
    "aws:ec2/internetGateway:InternetGateway": {"vpcId": "vpc-1"},
    "aws:ec2/routeTable:RouteTable": {"vpcId": "vpc-1"},
    "aws:ec2/defaultRouteTable:DefaultRouteTable": {"defaultRouteTableId": "rtb-0a", "routes": []},
    "aws:ec2/route:Route": {
        "routeTableId": "rtb-0a",
        "destinationCidrBlock": "0.0.0.0/0",
        "natGatewayId": "nat-0a",
    },
    "aws:ec2/routeTableAssociation:RouteTableAssociation": {
        "routeTableId": "rtb-0a",
        "subnetId": "subnet-0a",
    },
    "aws:ec2/eip:Eip": {"domain": "vpc"},
    "aws:ec2/natGateway:NatGateway": {"allocationId": "eipalloc-0a", "subnetId": "subnet-0a"},
    "aws:ec2/vpcEndpoint:VpcEndpoint": {
        "vpcId": "vpc-1",
        "serviceName": "com.amazonaws.us-east-1.sts",
        "vpcEndpointType": "Interface",
        "subnetIds": ["subnet-0a", "subnet-0b"],
        "securityGroupIds": ["sg-0a"],
        "privateDnsEnabled": True,
    },
    "aws:ec2/flowLog:FlowLog": {
        "vpcId": "vpc-1",
        "trafficType": "ALL",
        "logDestination": f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:flows",
        "iamRoleArn": ROLE,
        "maxAggregationInterval": 60,
    },
    "aws:ec2/vpcPeeringConnection:VpcPeeringConnection": {
        "vpcId": "vpc-1",
        "peerVpcId": "vpc-2",
        "peerRegion": "us-west-2",
        "autoAccept": False,
    },
    "aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter": {
        "vpcPeeringConnectionId": "pcx-0a",
        "autoAccept": True,
    },
    "aws:ec2/peeringConnectionOptions:PeeringConnectionOptions": {
        "vpcPeeringConnectionId": "pcx-0a",
        "accepter": {"allowRemoteVpcDnsResolution": True},
    },
    "aws:ec2/securityGroup:SecurityGroup": {"vpcId": "vpc-1", "description": "Firewall of the database"},
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": {"vpcId": "vpc-1"},
    "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl": {"defaultNetworkAclId": "acl-0a"},
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": {
        "securityGroupId": "sg-0a",
        "referencedSecurityGroupId": "sg-0b",
        "ipProtocol": "tcp",
        "fromPort": 5432,
        "toPort": 5432,
    },
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": {
        "securityGroupId": "sg-0a",
        "cidrIpv4": "0.0.0.0/0",
        "ipProtocol": "-1",
    },
    "aws:ec2/launchTemplate:LaunchTemplate": {
        "name": "nodes",
        "metadataOptions": {"httpTokens": "required", "httpPutResponseHopLimit": 1},
        "blockDeviceMappings": [
            {"deviceName": "/dev/xvda", "ebs": {"volumeType": "gp3", "volumeSize": 50, "encrypted": "true"}}
        ],
    },
}

IDENTITY: dict[str, dict[str, Any]] = {
    "aws:kms/key:Key": {"enableKeyRotation": True, "deletionWindowInDays": 30, "policy": POLICY},
    "aws:kms/replicaKey:ReplicaKey": {
        "primaryKeyArn": f"arn:aws:kms:us-west-2:{ACCOUNT}:key/mrk-0123",
        "deletionWindowInDays": 7,
    },
    "aws:kms/alias:Alias": {"name": "alias/production/rds", "targetKeyId": "mrk-0123"},
    "aws:iam/role:Role": {"assumeRolePolicy": POLICY},
    "aws:iam/rolePolicy:RolePolicy": {"role": "operator", "policy": POLICY},
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": {
        "role": "operator",
        "policyArn": "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy",
    },
    "aws:iam/policy:Policy": {"policy": POLICY, "path": "/platform/"},
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": {
        "url": "https://oidc.eks.us-east-1.amazonaws.com/id/ABC",
        "clientIdLists": ["sts.amazonaws.com"],
    },
    "aws:iam/instanceProfile:InstanceProfile": {"role": "operator"},
    "aws:iam/serviceLinkedRole:ServiceLinkedRole": {"awsServiceName": "spot.amazonaws.com"},
    "random:index/randomPassword:RandomPassword": {"length": 32, "special": False, "minUpper": 2},
    "random:index/randomId:RandomId": {"byteLength": 4},
    "pulumi:providers:aws": {"region": "us-east-1", "allowedAccountIds": f'["{ACCOUNT}"]'},
    "pulumi:providers:gcp": {
        "project": PROJECT,
        "region": "us-central1",
        "zone": "us-central1-a",
        "defaultLabels": '{"owner": "platform"}',
    },
    "pulumi:providers:azure-native": {
        "subscriptionId": SUBSCRIPTION,
        "tenantId": TENANT,
        "clientId": Secret(SUBSCRIPTION),
        "location": "East US",
        "environment": "public",
        "useOidc": "true",
    },
    "pulumi:providers:cloudflare": {"apiToken": Secret("t" * 40)},
    "pulumi:providers:kubernetes": {
        "kubeconfig": Secret('{"clusters": [{"cluster": {}}], "contexts": [{}], "users": [{}]}'),
        "enableServerSideApply": "true",
    },
    "pulumi:providers:random": {},
}

MESSAGES: dict[str, dict[str, Any]] = {
    "aws:cloudwatch/logGroup:LogGroup": {
        "name": "/aws/eks/main/cluster",
        "retentionInDays": 365,
        "kmsKeyId": KEY,
    },
    "aws:cloudwatch/metricAlarm:MetricAlarm": {
        "comparisonOperator": "GreaterThanThreshold",
        "evaluationPeriods": 3,
        "metricName": "CPUUtilization",
        "namespace": "AWS/RDS",
        "period": 60,
        "statistic": "Average",
        "threshold": 80.0,
        "alarmActions": [TOPIC],
    },
    "aws:cloudwatch/eventRule:EventRule": {"eventPattern": '{"source": ["aws.health"]}'},
    "aws:cloudwatch/eventTarget:EventTarget": {"rule": "health", "arn": TOPIC},
    "aws:sns/topic:Topic": {"name": "alarms", "kmsMasterKeyId": KEY},
    "aws:sns/topicPolicy:TopicPolicy": {"arn": TOPIC, "policy": POLICY},
    "aws:sns/topicSubscription:TopicSubscription": {
        "topic": TOPIC,
        "protocol": "email",
        "endpoint": "on@call.example",
    },
    "aws:sqs/queue:Queue": {"name": "interruptions", "messageRetentionSeconds": 300},
    "aws:sqs/queuePolicy:QueuePolicy": {
        "queueUrl": f"https://sqs.us-east-1.amazonaws.com/{ACCOUNT}/interruptions",
        "policy": POLICY,
    },
    "aws:secretsmanager/secret:Secret": {
        "name": "production/db",
        "kmsKeyId": KEY,
        "replicas": [{"region": "us-west-2"}],
    },
    "aws:secretsmanager/secretVersion:SecretVersion": {
        "secretId": f"arn:aws:secretsmanager:us-east-1:{ACCOUNT}:secret:production/db-AbCdEf",
        "secretString": Secret('{"password": "hunter2"}'),
    },
    "aws:secretsmanager/secretPolicy:SecretPolicy": {
        "secretArn": f"arn:aws:secretsmanager:us-east-1:{ACCOUNT}:secret:production/db-AbCdEf",
        "policy": POLICY,
    },
}

CLUSTERS: dict[str, dict[str, Any]] = {
    "aws:eks/cluster:Cluster": {
        "name": "production",
        "roleArn": ROLE,
        "version": "1.34",
        "vpcConfig": {"subnetIds": ["subnet-0a", "subnet-0b"], "endpointPrivateAccess": True},
        "accessConfig": {"authenticationMode": "API", "bootstrapClusterCreatorAdminPermissions": False},
        "encryptionConfig": {"provider": {"keyArn": KEY}, "resources": ["secrets"]},
        "enabledClusterLogTypes": ["api", "audit"],
    },
    "aws:eks/nodeGroup:NodeGroup": {
        "clusterName": "production",
        "nodeGroupName": "system",
        "nodeRoleArn": ROLE,
        "subnetIds": ["subnet-0a"],
        "scalingConfig": {"minSize": 1, "desiredSize": 2, "maxSize": 3},
        "instanceTypes": ["m6i.large", "m5.large"],
        "launchTemplate": {"id": "lt-0a", "version": "1"},
        "taints": [{"key": "CriticalAddonsOnly", "value": "true", "effect": "NO_SCHEDULE"}],
        "updateConfig": {"maxUnavailable": 1},
    },
    "aws:eks/addon:Addon": {
        "clusterName": "production",
        "addonName": "vpc-cni",
        "addonVersion": "v1.20.4-eksbuild.1",
    },
    "aws:eks/accessEntry:AccessEntry": {"clusterName": "production", "principalArn": ROLE},
    "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": {
        "clusterName": "production",
        "principalArn": ROLE,
        "policyArn": "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
        "accessScope": {"type": "cluster"},
    },
    "aws:eks/podIdentityAssociation:PodIdentityAssociation": {
        "clusterName": "production",
        "namespace": "kube-system",
        "serviceAccount": "karpenter",
        "roleArn": ROLE,
    },
    "aws:autoscaling/tag:Tag": {
        "autoscalingGroupName": "eks-system",
        "tag": {"key": "k8s.io/cluster-autoscaler/enabled", "value": "true", "propagateAtLaunch": False},
    },
}

DATA: dict[str, dict[str, Any]] = {
    "aws:rds/instance:Instance": {
        "identifier": "production-db",
        "engine": "postgres",
        "engineVersion": "17.7",
        "instanceClass": "db.r6g.xlarge",
        "allocatedStorage": 1000,
        "storageType": "gp3",
        "iops": 12000,
        "storageThroughput": 500,
        "storageEncrypted": True,
        "kmsKeyId": KEY,
        "username": "platform",
        "password": Secret("a-long-password"),
        "multiAz": True,
        "backupRetentionPeriod": 30,
        "backupWindow": "03:00-04:00",
        "maintenanceWindow": "sun:04:00-sun:05:00",
        "monitoringInterval": 60,
        "monitoringRoleArn": ROLE,
        "performanceInsightsEnabled": True,
        "databaseInsightsMode": "advanced",
        "performanceInsightsRetentionPeriod": 465,
        "enabledCloudwatchLogsExports": ["postgresql", "upgrade"],
        "deletionProtection": True,
        "finalSnapshotIdentifier": "production-db-final",
    },
    "aws:rds/subnetGroup:SubnetGroup": {"name": "production-db", "subnetIds": ["subnet-0a", "subnet-0b"]},
    "aws:rds/parameterGroup:ParameterGroup": {
        "name": "production-db-postgres17",
        "family": "postgres17",
        "parameters": [{"name": "rds.force_ssl", "value": "1"}],
    },
    "aws:rds/eventSubscription:EventSubscription": {
        "snsTopic": TOPIC,
        "sourceType": "db-instance",
        "sourceIds": ["production-db"],
    },
    "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication": {
        "sourceDbInstanceArn": f"arn:aws:rds:us-west-2:{ACCOUNT}:db:production-db",
        "kmsKeyId": KEY,
        "retentionPeriod": 30,
    },
    "aws:elasticache/replicationGroup:ReplicationGroup": {
        "replicationGroupId": "sessions",
        "description": "Sessions",
        "engine": "valkey",
        "engineVersion": "8.1",
        "nodeType": "cache.r7g.large",
        "clusterMode": "enabled",
        "numNodeGroups": 3,
        "replicasPerNodeGroup": 1,
        "automaticFailoverEnabled": True,
        "multiAzEnabled": True,
        "atRestEncryptionEnabled": True,
        "transitEncryptionEnabled": True,
        "transitEncryptionMode": "required",
        "authToken": Secret("0123456789abcdef"),
        "snapshotRetentionLimit": 7,
        "snapshotWindow": "03:00-04:00",
        "maintenanceWindow": "sun:05:00-sun:06:00",
        "logDeliveryConfigurations": [
            {
                "destination": "slow",
                "destinationType": "cloudwatch-logs",
                "logFormat": "json",
                "logType": "slow-log",
            }
        ],
    },
    "aws:elasticache/subnetGroup:SubnetGroup": {"name": "sessions", "subnetIds": ["subnet-0a"]},
    "aws:elasticache/parameterGroup:ParameterGroup": {"name": "sessions-valkey8", "family": "valkey8"},
    "aws:elasticache/user:User": {
        "userId": "sessions-app",
        "userName": "app",
        "engine": "valkey",
        "accessString": "on ~* +@all",
        "authenticationMode": {"type": "password", "passwords": Secret(["0123456789abcdef"])},
    },
    "aws:elasticache/userGroup:UserGroup": {
        "userGroupId": "sessions",
        "engine": "valkey",
        "userIds": ["sessions-app"],
    },
}


def _object(version: str, kind: str, **fields: Any) -> dict[str, Any]:
    return {"apiVersion": version, "kind": kind, "metadata": {"name": "web", "namespace": "apps"}, **fields}


def _everywhere(version: str, kind: str, **fields: Any) -> dict[str, Any]:
    return {"apiVersion": version, "kind": kind, "metadata": {"name": "web"}, **fields}


CONTAINER: dict[str, Any] = {
    "name": "web",
    "image": "web:1",
    "ports": [{"containerPort": 8080}],
    "resources": {"requests": {"cpu": "250m", "memory": "64Mi"}, "limits": {"memory": "128Mi"}},
    "volumeMounts": [{"name": "cache", "mountPath": "/cache"}],
}
TEMPLATE: dict[str, Any] = {
    "metadata": {"labels": {"app": "web"}},
    "spec": {"containers": [CONTAINER], "volumes": [{"name": "cache", "emptyDir": {}}]},
}
SELECTED: dict[str, Any] = {"selector": {"matchLabels": {"app": "web"}}, "template": TEMPLATE}
ONCE: dict[str, Any] = {"spec": {**TEMPLATE["spec"], "restartPolicy": "Never"}}

OBJECTS: dict[str, dict[str, Any]] = {
    "kubernetes:helm.sh/v3:Release": {
        "chart": "cert-manager",
        "version": "v1.21.2",
        "repositoryOpts": {"repo": "https://charts.example.com"},
        "name": "cert-manager",
        "namespace": "cert-manager",
        "values": {"replicaCount": 2},
        "timeout": 600,
        "atomic": True,
    },
    "kubernetes:core/v1:Namespace": _everywhere("v1", "Namespace"),
    "kubernetes:core/v1:ResourceQuota": _object("v1", "ResourceQuota", spec={"hard": {"requests.cpu": "10"}}),
    "kubernetes:core/v1:LimitRange": _object(
        "v1", "LimitRange", spec={"limits": [{"type": "Container", "default": {"cpu": "500m"}}]}
    ),
    "kubernetes:core/v1:ServiceAccount": _object("v1", "ServiceAccount"),
    "kubernetes:core/v1:ConfigMap": _object("v1", "ConfigMap", data={"a.yaml": "b: c"}),
    "kubernetes:core/v1:Secret": _object("v1", "Secret", stringData={"password": "hunter2"}),
    "kubernetes:networking.k8s.io/v1:NetworkPolicy": _object(
        "networking.k8s.io/v1",
        "NetworkPolicy",
        spec={"podSelector": {}, "policyTypes": ["Ingress", "Egress"]},
    ),
    "kubernetes:storage.k8s.io/v1:StorageClass": _everywhere(
        "storage.k8s.io/v1",
        "StorageClass",
        provisioner="ebs.csi.aws.com",
        volumeBindingMode="WaitForFirstConsumer",
    ),
    "kubernetes:storage.k8s.io/v1:StorageClassPatch": _everywhere("storage.k8s.io/v1", "StorageClass"),
    "kubernetes:rbac.authorization.k8s.io/v1:Role": _object(
        "rbac.authorization.k8s.io/v1",
        "Role",
        rules=[{"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}],
    ),
    "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding": _object(
        "rbac.authorization.k8s.io/v1",
        "RoleBinding",
        roleRef={"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "web"},
        subjects=[{"kind": "ServiceAccount", "name": "web", "namespace": "apps"}],
    ),
    "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole": _everywhere(
        "rbac.authorization.k8s.io/v1",
        "ClusterRole",
        rules=[{"nonResourceURLs": ["/metrics"], "verbs": ["get"]}],
    ),
    "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding": _everywhere(
        "rbac.authorization.k8s.io/v1",
        "ClusterRoleBinding",
        roleRef={"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "view"},
    ),
    "kubernetes:apps/v1:Deployment": _object("apps/v1", "Deployment", spec={"replicas": 2, **SELECTED}),
    "kubernetes:apps/v1:DaemonSet": _object("apps/v1", "DaemonSet", spec=SELECTED),
    "kubernetes:apps/v1:StatefulSet": _object(
        "apps/v1", "StatefulSet", spec={"serviceName": "web", **SELECTED}
    ),
    "kubernetes:batch/v1:Job": _object("batch/v1", "Job", spec={"template": ONCE}),
    "kubernetes:batch/v1:CronJob": _object(
        "batch/v1", "CronJob", spec={"schedule": "0 3 * * *", "jobTemplate": {"spec": {"template": ONCE}}}
    ),
    "kubernetes:policy/v1:PodDisruptionBudget": _object(
        "policy/v1",
        "PodDisruptionBudget",
        spec={"minAvailable": "50%", "selector": {"matchLabels": {"app": "web"}}},
    ),
    "kubernetes:autoscaling/v2:HorizontalPodAutoscaler": _object(
        "autoscaling/v2",
        "HorizontalPodAutoscaler",
        spec={
            "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"},
            "minReplicas": 2,
            "maxReplicas": 5,
        },
    ),
    "kubernetes:core/v1:Service": _object("v1", "Service", spec={"ports": [{"port": 80}]}),
}

CUSTOM: dict[str, dict[str, Any]] = {
    "kubernetes:karpenter.sh/v1:NodePool": _everywhere("karpenter.sh/v1", "NodePool", spec={"weight": 10}),
}

SAMPLES = {
    **NETWORK,
    **IDENTITY,
    **MESSAGES,
    **CLUSTERS,
    **DATA,
    **EDGE,
    **OBJECTS,
    **CUSTOM,
    **STORES,
    **GCP,
    **GUARD,
    **CLOUDFLARE,
    **DATA_SYSTEMS,
    **AZURE,
}


def urn_of(token: str, name: str = "main") -> str:
    """Return the URN of a resource of this type in the stack dev."""
    return f"urn:pulumi:dev::platform::{token}::{name}"


def scope_for(token: str) -> Scope:
    """Return the scope of the provider that the samples of a type's package are made with."""
    return SCOPES.get(token.partition(":")[0], SCOPE)
