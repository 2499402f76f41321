"""How people get in: by the company's identity provider, and by nothing else."""

import re
from typing import Annotated, ClassVar, Final, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from components.foundation.spec import RefusalError, Spec

Issuer = Annotated[str, StringConstraints(pattern=r"^https://[a-z0-9.-]+(/[A-Za-z0-9._~/-]*)?$")]
"""The address of an OIDC provider, exactly as it stands in its tokens' ``iss``."""

Host = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$")
]
"""A full host name."""

SecretPath = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+(/[a-z0-9-]+)*$")]
"""Where a secret is kept in the cloud's secret store, after the environment's name: ``delivery/argo-cd``."""

GROUP: Final = re.compile(r"^[^\s,\"'#][^,\"'#\n]{0,126}$")


def _group(name: str) -> str:
    if not GROUP.fullmatch(name) or name != name.strip():
        raise ValueError(
            f"the group {name!r} would break the table of rights, whose columns end at commas: name the group without "
            'commas, quotes of either kind, "#" and blanks around it'
        )
    return name


Group = Annotated[str, AfterValidator(_group)]
"""A group of people as the identity provider names it in the claim ``groups``; some providers give an id instead."""


class SignOnSpec(Spec):
    """An OIDC client, and which of its groups may do what. Whoever is in none of them may look, and no more.

    ``secret`` names the entry of the secret store that holds the client's secret under ``oidc-client-secret``; the secret
    itself never stands in settings, nor in the state.
    """

    refused_keys: ClassVar = {
        "client_secret": (
            "is a secret, and settings are read by everybody: write it into the secret store, and name that entry "
            "in `secret`"
        ),
    }

    issuer: Issuer = Field(description="The identity provider, as `https://...`.")
    client_id: str = Field(min_length=1, description="The client that the identity provider knows.")
    secret: SecretPath | None = Field(
        default=None, description="The entry of the secret store with the client's secret."
    )
    administrators: tuple[Group, ...] = Field(min_length=1, description="Groups that may do everything.")
    deployers: tuple[Group, ...] = Field(
        default=(), description="Groups that may sync, promote and turn back, in every project."
    )

    @model_validator(mode="after")
    def _lets_in_who_it_should(self) -> Self:
        faults = []
        if self.secret is None:
            faults.append(
                "secret is missing: without its client's secret the identity provider refuses every sign-on, and there is "
                "no other way in; name the entry of the secret store that holds it"
            )
        faults.extend(
            f"the group {group} stands among administrators and deployers: leave it where it belongs"
            for group in self.deployers
            if group in self.administrators
        )
        if faults:
            raise RefusalError(*faults)
        return self
