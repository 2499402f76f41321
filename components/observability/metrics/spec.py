"""What a cluster's metrics are kept with, who is told of alerts, and how people see them."""

from typing import Annotated, ClassVar, Final, Self

from pydantic import Field, StringConstraints, model_validator

from components.foundation.cluster.sign_on import Host, SecretPath, SignOnSpec
from components.foundation.spec import RefusalError, Spec
from components.observability.slo.spec import ObjectiveName, ObjectiveSpec

HttpsAddress = Annotated[str, StringConstraints(pattern=r"^https://[a-z0-9.-]+(/[A-Za-z0-9._~/-]*)?$")]
Channel = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{1,80}$")]
Clock = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Zone = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Za-z_]*(/[A-Z][A-Za-z_-]*)*$")]

SPOOL_SHARE: Final = 85
"""Percent of a volume that blocks may fill: the rest is for the head, its log and a compaction that writes before it deletes
(Prometheus documentation, "Right-sizing retention size")."""


class QuietHoursSpec(Spec):
    """When a warning may wait. A critical alert never does, and whatever still holds is told when the hours end."""

    zone: Zone = Field(default="America/New_York", description="Time zone, by its name in the tz database.")
    begins: Clock = Field(default="19:00", description="From when nobody is told of warnings, as HH:MM.")
    ends: Clock = Field(default="08:00", description="From when they are told again, as HH:MM.")
    weekends: bool = Field(default=True, description="Whether Saturday and Sunday are quiet altogether.")

    @model_validator(mode="after")
    def _leaves_some_day(self) -> Self:
        if self.begins <= self.ends:
            raise ValueError(
                f"begins: quiet hours last from an evening to the next morning, and {self.begins} is not after "
                f"{self.ends}; set begins after ends"
            )
        return self


class AlertingSpec(Spec):
    """Who is told of alerts. ``secret`` holds the credentials of all of them, and settings none.

    Its properties: ``pagerduty-routing-key``, ``slack-webhook-url``, ``tickets-url``, ``heartbeat-url``, each as far as the
    receiver is on.
    """

    refused_keys: ClassVar = dict.fromkeys(
        ("pagerduty_routing_key", "slack_webhook_url", "routing_key", "webhook_url", "tickets_url"),
        "is a secret, and settings are read by everybody: write it into the secret store, under the entry of `secret`",
    )

    secret: SecretPath = Field(
        default="observability/alerting", description="The entry of the secret store with their credentials."
    )
    pagerduty: bool = Field(default=True, description="Whether critical alerts wake somebody.")
    slack: Channel | None = Field(
        default=None, description="Where everybody reads of critical alerts and of warnings, without its #."
    )
    tickets: bool = Field(
        default=True, description="Whether a warning opens a ticket, by a webhook of the tracker's."
    )
    heartbeat: bool = Field(
        default=True,
        description="Whether a dead man's switch outside hears from Alertmanager each minute, and calls when it does not.",
    )
    channels: dict[ObjectiveName, Channel] = Field(
        default_factory=dict, description="Owner -> its own channel, where it has one."
    )
    quiet_hours: QuietHoursSpec | None = Field(
        default=None, description="When warnings wait for the morning."
    )

    @model_validator(mode="after")
    def _reaches_somebody(self) -> Self:
        faults = []
        if not (self.pagerduty or self.slack or self.tickets):
            faults.append(
                "tells nobody: alerts would fire into nothing; turn on pagerduty or tickets, or name a channel in slack"
            )
        if self.channels and self.slack is None:
            faults.append(
                "channels: are those of a workspace that slack does not name; set slack to the channel of all others"
            )
        if faults:
            raise RefusalError(*faults)
        return self

    @property
    def properties(self) -> tuple[str, ...]:
        """The properties that ``secret`` has to hold."""
        held = {
            "pagerduty-routing-key": self.pagerduty,
            "slack-webhook-url": self.slack is not None,
            "tickets-url": self.tickets,
            "heartbeat-url": self.heartbeat,
        }
        return tuple(name for name, on in held.items() if on)


class GrafanaSignOnSpec(SignOnSpec):
    """An OIDC client of Grafana's. Grafana asks for each address of the provider, where others find them by the issuer.

    ``deployers`` may edit what they see; what they write is lost with the pod, since dashboards come from the repository.
    """

    authorize: HttpsAddress = Field(
        description="Where people sign on (authorization_endpoint of the provider)."
    )
    token: HttpsAddress = Field(description="Where codes are exchanged (token_endpoint).")
    user_info: HttpsAddress = Field(description="Where Grafana asks who it is (userinfo_endpoint).")


class GrafanaSpec(Spec):
    """The pages that show metrics. Without ``sign_on`` they are seen by a tunnel of the API server's alone."""

    host: Host | None = Field(default=None, description="Its name on the cluster's gateway.")
    sign_on: GrafanaSignOnSpec | None = Field(default=None, description="Who gets in.")

    @model_validator(mode="after")
    def _is_not_open(self) -> Self:
        if self.host is not None and self.sign_on is None:
            raise ValueError(
                f"host: {self.host} would show everybody what runs here; describe sign_on, or leave host out and come by "
                "a tunnel of the API server's"
            )
        return self


class MetricsSpec(Spec):
    """Prometheus, Alertmanager and Grafana of one cluster."""

    retention_days: int = Field(
        default=15, ge=1, le=90, description="Days for which samples are kept on the cluster."
    )
    storage_gib: int = Field(default=100, ge=10, le=4096, description="Volume of each Prometheus, in GiB.")
    memory_gib: int = Field(default=2, ge=1, le=64, description="Memory of each Prometheus, in GiB.")
    sample_limit: int = Field(
        default=50_000,
        ge=1_000,
        description="Samples that a single target may bring: above it the target is not scraped, and an alert says so.",
    )
    shared: bool = Field(
        default=False,
        description="Whether what is recorded and alerts are also kept in the home region, for a view over all clusters.",
    )
    grafana: GrafanaSpec | None = Field(default=None, description="The pages that show metrics.")
    alerting: AlertingSpec | None = Field(default=None, description="Who is told of alerts.")
    runbooks: HttpsAddress = Field(
        description="Where pages of docs/runbooks are read, without the page's name."
    )
    objectives: dict[ObjectiveName, ObjectiveSpec] = Field(
        default_factory=dict, description="What is promised of services, by name."
    )


def production_faults(spec: MetricsSpec) -> list[str]:
    """Return what is too little for production, each with its consequence and way out."""
    alerting = spec.alerting
    if alerting is None:
        return ["alerting is missing: alerts would fire and nobody would hear; describe it"]
    faults = []
    if not alerting.pagerduty:
        faults.append(
            "alerting.pagerduty: is false: nobody would be woken by a critical alert; set it to true"
        )
    if not alerting.heartbeat:
        faults.append(
            "alerting.heartbeat: is false: a monitoring that has died is as quiet as one with nothing to tell; set it to true"
        )
    return faults
