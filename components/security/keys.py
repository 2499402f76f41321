"""The keys that encrypt a region's data, one for each kind."""

from dataclasses import dataclass
from typing import cast

import pulumi_aws as aws
from pulumi import Output, ResourceOptions

from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.placement import AwsPlacement
from components.foundation.spec import Wire
from components.security.key_policies import DOMAINS, Domain, key_policy

PROTECTED_WINDOW_DAYS = 30
"""How long a deleted key can be brought back: the longest that KMS allows."""

DISPOSABLE_WINDOW_DAYS = 7
"""The shortest that KMS allows."""

REPLICATED: tuple[Domain, ...] = ("secrets",)
"""Domains whose ciphertext is copied to another region as it is.

Copies of databases and volumes are encrypted anew, with a key of their own region.
"""


@dataclass(frozen=True, kw_only=True)
class EncryptionKeysArgs:
    """Where the keys stand, who looks after them, and where secrets are copied to.

    ``administrators`` are ARNs of existing roles that manage the keys and cannot read with them.
    ``autoscaling_role_arn`` is the service-linked role of EC2 Auto Scaling, where the stack makes it;
    otherwise its usual ARN is named, and KMS refuses the policy in an account that has never had one.
    """

    placement: AwsPlacement
    labels: Labels
    protected: bool
    domains: tuple[Domain, ...] = DOMAINS
    administrators: tuple[str, ...] = ()
    autoscaling_role_arn: Wire[str] | None = None
    replica_region: str | None = None


class EncryptionKeys(Component):
    """A customer key for each domain, rotated yearly, under ``alias/{environment}/{domain}``.

    With a ``replica_region``, the key of secrets is a multi-region one with a replica there, under
    ``alias/{environment}/{domain}-replica``, because the region may have keys of its own. KMS can take longer
    over a replica than the two minutes the provider waits; import it then, rather than let it be made twice.

    Outputs: ``key_arns``, by domain. Beside it, for wiring before anything runs: ``arns`` (the same) and
    ``replica_arns``, both domain -> ARN.

    :raises ValueError: if a domain is named twice, or the replica would be in the keys' own region.
    """

    urn_type = "platform:security:EncryptionKeys"

    key_arns: Output[dict[str, str]]

    def __init__(self, name: str, args: EncryptionKeysArgs, opts: ResourceOptions | None = None) -> None:
        _refuse_contradictions(name, args)
        super().__init__(name, opts)
        keys = {domain: self._key(name, domain, args) for domain in args.domains}
        self.arns: dict[str, Output[str]] = {str(domain): key.arn for domain, key in keys.items()}
        self.replica_arns: dict[str, Output[str]] = {
            str(domain): self._replica(name, domain, key, args, args.replica_region).arn
            for domain, key in keys.items()
            if domain in REPLICATED and args.replica_region is not None
        }
        # The SDK unwraps Outputs inside a mapping; its type speaks of the mapping alone.
        self.key_arns = cast("Output[dict[str, str]]", Output.from_input(self.arns))
        self.publish()

    def _key(self, name: str, domain: Domain, args: EncryptionKeysArgs) -> aws.kms.Key:
        key = aws.kms.Key(
            f"{name}-{domain}",
            region=args.placement.region,
            description=f"Encrypts {domain} of {args.labels.environment}",
            enable_key_rotation=True,
            deletion_window_in_days=_window(args),
            multi_region=args.replica_region is not None and domain in REPLICATED,
            policy=key_policy(domain, args.placement, args.administrators, args.autoscaling_role_arn),
            tags=args.labels.aws(f"{name}-{domain}", domain=domain),
            opts=self.child(protect=args.protected or None),
        )
        self._alias(
            f"{name}-{domain}", args.placement.region, f"{args.labels.environment}/{domain}", key.key_id
        )
        return key

    def _replica(
        self, name: str, domain: Domain, primary: aws.kms.Key, args: EncryptionKeysArgs, region: str
    ) -> aws.kms.ReplicaKey:
        role = f"{name}-{domain}-replica"
        replica = aws.kms.ReplicaKey(
            role,
            region=region,
            description=f"Encrypts {domain} of {args.labels.environment}, copied from {args.placement.region}",
            primary_key_arn=primary.arn,
            deletion_window_in_days=_window(args),
            policy=key_policy(domain, args.placement.elsewhere(region), args.administrators),
            tags=args.labels.aws(role, domain=domain),
            opts=self.child(protect=args.protected or None),
        )
        self._alias(role, region, f"{args.labels.environment}/{domain}-replica", replica.key_id)
        return replica

    def _alias(self, role: str, region: str, path: str, key_id: Output[str]) -> None:
        aws.kms.Alias(role, region=region, name=f"alias/{path}", target_key_id=key_id, opts=self.child())


def _window(args: EncryptionKeysArgs) -> int:
    return PROTECTED_WINDOW_DAYS if args.protected else DISPOSABLE_WINDOW_DAYS


def _refuse_contradictions(name: str, args: EncryptionKeysArgs) -> None:
    twice = sorted({domain for domain in args.domains if args.domains.count(domain) > 1})
    if twice:
        raise ValueError(
            f"keys {name}: {', '.join(twice)} named twice; a domain has one key, so name it once"
        )
    if args.replica_region == args.placement.region:
        raise ValueError(
            f"keys {name}: the replica would stand in {args.replica_region} beside its primary, which KMS refuses "
            "and which would survive nothing; name another region, or none"
        )
