"""What would be lost, and how long it would take: backups, dumps, replicas and copies (requirements, 7 and 15.1)."""

from components.observability.dashboards.authoring.board import Board, lines, note, table, value
from components.observability.dashboards.authoring.promql import (
    CLUSTER,
    REGION,
    age,
    grown,
    or_zero,
    series,
    total,
)
from components.observability.dashboards.authoring.variables import CLUSTERS, regions

SUCCEEDED = "kube_cronjob_status_last_successful_time"
DUMP = 'cronjob=~"postgresql-backup"'
COPIES = 'cronjob=~"backup-copies-.*"'
SCHEDULED = (CLUSTER, 'schedule!=""')
WORKFLOWS = (CLUSTER, 'name=~".*(failover|recover|restore|drill).*"')
LASTED = "argo_workflows_workflowtemplate_runtime"
BACKUPS = '"(postgresql-backup|backup-copies-.*)"'
DAY = "1d"


def _copied(what: str) -> str:
    return f"sum_over_time({series(f'aws_backup_number_of_{what}_sum', REGION)}[{DAY}])"


def _longest(share: str) -> str:
    buckets = total(grown(f"{LASTED}_bucket", *WORKFLOWS), "name", "le")
    return f"histogram_quantile({share}, {buckets})"


LOST = (
    value(
        "Furthest replica behind",
        "What would be lost if a region went and a replica took over. At most 15 minutes may be.",
        "s",
        f"max({series('aws_rds_replica_lag_maximum', REGION)})",
        limits=("recovery-point-seconds",),
        height=8,
    ),
    value(
        "Last backup of a cluster",
        "Since the schedule whose last backup is oldest. One is made a day.",
        "s",
        f"max({age('max by (schedule) (' + series('velero_backup_last_successful_timestamp', *SCHEDULED) + ')')})",
        limits=("backup-age-seconds",),
        height=8,
    ),
    value(
        "Last dump of the database",
        "Since the last job that ended well. One is made a day; between them stand the logs of RDS.",
        "s",
        f"max({age(series(SUCCEEDED, CLUSTER, DUMP))})",
        limits=("backup-age-seconds",),
        height=8,
    ),
    value(
        "Last copy to another cloud",
        "Since the last job that ended well, of the cloud that waits longest.",
        "s",
        f"max({age(series(SUCCEEDED, CLUSTER, COPIES))})",
        limits=("backup-age-seconds",),
        height=8,
    ),
    lines(
        "Replicas behind the primary",
        "By instance, as AWS tells, and by cluster, as PostgreSQL does. The line is 15 minutes.",
        "s",
        {
            "{{dimension_DBInstanceIdentifier}}": series("aws_rds_replica_lag_maximum", REGION),
            "{{instance}}": f"max by (instance) ({series('pg_replication_lag_seconds', CLUSTER)})",
            "{{dimension_CacheClusterId}}": series("aws_elasticache_replication_lag_maximum", REGION),
        },
        limits=("recovery-point-seconds",),
    ),
    lines(
        "Age of backups",
        "A saw with a tooth a day is what it should look like.",
        "s",
        {
            "{{schedule}}": age(
                f"max by (schedule) ({series('velero_backup_last_successful_timestamp', *SCHEDULED)})"
            ),
            "{{cronjob}}": age(f"max by (cronjob) ({series(SUCCEEDED, CLUSTER, 'cronjob=~' + BACKUPS)})"),
        },
        limits=("backup-age-seconds",),
    ),
)

CLUSTERS_OF = (
    table(
        "Backups of clusters",
        "By schedule, in the range that is looked at: whether the last ended well, how many did, and how many did not.",
        "none",
        {
            "last ended well": f"max by (schedule) ({series('velero_backup_last_status', *SCHEDULED)})",
            "ended well": total(grown("velero_backup_success_total", *SCHEDULED), "schedule"),
            "in part": total(grown("velero_backup_partial_failure_total", *SCHEDULED), "schedule"),
            "failed": total(grown("velero_backup_failure_total", *SCHEDULED), "schedule"),
        },
    ),
    lines(
        "Volumes",
        "Snapshots and uploads of volumes that did not succeed, in each step.",
        "none",
        {
            "snapshots": or_zero(
                total(grown("velero_csi_snapshot_failure_total", CLUSTER, over="$__rate_interval"))
            ),
            "uploads": or_zero(
                total(grown("podVolume_data_upload_failure_total", CLUSTER, over="$__rate_interval"))
            ),
        },
        limits=("none",),
    ),
    value(
        "Places for backups that cannot be reached",
        "Velero looks after each of them every minute.",
        "none",
        or_zero(f"count({series('velero_backup_location_status_gauge', CLUSTER)} == 0)"),
        limits=("none",),
        width=12,
        height=6,
    ),
    value(
        "Restores that failed",
        "In the range that is looked at, drills among them.",
        "none",
        or_zero(total(grown("velero_restore_failed_total", CLUSTER))),
        limits=("none",),
        width=12,
        height=6,
    ),
)

STORES = (
    lines(
        "Copies of snapshots",
        "Jobs of AWS Backup that copied to the other region, in a day, and those that failed.",
        "none",
        {
            "{{region}} copied": total(_copied("copy_jobs_completed"), "region"),
            "{{region}} failed": total(_copied("copy_jobs_failed"), "region"),
        },
    ),
    lines(
        "Recovery points",
        "Made by AWS Backup in a day, and jobs that failed.",
        "none",
        {
            "{{region}} made": total(_copied("recovery_points_completed"), "region"),
            "{{region}} failed": total(_copied("backup_jobs_failed"), "region"),
        },
    ),
    lines(
        "Trials of restoring",
        "Restores that AWS Backup makes to see whether they work, in a day.",
        "none",
        {
            "{{region}} worked": total(_copied("restore_jobs_completed"), "region"),
            "{{region}} failed": total(_copied("restore_jobs_failed"), "region"),
        },
        width=24,
    ),
)

TIME = (
    lines(
        "How long a failover or a drill took",
        "The longest run of each workflow in the range that is looked at. An hour is promised. The buckets of the "
        "measurement are coarse: read the workflow itself for minutes.",
        "s",
        {"{{name}}": _longest("1")},
        limits=("recovery-time-seconds",),
    ),
    lines(
        "Runs of workflows",
        "By how they ended, in the range that is looked at.",
        "none",
        {
            "{{name}} {{phase}}": total(
                grown("argo_workflows_workflowtemplate_triggered_total", *WORKFLOWS), "name", "phase"
            )
        },
    ),
)

BOARD = Board(
    uid="recovery",
    title="Recovery",
    description="How much would be lost (at most 15 minutes) and how long recovery takes (at most an hour).",
    folder="Recovery",
    since="now-7d",
    variables=(CLUSTERS, regions("aws_rds_cpuutilization_average")),
    sections={
        "What would be lost": LOST,
        "Backups of clusters": CLUSTERS_OF,
        "Data stores": STORES,
        "How long it takes": TIME,
        "What is measured": (
            note(
                "Recovery point and recovery time",
                "The **recovery point** is what the furthest replica is behind: a failover promotes it. Where no replica "
                "is left, the logs of RDS reach five minutes back, which no metric tells; then come dumps and backups, a day "
                "apart. The **recovery time** is measured by running it: failovers and drills are workflows, and what they "
                "took stands above. Without a drill in the range there is nothing to show, and nothing is proven.",
            ),
        ),
    },
)
