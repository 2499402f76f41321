"""Whom roles trust: named principals, and tokens bound to one subject."""

import re

from policies.framework import tokens
from policies.framework.facts import NO, Fact, every, fact, some
from policies.framework.resources import Resource
from policies.framework.rules import (
    ALWAYS,
    PROMOTED,
    Context,
    Control,
    NotApplicable,
    Outcomes,
    require,
    resource_rule,
)
from policies.security.aws.documents import NARROWING, Statement, member, statements


@resource_rule(
    name="iam-trust-named",
    title="Roles trust named principals",
    types=(tokens.IAM_ROLE,),
    severity="critical",
    levels=ALWAYS,
    remediation="Name accounts, services or providers in Principal; pin the sub of GitHub's tokens to a repository.",
    checkov=("CKV_AWS_60", "CKV_AWS_393"),
    url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
    traceable=("assumeRolePolicy",),
)
def iam_trust_named(role: Resource, _: Context) -> Outcomes:
    """Refuse a trust policy that everybody meets, or every repository on GitHub."""
    document = role["assumeRolePolicy"].document()
    yield from require(document.readable(), "assumeRolePolicy is not a JSON document: mend its text")
    public = some(one.public for one in statements(document))
    yield from require(~public, "assumeRolePolicy trusts everybody: name the principals")
    unpinned = some(_from_github(one) & ~_pinned_to_repository(one) for one in statements(document))
    yield from require(
        ~unpinned, "assumeRolePolicy trusts every repository of GitHub: pin the token's sub to one"
    )


GITHUB = "token.actions.githubusercontent.com"


def _from_github(statement: Statement) -> Fact:
    federated = member(member(statement.value, "Principal"), "Federated")
    return statement.allows & some(
        item.test(lambda raw: isinstance(raw, str) and raw.endswith(GITHUB)) for item in federated.items()
    )


REPOSITORY = re.compile(r"repo:[^*?/]+/[^*?:]+:.*")
WHERE = re.compile(r"repo:[^*?/]+/[^*?:]+:(pull_request|(ref:refs/(heads|tags)/|environment:)[^*?]+.*)")
"""A subject that names a repository, and one that also names where in it something runs."""


def _pinned_to_repository(statement: Statement) -> Fact:
    return _pinned(statement, REPOSITORY)


def _pinned(statement: Statement, subject: "re.Pattern[str]") -> Fact:
    if statement.conditions.unknown:
        return statement.conditions.undecided()
    pinned = NO
    for operator, values in statement.condition(f"{GITHUB}:sub"):
        names = [item.test(lambda raw: subject.fullmatch(str(raw)) is not None) for item in values.items()]
        pinned = pinned | (fact(operator in {"stringequals", "stringlike"} and bool(names)) & every(names))
    return pinned


@resource_rule(
    name="irsa-subject-bound",
    title="A cluster's tokens open a role only for one service account",
    types=(tokens.IAM_ROLE,),
    severity="high",
    levels=PROMOTED,
    remediation="Use StringEquals on the issuer's :sub (system:serviceaccount:<namespace>:<name>) and :aud (sts.amazonaws.com).",
    controls=(Control("CIS EKS", "1.8", "5.2.1"),),
    url="https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html",
)
def irsa_subject_bound(role: Resource, _: Context) -> Outcomes:
    """Require sub and aud to be equal to something, in every statement that accepts a web identity."""
    document = role["assumeRolePolicy"].document()
    federated = [one for one in statements(document) if _web_identity(one).truth is not False]
    if not federated:
        yield NotApplicable("the role trusts no web identity")
        return
    for claim in ("sub", "aud"):
        bound = every(~_web_identity(one) | _equals_claim(one, claim) for one in federated)
        yield from require(bound, f"assumeRolePolicy does not bind the token's {claim} with StringEquals")


def _web_identity(statement: Statement) -> Fact:
    return statement.grants("sts:AssumeRoleWithWebIdentity") & ~_from_github(statement)


def _equals_claim(statement: Statement, claim: str) -> Fact:
    if statement.conditions.unknown:
        return statement.conditions.undecided()
    found = NO
    for operator, tests in statement.conditions.entries():
        for key, values in tests.entries():
            if operator.lower() == "stringequals" and key.lower().endswith(f":{claim}"):
                plain = [
                    item.test(lambda raw: isinstance(raw, str) and not {"*", "?"} & set(raw))
                    for item in values.items()
                ]
                found = found | (fact(bool(plain)) & every(plain))
    return found


@resource_rule(
    name="github-subject-narrow",
    title="A repository's tokens open a role from one branch, tag or environment",
    types=(tokens.IAM_ROLE,),
    severity="high",
    levels=PROMOTED,
    remediation="End the sub in ref:refs/heads/<branch>, ref:refs/tags/<pattern>, environment:<name> or pull_request, and bind aud.",
    checkov=("CKV_AWS_393",),
    url="https://docs.github.com/actions/reference/security/oidc",
)
def github_subject_narrow(role: Resource, _: Context) -> Outcomes:
    """Refuse whatever runs in a repository, since a workflow on a branch of anybody's is that too."""
    document = role["assumeRolePolicy"].document()
    found = [one for one in statements(document) if _from_github(one).truth is not False]
    if not found:
        yield NotApplicable("the role does not trust GitHub")
        return
    narrow = every(~_from_github(one) | _pinned(one, WHERE) for one in found)
    yield from require(
        narrow, "assumeRolePolicy trusts every run of a repository: end the sub in where it runs"
    )
    bound = every(~_from_github(one) | _equals_claim(one, "aud") for one in found)
    yield from require(bound, "assumeRolePolicy does not bind the token's aud with StringEquals")


WHOLE_ACCOUNT = re.compile(r"\d{12}|arn:aws[a-z-]*:iam::\d{12}:root")


@resource_rule(
    name="iam-trust-bounded",
    title="A role that trusts an account says whom of it, or what they have to know",
    types=(tokens.IAM_ROLE,),
    severity="medium",
    levels=PROMOTED,
    remediation="Name roles in Principal. For an account of somebody else add sts:ExternalId, for one of ours aws:PrincipalArn.",
    checkov=("CKV_AWS_61",),
    url="https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
    traceable=("assumeRolePolicy",),
)
def iam_trust_bounded(role: Resource, _: Context) -> Outcomes:
    """Refuse an account as such: any of its principals comes in, or whoever can have a service of it ask in their place."""
    for statement in statements(role["assumeRolePolicy"].document()):
        principals = member(member(statement.value, "Principal"), "AWS")
        account = some(
            one.test(lambda raw: WHOLE_ACCOUNT.fullmatch(str(raw)) is not None) for one in principals.items()
        )
        if statement.conditions.unknown:
            bounded = statement.conditions.undecided()
        else:
            bounded = some(values.given() for _, values in statement.condition("sts:externalid", *NARROWING))
        yield from require(
            ~(statement.allows & account) | bounded,
            "assumeRolePolicy trusts a whole account: name roles, or ask for an external id",
        )


RULES = (iam_trust_named, iam_trust_bounded, irsa_subject_bound, github_subject_narrow)
