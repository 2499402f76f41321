"""Secrets that people bring: declared at home, and copied to where the platform recovers."""

from collections.abc import Mapping

from pulumi import ResourceOptions

from components.data.brought_secret import BroughtSecret, BroughtSecretArgs
from components.data.credentials import SecretCopy
from stacks.layers.foundation import Foundation
from stacks.layers.generated_secrets import KeptSecret, copied
from stacks.settings.model import Settings


def build(
    settings: Settings, account: ResourceOptions, bases: Mapping[str, Foundation]
) -> dict[str, dict[str, KeptSecret]]:
    """Build the secrets, and return region -> path -> the secret as it is kept there."""
    home, away = settings.aws.home_region, settings.aws.recovery_region
    keys = bases[home].keys
    copy = SecretCopy(region=away, key_arn=keys.replica_arns["secrets"]) if away else None
    made = {
        path: BroughtSecret(
            f"{home}-{path.replace('/', '-')}",
            BroughtSecretArgs(
                spec=spec,
                placement=bases[home].placement,
                labels=settings.labels,
                protected=settings.protected,
                secret_name=f"{settings.environment}/{path}",
                secrets_key_arn=keys.arns["secrets"],
                copy=copy,
            ),
            account,
        )
        for path, spec in settings.aws.brought_secrets.items()
    }
    kept = {
        home: {
            path: KeptSecret(arn=one.secret_arn, key_arn=keys.arns["secrets"], properties=one.properties)
            for path, one in made.items()
        }
    }
    if away is not None:
        kept[away] = {
            path: KeptSecret(
                arn=copied(one.secret_arn, home, away),
                key_arn=keys.replica_arns["secrets"],
                properties=one.properties,
                copied=True,
            )
            for path, one in made.items()
        }
    return kept
