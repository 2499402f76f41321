"""Valid inputs of the types that guard an account, as a program registers them."""

from typing import Any

ACCOUNT = "111122223333"
KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/mrk-0123"
TOPIC = f"arn:aws:sns:us-east-1:{ACCOUNT}:alarms"
CIS = "arn:aws:securityhub:us-east-1::standards/cis-aws-foundations-benchmark/v/5.0.0"

GUARD: dict[str, dict[str, Any]] = {
    "aws:amp/workspace:Workspace": {"alias": "production-clusters", "kmsKeyArn": KEY},
    "aws:amp/workspaceConfiguration:WorkspaceConfiguration": {
        "workspaceId": "ws-01234567-89ab-4cde-8f01-23456789abcd",
        "retentionPeriodInDays": 395,
        "limitsPerLabelSets": [
            {"labelSet": {"cluster": "production-us-east-1"}, "limits": {"maxSeries": 2000}}
        ],
    },
    "aws:guardduty/detector:Detector": {"enable": True, "findingPublishingFrequency": "FIFTEEN_MINUTES"},
    "aws:guardduty/detectorFeature:DetectorFeature": {
        "detectorId": "0123456789abcdef0123456789abcdef",
        "name": "RUNTIME_MONITORING",
        "status": "ENABLED",
        "additionalConfigurations": [{"name": "EKS_ADDON_MANAGEMENT", "status": "ENABLED"}],
    },
    "aws:securityhub/account:Account": {
        "enableDefaultStandards": False,
        "controlFindingGenerator": "SECURITY_CONTROL",
    },
    "aws:securityhub/standardsSubscription:StandardsSubscription": {"standardsArn": CIS},
    "aws:securityhub/standardsControlAssociation:StandardsControlAssociation": {
        "standardsArn": CIS,
        "securityControlId": "IAM.6",
        "associationStatus": "DISABLED",
        "updatedReason": "the root user has a hardware key",
    },
    "aws:securityhub/findingAggregator:FindingAggregator": {
        "linkingMode": "SPECIFIED_REGIONS",
        "specifiedRegions": ["us-west-2"],
    },
    "aws:cfg/recorder:Recorder": {
        "name": "production",
        "roleArn": f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig",
        "recordingGroup": {
            "allSupported": False,
            "exclusionByResourceTypes": [{"resourceTypes": ["AWS::Config::ResourceCompliance"]}],
            "recordingStrategies": [{"useOnly": "EXCLUSION_BY_RESOURCE_TYPES"}],
        },
        "recordingMode": {
            "recordingFrequency": "CONTINUOUS",
            "recordingModeOverride": {
                "recordingFrequency": "DAILY",
                "resourceTypes": ["AWS::EC2::NetworkInterface"],
            },
        },
    },
    "aws:cfg/recorderStatus:RecorderStatus": {"name": "production", "isEnabled": True},
    "aws:cfg/deliveryChannel:DeliveryChannel": {
        "name": "production",
        "s3BucketName": "production-logs",
        "s3KeyPrefix": "config",
        "snapshotDeliveryProperties": {"deliveryFrequency": "TwentyFour_Hours"},
    },
    "aws:cfg/retentionConfiguration:RetentionConfiguration": {"retentionPeriodInDays": 2557},
    "aws:cfg/rule:Rule": {
        "name": "production-required-tags",
        "source": {"owner": "AWS", "sourceIdentifier": "REQUIRED_TAGS"},
        "inputParameters": '{"tag1Key":"owner"}',
        "scope": {"complianceResourceTypes": ["AWS::S3::Bucket"]},
        "tags": {"Name": "production-required-tags"},
    },
    "aws:accessanalyzer/analyzer:Analyzer": {
        "analyzerName": "unused-90",
        "type": "ACCOUNT_UNUSED_ACCESS",
        "configuration": {"unusedAccess": {"unusedAccessAge": 90}},
        "tags": {"Name": "unused"},
    },
    "aws:iam/outboundWebIdentityFederation:OutboundWebIdentityFederation": {},
    "aws:iam/accountPasswordPolicy:AccountPasswordPolicy": {
        "minimumPasswordLength": 14,
        "passwordReusePrevention": 24,
        "maxPasswordAge": 90,
    },
    "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock": {"blockPublicAcls": True},
    "aws:ebs/encryptionByDefault:EncryptionByDefault": {"enabled": True},
    "aws:ebs/defaultKmsKey:DefaultKmsKey": {"keyArn": KEY},
    "aws:ebs/snapshotBlockPublicAccess:SnapshotBlockPublicAccess": {"state": "block-all-sharing"},
    "aws:ec2/imageBlockPublicAccess:ImageBlockPublicAccess": {"state": "block-new-sharing"},
    "aws:ec2/serialConsoleAccess:SerialConsoleAccess": {"enabled": False},
    "aws:ec2/instanceMetadataDefaults:InstanceMetadataDefaults": {
        "httpTokens": "required",
        "httpPutResponseHopLimit": 1,
    },
    "aws:ec2/networkInterface:NetworkInterface": {
        "subnetId": "subnet-0a",
        "securityGroups": ["sg-0a"],
        "sourceDestCheck": False,
    },
    "aws:ec2/eipAssociation:EipAssociation": {
        "allocationId": "eipalloc-0a",
        "networkInterfaceId": "eni-0a",
        "allowReassociation": True,
    },
    "aws:budgets/budget:Budget": {
        "name": "total",
        "budgetType": "COST",
        "timeUnit": "MONTHLY",
        "limitAmount": "500",
        "limitUnit": "USD",
        "costFilters": [{"name": "Service", "values": ["Amazon Redshift"]}],
        "notifications": [
            {
                "notificationType": "ACTUAL",
                "comparisonOperator": "GREATER_THAN",
                "threshold": 80,
                "thresholdType": "PERCENTAGE",
                "subscriberSnsTopicArns": [TOPIC],
            }
        ],
    },
    "aws:costexplorer/anomalyMonitor:AnomalyMonitor": {
        "name": "services",
        "monitorType": "DIMENSIONAL",
        "monitorDimension": "SERVICE",
    },
    "aws:costexplorer/anomalySubscription:AnomalySubscription": {
        "name": "immediate",
        "frequency": "IMMEDIATE",
        "monitorArnLists": [f"arn:aws:ce::{ACCOUNT}:anomalymonitor/0"],
        "subscribers": [{"type": "SNS", "address": TOPIC}],
        "thresholdExpression": {
            "dimension": {
                "key": "ANOMALY_TOTAL_IMPACT_PERCENTAGE",
                "matchOptions": ["GREATER_THAN_OR_EQUAL"],
                "values": ["20"],
            }
        },
    },
    "aws:costexplorer/costAllocationTag:CostAllocationTag": {"tagKey": "owner", "status": "Active"},
    "aws:autoscaling/group:Group": {
        "name": "gateway",
        "minSize": 1,
        "maxSize": 1,
        "launchTemplate": {"id": "lt-0a", "version": "1"},
        "vpcZoneIdentifiers": ["subnet-0a"],
        "maxInstanceLifetime": 2592000,
        "initialLifecycleHooks": [
            {
                "name": "up",
                "lifecycleTransition": "autoscaling:EC2_INSTANCE_LAUNCHING",
                "defaultResult": "ABANDON",
                "heartbeatTimeout": 600,
            }
        ],
        "instanceRefresh": {"strategy": "Rolling", "preferences": {"minHealthyPercentage": 0}},
        "tags": [{"key": "Name", "value": "gateway", "propagateAtLaunch": False}],
    },
    "random:index/randomBytes:RandomBytes": {"length": 32},
}
