"""Who is given roles on single resources of Google Cloud, and with what they show who they are."""

from policies.framework import google_tokens as tokens
from policies.framework.resources import Resource
from policies.framework.rules import (
    ALWAYS,
    PROMOTED,
    Context,
    Control,
    Outcomes,
    Violation,
    require,
    resource_rule,
)

EVERYBODY = ("allUsers", "allAuthenticatedUsers")
"""Whoever calls, and whoever has a Google account."""


@resource_rule(
    name="gcp-no-public-member",
    title="No role on a key, secret, account or repository is given to everybody",
    types=(
        tokens.KMS_MEMBER,
        tokens.SECRET_MEMBER,
        tokens.ACCOUNT_MEMBER,
        tokens.REPOSITORY_MEMBER,
        tokens.PROJECT_MEMBER,
    ),
    severity="critical",
    levels=ALWAYS,
    remediation="Name the service account or the federated identity.",
    controls=(Control("CIS GCP", "4.0", "1.9"),),
    checkov=("CKV_GCP_101", "CKV_GCP_112"),
    prowler=("kms_key_not_publicly_accessible", "secretmanager_secret_not_publicly_accessible"),
    url="https://cloud.google.com/iam/docs/principals-overview",
)
def no_public_member(member: Resource, _: Context) -> Outcomes:
    """Refuse everybody, and everybody of a whole pool of federated identities.

    A member that is not known yet is what another resource will be called, and no resource is everybody; once it is known,
    before anything is made, it is read.
    """
    who = member["member"]
    if who.unknown:
        return
    yield from require(~who.equals(*EVERYBODY), "everybody may use it: name the member")
    pool = who.test(lambda raw: str(raw).startswith("principalSet://") and str(raw).endswith("/*"))
    yield from require(~pool, "every identity of a pool may use it: name its subject or an attribute")


@resource_rule(
    name="gcp-no-account-keys",
    title="Service accounts have no keys that live on",
    types=(tokens.ACCOUNT_KEY,),
    severity="high",
    levels=PROMOTED,
    remediation="Use Workload Identity in clusters and Workload Identity Federation elsewhere.",
    controls=(Control("CIS GCP", "4.0", "1.4"),),
    prowler=("iam_sa_no_user_managed_keys",),
    url="https://cloud.google.com/iam/docs/best-practices-for-managing-service-account-keys",
)
def no_account_keys(_: Resource, __: Context) -> Outcomes:
    """Refuse the very existence of a credential that does not end."""
    yield Violation("a key of a service account is long-lived: use a federated identity")


RULES = (no_public_member, no_account_keys)
