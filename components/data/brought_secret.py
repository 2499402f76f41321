"""Secrets that come from outside, such as the key of a client at the identity provider: declared here, filled by people."""

from dataclasses import dataclass
from typing import Annotated

import pulumi_aws as aws
from pulumi import Output, ResourceOptions
from pydantic import Field, StringConstraints

from components.data.credentials import RECOVERY_DAYS, SecretCopy
from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.placement import AwsPlacement
from components.foundation.spec import Spec, Wire

PropertyName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$")]


class BroughtSecretSpec(Spec):
    """What somebody has to write into a secret: one JSON object with these properties.

    Neither settings nor the state ever hold a value. Who may write it does so with ``aws secretsmanager
    put-secret-value``, once; until then whatever reads it waits.
    """

    description: str = Field(min_length=1, max_length=200, description="What it is, for whoever fills it in.")
    properties: tuple[PropertyName, ...] = Field(min_length=1, description="Names of the values.")


@dataclass(frozen=True, kw_only=True)
class BroughtSecretArgs:
    """A spec, where the secret is kept, the key that encrypts it and the region that it is copied to."""

    spec: BroughtSecretSpec
    placement: AwsPlacement
    labels: Labels
    protected: bool
    secret_name: str
    secrets_key_arn: Wire[str]
    copy: SecretCopy | None = None


class BroughtSecret(Component):
    """A secret without a value.

    Output: ``secret_arn``. ``properties`` are the names of the values that it will have.
    """

    urn_type = "platform:data:BroughtSecret"

    secret_arn: Output[str]

    def __init__(self, name: str, args: BroughtSecretArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self.properties, copy = args.spec.properties, args.copy
        secret = aws.secretsmanager.Secret(
            f"{name}-secret",
            region=args.placement.region,
            name=args.secret_name,
            description=args.spec.description,
            kms_key_id=args.secrets_key_arn,
            recovery_window_in_days=RECOVERY_DAYS if args.protected else 0,
            replicas=[{"region": copy.region, "kms_key_id": copy.key_arn}] if copy else None,
            tags=args.labels.aws(args.secret_name),
            opts=self.child(protect=args.protected or None),
        )
        self.secret_arn = secret.arn
        self.publish()
