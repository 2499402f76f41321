"""Credentials that no person ever chooses or sees: generated, and handed over through Secrets Manager."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pulumi_aws as aws
import pulumi_random as random
from pulumi import Output, ResourceOptions

from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.placement import AwsPlacement
from components.foundation.policy_documents import Statement, resource_policy
from components.foundation.spec import Wire

PROTECTED_RECOVERY_DAYS = 30
"""How long a deleted secret can be brought back: the longest that Secrets Manager allows."""

SHORTEST_LENGTH = 16
"""Below it, ElastiCache refuses a token, and a password could be searched for."""


@dataclass(frozen=True, kw_only=True)
class SecretCopy:
    """Another region that holds the secret too, and the key that encrypts it there."""

    region: str
    kms_key_arn: Wire[str]


@dataclass(frozen=True, kw_only=True)
class GeneratedSecretArgs:
    """Where a credential is kept and what is kept with it.

    ``secret_name`` is its name in Secrets Manager. The value is a JSON object of ``fields`` and of the
    generated password under ``password_field``. ``length`` counts characters, letters and digits by
    default; ``symbols`` are further characters to draw from. Raising ``generation`` makes a new password.
    """

    placement: AwsPlacement
    labels: Labels
    protected: bool
    secret_name: str
    description: str
    kms_key_arn: Wire[str]
    fields: Mapping[str, Wire[Any]] = field(default_factory=dict)
    password_field: str = "password"  # noqa: S105 (the name of a field, not its value)
    length: int = 40
    symbols: str = ""
    generation: int = 1
    copy: SecretCopy | None = None


class GeneratedSecret(Component):
    """A random password in Secrets Manager, under a customer key, closed to other accounts.

    Protected, a deleted secret can be brought back for 30 days; otherwise it is gone at once, so that its
    name is free for the next stack.

    Outputs: ``secret_arn``, ``secret_name``, ``version_id`` of the current value, and ``value``, the password
    itself, a secret.

    :raises ValueError: if the password is short, its field is taken, or the copy is in the secret's region.
    """

    urn_type = "platform:security:GeneratedSecret"

    secret_arn: Output[str]
    secret_name: Output[str]
    version_id: Output[str]
    value: Output[str]

    def __init__(self, name: str, args: GeneratedSecretArgs, opts: ResourceOptions | None = None) -> None:
        _refuse_contradictions(name, args)
        super().__init__(name, opts)
        password = self._password(name, args)
        secret = self._secret(name, args)
        self._close_to_other_accounts(name, args, secret)
        version = self._current(name, args, secret, password)
        self.secret_arn = secret.arn
        self.secret_name = secret.name
        self.version_id = version.version_id
        self.value = password.result
        self.publish()

    def _password(self, name: str, args: GeneratedSecretArgs) -> random.RandomPassword:
        return random.RandomPassword(
            f"{name}-password",
            length=args.length,
            special=bool(args.symbols),
            override_special=args.symbols or None,
            min_lower=1,
            min_upper=1,
            min_numeric=1,
            keepers={"generation": str(args.generation)},
            opts=self.child(),
        )

    def _secret(self, name: str, args: GeneratedSecretArgs) -> aws.secretsmanager.Secret:
        copies = [args.copy] if args.copy else []
        return aws.secretsmanager.Secret(
            f"{name}-secret",
            region=args.placement.region,
            name=args.secret_name,
            description=args.description,
            kms_key_id=args.kms_key_arn,
            recovery_window_in_days=PROTECTED_RECOVERY_DAYS if args.protected else 0,
            replicas=[
                aws.secretsmanager.SecretReplicaArgs(region=copy.region, kms_key_id=copy.kms_key_arn)
                for copy in copies
            ],
            tags=args.labels.aws(f"{name}-secret"),
            opts=self.child(protect=args.protected or None),
        )

    def _close_to_other_accounts(
        self, name: str, args: GeneratedSecretArgs, secret: aws.secretsmanager.Secret
    ) -> None:
        aws.secretsmanager.SecretPolicy(
            f"{name}-secret",
            region=args.placement.region,
            secret_arn=secret.arn,
            block_public_policy=True,
            policy=resource_policy(
                Statement(
                    sid="ClosedToOtherAccounts",
                    effect="Deny",
                    actions=["secretsmanager:*"],
                    principals={"AWS": ["*"]},
                    resources=["*"],
                    # A service of AWS has no account of its own; it is held by the permissions it was given.
                    conditions={
                        "StringNotEquals": {"aws:PrincipalAccount": args.placement.account_id},
                        "BoolIfExists": {"aws:PrincipalIsAWSService": "false"},
                    },
                )
            ),
            opts=self.child(),
        )

    def _current(
        self,
        name: str,
        args: GeneratedSecretArgs,
        secret: aws.secretsmanager.Secret,
        password: random.RandomPassword,
    ) -> aws.secretsmanager.SecretVersion:
        return aws.secretsmanager.SecretVersion(
            f"{name}-secret",
            region=args.placement.region,
            secret_id=secret.id,
            # The password is a secret Output, which makes the whole document one.
            secret_string=Output.json_dumps({**args.fields, args.password_field: password.result}),
            opts=self.child(),
        )


def _refuse_contradictions(name: str, args: GeneratedSecretArgs) -> None:
    if args.length < SHORTEST_LENGTH:
        raise ValueError(
            f"secret {name}: {args.length} characters are too few, and ElastiCache refuses such a token; "
            f"take {SHORTEST_LENGTH} or more"
        )
    if args.password_field in args.fields:
        raise ValueError(
            f"secret {name}: the field {args.password_field} would be given twice, and the generated password "
            "would win unseen; leave it out of the fields"
        )
    if args.copy is not None and args.copy.region == args.placement.region:
        raise ValueError(
            f"secret {name}: its copy would be in {args.copy.region} beside the original, which Secrets Manager "
            "refuses; name another region"
        )
