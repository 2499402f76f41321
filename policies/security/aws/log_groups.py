"""CloudWatch log groups: kept for a stated time, encrypted with the platform's key."""

from policies.framework import tokens
from policies.framework.resources import Resource
from policies.framework.rules import ALWAYS, PROMOTED, Context, Outcomes, require, resource_rule
from policies.security.aws.documents import private
from policies.security.aws.own_keys import own_key

SHORTEST_DAYS = 30


@resource_rule(
    name="log-group-retention",
    title="Logs are kept for a stated time",
    types=(tokens.LOG_GROUP,),
    severity="low",
    levels=PROMOTED,
    remediation="Set retentionInDays; without it logs are kept, and paid for, for ever.",
    checkov=("CKV_AWS_66",),
    url="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html",
)
def log_group_retention(group: Resource, context: Context) -> Outcomes:
    """Require an end, and in production one that leaves time to investigate."""
    days = group["retentionInDays"]
    yield from require(~days.equals(0), "logs never expire: set retentionInDays")
    if context.production:
        yield from require(
            days.equals(0) | days.at_least(SHORTEST_DAYS),
            f"retentionInDays is below {SHORTEST_DAYS}: raise it",
        )


@resource_rule(
    name="log-group-kms",
    title="Logs are encrypted with a key of the platform",
    types=(tokens.LOG_GROUP,),
    severity="low",
    levels=PROMOTED,
    remediation="Set kmsKeyId to a key whose policy admits logs.<region>.amazonaws.com.",
    checkov=("CKV_AWS_158",),
    trivy=("AWS-0017",),
    prowler=("cloudwatch_log_group_kms_encryption_enabled",),
    url="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html",
)
def log_group_kms(group: Resource, _: Context) -> Outcomes:
    """Require a customer key."""
    yield from require(own_key(group["kmsKeyId"]), "the key is the service's own: set kmsKeyId")


@resource_rule(
    name="log-policy-private",
    title="Nobody but named services writes into logs",
    types=(tokens.LOG_POLICY,),
    severity="high",
    levels=ALWAYS,
    remediation="Name the services in Principal and bound them with aws:SourceArn or aws:SourceAccount.",
    prowler=("cloudwatch_log_group_not_publicly_accessible",),
    url="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html",
)
def log_policy_private(policy: Resource, _: Context) -> Outcomes:
    """Refuse a resource policy that everybody meets, by which anybody forges what an investigation reads."""
    yield from private(policy["policyDocument"].document(), "account's log groups")


RULES = (log_group_retention, log_group_kms, log_policy_private)
