"""What an environment decides about chaos experiments."""

from typing import Annotated, Final, Self

from pydantic import Field, StringConstraints, model_validator

from components.foundation.cron import CronSchedule
from components.foundation.spec import RefusalError, Spec
from components.resilience.chaos.experiments import ASKED, AnyExperiment, ExperimentName, PodExperiment

PAGES: Final = 14.4
"""The rate of burning at which somebody is woken (requirements, 10.1): an experiment is taken back before that."""

FREEZES: Final = 0.10
"""What is left of a budget when deployments are frozen (requirements, 10.1)."""

AROUND_MINUTES: Final = 10
"""What an experiment takes beside its own time: to start a pod, ask, take back and report."""

DAY_MINUTES: Final = 240
"""The most that all experiments of a day may take together, so that they end within working hours."""

OPENED: Final = {"chaos-mesh.org/inject": "enabled"}
"""The annotation without which Chaos Mesh touches no pod of a namespace (chart value ``enableFilterNamespace``)."""

SecretPath = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+(/[a-z0-9-]+)*$")]


class SafeguardsSpec(Spec):
    """When no experiment is begun, and when a running one is taken back at once. A bound itself is still allowed."""

    error_rate: float = Field(
        default=0.05, gt=0, le=0.5, description="The most of all requests that may fail, over five minutes."
    )
    burn_rate: float = Field(
        default=10,
        ge=1,
        description="How fast the budget of any objective may burn; 1 uses it up at its window's end.",
    )
    budget_left: float = Field(
        default=FREEZES,
        gt=0,
        lt=1,
        description="What has to be left of the budget of every objective, as a share of it.",
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        faults = []
        if self.burn_rate >= PAGES:
            faults.append(
                f"burn_rate: {self.burn_rate:g} is only reached after somebody was woken at {PAGES:g}, and an experiment has to "
                f"end before it is an incident: set less than {PAGES:g}"
            )
        if self.budget_left < FREEZES:
            faults.append(
                f"budget_left: {self.budget_left:g} is less than the {FREEZES:g} below which deployments are frozen, and what "
                f"may not be deployed to may not be broken on purpose: set {FREEZES:g} or more"
            )
        if faults:
            raise RefusalError(*faults)
        return self


class SlackSpec(Spec):
    """Where people hear of experiments. The webhook's address is a secret: whoever has it may post."""

    secret: SecretPath = Field(description="Path of the secret that holds the address, in Secrets Manager.")
    property: str = Field(
        default="slack-webhook",
        pattern=r"^[-._a-zA-Z0-9]{1,253}$",
        description="Name of the value within it.",
    )
    channel: str = Field(
        default="sre-alerts", pattern=r"^[a-z0-9_-]{1,80}$", description="The channel, without its #."
    )


class ChaosSpec(Spec):
    """Chaos experiments: when, which, and what stops them.

    Each due day every experiment throws a die of its own; which days it will be is settled by the day itself, so that it
    can be told afterwards and tried before.
    """

    schedule: CronSchedule = Field(
        default="0 10 * * 1-5", description="When experiments are due, by the clock of `timezone`."
    )
    timezone: str = Field(
        default="America/New_York",
        pattern=r"^[A-Z][A-Za-z_]*(/[A-Z][A-Za-z_-]*)*$",
        description="The zone of that clock, by its name in the IANA database.",
    )
    experiments: dict[ExperimentName, AnyExperiment] = Field(
        default_factory=lambda: dict(ASKED), min_length=1, max_length=20, description="The experiments."
    )
    safeguards: SafeguardsSpec = Field(default=SafeguardsSpec(), description="What stops them.")
    watch_seconds: int = Field(
        default=15, ge=5, le=60, description="How often a running experiment is looked after."
    )
    watch_minutes: int = Field(
        default=15, ge=1, le=60, description="The longest that one experiment is watched, and so may last."
    )
    slack: SlackSpec | None = Field(default=None, description="Who hears of it; absent tells nobody.")
    dry_run: bool = Field(
        default=False,
        description="Ask, throw and have the API server judge what would be made, and make nothing.",
    )

    @property
    def minutes(self) -> int:
        """The most that all experiments of one day take, one after the other."""
        return sum(one.minutes + AROUND_MINUTES for one in self.experiments.values())

    @property
    def namespaces(self) -> tuple[str, ...]:
        """The namespaces whose pods are experimented with, in order."""
        return tuple(
            sorted({one.namespace for one in self.experiments.values() if isinstance(one, PodExperiment)})
        )

    @model_validator(mode="after")
    def _watched_to_its_end(self) -> Self:
        faults = [
            f"experiments.{name}.minutes: {one.minutes} are longer than the {self.watch_minutes} that an experiment is "
            "watched, and the rest of it nobody would stop: shorten it, or raise watch_minutes"
            for name, one in self.experiments.items()
            if one.minutes > self.watch_minutes
        ]
        if self.minutes > DAY_MINUTES:
            faults.append(
                f"experiments: all of them may take {self.minutes} minutes, one after the other, and {DAY_MINUTES} is the most "
                "of a working day: shorten or leave out some"
            )
        if faults:
            raise RefusalError(*faults)
        return self


def production_faults(spec: ChaosSpec) -> list[str]:
    """Return what of a spec is too little for production, each with its consequence and way out."""
    faults, asked, decided = [], SafeguardsSpec(), spec.safeguards
    if spec.slack is None:
        faults.append(
            "slack: names nobody, and whoever is on call would look for a fault that was made on purpose: name the secret with "
            "the webhook"
        )
    faults += [
        f"safeguards.{key}: {getattr(decided, key):g} lets customers feel more than the {getattr(asked, key):g} that an "
        f"experiment may cost them: set {getattr(asked, key):g} or less"
        for key in ("error_rate", "burn_rate")
        if getattr(decided, key) > getattr(asked, key)
    ]
    if spec.watch_seconds > 15:
        faults.append(
            f"watch_seconds: {spec.watch_seconds} is longer than Prometheus takes from one look to the next, so that a breach "
            "goes on unseen: set 15 or less"
        )
    return faults
