"""What AWS tells of its own services, through the CloudWatch exporter.

CloudWatch comes minutes late and some metrics stop when nothing happens: what is judged is the last value of a quarter of an
hour. Alarms of CloudWatch itself (components/*/alarms.py) still mail people where no cluster runs.
"""

from typing import Final

from components.observability.alerts.model import Alert, Group

_DATABASE: Final = (
    Alert(
        name="RdsReplicaLagging",
        expr="max by (dimension_DBInstanceIdentifier) (aws_rds_replica_lag_maximum) > <replica_lag>",
        for_="5m",
        severity="warning",
        owner="database-team",
        summary="{{ $labels.dimension_DBInstanceIdentifier }} is behind",
        description="It is {{ $value | humanizeDuration }} behind the primary, above <replica_lag>: reads are stale.",
        dashboard="postgresql",
        needs="cloudwatch",
    ),
    Alert(
        name="RdsReplicaBeyondRpo",
        expr="max by (dimension_DBInstanceIdentifier) (aws_rds_replica_lag_maximum) > <replica_lag_rpo>",
        for_="5m",
        severity="critical",
        owner="database-team",
        summary="A failover to {{ $labels.dimension_DBInstanceIdentifier }} would lose too much",
        description="It is {{ $value | humanizeDuration }} behind the primary, and no more than <replica_lag_rpo> may be lost.",
        dashboard="postgresql",
        needs="cloudwatch",
    ),
    Alert(
        name="RdsStorageFillsWithinADay",
        expr="""
        min by (dimension_DBInstanceIdentifier) (
          predict_linear(aws_rds_free_storage_space_minimum[6h], 24 * 3600)) < 0""",
        for_="1h",
        severity="warning",
        owner="database-team",
        summary="{{ $labels.dimension_DBInstanceIdentifier }} has storage for less than a day",
        description="At the pace of the last six hours nothing is left within 24 hours.",
        dashboard="postgresql",
        needs="cloudwatch",
    ),
    Alert(
        name="RdsStorageNearlyGone",
        expr="min by (dimension_DBInstanceIdentifier) (aws_rds_free_storage_space_minimum) < <rds_storage_left>",
        for_="5m",
        severity="critical",
        owner="database-team",
        summary="{{ $labels.dimension_DBInstanceIdentifier }} has no storage left",
        description="{{ $value | humanize1024 }}B are left, below <rds_storage_left>. Without any RDS stops the instance.",
        dashboard="postgresql",
        needs="cloudwatch",
    ),
)
_MESSAGES: Final = (
    Alert(
        name="QueueMessagesOld",
        expr="""
        max by (dimension_QueueName) (
          aws_sqs_approximate_age_of_oldest_message_maximum{dimension_QueueName!~".*-dead-letters([.]fifo)?"})
        > <message_age>""",
        for_="5m",
        severity="warning",
        owner="backend-team",
        summary="Messages of {{ $labels.dimension_QueueName }} wait",
        description="The oldest is {{ $value | humanizeDuration }} old, above <message_age>: its consumers are down, or too few.",
        dashboard="queues",
        needs="cloudwatch",
    ),
    Alert(
        name="DeadLettersWaiting",
        expr="""
        max by (dimension_QueueName) (
          aws_sqs_approximate_number_of_messages_visible_maximum{dimension_QueueName=~".*-dead-letters([.]fifo)?"}) > 0""",
        for_="15m",
        severity="warning",
        owner="backend-team",
        summary="Messages were given up in {{ $labels.dimension_QueueName }}",
        description="{{ $value }} messages failed at every attempt and wait for somebody to look at them.",
        dashboard="queues",
        needs="cloudwatch",
    ),
    Alert(
        name="StreamConsumerBehind",
        expr="""
        max by (dimension_StreamName) (aws_kinesis_get_records_iterator_age_milliseconds_maximum) > <iterator_age>""",
        for_="10m",
        severity="warning",
        owner="backend-team",
        summary="A consumer of {{ $labels.dimension_StreamName }} is behind",
        description="It reads what was written {{ $value | humanize }} ms ago, above <iterator_age>. What is older than the "
        "stream keeps is lost.",
        dashboard="queues",
        needs="cloudwatch",
    ),
)
_EXPORTER: Final = (
    Alert(
        name="CloudwatchNotRead",
        expr="sum by (job) (increase(yace_cloudwatch_request_errors[15m])) > 0 or absent(aws_rds_free_storage_space_minimum)",
        for_="30m",
        severity="warning",
        owner="platform-team",
        summary="AWS's metrics are not read",
        description="The CloudWatch exporter has failed for half an hour, so that no alert on RDS, queues or streams can fire.",
        dashboard="prometheus",
        needs="cloudwatch",
    ),
)
GROUP: Final = Group(name="aws.rules", alerts=(*_DATABASE, *_MESSAGES, *_EXPORTER))
