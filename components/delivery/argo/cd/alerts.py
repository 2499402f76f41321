"""What wakes or warns people about deliveries, on the metrics of the application controller."""

from typing import Any, Final


def _alert(
    name: str, expression: str, lasting: str, severity: str, summary: str, description: str
) -> dict[str, Any]:
    return {
        "alert": name,
        "expr": expression,
        "for": lasting,
        "labels": {"severity": severity},
        "annotations": {"summary": summary, "description": description},
    }


RULES: Final = [
    _alert(
        "ArgoCdAbsent",
        "absent(argocd_app_info) == 1",
        "15m",
        "critical",
        "Argo CD tells of no application",
        "For 15 minutes nothing was delivered or repaired: the application controller is down, or not scraped.",
    ),
    _alert(
        "ArgoCdSyncFails",
        'sum by (name, project) (increase(argocd_app_sync_total{phase=~"Error|Failed"}[15m])) > 0',
        "15m",
        "warning",
        "{{ $labels.name }} cannot be synced",
        "What git says of {{ $labels.name }} in the project {{ $labels.project }} was refused for 15 minutes.",
    ),
    _alert(
        "ArgoCdOutOfSync",
        'argocd_app_info{sync_status="OutOfSync",project!="previews"} == 1',
        "1h",
        "warning",
        "{{ $labels.name }} is not what git says",
        "For an hour {{ $labels.name }} has differed from git although it heals itself: somebody or something else "
        "changes it, or a window is closed.",
    ),
    _alert(
        "ArgoCdDegraded",
        'argocd_app_info{health_status=~"Degraded|Missing",project!="previews"} == 1',
        "15m",
        "critical",
        "{{ $labels.name }} is not healthy",
        "{{ $labels.name }} has been {{ $labels.health_status }} for 15 minutes.",
    ),
]
