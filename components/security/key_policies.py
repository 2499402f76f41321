"""Who may do what with a key: pure builders of key policies, one for each kind of data.

Every policy gives the account's root the key, so that IAM decides and nobody can be locked out (KMS
developer guide, default key policy). Beyond that it names only what IAM cannot grant: services of AWS that
act for nobody in the account, and a role of AWS that carries no permission of ours.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, get_args

from pulumi import Output

from components.foundation.placement import AwsPlacement
from components.foundation.policy_documents import Statement, resource_policy
from components.foundation.spec import Wire

Domain = Literal[
    "eks-secrets",
    "ebs",
    "rds",
    "cache",
    "logs",
    "messaging",
    "secrets",
    "artifacts",
    "audit",
    "backups",
    "analytics",
    "metrics",
]
"""A kind of data with a key of its own, so that who may read one says nothing about another."""

DOMAINS: tuple[Domain, ...] = get_args(Domain)

SERVICES: Mapping[Domain, Sequence[str]] = {
    "eks-secrets": ("eks",),
    "ebs": ("ec2",),
    "rds": ("rds",),
    "cache": ("elasticache",),
    "messaging": ("kinesis", "sns", "sqs"),
    "secrets": ("secretsmanager",),
    "artifacts": ("ecr", "s3"),
    "analytics": ("es", "redshift"),
    "backups": ("backup", "ec2", "rds", "s3"),
    "metrics": ("aps",),
}
"""Domain -> the services that encrypt it on a principal's behalf (KMS developer guide, ``kms:ViaService``)."""

USE = ("kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*")
GRANTS = ("kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant")
ADMINISTRATION = (
    "kms:CancelKeyDeletion",
    "kms:CreateAlias",
    "kms:DeleteAlias",
    "kms:DescribeKey",
    "kms:DisableKey",
    "kms:DisableKeyRotation",
    "kms:EnableKey",
    "kms:EnableKeyRotation",
    "kms:GetKeyPolicy",
    "kms:GetKeyRotationStatus",
    "kms:ListGrants",
    "kms:ListKeyPolicies",
    "kms:ListResourceTags",
    "kms:PutKeyPolicy",
    "kms:ReplicateKey",
    "kms:RevokeGrant",
    "kms:ScheduleKeyDeletion",
    "kms:TagResource",
    "kms:UntagResource",
    "kms:UpdateAlias",
    "kms:UpdateKeyDescription",
    "kms:UpdatePrimaryRegion",
)
"""Everything that keeps a key alive, and nothing that reads what it encrypts."""

PUBLISHERS = ("budgets", "cloudwatch", "costalerts", "s3")
"""Services that publish to encrypted topics and queues and say for which account they do."""

SILENT_PUBLISHERS = ("backup", "events", "events.rds")
"""The same, but these send KMS no source account: a condition on it would drop every notification.

The SNS developer guide says so of EventBridge (key management, compatibility with event sources). Who may
publish is still held by the policy of each topic.
"""


def key_policy(
    domain: Domain,
    placement: AwsPlacement,
    administrators: Sequence[str] = (),
    autoscaling_role_arn: Wire[str] | None = None,
) -> Output[str]:
    """Return the JSON of the policy of a domain's key in a region.

    :param administrators: ARNs of existing roles that look after the key and cannot read with it.
    :param autoscaling_role_arn: the role with which EC2 Auto Scaling starts nodes on encrypted volumes; it
        has to exist, or KMS refuses the policy. Without it, its usual ARN in the account.
    """
    statements = [_root(placement)]
    if administrators:
        statements.append(_administrators(administrators))
    statements += _through_services(domain, placement)
    statements += _EXTRAS.get(domain, _nothing)(placement)
    if domain == "ebs":
        statements += _node_starter(autoscaling_role_arn or autoscaling_role(placement))
    return resource_policy(*statements)


def autoscaling_role(placement: AwsPlacement) -> str:
    """Return the ARN of the service-linked role of EC2 Auto Scaling in the account."""
    path = "aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling"
    return placement.global_arn("iam", f"role/{path}")


def _statement(
    sid: str,
    actions: Sequence[str],
    principals: Mapping[str, Sequence[Wire[str]]],
    **conditions: dict[str, Any],
) -> Statement:
    return Statement(sid=sid, actions=actions, resources=["*"], principals=principals, conditions=conditions)


def _account(placement: AwsPlacement) -> dict[str, list[Wire[str]]]:
    return {"AWS": [placement.global_arn("iam", "root")]}


def _root(placement: AwsPlacement) -> Statement:
    return _statement("AccountDecidesThroughIam", ["kms:*"], _account(placement))


def _administrators(administrators: Sequence[str]) -> Statement:
    return _statement("AdministratorsKeepWithoutReading", ADMINISTRATION, {"AWS": list(administrators)})


def _through_services(domain: Domain, placement: AwsPlacement) -> list[Statement]:
    if domain not in SERVICES:
        return []
    through = {
        "kms:CallerAccount": placement.account_id,
        "kms:ViaService": [
            f"{service}.{placement.region}.{placement.dns_suffix}" for service in SERVICES[domain]
        ],
    }
    return [
        _statement("PrincipalsUseThroughServices", USE, _account(placement), StringEquals=through),
        _statement(
            "ServicesTakeGrants",
            GRANTS,
            _account(placement),
            StringEquals=through,
            Bool={"kms:GrantIsForAWSResource": "true"},
        ),
    ]


def _node_starter(role_arn: Wire[str]) -> list[Statement]:
    principals: dict[str, list[Wire[str]]] = {"AWS": [role_arn]}
    return [
        _statement("AutoScalingUses", USE, principals),
        _statement(
            "AutoScalingTakesGrants",
            ["kms:CreateGrant"],
            principals,
            Bool={"kms:GrantIsForAWSResource": "true"},
        ),
    ]


def _log_groups(placement: AwsPlacement) -> list[Statement]:
    return [
        _statement(
            "LogGroupsOfThisAccount",
            ["kms:Decrypt*", "kms:Describe*", "kms:Encrypt*", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
            {"Service": [f"logs.{placement.region}.{placement.dns_suffix}"]},
            ArnLike={"kms:EncryptionContext:aws:logs:arn": placement.arn("logs", "log-group:*")},
        )
    ]


def _publishers(placement: AwsPlacement) -> list[Statement]:
    publishing = ["kms:Decrypt", "kms:GenerateDataKey*"]
    return [
        _statement(
            "PublishersOfThisAccount",
            publishing,
            {"Service": [f"{service}.amazonaws.com" for service in PUBLISHERS]},
            StringEquals={"aws:SourceAccount": placement.account_id},
        ),
        _statement(
            "PublishersThatNameNoAccount",
            publishing,
            {"Service": [f"{service}.amazonaws.com" for service in SILENT_PUBLISHERS]},
        ),
    ]


def _trails(placement: AwsPlacement) -> list[Statement]:
    """Let the account's trails encrypt what they write; whoever reads it decrypts by a right of its own."""
    everywhere = f"arn:{placement.partition}:cloudtrail:*:{placement.account_id}:trail/*"
    source = {"aws:SourceArn": placement.arn("cloudtrail", "trail/*")}
    trails: dict[str, list[Wire[str]]] = {"Service": ["cloudtrail.amazonaws.com"]}
    return [
        _statement(
            "TrailsOfThisAccountEncrypt",
            ["kms:GenerateDataKey*"],
            trails,
            ArnLike=source,
            StringLike={"kms:EncryptionContext:aws:cloudtrail:arn": everywhere},
        ),
        _statement("TrailsOfThisAccountLook", ["kms:DescribeKey"], trails, ArnLike=source),
    ]


def _nothing(_placement: AwsPlacement) -> list[Statement]:
    return []


_EXTRAS: Mapping[Domain, Callable[[AwsPlacement], list[Statement]]] = {
    "logs": _log_groups,
    "messaging": _publishers,
    "audit": _trails,
}
