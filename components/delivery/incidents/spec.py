"""What an environment decides about the response to incidents."""

from typing import Annotated, ClassVar, Final, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from components.delivery.incidents.severities import RESPONSES, SEVERITIES, ResponseSpec, Severity
from components.foundation.cluster.sign_on import SecretPath
from components.foundation.cluster.wanted_secret import WantedSecret
from components.foundation.spec import RefusalError, Spec

SECRET: Final = "incident-response"  # noqa: S105 - the name of a Secret
PAGERDUTY_TOKEN: Final = "pagerduty-token"  # noqa: S105 - the name of a property
SLACK_WEBHOOK: Final = "slack-webhook"
STATUSPAGE_TOKEN: Final = "statuspage-token"  # noqa: S105 - the name of a property

ServiceName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$")]
"""What the label ``app`` of its pods says."""

Email = Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]


def _kept(what: str) -> str:
    return (
        f"is a secret, and settings are read by everybody: write it into the secret store as `{what}` of the entry that "
        "`secret` names"
    )


class PagerDutySpec(Spec):
    """Where incidents are opened, and in whose name: PagerDuty wants the address of one of its users."""

    refused_keys: ClassVar = {"token": _kept(PAGERDUTY_TOKEN), "api_key": _kept(PAGERDUTY_TOKEN)}

    service_id: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{7,14}$")] = Field(
        description="The id of the PagerDuty service that pages whoever is on call, as in its address."
    )
    sender: Email = Field(description="The e-mail address of a PagerDuty user, in whose name incidents open.")
    region: Literal["us", "eu"] = Field(default="us", description="Where the PagerDuty account is served.")


class StatusPageSpec(Spec):
    """The public status page, and which of its components stands for which service."""

    refused_keys: ClassVar = {"token": _kept(STATUSPAGE_TOKEN), "api_key": _kept(STATUSPAGE_TOKEN)}

    page_id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]{8,20}$")] = Field(
        description="The id of the page, as in its management address."
    )
    components: dict[ServiceName, Annotated[str, StringConstraints(pattern=r"^[a-z0-9]{8,20}$")]] = Field(
        min_length=1, description="Service -> the component of the page that stands for it."
    )


class IncidentsSpec(Spec):
    """The workflow of an incident: who is paged and told, how soon they answer, and what is mended without them.

    ``secret`` names the entry of the secret store with ``pagerduty-token``, ``slack-webhook`` where people are told by
    Slack, and ``statuspage-token`` where there is a status page.
    """

    refused_keys: ClassVar = {"slack_webhook": _kept(SLACK_WEBHOOK)}

    secret: SecretPath = Field(
        default="observability/incidents", description="The entry of the secret store with the credentials."
    )
    pagerduty: PagerDutySpec = Field(description="Who is paged.")
    slack: bool = Field(default=True, description="Whether a channel of Slack is told, by its webhook.")
    status_page: StatusPageSpec | None = Field(default=None, description="The public status page.")
    remediates: tuple[ServiceName, ...] = Field(
        default=(),
        description="Namespaces in which pods that failed are restarted and failing updates turned back without asking.",
    )
    most_restarts: int = Field(
        default=3, ge=1, le=20, description="Pods restarted at most in one incident: more is for people."
    )
    severities: dict[Severity, ResponseSpec] = Field(
        default_factory=lambda: dict(RESPONSES), description="Severity -> how soon somebody answers."
    )
    minutes: int = Field(
        default=30, ge=10, le=240, description="After how long the workflow is given up; people go on."
    )

    @model_validator(mode="after")
    def _says_what_it_means(self) -> Self:
        faults = [
            f"severities leaves out {one}, and nobody would know how soon to answer it: describe it, or leave "
            "severities out for the usual ones"
            for one in SEVERITIES
            if one not in self.severities
        ]
        faults += [
            f"severities.{name} {fault}" for name, one in self.severities.items() for fault in one.faults
        ]
        faults += [
            f"remediates names {name} twice: name it once"
            for name in sorted({one for one in self.remediates if self.remediates.count(one) > 1})
        ]
        if faults:
            raise RefusalError(*faults)
        return self


def wanted(spec: IncidentsSpec) -> WantedSecret:
    """Return the Secret that has to be brought from the secret store."""
    names = [PAGERDUTY_TOKEN]
    names += [SLACK_WEBHOOK] if spec.slack else []
    names += [STATUSPAGE_TOKEN] if spec.status_page else []
    return WantedSecret(name=SECRET, path=spec.secret, values={name: name for name in names})


def production_faults(spec: IncidentsSpec) -> list[str]:
    """Return what of a spec is too little for production, each with its consequence and way out."""
    faults = []
    for name, promised in RESPONSES.items():
        decided = spec.severities[name].acknowledge_minutes
        most = promised.acknowledge_minutes
        if most is not None and (decided is None or decided > most):
            said = "the next business day" if decided is None else f"{decided} minutes"
            faults.append(
                f"severities.{name}: is acknowledged within {said}, and production promises {most} minutes: set "
                f"acknowledge_minutes to {most} or less"
            )
    return faults
