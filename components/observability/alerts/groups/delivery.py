"""What is to run is not what runs: Argo CD, Argo Rollouts, External Secrets and KEDA.

What runs, runs on, so that nobody is woken but where nothing runs: the workloads are Rollouts, of which no Deployment tells.

Of objects in other namespaces the controllers' metrics name theirs as exported_namespace.
"""

from typing import Final

from components.observability.alerts.model import Alert, Group

_ARGO: Final = (
    Alert(
        name="ArgoCdAbsent",
        expr="absent(argocd_app_info)",
        for_="15m",
        severity="warning",
        owner="platform-team",
        summary="Argo CD tells of no application",
        description="For a quarter of an hour nothing was delivered or repaired: the application controller is down, or not "
        "scraped.",
        dashboard="delivery",
        needs="argo-cd",
    ),
    Alert(
        name="ArgoCdSyncFails",
        expr="""
        sum by (name, project) (increase(argocd_app_sync_total{phase=~"Error|Failed",project!="previews"}[15m])) > 0""",
        for_="15m",
        severity="warning",
        owner="backend-team",
        summary="{{ $labels.name }} cannot be synced",
        description="What git says of {{ $labels.name }} in the project {{ $labels.project }} was refused for a quarter of an "
        "hour.",
        dashboard="delivery",
        needs="argo-cd",
    ),
    Alert(
        name="ArgoCdOutOfSync",
        expr='max by (name, project) (argocd_app_info{sync_status="OutOfSync",project!="previews"}) == 1',
        for_="1h",
        severity="warning",
        owner="backend-team",
        summary="{{ $labels.name }} is not what git says",
        description="For an hour {{ $labels.name }} has differed from git although it heals itself: somebody or something else "
        "changes it, or a window is closed.",
        dashboard="delivery",
        needs="argo-cd",
    ),
    Alert(
        name="ArgoCdDegraded",
        expr="""
        max by (name, project, health_status) (
          argocd_app_info{health_status=~"Degraded|Missing",project!="previews"}) == 1""",
        for_="15m",
        severity="warning",
        owner="backend-team",
        summary="{{ $labels.name }} is not healthy",
        description="{{ $labels.name }} has been {{ $labels.health_status }} for a quarter of an hour.",
        dashboard="delivery",
        needs="argo-cd",
    ),
    Alert(
        name="RolloutUnavailable",
        expr="""
        max by (exported_namespace, name) (rollout_info_replicas_available) == 0
        and max by (exported_namespace, name) (rollout_info_replicas_desired) > 0""",
        for_="5m",
        severity="critical",
        owner="backend-team",
        summary="No pod of {{ $labels.name }} is available",
        description="{{ $labels.exported_namespace }}/{{ $labels.name }} has had no pod that answers for five minutes: it is "
        "down.",
        dashboard="golden-signals",
        needs="rollouts",
    ),
    Alert(
        name="RolloutAborted",
        expr='max by (exported_namespace, name) (rollout_info{phase=~"Degraded|Error|InvalidSpec"}) == 1',
        for_="5m",
        severity="warning",
        owner="backend-team",
        summary="The new version of {{ $labels.name }} was taken back",
        description="{{ $labels.exported_namespace }}/{{ $labels.name }} was judged and found worse, or did not get ready; the "
        "old version serves.",
        dashboard="delivery",
        needs="rollouts",
    ),
)
_SYSTEMS: Final = (
    Alert(
        name="ExternalSecretNotSynced",
        expr="""
        max by (exported_namespace, name) (
          externalsecret_status_condition{condition="Ready",status="False"}) == 1""",
        for_="15m",
        severity="warning",
        owner="platform-team",
        summary="The secret {{ $labels.name }} is not brought up to date",
        description="{{ $labels.exported_namespace }}/{{ $labels.name }} could not be read for a quarter of an hour: pods start "
        "with the old value, or not at all.",
        dashboard="delivery",
        needs="external-secrets",
    ),
    Alert(
        name="SecretStoreNotReady",
        expr="""
        max by (exported_namespace, name) (secretstore_status_condition{condition="Ready",status="False"}) == 1
        or max by (exported_namespace, name) (clustersecretstore_status_condition{condition="Ready",status="False"}) == 1""",
        for_="10m",
        severity="warning",
        owner="platform-team",
        summary="The store {{ $labels.name }} lets nobody in",
        description="No secret of {{ $labels.name }} can be read: its identity or its way to Secrets Manager is broken.",
        dashboard="delivery",
        needs="external-secrets",
    ),
    Alert(
        name="ScalerErrors",
        expr="""
        sum by (exported_namespace, scaledObject, scaler) (increase(keda_scaler_detail_errors_total[5m])) > 0""",
        for_="15m",
        severity="warning",
        owner="platform-team",
        summary="KEDA cannot read what {{ $labels.scaledObject }} scales by",
        description="{{ $labels.exported_namespace }}/{{ $labels.scaledObject }}: {{ $labels.scaler }} has failed for a quarter "
        "of an hour; the workload keeps its size.",
        dashboard="delivery",
        needs="keda",
    ),
)
GROUP: Final = Group(name="delivery.rules", alerts=(*_ARGO, *_SYSTEMS))
