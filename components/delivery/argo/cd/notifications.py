"""What is told in the company's chat: deliveries that failed, services that broke, versions that came through."""

from typing import Any, Final

from components.delivery.argo.cd.secrets import NOTIFICATIONS, SLACK_KEY
from components.delivery.argo.cd.spec import ArgoCdSpec

TRIGGERS: Final = {
    "on-sync-failed": (
        "app.status.operationState != nil and app.status.operationState.phase in ['Error', 'Failed']",
        "app.status.operationState.finishedAt",
        "{{.app.metadata.name}} could not be delivered: {{.app.status.operationState.message}}",
    ),
    "on-health-degraded": (
        "app.status.health.status == 'Degraded'",
        None,
        "{{.app.metadata.name}} is not healthy.",
    ),
    "on-deployed": (
        (
            "app.status.operationState != nil and app.status.operationState.phase in ['Succeeded'] "
            "and app.status.health.status == 'Healthy'"
        ),
        "app.status.operationState.syncResult.revision",
        "{{.app.metadata.name}} runs {{.app.status.operationState.syncResult.revision}}.",
    ),
}
"""Trigger -> when it goes off, of what it tells but once, and what is said."""


def notifications(spec: ArgoCdSpec) -> dict[str, Any]:
    """Return the chart's values for the controller that tells people; it is absent where nobody is to be told."""
    wanted = spec.notifications
    if wanted is None:
        return {"enabled": False}
    return {
        "enabled": True,
        "argocdUrl": f"https://{spec.host}",
        # External Secrets makes it; one of the chart's would be empty, and would take turns with the other.
        "secret": {"create": False, "name": NOTIFICATIONS},
        "notifiers": {"service.slack": f"token: ${SLACK_KEY}\n"},
        "templates": {
            f"template.{name}": f"message: |\n  {message} {{{{.context.argocdUrl}}}}/applications/{{{{.app.metadata.name}}}}\n"
            for name, (_, _, message) in TRIGGERS.items()
        },
        "triggers": {f"trigger.{name}": _trigger(name) for name in TRIGGERS},
        "subscriptions": [{"recipients": [f"slack:{wanted.slack_channel}"], "triggers": sorted(TRIGGERS)}],
    }


def _trigger(name: str) -> str:
    when, once, _ = TRIGGERS[name]
    lines = [f"- when: {when}", f"  send: [{name}]"]
    if once is not None:
        lines.append(f"  oncePer: {once}")
    return "\n".join(lines) + "\n"
