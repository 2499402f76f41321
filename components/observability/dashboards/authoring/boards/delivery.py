"""The four measures of delivery, as far as the platform can really measure them."""

from components.observability.dashboards.authoring.board import Board, Variable, lines, note, table, value
from components.observability.dashboards.authoring.promql import (
    CLUSTER,
    grown,
    mean,
    or_zero,
    quantile,
    rate,
    series,
    share,
    total,
)
from components.observability.dashboards.authoring.variables import CLUSTERS

PROJECTS = Variable(name="project", label="Project", of="argocd_app_info", value="project")
OURS = (CLUSTER, 'project=~"$project"', 'project!="previews"')
SYNCED = (*OURS, 'phase="Succeeded"', 'dry_run!="true"')
UNSYNCED = (*OURS, 'phase=~"Error|Failed"', 'dry_run!="true"')
COMPLETED = (CLUSTER, 'reason="RolloutCompleted"')
# A rollout that is taken back tells of that once, whatever else it tells of why.
ABORTED = (CLUSTER, 'reason="RolloutAborted"')
STEP = "1m"

APPLICATIONS = total(series("argocd_app_info", *OURS), "name")
UNHEALTHY = total(series("argocd_app_info", *OURS, 'health_status=~"Degraded|Missing"'), "name")
SICK = f"({UNHEALTHY} or 0 * {APPLICATIONS})"
"""1 for an application that is not healthy, 0 for another."""

UNDER_WAY = or_zero(total(series("rollout_info", CLUSTER, 'phase=~"Progressing|Paused"')))


def _events(*which: str) -> str:
    return or_zero(total(grown("rollout_events_total", *which)))


FOUR = (
    value(
        "Deployment frequency",
        "Syncs that succeeded, a day. Argo CD counts one for every change that it brought into a cluster.",
        "none",
        f"{total(rate('argocd_app_sync_total', *SYNCED, over='$__range'))} * 86400",
        height=8,
    ),
    value(
        "Lead time in the cluster",
        "Mean time that a version is on its way to all users: seconds in which rollouts were under way, for each that "
        "completed. What comes before, from the commit to the image, only the pipeline knows.",
        "s",
        f"sum_over_time(({UNDER_WAY})[$__range:{STEP}]) * 60 / ({_events(*COMPLETED)} > 0)",
        height=8,
    ),
    value(
        "Change failure rate",
        "Rollouts that were taken back, of those that ended. 99 of 100 are meant to succeed (requirements, 14.1).",
        "percentunit",
        f"({_events(*ABORTED)}) / ((({_events(*COMPLETED)}) + ({_events(*ABORTED)})) > 0)",
        limits=("deployment-failure-share",),
        height=8,
    ),
    value(
        "Time to restore",
        "Mean time that an application stayed degraded or incomplete, until it was healthy again. 30 minutes are "
        "promised (requirements, 15.1).",
        "s",
        f"sum(sum_over_time({SICK}[$__range:{STEP}])) * 60 / (sum(changes({SICK}[$__range:{STEP}])) / 2 > 0)",
        limits=("restore-service-seconds",),
        height=8,
    ),
)

SYNCS = (
    lines(
        "Syncs",
        "By how they ended, an hour.",
        "none",
        {"{{phase}}": f"{total(rate('argocd_app_sync_total', *OURS, over='1h'), 'phase')} * 3600"},
        stacked=True,
    ),
    lines(
        "Share of syncs that failed",
        "What git says was refused by the cluster: a fault in a manifest, a quota or a policy.",
        "percentunit",
        {
            "{{project}}": share(
                total(rate("argocd_app_sync_total", *UNSYNCED, over="1h"), "project"),
                total(rate("argocd_app_sync_total", *OURS, over="1h"), "project"),
            )
        },
        limits=("error-share-warning", "error-share-critical"),
    ),
    lines(
        "Time of a sync",
        "Mean over the last hour, by application.",
        "s",
        {
            "{{name}}": share(
                total(rate("argocd_app_sync_duration_seconds_total", *OURS, over="1h"), "name"),
                total(rate("argocd_app_sync_total", *OURS, over="1h"), "name"),
            )
        },
    ),
    table(
        "Applications",
        "Those that are not healthy, or not what git says.",
        "none",
        {
            "applications": total(
                f"{series('argocd_app_info', *OURS)} unless "
                + series("argocd_app_info", *OURS, 'health_status="Healthy"', 'sync_status="Synced"'),
                "name",
                "project",
                "health_status",
                "sync_status",
            )
        },
    ),
)

ROLLOUTS = (
    lines(
        "Rollouts by phase",
        "Paused waits for a person or for an analysis.",
        "none",
        {"{{phase}}": total(series("rollout_info", CLUSTER), "phase")},
        stacked=True,
    ),
    lines(
        "What happened to rollouts",
        "Completed, aborted and failed, in each step.",
        "none",
        {
            "{{reason}}": total(
                grown(
                    "rollout_events_total",
                    CLUSTER,
                    'reason=~"Rollout(Completed|Aborted|Retry|Paused)|AnalysisRunFailed|ProgressDeadlineExceeded"',
                    over="$__rate_interval",
                ),
                "reason",
            )
        },
    ),
    lines(
        "Analyses",
        "By phase; inconclusive ones wait for a person.",
        "none",
        {"{{phase}}": total(series("analysis_run_info", CLUSTER), "phase")},
        stacked=True,
    ),
    lines(
        "Replicas that are missing",
        "Of each rollout, those that are wanted and not available.",
        "none",
        {"{{exported_namespace}}/{{name}}": series("rollout_info_replicas_unavailable", CLUSTER)},
    ),
)

MACHINERY = (
    lines(
        "Reconciliation",
        "p95 of comparing an application with git.",
        "s",
        {"p95": quantile(0.95, "argocd_app_reconcile", CLUSTER)},
    ),
    lines(
        "Requests to git",
        "Mean time, by kind, and fetches that failed.",
        "s",
        {"{{request_type}}": mean("argocd_git_request_duration_seconds", CLUSTER, by=("request_type",))},
    ),
    lines(
        "Fetches that failed",
        "In each step, by repository.",
        "none",
        {"{{repo}}": total(grown("argocd_git_fetch_fail_total", CLUSTER, over="$__rate_interval"), "repo")},
        limits=("none",),
    ),
    lines(
        "Queues of controllers",
        "What waits to be looked at.",
        "none",
        {"{{name}}": total(series("workqueue_depth", CLUSTER, 'namespace=~"argocd|argo-rollouts"'), "name")},
    ),
)

BOARD = Board(
    uid="delivery",
    title="Delivery",
    description="How often versions are deployed, how long they take, how many fail, and how soon service is restored.",
    folder="Delivery",
    since="now-7d",
    variables=(CLUSTERS, PROJECTS),
    sections={
        "The four measures": FOUR,
        "Syncs": SYNCS,
        "Rollouts": ROLLOUTS,
        "Machinery": MACHINERY,
        "What is measured, and how": (
            note(
                "What stands for what",
                "**Deployment frequency**: `argocd_app_sync_total` that succeeded. A sync that heals drift counts too; "
                "previews do not. **Lead time**: only its last part, the rollout, since no metric knows of commits; a version "
                "that is deployed without a rollout has none. **Change failure rate**: events of Argo Rollouts; a fault that "
                "users find after the rollout is an incident and not in it. **Time to restore**: how long Argo CD saw an "
                "application degraded; what is slow but healthy is with the objectives. Preview environments are left out "
                "everywhere.",
            ),
        ),
    },
)
