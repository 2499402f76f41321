"""The API server. The cloud runs it, so that nobody of ours is woken: what is told is what somebody here can mend."""

from typing import Final

from components.observability.alerts.model import Alert, Group

GROUP: Final = Group(
    name="control-plane.rules",
    alerts=(
        Alert(
            name="ApiServerErrors",
            expr="""
            sum(rate(apiserver_request_total{code=~"5.."}[5m])) / sum(rate(apiserver_request_total[5m]))
            > <api_error_ratio>""",
            for_="10m",
            severity="warning",
            owner="platform-team",
            summary="The API server fails requests",
            description="{{ $value | humanizePercentage }} of the requests end with 5xx, above <api_error_ratio>: deployments "
            "and autoscaling stall. What runs goes on.",
            dashboard="workload",
            needs="control-plane",
        ),
        Alert(
            name="AdmissionWebhookFails",
            expr="""
            sum by (name) (rate(apiserver_admission_webhook_rejection_count{error_type!="no_error"}[5m]))
            / (sum by (name) (rate(apiserver_admission_webhook_admission_duration_seconds_count[5m])) > 0)
            > <webhook_errors>""",
            for_="10m",
            severity="warning",
            owner="platform-team",
            summary="The webhook {{ $labels.name }} does not answer the API server",
            description="{{ $value | humanizePercentage }} of its calls end with an error of its own, above <webhook_errors>: "
            "pods and changes that it guards are refused.",
            dashboard="workload",
            needs="control-plane",
        ),
    ),
)
