"""The account that a pod has if it names none."""

from policies.framework import tokens
from policies.framework.resources import Resource
from policies.framework.rules import PROMOTED, Context, Control, Outcomes, require, resource_rule
from policies.kubernetes.permissions import BINDINGS


@resource_rule(
    name="default-account-bare",
    title="The account that pods have by default can do nothing",
    types=(tokens.SERVICE_ACCOUNT, *BINDINGS),
    severity="medium",
    levels=PROMOTED,
    remediation="Set automountServiceAccountToken to false on the account named default, and bind roles to accounts of their own.",
    controls=(Control("CIS EKS", "1.8", "4.1.5"),),
    checkov=("CKV_K8S_41", "CKV_K8S_42"),
    url="https://kubernetes.io/docs/concepts/security/service-accounts/",
)
def default_account_bare(thing: Resource, _: Context) -> Outcomes:
    """Refuse rights of the default account, and its token where the account itself is described."""
    if thing.type == tokens.SERVICE_ACCOUNT:
        named = thing.at("metadata", "name").equals("default")
        kept = thing["automountServiceAccountToken"].equals(False)
        yield from require(~named | kept, "it hands out a token to whoever asks for none: set it to false")
    for subject in thing["subjects"].items():
        usual = subject["kind"].equals("ServiceAccount") & subject["name"].equals("default")
        yield from require(~usual, f"{subject.where} is every pod that has no account: name one")


RULES = (default_account_bare,)
