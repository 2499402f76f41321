"""Who may do what in AWS: the policies of identities, and users."""

import re
from collections.abc import Iterator

from components.foundation.policy_documents import UNSCOPABLE
from policies.framework import tokens
from policies.framework.facts import YES, Fact, every, some
from policies.framework.resources import Resource
from policies.framework.rules import (
    ALWAYS,
    PROMOTED,
    Context,
    Control,
    Outcomes,
    require,
    resource_rule,
)
from policies.framework.values import Value
from policies.security.aws.documents import Statement, member, statements

DOCUMENT_TYPES = (
    tokens.IAM_POLICY,
    tokens.IAM_ROLE_POLICY,
    tokens.IAM_USER_POLICY,
    tokens.IAM_GROUP_POLICY,
    tokens.IAM_ROLE,
)

ESCALATING = (
    "iam:AddUserToGroup", "iam:AttachGroupPolicy", "iam:AttachRolePolicy", "iam:AttachUserPolicy",
    "iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:CreatePolicyVersion", "iam:PassRole",
    "iam:PutGroupPolicy", "iam:PutRolePolicy", "iam:PutUserPolicy", "iam:SetDefaultPolicyVersion",
    "iam:UpdateAssumeRolePolicy", "iam:UpdateLoginProfile", "sts:AssumeRole",
)  # fmt: skip
"""Actions by which an identity can give itself the rights of another (AWS Security: privilege escalation paths)."""

REVEALING = (
    "secretsmanager:GetSecretValue",
    "ssm:GetParameter",
    "ssm:GetParameters",
    "ssm:GetParametersByPath",
    "s3:GetObject",
)
"""Actions that hand out what the platform keeps, if granted on everything."""

ADMINISTRATORS = re.compile(r"arn:[^:]+:iam::aws:policy/(AdministratorAccess|IAMFullAccess)")


def documents_of(resource: Resource) -> Iterator[Value]:
    """Yield the permission documents that a resource carries."""
    if resource.type == tokens.IAM_ROLE:
        for inline in resource["inlinePolicies"].items():
            yield inline["policy"].document()
    else:
        yield resource["policy"].document()


@resource_rule(
    name="iam-no-admin",
    title="No identity may do everything",
    types=(*DOCUMENT_TYPES, tokens.IAM_ROLE_ATTACHMENT, tokens.IAM_ATTACHMENT, tokens.IAM_USER_ATTACHMENT),
    severity="critical",
    levels=ALWAYS,
    remediation="Name the actions and resources that the workload uses; replace AdministratorAccess by a policy of its own.",
    controls=(Control("CIS AWS Foundations", "5.0", "1.15"),),
    checkov=("CKV_AWS_62", "CKV_AWS_63", "CKV_AWS_274", "CKV2_AWS_40", "CKV2_AWS_56"),
    prowler=(
        "iam_aws_attached_policy_no_administrative_privileges",
        "iam_customer_attached_policy_no_administrative_privileges",
        "iam_customer_unattached_policy_no_administrative_privileges",
        "iam_inline_policy_no_administrative_privileges",
        "iam_role_administratoraccess_policy",
    ),
    url="https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
    traceable=("policy", "inlinePolicies", "policyArn"),
)
def iam_no_admin(resource: Resource, _: Context) -> Outcomes:
    """Refuse all actions on all resources, written out, by exception or by AWS's own policies."""
    if resource.type not in DOCUMENT_TYPES:
        managed = resource["policyArn"].test(lambda raw: ADMINISTRATORS.fullmatch(str(raw)) is not None)
        yield from require(
            ~managed, "the attached policy grants everything: attach one that names its actions"
        )
        return
    for arn in resource["managedPolicyArns"].items():
        managed = arn.test(lambda raw: ADMINISTRATORS.fullmatch(str(raw)) is not None)
        yield from require(~managed, f"{arn.where} grants everything: name a policy that lists its actions")
    for document in documents_of(resource):
        yield from require(document.readable(), f"{document.where} is not a JSON document: mend its text")
        everything = some(one.allows & one.every_action & one.every_resource for one in statements(document))
        yield from require(~everything, f"{document.where} grants every action on every resource: name both")
        unnamed = some(one.allows & one.any_action & ~one.every_resource for one in statements(document))
        yield from require(~unnamed, f"{document.where} grants every action: name those that are used")


@resource_rule(
    name="iam-scoped-resources",
    title="Actions that can be scoped name their resources",
    types=DOCUMENT_TYPES,
    severity="high",
    levels=PROMOTED,
    remediation="Replace the * in Resource by ARNs, or add a condition that bounds it.",
    checkov=("CKV_AWS_355",),
    trivy=("AWS-0342",),
    url="https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
)
def iam_scoped_resources(resource: Resource, _: Context) -> Outcomes:
    """Refuse ``*`` as a resource where IAM offers more, unless a condition bounds the statement."""
    for document in documents_of(resource):
        loose = some(
            one.allows & one.every_resource & one.unconditional & ~_unscopable(one)
            for one in statements(document)
        )
        yield from require(
            ~loose, f"{document.where} grants scopable actions on every resource: name the resources"
        )


def _unscopable(statement: Statement) -> Fact:
    actions = member(statement.value, "Action")
    return ~member(statement.value, "NotAction").given() & every(
        action.test(lambda raw: isinstance(raw, str) and raw.startswith(UNSCOPABLE))
        for action in actions.items()
    )


@resource_rule(
    name="iam-no-privilege-escalation",
    title="No identity can raise its own rights or read every secret",
    types=DOCUMENT_TYPES,
    severity="high",
    levels=PROMOTED,
    remediation="Name the roles that may be passed or assumed and the secrets that may be read; bound iam:PassRole by iam:PassedToService.",
    checkov=("CKV_AWS_286", "CKV_AWS_287", "CKV_AWS_288", "CKV_AWS_289", "CKV_AWS_290", "CKV2_AWS_40"),
    trivy=("AWS-0342", "AWS-0345"),
    prowler=("iam_inline_policy_allows_privilege_escalation", "iam_policy_allows_privilege_escalation"),
    url="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html",
)
def iam_no_privilege_escalation(resource: Resource, _: Context) -> Outcomes:
    """Refuse the actions that lead to other rights or to stored credentials, where they reach everything."""
    for document in documents_of(resource):
        for actions, harm in (
            (ESCALATING, "raise its own rights"),
            (REVEALING, "read everything that is stored"),
        ):
            open_to_all = some(
                one.every_resource & one.unconditional & some(one.grants(action) for action in actions)
                for one in statements(document)
            )
            yield from require(~open_to_all, f"{document.where} lets its bearer {harm}: name the resources")


@resource_rule(
    name="iam-no-users",
    title="People and programs use roles, not users with keys",
    types=(
        tokens.IAM_USER,
        tokens.IAM_ACCESS_KEY,
        tokens.IAM_USER_POLICY,
        tokens.IAM_USER_ATTACHMENT,
        tokens.IAM_ATTACHMENT,
    ),
    severity="medium",
    levels=PROMOTED,
    remediation="Use IAM Identity Center for people and roles with OIDC or Pod Identity for programs.",
    controls=(Control("CIS AWS Foundations", "5.0", "1.14"),),
    checkov=("CKV_AWS_40", "CKV_AWS_273"),
    trivy=("AWS-0143",),
    prowler=("iam_policy_attached_only_to_group_or_roles",),
    url="https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-users-federation-idp",
)
def iam_no_users(identity: Resource, _: Context) -> Outcomes:
    """Refuse the very existence of long-lived identities; an attachment of many kinds may name none of them."""
    lasting = identity["users"].given() if identity.type == tokens.IAM_ATTACHMENT else YES
    yield from require(~lasting, "a user, its key or a policy of its own is long-lived: use a role")


RULES = (
    iam_no_admin,
    iam_scoped_resources,
    iam_no_privilege_escalation,
    iam_no_users,
)
