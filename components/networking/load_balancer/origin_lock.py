"""The secret by which a load balancer knows that a request came through the edge and not around it."""

from dataclasses import dataclass

import pulumi_aws as aws
import pulumi_random as random
from pulumi import Output, ResourceOptions

from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.placement import AwsPlacement
from components.foundation.secret_recovery import recovery_days
from components.foundation.spec import Wire
from components.networking.origin_secret import LENGTH, ORIGIN_HEADER


@dataclass(frozen=True, kw_only=True)
class OriginLockArgs:
    """Where the secret is kept. Raise ``version`` to change it; the one before stays valid until the next change."""

    placement: AwsPlacement
    labels: Labels
    protected: bool
    secret_name: str
    key_arn: Wire[str]
    version: int = 1


class OriginLock(Component):
    """A header's value, kept in Secrets Manager, that Cloudflare and CloudFront send and load balancers demand.

    Output: ``secret_arn``. Beside it, for wiring: ``header``, ``current`` (a secret, to be sent) and ``accepted``
    (secrets, all of which open). A change is one ``up``: balancers accept both while the edge moves to the new one.
    """

    urn_type = "platform:networking:OriginLock"

    secret_arn: Output[str]

    def __init__(self, name: str, args: OriginLockArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        versions = [version for version in (args.version, args.version - 1) if version > 0]
        values = [self._value(name, version) for version in versions]
        self.header = ORIGIN_HEADER
        self.current = values[0]
        self.accepted = values
        secret = aws.secretsmanager.Secret(
            f"{name}-secret",
            region=args.placement.region,
            name=args.secret_name,
            description=f"What the edge sends in {ORIGIN_HEADER}",
            kms_key_id=args.key_arn,
            recovery_window_in_days=recovery_days(protected=args.protected),
            tags=args.labels.aws(args.secret_name),
            opts=self.child(),
        )
        stored = aws.secretsmanager.SecretVersion(
            f"{name}-version",
            region=args.placement.region,
            secret_id=secret.id,
            secret_string=Output.json_dumps({"header": ORIGIN_HEADER, "value": self.current}),
            opts=self.child(),
        )
        self.secret_arn = stored.secret_arn
        self.publish()

    def _value(self, name: str, version: int) -> Output[str]:
        value = random.RandomPassword(f"{name}-v{version}", length=LENGTH, special=False, opts=self.child())
        return Output.secret(value.result)
