"""The account as a whole: passwords, defaults of disks and machines, and whether anybody watches."""

from policies.framework import tokens
from policies.framework.facts import every, fact, some
from policies.framework.index import Stack
from policies.framework.resources import Resource
from policies.framework.rules import (
    PROMOTED,
    STAGED_ADVICE,
    Context,
    Control,
    Outcomes,
    Violation,
    clauses,
    require,
    resource_rule,
    stack_rule,
)

LENGTH, REMEMBERED, DAYS = 14, 24, 90
CLASSES = (
    "requireLowercaseCharacters",
    "requireNumbers",
    "requireSymbols",
    "requireUppercaseCharacters",
)
LOCKS = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
CIS = "CIS AWS Foundations"


@resource_rule(
    name="iam-password-policy",
    title="Passwords are long, mixed and not used again",
    types=(tokens.PASSWORD_POLICY,),
    severity="medium",
    levels=PROMOTED,
    remediation="Set minimumPasswordLength 14, passwordReusePrevention 24, maxPasswordAge 90 and all four classes.",
    controls=(Control(CIS, "5.0", "1.7"), Control(CIS, "5.0", "1.8")),
    checkov=tuple(f"CKV_AWS_{number}" for number in range(9, 16)),
    trivy=tuple(f"AWS-00{number}" for number in (56, 58, 59, 60, 61, 62, 63)),
    prowler=(
        "iam_password_policy_expires_passwords_within_90_days_or_less",
        "iam_password_policy_lowercase",
        "iam_password_policy_minimum_length_14",
        "iam_password_policy_number",
        "iam_password_policy_reuse_24",
        "iam_password_policy_symbol",
        "iam_password_policy_uppercase",
    ),
    url="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html",
)
def iam_password_policy(policy: Resource, _: Context) -> Outcomes:
    """Require what the benchmark asks for, and an age."""
    long = policy["minimumPasswordLength"].at_least(LENGTH)
    yield from require(long, f"passwords may be shorter than {LENGTH}: raise minimumPasswordLength")
    fresh = policy["passwordReusePrevention"].at_least(REMEMBERED)
    yield from require(
        fresh, f"fewer than {REMEMBERED} passwords are remembered: raise passwordReusePrevention"
    )
    age = policy["maxPasswordAge"]
    yield from require(
        age.at_least(1) & age.at_most(DAYS), f"passwords outlive {DAYS} days: set maxPasswordAge"
    )
    mixed = every(policy[key].is_true() for key in CLASSES)
    yield from require(mixed, "a class of characters is not asked for: set all four require... properties")


@resource_rule(
    name="account-buckets-private",
    title="No bucket of the account can be made public",
    types=(tokens.S3_ACCOUNT_BLOCK,),
    severity="high",
    levels=PROMOTED,
    remediation="Set all four properties to true.",
    controls=(Control(CIS, "5.0", "2.1.4"),),
    prowler=("s3_account_level_public_access_blocks",),
    url="https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html",
)
def account_buckets_private(lock: Resource, _: Context) -> Outcomes:
    """Require all four halves of the lock."""
    for key in LOCKS:
        yield from require(lock[key].is_true(), f"{key} is off, so a bucket can be made public: set it")


@resource_rule(
    name="region-defaults-closed",
    title="Disks, snapshots, images, metadata and consoles are closed by default",
    types=(
        tokens.EBS_ENCRYPTION,
        tokens.SNAPSHOT_BLOCK,
        tokens.IMAGE_BLOCK,
        tokens.SERIAL_CONSOLE,
        tokens.METADATA_DEFAULTS,
    ),
    severity="high",
    levels=PROMOTED,
    remediation="Encrypt by default, block sharing, require metadata tokens and turn the serial console off.",
    controls=(Control(CIS, "5.0", "5.1.1"), Control(CIS, "5.0", "5.7")),
    checkov=("CKV_AWS_106",),
    prowler=(
        "ec2_ami_account_block_public_access",
        "ec2_ebs_default_encryption",
        "ec2_ebs_snapshot_account_block_public_access",
        "ec2_instance_account_imdsv2_enabled",
    ),
    url="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/account-attributes.html",
)
def region_defaults_closed(setting: Resource, _: Context) -> Outcomes:
    """Require each of the region's defaults to be the closed one."""
    if setting.type == tokens.EBS_ENCRYPTION:
        yield from require(setting["enabled"].is_true(), "disks are not encrypted by default: set enabled")
    elif setting.type == tokens.SERIAL_CONSOLE:
        yield from require(setting["enabled"].is_false(), "the serial console is open: set enabled to false")
    elif setting.type == tokens.METADATA_DEFAULTS:
        yield from require(
            setting["httpTokens"].equals("required"), "metadata answers without a token: set httpTokens"
        )
    else:
        closed = setting["state"].equals("block-all-sharing", "block-new-sharing")
        yield from require(closed, "it can be shared with everybody: set state to block sharing")


@stack_rule(
    name="account-watched",
    title="Somebody watches over the account",
    types=(tokens.VPC,),
    severity="medium",
    levels=STAGED_ADVICE,
    remediation="Describe aws.guard_rails in the settings: threat_detection, configuration_record, security_hub and access_analysis.",
    controls=clauses(CIS, "5.0", "1.19", "3.3"),
    checkov=("CKV2_AWS_3",),
    prowler=("accessanalyzer_enabled", "guardduty_is_enabled"),
    url="https://docs.aws.amazon.com/guardduty/latest/ug/what-is-guardduty.html",
)
def account_watched(stack: Stack, context: Context) -> Outcomes:
    """Advise of a watcher that the stack lacks, or has and keeps switched off; one place for their findings is production's."""
    if not stack.of(tokens.ACCESS_ANALYZER):
        yield Violation("no analyzer looks for access from outside the account")
    if not stack.of(tokens.CONFIG_RECORDER):
        yield Violation("nobody records what resources looked like")
    if context.production and not stack.of(tokens.SECURITYHUB_ACCOUNT):
        yield Violation("nobody gathers what they find, and no standard is held up to the account")
    detectors = stack.of(tokens.GUARDDUTY_DETECTOR)
    if not detectors:
        yield Violation("no detector looks for threats")
    for detector in detectors:
        on = some([detector["enable"].is_true(), fact(detector["enable"].absent)])
        yield from require(on, "the detector is switched off: set enable", of=detector)


RULES = (iam_password_policy, account_buckets_private, region_defaults_closed, account_watched)
