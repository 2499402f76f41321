"""AWS policy documents, built so that the dangerous ones cannot be written by accident."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from pulumi import Output

from components.foundation.placement import AwsPlacement
from components.foundation.spec import Wire

Conditions = Mapping[str, Mapping[str, Any]]

UNSCOPABLE = (
    "autoscaling:Describe",
    "cloudwatch:PutMetricData",
    "ec2:Describe",
    "ecr:GetAuthorizationToken",
    "eks:DescribeAddonVersions",
    "elasticloadbalancing:Describe",
    "iam:ListInstanceProfiles",
    "pricing:GetProducts",
    "route53:ListHostedZones",
    "s3:ListAllMyBuckets",
    "ssm:DescribeParameters",
    "sts:GetCallerIdentity",
)
"""Action prefixes that IAM authorises on ``*`` alone (Service Authorization Reference: no resource type)."""


@dataclass(frozen=True, kw_only=True)
class Statement:
    """One statement of a policy.

    ``principals`` maps a kind (``AWS``, ``Service``, ``Federated``) to its members and is left out in
    policies attached to an identity. ``conditions`` is operator -> key -> value, as IAM writes it.
    """

    sid: str
    actions: Sequence[str]
    resources: Sequence[Wire[str]] = ()
    principals: Mapping[str, Sequence[Wire[str]]] | None = None
    conditions: Conditions = field(default_factory=dict)
    effect: Literal["Allow", "Deny"] = "Allow"


def identity_policy(*statements: Statement) -> Output[str]:
    """Return the JSON of a policy for a role.

    :raises ValueError: if a statement names no action or resource, a principal, or grants an action that
        can be scoped on ``*`` with no condition.
    """
    for statement in statements:
        if statement.principals is not None:
            raise ValueError(f"{statement.sid}: a policy of an identity names no principals")
        if not statement.actions or not statement.resources:
            raise ValueError(
                f"{statement.sid}: name at least one action and one resource; an empty list grants nothing or, in some tools, all"
            )
        _refuse_needless_wildcards(statement)
    return _render(statements)


def resource_policy(*statements: Statement) -> Output[str]:
    """Return the JSON of a policy on a resource, where ``*`` means that resource itself.

    :raises ValueError: if a statement names no principal, or allows everybody without a condition.
    """
    for statement in statements:
        if not statement.principals or not any(statement.principals.values()):
            raise ValueError(f"{statement.sid}: a policy of a resource names the principals it speaks of")
        everybody = any(_has_wildcard(members) for members in statement.principals.values())
        if everybody and statement.effect == "Allow" and not statement.conditions:
            raise ValueError(f"{statement.sid}: allows everybody; name the principals or add a condition")
    return _render(statements)


def on_behalf_of(placement: AwsPlacement, source_arn: Wire[str]) -> Conditions:
    """Return the conditions under which a service acts for this account's resource and for no other.

    Without them it could be talked into acting on another account's behalf (IAM's confused-deputy guidance).

    :param source_arn: the resource that the service acts for; ``*`` in it stands for any text.
    """
    return {
        "StringEquals": {"aws:SourceAccount": placement.account_id},
        "ArnLike": {"aws:SourceArn": source_arn},
    }


def service_trust(service: str, conditions: Conditions | None = None) -> Output[str]:
    """Return the trust policy of a role that an AWS service assumes.

    :param conditions: those of :func:`on_behalf_of` where the service says whom it acts for.
    """
    return trust_policy({"Service": [service]}, ["sts:AssumeRole"], conditions)


def trust_policy(
    principals: Mapping[str, Sequence[Wire[str]]],
    actions: Sequence[str],
    conditions: Conditions | None = None,
) -> Output[str]:
    """Return a trust policy for any kind of principal."""
    statement = Statement(sid="Trust", actions=actions, principals=principals, conditions=conditions or {})
    return resource_policy(statement)


def _refuse_needless_wildcards(statement: Statement) -> None:
    if statement.effect == "Deny" or statement.conditions or not _has_wildcard(statement.resources):
        return
    scopable = [action for action in statement.actions if not action.startswith(UNSCOPABLE)]
    if scopable:
        raise ValueError(
            f"{statement.sid}: {', '.join(scopable)} can be scoped; name the resources or add a condition"
        )


def _has_wildcard(values: Sequence[Wire[str]]) -> bool:
    """Tell whether a plain ``*`` is among the values; an Output must not be compared, for it never equals anything."""
    return any(isinstance(value, str) and value == "*" for value in values)


def _render(statements: Sequence[Statement]) -> Output[str]:
    body = {"Version": "2012-10-17", "Statement": [_statement(statement) for statement in statements]}
    return Output.json_dumps(body)


def _statement(statement: Statement) -> dict[str, Any]:
    rendered: dict[str, Any] = {
        "Sid": statement.sid,
        "Effect": statement.effect,
        "Action": list(statement.actions),
    }
    if statement.principals is not None:
        rendered["Principal"] = {kind: list(members) for kind, members in statement.principals.items()}
    if statement.resources:
        rendered["Resource"] = list(statement.resources)
    if statement.conditions:
        rendered["Condition"] = {operator: dict(keys) for operator, keys in statement.conditions.items()}
    return rendered
