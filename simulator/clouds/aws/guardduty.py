"""Detectors and their protection plans."""

from simulator.clouds.kind import Kind
from simulator.clouds.refusals import Given, Refused, matches, one_of

FEATURES = (
    "S3_DATA_EVENTS",
    "EKS_AUDIT_LOGS",
    "EBS_MALWARE_PROTECTION",
    "RDS_LOGIN_EVENTS",
    "EKS_RUNTIME_MONITORING",
    "LAMBDA_NETWORK_LOGS",
    "RUNTIME_MONITORING",
)
"""Source: GuardDuty API, DetectorFeature."""

AGENTS = {
    "RUNTIME_MONITORING": {
        "EKS_ADDON_MANAGEMENT",
        "ECS_FARGATE_AGENT_MANAGEMENT",
        "EC2_AGENT_MANAGEMENT",
    },
    "EKS_RUNTIME_MONITORING": {"EKS_ADDON_MANAGEMENT"},
}
STATUSES = ("ENABLED", "DISABLED")


def _agents(given: Given) -> Refused:
    feature = given.text("name")
    allowed = AGENTS.get(feature or "", set())
    for path, agent in given.objects("additionalConfigurations"):
        name = agent.text("name")
        if feature in FEATURES and name is not None and name not in allowed:
            yield f"{path}.name", f"{name} is no additional configuration of {feature}"
        if agent.text("status") not in {None, *STATUSES}:
            yield (
                f"{path}.status",
                f"status must be one of {', '.join(STATUSES)}, not {agent.shown('status')}",
            )


KINDS = (
    Kind(
        "aws:guardduty/detector:Detector",
        id="{hex:32}",
        defaults={"enable": True},
        outputs={
            "accountId": "{account}",
            "arn": "arn:{partition}:guardduty:{region}:{account}:detector/{id}",
            "findingPublishingFrequency": "SIX_HOURS",
        },
        refusals=(one_of("findingPublishingFrequency", ("FIFTEEN_MINUTES", "ONE_HOUR", "SIX_HOURS")),),
    ),
    Kind(
        "aws:guardduty/detectorFeature:DetectorFeature",
        id="{detectorId}/{name}",
        refusals=(
            matches("detectorId", r"[0-9a-f]{1,300}", "the id of a detector"),
            one_of("name", FEATURES),
            one_of("status", STATUSES),
            _agents,
        ),
    ),
)
