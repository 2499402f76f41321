"""What is kept for as long as somebody pays for it: images, objects and logs without an end."""

from policies.framework import google_tokens as google
from policies.framework import tokens
from policies.framework.facts import some
from policies.framework.index import Stack
from policies.framework.resources import Resource
from policies.framework.rules import PROMOTED, Context, Outcomes, require, resource_rule, stack_rule


@stack_rule(
    name="stored-things-end",
    title="Images and objects are cleared away, or moved to where they cost less",
    types=(tokens.ECR_REPOSITORY, google.REPOSITORY, google.BUCKET, tokens.AZURE_STORAGE),
    severity="medium",
    levels=PROMOTED,
    remediation="Give the repository or bucket a lifecycle: of AWS and Azure a policy of its own, of Google its own property.",
    prowler=("cloudstorage_bucket_lifecycle_management_enabled", "ecr_repositories_lifecycle_policy_enabled"),
    url="https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html",
)
def stored_things_end(stack: Stack, _: Context) -> Outcomes:
    """Require a lifecycle of everything that grows with each release; the security pack asks it of S3's buckets."""
    for repository in stack.of(tokens.ECR_REPOSITORY):
        policies = stack.of(tokens.ECR_LIFECYCLE)
        ends = some(stack.refers(one, "repository", repository, "name") for one in policies)
        yield from require(ends, "no lifecycle policy clears the repository's images away", of=repository)
    for account in stack.of(tokens.AZURE_STORAGE):
        policies = stack.of(tokens.AZURE_LIFECYCLE)
        ends = some(stack.refers(one, "accountName", account, "name") for one in policies)
        yield from require(ends, "no management policy clears the account's blobs away", of=account)
    for bucket in stack.of(google.BUCKET):
        yield from require(
            bucket["lifecycleRules"].given(),
            "lifecycleRules is not set, so objects are kept forever",
            of=bucket,
        )
    for repository in stack.of(google.REPOSITORY):
        yield from require(
            repository["cleanupPolicies"].given(),
            "cleanupPolicies is not set, so images are kept forever",
            of=repository,
        )


@resource_rule(
    name="logs-capped",
    title="A day's logs cannot cost a month's budget",
    types=(tokens.AZURE_LOGS,),
    severity="medium",
    levels=PROMOTED,
    remediation="Set workspaceCapping.dailyQuotaGb, which is what Azure takes in on a day at most.",
    url="https://learn.microsoft.com/azure/azure-monitor/logs/daily-cap",
)
def logs_capped(workspace: Resource, _: Context) -> Outcomes:
    """Require a cap, which -1 is not: a chatty deployment is billed for every line."""
    quota = workspace.at("workspaceCapping", "dailyQuotaGb")
    yield from require(
        quota.test(lambda gib: float(gib) > 0),
        "workspaceCapping.dailyQuotaGb is not set, so logs have no bound",
    )


RULES = (stored_things_end, logs_capped)
