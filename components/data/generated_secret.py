"""Secrets that applications bring themselves, such as the key that signs their tokens: made once, kept like the others."""

from dataclasses import dataclass
from typing import Annotated

from pulumi import Output, ResourceOptions
from pydantic import Field, StringConstraints

from components.data.credentials import (
    ConnectionSecret,
    ConnectionSecretArgs,
    SecretWiring,
    generated_password,
)
from components.foundation.component import Component
from components.foundation.spec import Spec

PropertyName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]


class GeneratedSecretSpec(Spec):
    """The properties of a secret, each made at random. ``version`` has all of them made anew when it is raised."""

    properties: tuple[PropertyName, ...] = Field(
        min_length=1, description="Names of the values, 48 letters and digits each."
    )
    version: int = Field(default=1, ge=1, description="Raise it to have every value made anew.")


@dataclass(frozen=True, kw_only=True)
class GeneratedSecretArgs(SecretWiring):
    """A spec, where the secret is kept, the key that encrypts it and the region that it is copied to."""

    spec: GeneratedSecretSpec


class GeneratedSecret(Component):
    """A secret that nobody chose and nobody has seen.

    Output: ``secret_arn``. ``grant_arn`` beside it is the same secret as policies name it (see ConnectionSecret), and
    ``properties`` are the names of its values.
    """

    urn_type = "platform:data:GeneratedSecret"

    secret_arn: Output[str]

    def __init__(self, name: str, args: GeneratedSecretArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self.properties = args.spec.properties
        kept = ConnectionSecret(
            name,
            ConnectionSecretArgs(
                placement=args.placement,
                labels=args.labels,
                protected=args.protected,
                store_name=args.secret_name,
                description="Made for applications, and known to nobody else",
                key_arn=args.secrets_key_arn,
                fields={
                    key: generated_password(self, f"{name}-{key.replace('_', '-')}", args.spec.version)
                    for key in args.spec.properties
                },
                copy=args.copy,
            ),
            self.child(),
        )
        self.secret_arn, self.grant_arn = kept.secret_arn, kept.grant_arn
        self.publish()
