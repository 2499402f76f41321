"""Which roles an identity can make its own: by passing them to a service, or by assuming them."""

import re
from typing import Final

from policies.framework.facts import Fact, fact, some
from policies.framework.resources import Resource
from policies.framework.rules import PROMOTED, Context, Outcomes, require, resource_rule
from policies.framework.values import Value
from policies.security.aws.documents import Statement, member, statements
from policies.security.aws.identities import DOCUMENT_TYPES, documents_of

ANY_ROLE: Final = re.compile(r"arn:[^:]*:iam::[^:]*:(role/)?\*+")
"""An ARN that means every role of an account, whatever account it names."""

BOUNDS: Final = {
    "iam:PassRole": ("iam:passedtoservice", "iam:associatedresourcearn"),
    "sts:AssumeRole": ("aws:resourceaccount", "aws:resourceorgid", "iam:resourcetag/role"),
}
"""How each action may be bounded where its roles are not named (IAM service authorization reference)."""

POSITIVE: Final = re.compile(r"(forallvalues:|foranyvalue:)?(string|arn)(equals|like|equalsignorecase)")


@resource_rule(
    name="iam-roles-named",
    title="An identity passes and assumes roles that are named",
    types=DOCUMENT_TYPES,
    severity="high",
    levels=PROMOTED,
    remediation="Name the roles in Resource, or a path or prefix of them; bound iam:PassRole by iam:PassedToService.",
    checkov=("CKV_AWS_286",),
    trivy=("AWS-0342",),
    prowler=("iam_no_custom_policy_permissive_role_assumption",),
    url="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html",
)
def iam_roles_named(resource: Resource, _: Context) -> Outcomes:
    """Refuse passing or assuming every role of an account: the strongest of them is then the identity's own."""
    for document in documents_of(resource):
        for action, keys in BOUNDS.items():
            loose = some(
                one.grants(action) & _every_role(one) & ~_bounded(one, keys) for one in statements(document)
            )
            yield from require(
                ~loose, f"{document.where} allows {action} of every role of an account: name the roles"
            )


def _every_role(statement: Statement) -> Fact:
    """Return whether every role of an account is meant, by an ARN or by ``*`` under a condition.

    ``*`` without a condition is for ``iam-no-privilege-escalation`` to say.
    """
    written = some(
        item.test(lambda raw: isinstance(raw, str) and ANY_ROLE.fullmatch(raw) is not None)
        for item in member(statement.value, "Resource").items()
    )
    return written | (statement.every_resource & ~statement.unconditional)


def _bounded(statement: Statement, keys: tuple[str, ...]) -> Fact:
    if statement.conditions.unknown:
        return statement.conditions.undecided()
    return some(
        fact(POSITIVE.fullmatch(operator) is not None) & ~some(_anything(item) for item in values.items())
        for operator, values in statement.condition(*keys)
    )


def _anything(value: Value) -> Fact:
    return value.test(lambda raw: isinstance(raw, str) and not raw.strip("*?"))


RULES = (iam_roles_named,)
