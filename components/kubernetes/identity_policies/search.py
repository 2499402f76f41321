"""Whoever writes to the region's search domain, and the job that tells the domain of them."""

from components.foundation.policy_documents import Statement, identity_policy
from components.kubernetes.workload_identity import Grants


def search_client(*, domain_arn: str) -> Grants:
    """Return what it takes to knock at the domain; what is done inside is for the domain's own access control to say.

    :param domain_arn: of one domain, as ``arn:aws:es:...:domain/production-search``.
    """
    ask = Statement(
        sid="AskTheDomain",
        actions=["es:ESHttpDelete", "es:ESHttpGet", "es:ESHttpHead", "es:ESHttpPost", "es:ESHttpPut"],
        resources=[f"{domain_arn}/*"],
    )
    return Grants(inline={"ask-the-domain": identity_policy(ask)})


def search_administrator(*, administrator_arn: str) -> Grants:
    """Return what it takes to become the domain's administrator for a while.

    EKS puts tags on the sessions of pods, which go along to the next role, so that passing tags has to be allowed.
    """
    become = Statement(
        sid="BecomeTheAdministrator",
        actions=["sts:AssumeRole", "sts:TagSession"],
        resources=[administrator_arn],
    )
    return Grants(inline={"become-the-administrator": identity_policy(become)})
