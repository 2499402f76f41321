"""Backups that were not made.

The recovery point of 15 minutes is kept by replicas and copies, which are judged by it; what is made daily is judged by its
day.
"""

from typing import Final

from components.observability.alerts.model import Alert, Group

_CLUSTER: Final = (
    Alert(
        name="BackupOverdue",
        expr='time() - max by (schedule) (velero_backup_last_successful_timestamp{schedule!=""}) > <backup_age>',
        for_="10m",
        severity="warning",
        owner="platform-team",
        summary="The backup {{ $labels.schedule }} is overdue",
        description="The last good one is {{ $value | humanizeDuration }} old, above <backup_age>.",
        dashboard="recovery",
        needs="backups",
    ),
    Alert(
        name="BackupMissing",
        expr="""
        time() - max by (schedule) (velero_backup_last_successful_timestamp{schedule!=""}) > <backup_age_critical>""",
        for_="10m",
        severity="critical",
        owner="platform-team",
        summary="There is no usable backup of the last two days",
        description="The last good one of {{ $labels.schedule }} is {{ $value | humanizeDuration }} old, above "
        "<backup_age_critical>: what is lost now cannot be brought back.",
        dashboard="recovery",
        needs="backups",
    ),
    Alert(
        name="BackupFails",
        expr="""
        sum by (schedule) (increase(velero_backup_failure_total{schedule!=""}[1h])) > 0
        or sum by (schedule) (increase(velero_backup_partial_failure_total{schedule!=""}[1h])) > 0""",
        for_="0m",
        severity="warning",
        owner="platform-team",
        summary="A backup of {{ $labels.schedule }} failed",
        description="It failed, or is not whole. The next one runs tomorrow.",
        dashboard="recovery",
        needs="backups",
    ),
)
_DATA: Final = (
    Alert(
        name="DumpOverdue",
        expr="""
        time() - max by (namespace, cronjob) (
          kube_cronjob_status_last_successful_time{namespace="database",cronjob="postgresql-backup"}) > <backup_age>""",
        for_="10m",
        severity="warning",
        owner="database-team",
        summary="The nightly dump is overdue",
        description="The last one that was uploaded is {{ $value | humanizeDuration }} old, above <backup_age>. Other clouds "
        "recover from it.",
        dashboard="recovery",
        needs="dumps",
    ),
    Alert(
        name="BackupCopyOverdue",
        expr="""
        time() - max by (namespace, cronjob) (
          kube_cronjob_status_last_successful_time{namespace="backup-copies"}) > <backup_age>""",
        for_="10m",
        severity="warning",
        owner="platform-team",
        summary="Backups are not copied to another cloud",
        description="{{ $labels.cronjob }} last succeeded {{ $value | humanizeDuration }} ago, above <backup_age>.",
        dashboard="recovery",
        needs="copies",
    ),
    Alert(
        name="BucketReplicationBehind",
        expr="""
        max by (dimension_SourceBucket, dimension_DestinationBucket) (aws_s3_replication_latency_maximum) > <copy_lag>""",
        for_="15m",
        severity="warning",
        owner="platform-team",
        summary="{{ $labels.dimension_SourceBucket }} is not copied in time",
        description="{{ $labels.dimension_DestinationBucket }} is {{ $value | humanizeDuration }} behind, above <copy_lag>.",
        dashboard="recovery",
        needs="cloudwatch",
    ),
)
GROUP: Final = Group(name="backups.rules", alerts=(*_CLUSTER, *_DATA))
