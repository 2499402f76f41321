"""Who may do what in Azure: narrow roles, and outsiders who are named to the letter."""

import re
from typing import Any, Final

from policies.framework import tokens
from policies.framework.facts import every
from policies.framework.resources import Resource
from policies.framework.rules import ALWAYS, Context, Control, Outcomes, require, resource_rule

AUDIENCE: Final = "api://AzureADTokenExchange"

MIGHTY: Final = frozenset(
    {
        "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",  # Owner
        "b24988ac-6180-42a0-ab88-20f7382dd24c",  # Contributor
        "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",  # User Access Administrator
        "f58310d9-a9f6-439a-9e8d-f62e7b41a168",  # Role Based Access Control Administrator
    }
)
"""Roles that reach everything on their scope or hand themselves out (Azure built-in roles, privileged)."""

WHOLE: Final = re.compile(
    r"/?(subscriptions/[^/]+|providers/Microsoft\.Management/managementGroups/[^/]+)?/?", re.IGNORECASE
)
"""A scope that is a subscription, a group of them, or all there is."""


@resource_rule(
    name="azure-roles-narrow",
    title="Nobody is given all of Azure, or a role over a whole subscription",
    types=(tokens.AZURE_ROLE_ASSIGNMENT,),
    severity="high",
    levels=ALWAYS,
    remediation="Assign a role of one service on the resource or group that it is for.",
    controls=(Control("CIS Azure", "5.0", "5.3.3"),),
    trivy=("AZU-0030", "AZU-0052"),
    prowler=("iam_role_user_access_admin_restricted",),
    url="https://learn.microsoft.com/azure/role-based-access-control/best-practices",
)
def roles_narrow(assignment: Resource, _: Context) -> Outcomes:
    """Refuse the roles that reach everything, and any role on all of a subscription."""
    yield from require(
        ~assignment["roleDefinitionId"].test(_is_mighty),
        "the role reaches everything, or hands itself out: assign one of a single service",
    )
    yield from require(
        ~assignment["scope"].test(_is_whole),
        "the role holds on a whole subscription: name the resource or group as scope",
    )


def _is_whole(raw: Any) -> bool:
    return WHOLE.fullmatch(str(raw).strip()) is not None


def _is_mighty(raw: Any) -> bool:
    return str(raw).lower().rsplit("/", 1)[-1] in MIGHTY


@resource_rule(
    name="azure-federation-exact",
    title="Identities of outsiders are named to the letter",
    types=(tokens.AZURE_FEDERATION,),
    severity="critical",
    levels=ALWAYS,
    remediation=f"Set issuer to an https address, subject to the one workload, and audiences to {AUDIENCE}.",
    url="https://learn.microsoft.com/entra/workload-id/workload-identity-federation",
    traceable=("issuer",),
)
def federation_exact(credential: Resource, _: Context) -> Outcomes:
    """Require an issuer over TLS, a subject without wildcards, and a token that was made for Azure."""
    yield from require(
        credential["issuer"].test(lambda raw: str(raw).startswith("https://")),
        "anybody in between can sign: set issuer to an https address",
    )
    yield from require(
        credential["subject"].test(lambda raw: bool(str(raw).strip()) and "*" not in str(raw)),
        "the subject names nobody: write the one workload exactly",
    )
    audiences = [*credential["audiences"].items()]
    yield from require(
        credential["audiences"].given() & every(one.equals(AUDIENCE) for one in audiences),
        f"a token made for somebody else is taken: set audiences to {AUDIENCE}",
    )


RULES = (roles_narrow, federation_exact)
