"""Whoever fetches secrets for a namespace: these secrets, the keys that they are encrypted with, and nothing to look for others."""

from collections.abc import Mapping

from components.foundation.placement import AwsPlacement
from components.foundation.policy_documents import Statement, identity_policy
from components.foundation.spec import Wire
from components.kubernetes.workload_identity import Grants


def secret_reader(
    *, placement: AwsPlacement, secret_arns: Mapping[str, Wire[str]], key_arns: Mapping[str, Wire[str]]
) -> Grants:
    """Return what External Secrets needs to read secrets by their name.

    Listing is left out: only a search would need it, and a search would find what is nobody's business.

    :param secret_arns: the secrets, by their path.
    :param key_arns: the keys that encrypt them, by a name.
    :raises ValueError: if there is no secret to read.
    """
    if not secret_arns:
        raise ValueError("a reader of no secret is a mistake: name one, or leave the reader out")
    read = Statement(
        sid="ReadSecrets",
        actions=["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"],
        resources=[secret_arns[path] for path in sorted(secret_arns)],
    )
    through = f"secretsmanager.{placement.region}.{placement.dns_suffix}"
    decrypt = Statement(
        sid="OpenSecrets",
        actions=["kms:Decrypt"],
        resources=[key_arns[name] for name in sorted(key_arns)],
        conditions={"StringEquals": {"kms:ViaService": through}},
    )
    return Grants(inline={"read-secrets": identity_policy(read, decrypt)})
