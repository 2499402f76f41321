"""Customer keys in KMS: rotated, closed to the public, slow to disappear."""

from policies.framework import tokens
from policies.framework.resources import Resource
from policies.framework.rules import (
    ALWAYS,
    PRODUCTION,
    PROMOTED,
    Context,
    Control,
    NotApplicable,
    Outcomes,
    require,
    resource_rule,
)
from policies.security.aws.documents import private

SHORTEST_WINDOW_DAYS = 14


@resource_rule(
    name="kms-rotation",
    title="Symmetric keys are rotated every year",
    types=(tokens.KMS_KEY,),
    severity="medium",
    levels=PROMOTED,
    remediation="Set enableKeyRotation; what was encrypted before stays readable.",
    controls=(Control("CIS AWS Foundations", "5.0", "3.6"),),
    checkov=("CKV_AWS_7",),
    trivy=("AWS-0065",),
    prowler=("kms_cmk_rotation_enabled",),
    url="https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html",
)
def kms_rotation(key: Resource, _: Context) -> Outcomes:
    """Require automatic rotation of every key for which KMS offers it."""
    rotatable = key["keyUsage"].equals("ENCRYPT_DECRYPT") & key["customerMasterKeySpec"].equals(
        "SYMMETRIC_DEFAULT"
    )
    if rotatable.truth is False:
        yield NotApplicable("KMS rotates symmetric encryption keys only")
        return
    yield from require(
        key["enableKeyRotation"].is_true() | ~rotatable, "the key never changes: set enableKeyRotation"
    )


@resource_rule(
    name="kms-no-public-principal",
    title="No key can be used by everybody",
    types=(tokens.KMS_KEY, tokens.KMS_REPLICA),
    severity="critical",
    levels=ALWAYS,
    remediation="Name the account's root and the roles and services that use the key, with kms:ViaService or aws:SourceAccount.",
    checkov=("CKV_AWS_33",),
    prowler=("kms_key_not_publicly_accessible",),
    url="https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html",
    traceable=("policy",),
)
def kms_no_public_principal(key: Resource, _: Context) -> Outcomes:
    """Refuse a key policy that everybody meets; the default policy, used where none is given, is closed."""
    yield from private(key["policy"].document(), "key")


@resource_rule(
    name="kms-deletion-window",
    title="A deleted key can be called back for two weeks",
    types=(tokens.KMS_KEY, tokens.KMS_REPLICA),
    severity="medium",
    levels=PRODUCTION,
    remediation=f"Set deletionWindowInDays to {SHORTEST_WINDOW_DAYS} or more; what a deleted key encrypted is lost.",
    url="https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html",
)
def kms_deletion_window(key: Resource, _: Context) -> Outcomes:
    """Require a waiting period in which somebody notices."""
    long_enough = key["deletionWindowInDays"].at_least(SHORTEST_WINDOW_DAYS)
    yield from require(long_enough, f"deletionWindowInDays is below {SHORTEST_WINDOW_DAYS}: raise it")


RULES = (kms_rotation, kms_no_public_principal, kms_deletion_window)
