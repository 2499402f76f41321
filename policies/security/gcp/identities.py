"""Keys and identities of Google Cloud: turned over, narrow, and for nobody unknown."""

import re
from typing import Any, Final

from policies.framework import google_tokens as tokens
from policies.framework.resources import Resource
from policies.framework.rules import ALWAYS, PROMOTED, Context, Control, Outcomes, require, resource_rule

NINETY_DAYS: Final = 7_776_000
PRIMITIVE: Final = ("roles/owner", "roles/editor", "roles/viewer")
BORROWING: Final = ("roles/iam.serviceAccountUser", "roles/iam.serviceAccountTokenCreator")


@resource_rule(
    name="gcp-kms-rotation",
    title="Keys of Cloud KMS are turned over every ninety days",
    types=(tokens.KMS_KEY,),
    severity="high",
    levels=PROMOTED,
    remediation="Set rotationPeriod to 7776000s or less.",
    controls=(Control("CIS GCP", "4.0", "1.10"),),
    checkov=("CKV_GCP_43",),
    trivy=("GCP-0065",),
    prowler=("kms_key_rotation_enabled", "kms_key_rotation_max_90_days"),
    url="https://cloud.google.com/kms/docs/key-rotation",
)
def kms_rotation(key: Resource, _: Context) -> Outcomes:
    """Require a period, and one of ninety days at most."""
    yield from require(
        key["rotationPeriod"].test(_is_short),
        "a key that leaks opens everything: set rotationPeriod to 7776000s",
    )


def _is_short(raw: Any) -> bool:
    match = re.fullmatch(r"(\d+)(\.\d+)?s", str(raw))
    return match is not None and int(match[1]) <= NINETY_DAYS


@resource_rule(
    name="gcp-roles-narrow",
    title="Nobody holds a role over a whole project",
    types=(tokens.PROJECT_MEMBER,),
    severity="high",
    levels=ALWAYS,
    remediation="Grant roles of single services, and those over accounts on the account alone.",
    controls=(Control("CIS GCP", "4.0", "1.6"),),
    checkov=("CKV_GCP_41", "CKV_GCP_117"),
    trivy=("GCP-0007", "GCP-0011"),
    prowler=("iam_no_service_roles_at_project_level",),
    url="https://cloud.google.com/iam/docs/roles-overview#basic",
)
def roles_narrow(member: Resource, _: Context) -> Outcomes:
    """Refuse owner, editor and viewer, and the right to act as every account of the project."""
    yield from require(
        ~member["role"].equals(*PRIMITIVE),
        "the role reaches over the whole project: grant roles of single services",
    )
    yield from require(
        ~member["role"].equals(*BORROWING),
        "it may act as every account of the project: grant the role on the one account",
    )


@resource_rule(
    name="gcp-federation-narrow",
    title="Federated identities are checked before they are let in",
    types=(tokens.IDENTITY_PROVIDER,),
    severity="critical",
    levels=ALWAYS,
    remediation="Set attributeCondition to the one role or repository that is meant.",
    prowler=("iam_workload_identity_pool_provider_attribute_condition",),
    url="https://cloud.google.com/iam/docs/best-practices-for-using-workload-identity-federation",
)
def federation_narrow(provider: Resource, _: Context) -> Outcomes:
    """Require a condition, without which every identity of the other side comes in."""
    yield from require(
        provider["attributeCondition"].given(),
        "every identity of the other side comes in: set attributeCondition",
    )


MEMBERSHIPS: Final = (
    tokens.PROJECT_MEMBER,
    tokens.BUCKET_MEMBER,
    tokens.KMS_MEMBER,
    tokens.SECRET_MEMBER,
    tokens.REPOSITORY_MEMBER,
    tokens.ACCOUNT_MEMBER,
)
OF_GOOGLE: Final = re.compile(
    r"serviceAccount:(\d+-compute@developer|[a-z0-9.:-]+@appspot|\d+@cloudbuild)\.gserviceaccount\.com"
)
"""The accounts that Google makes by itself, and that whatever names none runs as."""
PRIVATE: Final = re.compile(
    r"user:[^@]+@((gmail|googlemail|icloud|me|mac|aol|protonmail)\.com|proton\.me"
    r"|(hotmail|live|msn|outlook|yahoo|gmx)\.(com|net|[a-z]{2}|com?\.[a-z]{2}))",
    re.IGNORECASE,
)
"""Mailboxes that anybody opens; a Google account may be made with any of them, not with Google's own alone."""


@resource_rule(
    name="gcp-default-account-powerless",
    title="The accounts that Google makes by itself hold no role",
    types=MEMBERSHIPS,
    severity="high",
    levels=PROMOTED,
    remediation="Give the machine or function an account of its own, and the role to that.",
    checkov=("CKV_GCP_46",),
    trivy=("GCP-0006",),
    url="https://cloud.google.com/iam/docs/service-account-types#default",
)
def default_account_powerless(member: Resource, _: Context) -> Outcomes:
    """Refuse a role for the account that everything shares which was given none.

    A member that is not known yet is what another resource of the stack will be called, and so is none of these.
    """
    if member["member"].unknown:
        return
    shared = member["member"].test(lambda raw: OF_GOOGLE.fullmatch(str(raw)) is not None)
    yield from require(~shared, "whatever has no account of its own gets the role: give it to one that has")


@resource_rule(
    name="gcp-people-in-groups",
    title="People hold roles as members of a group",
    types=MEMBERSHIPS,
    severity="medium",
    levels=PROMOTED,
    remediation="Make the person a member of a group of the organization, and give the role to the group.",
    trivy=("GCP-0003", "GCP-0069"),
    url="https://cloud.google.com/iam/docs/groups-best-practices",
)
def people_in_groups(member: Resource, _: Context) -> Outcomes:
    """Refuse a grant to a person, which outlives their work, and to a private mailbox, whose end nobody hears of."""
    who = member["member"]
    if who.unknown:
        return
    private = who.test(lambda raw: PRIVATE.fullmatch(str(raw)) is not None)
    yield from require(~private, "it is somebody's private account: name a group of the organization")
    person = who.test(lambda raw: str(raw).startswith("user:"))
    yield from require(~person | private, "it is a single person: name a group of the organization")


RULES = (kms_rotation, roles_narrow, federation_narrow, default_account_powerless, people_in_groups)
