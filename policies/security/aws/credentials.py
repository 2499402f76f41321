"""Secrets Manager: encrypted with the platform's key, closed to the public, recoverable."""

from policies.framework import tokens
from policies.framework.resources import Resource
from policies.framework.rules import ALWAYS, PRODUCTION, PROMOTED, Context, Outcomes, require, resource_rule
from policies.security.aws.documents import private
from policies.security.aws.own_keys import own_key

SHORTEST_WINDOW_DAYS = 7


@resource_rule(
    name="secret-cmk",
    title="Secrets are encrypted with a key of the platform",
    types=(tokens.SECRET,),
    severity="medium",
    levels=PROMOTED,
    remediation="Set kmsKeyId, and kmsKeyId of each replica to a key of that replica's region.",
    checkov=("CKV_AWS_149",),
    trivy=("AWS-0098",),
    url="https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html",
)
def secret_cmk(secret: Resource, _: Context) -> Outcomes:
    """Require a customer key, so that reading a secret can be granted, logged and cut off."""
    yield from require(own_key(secret["kmsKeyId"]), "the key is the account's default: set kmsKeyId")
    for replica in secret["replicas"].items():
        yield from require(
            own_key(replica["kmsKeyId"]), f"{replica.where} uses its region's default key: set its kmsKeyId"
        )


@resource_rule(
    name="secret-policy-private",
    title="No secret can be read by everybody",
    types=(tokens.SECRET, tokens.SECRET_POLICY),
    severity="critical",
    levels=ALWAYS,
    remediation="Name the principals in the policy, or leave the policy out and grant through the reader's role.",
    prowler=("secretsmanager_not_publicly_accessible",),
    url="https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_resource-policies.html",
    traceable=("policy",),
)
def secret_policy_private(secret: Resource, _: Context) -> Outcomes:
    """Refuse a resource policy that everybody meets."""
    yield from private(secret["policy"].document(), "secret")


@resource_rule(
    name="secret-recovery",
    title="A deleted secret can be called back for a week",
    types=(tokens.SECRET,),
    severity="medium",
    levels=PRODUCTION,
    remediation="Set recoveryWindowInDays to 7 or more, or leave it out for 30.",
    url="https://docs.aws.amazon.com/secretsmanager/latest/userguide/manage_delete-secret.html",
)
def secret_recovery(secret: Resource, _: Context) -> Outcomes:
    """Refuse immediate deletion."""
    window = secret["recoveryWindowInDays"].at_least(SHORTEST_WINDOW_DAYS)
    yield from require(window, f"recoveryWindowInDays is below {SHORTEST_WINDOW_DAYS}: raise it")


RULES = (secret_cmk, secret_policy_private, secret_recovery)
