"""What an environment decides about the addresses that are asked, and how they have to answer."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from components.foundation.spec import RefusalError, Spec

Module = Literal["http_2xx", "http_redirect", "http_sign_on"]

ProbeName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]

PublicUrl = Annotated[
    str, StringConstraints(pattern=r"^https?://[a-z0-9-]+(\.[a-z0-9-]+)+(/[A-Za-z0-9._~/-]*)?$")
]

REDIRECTS: Module = "http_redirect"


class ProbeSpec(Spec):
    """An address, how it has to answer, and how often it is asked.

    ``http_2xx``: over TLS 1.2 or newer, with a certificate that holds, at last with 2xx. ``http_sign_on``: the same, with
    2xx, a redirect or a demand to sign on. ``http_redirect``: in plain text, with a redirect to https.
    """

    url: PublicUrl = Field(description="The address, without a port or a query: the public gives none.")
    module: Module = "http_2xx"
    interval_seconds: int = Field(
        default=30, ge=15, le=300, description="Seconds between questions of one cluster."
    )

    @property
    def encrypted(self) -> bool:
        """Whether it is asked over TLS."""
        return self.url.startswith("https://")

    @model_validator(mode="after")
    def _asked_as_it_is_judged(self) -> Self:
        if self.module == REDIRECTS and self.encrypted:
            raise RefusalError(
                f"url {self.url} is encrypted already, and {REDIRECTS} asks whether plain text is led there: begin it with "
                "http://, or take http_2xx"
            )
        if self.module != REDIRECTS and not self.encrypted:
            raise RefusalError(
                f"url {self.url} is asked in plain text, and {self.module} accepts no answer but over TLS, so that it would "
                f"fail for ever: begin it with https://, or take {REDIRECTS}"
            )
        return self


class ProbesSpec(Spec):
    """What is asked from the cluster, beside the public addresses that the settings know of."""

    targets: dict[ProbeName, ProbeSpec] = Field(
        default_factory=dict,
        description="Further addresses by name; a name of the platform's own replaces it.",
    )
    known: bool = Field(
        default=True,
        description="Whether the public addresses of the platform itself are asked: the edge, applications, Argo.",
    )
