"""Outside services that telemetry also goes to: each on when it is described, its credential only ever in a Secret."""

from collections.abc import Mapping
from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from components.foundation.spec import Spec

SecretPath = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+(/[a-z0-9-]+)*$")]

HttpsAddress = Annotated[str, StringConstraints(pattern=r"^https://[a-z0-9.-]+(/[A-Za-z0-9._~/-]*)?$")]

SECRET: Final = "telemetry-destinations"  # noqa: S105 - the name of a Secret
"""The Secret with the credentials of all of them, in the namespace of what sends."""

KEPT: Final = (
    "Where its credential is kept in the store, after the environment's name; see `brought_secrets`."
)


class DatadogSpec(Spec):
    """DataDog: telemetry goes to the site that the account is of."""

    secret: SecretPath = Field(description=f"{KEPT} Property `api-key`.")
    site: Literal[
        "datadoghq.com", "us3.datadoghq.com", "us5.datadoghq.com", "datadoghq.eu", "ap1.datadoghq.com"
    ] = Field(default="datadoghq.com", description="The site that the account is of.")


class NewRelicSpec(Spec):
    """New Relic: telemetry goes to the region that the account is of."""

    secret: SecretPath = Field(description=f"{KEPT} Property `license-key`.")
    region: Literal["us", "eu"] = Field(default="us", description="The region that the account is of.")


class SentrySpec(Spec):
    """Sentry: traces alone, for the performance of the project that the endpoint names."""

    secret: SecretPath = Field(description=f"{KEPT} Property `public-key`.")
    endpoint: HttpsAddress = Field(
        description="The project's OTLP traces endpoint, as its settings show it under Client Keys."
    )


Destination = DatadogSpec | NewRelicSpec | SentrySpec

PROPERTIES: Final[Mapping[type[Spec], tuple[str, str]]] = {
    DatadogSpec: ("DATADOG_API_KEY", "api-key"),
    NewRelicSpec: ("NEW_RELIC_LICENSE_KEY", "license-key"),
    SentrySpec: ("SENTRY_PUBLIC_KEY", "public-key"),
}
"""The variable that each credential stands in, which is its entry of the Secret too, and its property in the store."""


def variable(destination: Destination) -> str:
    """Return the name of the variable that holds a destination's credential."""
    return PROPERTIES[type(destination)][0]


def environment(destinations: tuple[Destination, ...]) -> list[dict[str, object]]:
    """Return the variables of a container that hold the credentials, each read from the Secret by name."""
    return [
        {"name": name, "valueFrom": {"secretKeyRef": {"name": SECRET, "key": name}}}
        for name in sorted(map(variable, destinations))
    ]
