"""The clouds that copies go to, as rclone is told of them: by who the pod is, never by a key."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from pulumi import Output

from components.foundation.spec import Wire

IDENTITY: Final = "/identity"
CONFIG: Final = "/destination"
CREDENTIALS: Final = "google.json"

ENTRA_AUDIENCE: Final = "api://AzureADTokenExchange"


@dataclass(frozen=True, kw_only=True)
class Destination:
    """A bucket or container of another cloud.

    ``path`` is where copies go, as rclone writes it. ``environment`` is what rclone and the cloud's SDK within it read.
    ``audience`` is whom the pod's token is for, empty where AWS's own signature is taken. ``files`` are mounted.
    """

    path: Wire[str]
    environment: Mapping[str, Wire[str]]
    audience: str = ""
    files: Mapping[str, Wire[str]] = field(default_factory=dict)


def google(*, bucket: Wire[str], audience: Wire[str]) -> Destination:
    """Return a bucket of Google Cloud, whose workload identity federation asks AWS who signed.

    Source: Google Cloud, "Configure Workload Identity Federation with AWS"; the signature is made by rclone's Google SDK
    from the credentials in its environment.

    :param audience: the provider's full name, as ``//iam.googleapis.com/projects/...``.
    """
    return Destination(
        path=Output.concat("target:", bucket),
        environment={
            "RCLONE_CONFIG_TARGET_TYPE": "googlecloudstorage",
            "RCLONE_CONFIG_TARGET_ENV_AUTH": "true",
            "RCLONE_CONFIG_TARGET_BUCKET_POLICY_ONLY": "true",
            "RCLONE_CONFIG_TARGET_NO_CHECK_BUCKET": "true",
            "GOOGLE_APPLICATION_CREDENTIALS": f"{CONFIG}/{CREDENTIALS}",
        },
        files={CREDENTIALS: Output.from_input(audience).apply(_external_account)},
    )


def azure(*, account: Wire[str], container: Wire[str], tenant: str, client_id: Wire[str]) -> Destination:
    """Return a container of an Azure storage account, whose identity trusts the tokens of our AWS account's issuer."""
    return Destination(
        path=Output.concat("target:", container),
        environment={
            "RCLONE_CONFIG_TARGET_TYPE": "azureblob",
            "RCLONE_CONFIG_TARGET_ENV_AUTH": "true",
            "RCLONE_CONFIG_TARGET_ACCOUNT": account,
            "RCLONE_CONFIG_TARGET_NO_CHECK_CONTAINER": "true",
            "AZURE_TENANT_ID": tenant,
            "AZURE_CLIENT_ID": client_id,
            "AZURE_FEDERATED_TOKEN_FILE": f"{IDENTITY}/token",
        },
        audience=ENTRA_AUDIENCE,
    )


def _external_account(audience: str) -> str:
    return json.dumps(
        {
            "type": "external_account",
            "audience": audience,
            "subject_token_type": "urn:ietf:params:aws:token-type:aws4_request",
            "token_url": "https://sts.googleapis.com/v1/token",
            "credential_source": {
                "environment_id": "aws1",
                "regional_cred_verification_url": (
                    "https://sts.{region}.amazonaws.com?Action=GetCallerIdentity&Version=2011-06-15"
                ),
            },
        },
        sort_keys=True,
    )
