"""What an environment decides about the logs of its pods: how long each class is kept, and where it goes."""

from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from components.foundation.log_retention import PRODUCTION_LOG_DAYS, LogDays
from components.foundation.spec import Spec
from components.observability.destinations import DatadogSpec, Destination, NewRelicSpec

NamespaceName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$")]

LogClass = Literal["audit", "application", "debug"]

CLASS_LABEL: Final = "platform.internal/log-class"
"""The label by which a pod says of which class its logs are."""

APPLICATION_DAYS: Final = 30
"""What production keeps of applications' logs at least: an incident is looked into within a month."""


class LogClassSpec(Spec):
    """How long logs of a class are kept, in the archive and where they are searched."""

    days: LogDays = Field(description="Days that CloudWatch keeps them.")
    search_days: int = Field(
        ge=1, le=365, description="Days that the search domain keeps them, if they go there."
    )


class LogClassesSpec(Spec):
    """The classes of logs. A pod is of the class that its label names, else of its namespace's, else `application`."""

    audit: LogClassSpec = Field(
        default=LogClassSpec(days=365, search_days=30), description="Who did what: kept for auditors."
    )
    application: LogClassSpec = Field(
        default=LogClassSpec(days=90, search_days=14), description="What applications say as they work."
    )
    debug: LogClassSpec = Field(
        default=LogClassSpec(days=30, search_days=3),
        description="What is looked at while something is being built; no outside service gets it.",
    )

    def named(self) -> dict[LogClass, LogClassSpec]:
        """Return the classes by name."""
        return {"audit": self.audit, "application": self.application, "debug": self.debug}


class LogDestinationsSpec(Spec):
    """Outside services that get the logs too, but for those of class debug; each is off without its key."""

    datadog: DatadogSpec | None = Field(default=None, description="DataDog.")
    new_relic: NewRelicSpec | None = Field(default=None, description="New Relic.")

    @property
    def all(self) -> tuple[Destination, ...]:
        """Those that are on."""
        return tuple(one for one in (self.datadog, self.new_relic) if one is not None)


class LogsSpec(Spec):
    """Logs of the cluster's pods: cleaned of secrets on their node, then kept by class."""

    classes: LogClassesSpec = Field(default=LogClassesSpec(), description="How long each class is kept.")
    namespaces: dict[NamespaceName, LogClass] = Field(
        default_factory=dict, description="The class of a namespace's logs, where it is not `application`."
    )
    search: bool = Field(default=False, description="Whether they go to the region's search domain as well.")
    buffer_mib: int = Field(
        default=1024,
        ge=128,
        le=10_240,
        description="Disk of each node, for each place they go to, on which they wait while that place does not answer.",
    )
    destinations: LogDestinationsSpec = Field(
        default=LogDestinationsSpec(), description="Outside services that get them too."
    )


def production_faults(spec: LogsSpec) -> list[str]:
    """Return what of a spec is too little for production, each with its consequence and way out."""
    faults = []
    audit, application = spec.classes.audit.days, spec.classes.application.days
    if audit < PRODUCTION_LOG_DAYS:
        faults.append(
            f"classes.audit.days is {audit}: an audit looks back a year; set it to {PRODUCTION_LOG_DAYS} or more"
        )
    if application < APPLICATION_DAYS:
        faults.append(
            f"classes.application.days is {application}: an incident could not be traced back; set it to "
            f"{APPLICATION_DAYS} or more"
        )
    return faults
