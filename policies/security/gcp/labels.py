"""Labels: whose it is and who pays for it, on everything of Google Cloud that carries them."""

from typing import Final

from components.foundation.labels import REQUIRED_GCP_LABELS
from policies.framework import google_tokens as tokens
from policies.framework.resources import Resource
from policies.framework.rules import PROMOTED, Context, Outcomes, require, resource_rule

PATHS: Final[dict[str, tuple[str, ...]]] = {
    tokens.ADDRESS: ("labels",),
    tokens.GLOBAL_ADDRESS: ("labels",),
    tokens.DNS_ZONE: ("labels",),
    tokens.CLUSTER: ("resourceLabels",),
    tokens.NODE_POOL: ("nodeConfig", "resourceLabels"),
    tokens.SQL_INSTANCE: ("settings", "userLabels"),
    tokens.BUCKET: ("labels",),
    tokens.KMS_KEY: ("labels",),
    tokens.SECRET: ("labels",),
    tokens.REPOSITORY: ("labels",),
    tokens.TOPIC: ("labels",),
    tokens.UPTIME_CHECK: ("userLabels",),
    tokens.ALERT_POLICY: ("userLabels",),
}
"""Where each type keeps its labels."""


@resource_rule(
    name="gcp-required-labels",
    title="Everything of Google Cloud says whose it is and who pays",
    types=tuple(PATHS),
    severity="medium",
    levels=PROMOTED,
    remediation=f"Build labels with Labels.gcp(), which writes {', '.join(REQUIRED_GCP_LABELS)}.",
    url="https://cloud.google.com/resource-manager/docs/best-practices-labels",
)
def required_labels(resource: Resource, _: Context) -> Outcomes:
    """Require each label by its name."""
    labels = resource.at(*PATHS[resource.type])
    for label in REQUIRED_GCP_LABELS:
        yield from require(labels[label].given(), f"the label {label} is missing")


RULES = (required_labels,)
