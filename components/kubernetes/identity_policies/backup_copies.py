"""Whoever copies the backups into other clouds: it reads them, and says who it is where they go."""

from collections.abc import Sequence
from typing import Final

from components.foundation.placement import AwsPlacement
from components.foundation.policy_documents import Statement, identity_policy
from components.foundation.spec import Wire
from components.kubernetes.workload_identity import Grants

NAMESPACE: Final = "backup-copies"
SERVICE_ACCOUNT: Final = "backup-copies"

ENTRA_AUDIENCE: Final = "api://AzureADTokenExchange"
"""Whom a token for Azure is meant for (Entra, workload identity federation)."""

TOKEN_SECONDS: Final = 900


def copier_role(environment: str) -> str:
    """Return the name of the one role that copies an environment's backups: other clouds know it by that."""
    return f"{environment}-backup-copies"


def backup_copies(
    *, placement: AwsPlacement, bucket_arn: str, key_arn: Wire[str], audiences: Sequence[str]
) -> Grants:
    """Return what the copier may do: read one bucket under its key, and nothing that writes or deletes.

    :param audiences: whom it may ask tokens of its own for; Google needs none, because it asks AWS who signed.
    """
    reading = identity_policy(
        Statement(
            sid="ListBackups",
            actions=["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketVersions"],
            resources=[bucket_arn],
        ),
        Statement(
            sid="ReadBackups",
            actions=["s3:GetObject", "s3:GetObjectVersion"],
            resources=[f"{bucket_arn}/*"],
        ),
        Statement(
            sid="OpenBackups",
            actions=["kms:Decrypt"],
            resources=[key_arn],
            conditions={"StringEquals": {"kms:ViaService": f"s3.{placement.region}.{placement.dns_suffix}"}},
        ),
    )
    inline: dict[str, Wire[str]] = {"read-backups": reading}
    if audiences:
        inline["introduce-itself"] = identity_policy(_tokens(audiences))
    return Grants(inline=inline)


def _tokens(audiences: Sequence[str]) -> Statement:
    """Let it have short tokens for these audiences alone, signed as Entra reads them.

    A request may name several audiences: each of them has to be one of ours, and there has to be one.
    """
    return Statement(
        sid="IntroduceItself",
        actions=["sts:GetWebIdentityToken"],
        resources=["*"],
        conditions={
            "ForAllValues:StringEquals": {"sts:IdentityTokenAudience": sorted(audiences)},
            "Null": {"sts:IdentityTokenAudience": "false"},
            "NumericLessThanEquals": {"sts:DurationSeconds": str(TOKEN_SECONDS)},
            "StringEquals": {"sts:SigningAlgorithm": "RS256"},
        },
    )
