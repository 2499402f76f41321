"""Secrets that come from outside, such as the key of a client at the identity provider: declared here, filled by people."""

from dataclasses import dataclass
from typing import Annotated

from pulumi import Output, ResourceOptions
from pydantic import Field, StringConstraints

from components.data.credentials import SecretWiring, empty_secret
from components.foundation.component import Component
from components.foundation.spec import Spec

PropertyName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$")]


class BroughtSecretSpec(Spec):
    """What somebody has to write into a secret: one JSON object with these properties.

    Neither settings nor the state ever hold a value. Who may write it does so with ``aws secretsmanager
    put-secret-value``, once; until then whatever reads it waits.
    """

    description: str = Field(min_length=1, max_length=200, description="What it is, for whoever fills it in.")
    properties: tuple[PropertyName, ...] = Field(min_length=1, description="Names of the values.")


@dataclass(frozen=True, kw_only=True)
class BroughtSecretArgs(SecretWiring):
    """A spec, where the secret is kept, the key that encrypts it and the region that it is copied to."""

    spec: BroughtSecretSpec


class BroughtSecret(Component):
    """A secret without a value.

    Output: ``secret_arn``. ``properties`` are the names of the values that it will have.
    """

    urn_type = "platform:data:BroughtSecret"

    secret_arn: Output[str]

    def __init__(self, name: str, args: BroughtSecretArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self.properties = args.spec.properties
        secret = empty_secret(name, args, args.spec.description, self.child(protect=args.protected or None))
        self.secret_arn = secret.arn
        self.publish()
