"""Secrets that are made for applications: at home, and copied to where the platform recovers."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pulumi import Output, ResourceOptions

from components.data.credentials import SecretCopy
from components.data.generated_secret import GeneratedSecret, GeneratedSecretArgs
from components.foundation.spec import Wire
from stacks.layers.foundation import Foundation
from stacks.settings.model import Settings


@dataclass(frozen=True, kw_only=True)
class KeptSecret:
    """A secret as a store keeps it: its ARN or id, the key that encrypts it there, and the names of its values.

    ``whole`` is a secret that is its one value, rather than an object that holds several.
    ``copied`` tells whether it is a copy from another region, which a copy of that region's key encrypts. ``store_key`` is
    what the store knows it by where that is not its path; ``beside`` is what belongs to it and is not kept in it.
    """

    arn: Wire[str]
    properties: tuple[str, ...]
    key_arn: Wire[str] | None = None
    whole: bool = False
    copied: bool = False
    store_key: Wire[str] | None = None
    beside: Mapping[str, Wire[str]] = field(default_factory=dict)


def build(
    settings: Settings, account: ResourceOptions, bases: Mapping[str, Foundation]
) -> dict[str, dict[str, KeptSecret]]:
    """Build the secrets, and return region -> path -> the secret as it is kept there."""
    home, away = settings.aws.home_region, settings.aws.recovery_region
    made = {path: _one(settings, path, account, bases[home]) for path in settings.aws.generated_secrets}
    keys = bases[home].keys
    kept = {
        home: {
            path: KeptSecret(arn=one.grant_arn, key_arn=keys.arns["secrets"], properties=one.properties)
            for path, one in made.items()
        }
    }
    if away is not None:
        kept[away] = {
            path: KeptSecret(
                arn=copied(one.grant_arn, home, away),
                key_arn=keys.replica_arns["secrets"],
                properties=one.properties,
                copied=True,
            )
            for path, one in made.items()
        }
    return kept


def copied(arn: Output[str], home: str, away: str) -> Output[str]:
    """Return the ARN of a secret's copy: it differs in the region alone (Secrets Manager user guide, replication)."""
    return arn.apply(lambda known: known.replace(f":{home}:", f":{away}:"))


def _one(settings: Settings, path: str, account: ResourceOptions, home: Foundation) -> GeneratedSecret:
    away = settings.aws.recovery_region
    return GeneratedSecret(
        f"{home.placement.region}-{path.replace('/', '-')}",
        GeneratedSecretArgs(
            spec=settings.aws.generated_secrets[path],
            placement=home.placement,
            labels=settings.labels,
            protected=settings.protected,
            secret_name=f"{settings.environment}/{path}",
            secrets_key_arn=home.keys.arns["secrets"],
            copy=SecretCopy(region=away, key_arn=home.keys.replica_arns["secrets"]) if away else None,
        ),
        account,
    )
