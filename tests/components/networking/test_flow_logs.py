import json

import pulumi_aws as aws

from tests.components.networking.networks import a_spec, built


def test_all_traffic_is_recorded_within_a_minute() -> None:
    recording = built(a_spec(flow_log_days=400))
    log = recording.only(aws.ec2.FlowLog)
    assert {key: value for key, value in log.inputs.items() if key != "tags"} == {
        "region": "us-east-1",
        "vpcId": "main-id",
        "trafficType": "ALL",
        "maxAggregationInterval": 60,
        "logDestinationType": "cloud-watch-logs",
        "logDestination": "arn:aws:cloudwatch:::main-flow-logs",
        "iamRoleArn": "arn:aws:iam:::main-flow-logs",
    }
    assert recording.depends_on(log, aws.iam.RolePolicy) == {"main-flow-logs"}


def test_the_record_is_encrypted_and_kept_as_long_as_asked() -> None:
    group = built(a_spec(flow_log_days=400)).only(aws.cloudwatch.LogGroup).inputs
    assert group["name"] == "/aws/vpc/flow-logs/main"
    assert group["kmsKeyId"] == "arn:logs-key"
    assert group["retentionInDays"] == 400


def test_only_the_flow_logs_of_this_account_use_the_role() -> None:
    role = built().only(aws.iam.Role).inputs
    assert role["maxSessionDuration"] == 3600
    assert json.loads(role["assumeRolePolicy"])["Statement"] == [
        {
            "Sid": "Trust",
            "Effect": "Allow",
            "Action": ["sts:AssumeRole"],
            "Principal": {"Service": ["vpc-flow-logs.amazonaws.com"]},
            "Condition": {
                "StringEquals": {"aws:SourceAccount": "123456789012"},
                "ArnLike": {"aws:SourceArn": "arn:aws:ec2:us-east-1:123456789012:vpc-flow-log/*"},
            },
        }
    ]


def test_the_role_writes_to_its_own_group_alone() -> None:
    policy = json.loads(built().only(aws.iam.RolePolicy).inputs["policy"])
    assert [(statement["Action"], statement["Resource"]) for statement in policy["Statement"]] == [
        (
            ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
            ["arn:aws:cloudwatch:::main-flow-logs:*"],
        ),
        (["logs:DescribeLogGroups"], ["arn:aws:logs:us-east-1:123456789012:log-group:*"]),
    ]
