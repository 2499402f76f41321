"""Passwords of data stores: generated once, and kept where applications fetch them with all they need."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi_aws as aws
import pulumi_random as random
from pulumi import Output, ResourceOptions

from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.placement import AwsPlacement, AwsRegion
from components.foundation.secret_recovery import recovery_days
from components.foundation.spec import Wire

PASSWORD_LENGTH = 48


def generated_password(owner: Component, name: str, version: int) -> Output[str]:
    """Register a password and return it as a secret.

    Letters and digits alone, because connection URLs are put together without escaping; 48 of them still
    hold 285 bits.

    :param version: raise it to have a new password made.
    """
    password = random.RandomPassword(
        f"{name}-password",
        length=PASSWORD_LENGTH,
        special=False,
        min_lower=1,
        min_upper=1,
        min_numeric=1,
        keepers={"version": str(version)},
        opts=owner.child(),
    )
    return Output.secret(password.result)


@dataclass(frozen=True, kw_only=True)
class SecretCopy:
    """Another region that a secret is replicated to, and the key that encrypts it there."""

    region: AwsRegion
    key_arn: Wire[str]


@dataclass(frozen=True, kw_only=True)
class SecretWiring:
    """Where a secret is kept, the key that encrypts it and the region that it is copied to."""

    placement: AwsPlacement
    labels: Labels
    protected: bool
    secret_name: str
    secrets_key_arn: Wire[str]
    copy: SecretCopy | None = None


def empty_secret(
    name: str, wiring: SecretWiring, description: str, opts: ResourceOptions
) -> aws.secretsmanager.Secret:
    """Register a secret that holds nothing yet."""
    return aws.secretsmanager.Secret(
        f"{name}-secret",
        region=wiring.placement.region,
        name=wiring.secret_name,
        description=description,
        kms_key_id=wiring.secrets_key_arn,
        recovery_window_in_days=recovery_days(protected=wiring.protected),
        replicas=_replicas(wiring.copy),
        tags=wiring.labels.aws(wiring.secret_name),
        opts=opts,
    )


@dataclass(frozen=True, kw_only=True)
class ConnectionSecretArgs:
    """What a client needs to connect, and where it is kept.

    ``store_name`` is the secret's name in Secrets Manager, a path such as ``production/cache/redis``.
    ``fields`` become the members of one JSON object.
    """

    placement: AwsPlacement
    labels: Labels
    protected: bool
    store_name: str
    description: str
    key_arn: Wire[str]
    fields: Mapping[str, Wire[str] | Wire[int]] = field(repr=False)
    copy: SecretCopy | None = None


class ConnectionSecret(Component):
    """A secret that holds how to reach a data store and as whom.

    Output: ``secret_arn``, which is known once the secret has its first version. ``grant_arn`` beside it is the same
    secret as policies name it: it comes from the secret alone and not from what is kept in it, so that a preview can
    tell what a document that it cannot read yet is made of.
    """

    urn_type = "platform:data:ConnectionSecret"

    secret_arn: Output[str]

    def __init__(self, name: str, args: ConnectionSecretArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        wiring = SecretWiring(
            placement=args.placement,
            labels=args.labels,
            protected=args.protected,
            secret_name=args.store_name,
            secrets_key_arn=args.key_arn,
            copy=args.copy,
        )
        secret = empty_secret(name, wiring, args.description, self.child())
        version = aws.secretsmanager.SecretVersion(
            f"{name}-version",
            region=args.placement.region,
            secret_id=secret.id,
            secret_string=Output.json_dumps(dict(args.fields)),
            opts=self.child(),
        )
        self.secret_arn, self.grant_arn = version.secret_arn, secret.arn
        self.publish()


def _replicas(copy: SecretCopy | None) -> list[aws.secretsmanager.SecretReplicaArgs] | None:
    if copy is None:
        return None
    return [aws.secretsmanager.SecretReplicaArgs(region=copy.region, kms_key_id=copy.key_arn)]
