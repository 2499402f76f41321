"""Whether what is kept can be had again: copies in another region, of everything, and tried now and then."""

from policies.framework import tokens
from policies.framework.facts import Fact, every, fact, some
from policies.framework.index import Stack
from policies.framework.resources import Resource
from policies.framework.rules import (
    PRODUCTION,
    PROMOTED,
    STAGED_ADVICE,
    Context,
    Outcomes,
    Violation,
    require,
    resource_rule,
    stack_rule,
)
from policies.security.aws.bucket_data import replicated

GUIDE = "https://docs.aws.amazon.com/aws-backup/latest/devguide/"


@resource_rule(
    name="trail-searchable",
    title="The audit trail's events can be searched and alarmed on",
    types=(tokens.TRAIL,),
    severity="medium",
    levels=PROMOTED,
    remediation="Set cloudWatchLogsGroupArn and cloudWatchLogsRoleArn.",
    checkov=("CKV2_AWS_10",),
    trivy=("AWS-0162",),
    prowler=("cloudtrail_cloudwatch_logging_enabled",),
    url="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/monitor-cloudtrail-log-files-with-cloudwatch-logs.html",
)
def trail_searchable(trail: Resource, _: Context) -> Outcomes:
    """Require a log group: files alone wake nobody."""
    yield from require(
        trail["cloudWatchLogsGroupArn"].given(), "no alarm sees its events: set cloudWatchLogsGroupArn"
    )


@resource_rule(
    name="backup-copied-away",
    title="Every copy of AWS Backup is copied to another region's vault",
    types=(tokens.BACKUP_PLAN,),
    severity="high",
    levels=PRODUCTION,
    remediation="Give each rule of the plan copyActions to a vault of a second region.",
    url=GUIDE + "cross-region-backup.html",
)
def backup_copied_away(plan: Resource, _: Context) -> Outcomes:
    """Require it of each rule of the plan."""
    rules = plan["rules"]
    copied = every(rule["copyActions"].given() for rule in rules.items())
    yield from require(
        rules.given() & copied, "copies are lost with their region: give every rule copyActions"
    )


@stack_rule(
    name="backup-plan-covers-stores",
    title="A plan of AWS Backup leaves out no store that nothing else copies",
    types=(tokens.BACKUP_PLAN,),
    severity="high",
    levels=PRODUCTION,
    remediation="Name the store's ARN in a Selection, or tag it as one of them selects.",
    prowler=("rds_instance_protected_by_backup_plan",),
    url=GUIDE + "assigning-resources.html",
)
def backup_plan_covers_stores(stack: Stack, _: Context) -> Outcomes:
    """Require it of primaries, warehouses and the audit trail; replicas follow, and what is replicated is copied."""
    for database in stack.of(tokens.RDS_INSTANCE):
        covered = database["replicateSourceDb"].given() | _selected(stack, database)
        yield from require(covered, "no plan copies it: select it by its ARN or a tag", of=database)
    for warehouse in stack.of(tokens.REDSHIFT):
        by_itself = some(
            same
            for _, same in stack.naming(
                "clusterIdentifier",
                warehouse,
                tokens.REDSHIFT_SNAPSHOT_COPY,
                identities=("clusterIdentifier",),
            )
        )
        covered = by_itself | _selected(stack, warehouse)
        yield from require(
            covered, "its snapshots go nowhere: copy them to another region, or select it", of=warehouse
        )
    for bucket in stack.of(tokens.BUCKET):
        other = ~bucket.at("tags", "data-class").equals("audit")
        covered = other | replicated(stack, bucket) | _selected(stack, bucket)
        yield from require(
            covered, "the trail is lost with its region: select the bucket, or replicate it", of=bucket
        )


def _selected(stack: Stack, store: Resource) -> Fact:
    """Return whether a selection names a store, or a tag that it carries."""
    return some(
        stack.refers(selection, "resources", store, "arn")
        | _named(selection, store)
        | _tagged(selection, store)
        for selection in stack.of(tokens.BACKUP_SELECTION)
    )


def _named(selection: Resource, bucket: Resource) -> Fact:
    """Return whether a bucket's ARN is written out: it follows from the name."""
    name = bucket["bucket"]
    if bucket.type != tokens.BUCKET or not name.known:
        return fact(False)
    return some(
        one.test(lambda raw: str(raw).endswith(f":s3:::{name.raw}")) for one in selection["resources"].items()
    )


def _tagged(selection: Resource, store: Resource) -> Fact:
    wanted = list(selection["selectionTags"].items())
    return some(
        store.at("tags", str(tag["key"].raw)).equals(tag["value"].raw)
        for tag in wanted
        if tag["key"].known and tag["value"].known
    )


@stack_rule(
    name="backup-restores-tested",
    title="Copies are restored now and then to see that they can be",
    types=(tokens.BACKUP_PLAN,),
    severity="medium",
    levels=STAGED_ADVICE,
    remediation="Describe vault.restore_test in the settings.",
    url=GUIDE + "restore-testing.html",
)
def backup_restores_tested(stack: Stack, _: Context) -> Outcomes:
    """Advise a restore testing plan that tests something."""
    plans = stack.of(tokens.RESTORE_TEST)
    if not plans:
        yield Violation("nobody knows whether the copies can be restored: add a restore testing plan")
    for plan in plans:
        tests = some(
            same
            for _, same in stack.naming(
                "restoreTestingPlanName", plan, tokens.RESTORE_TEST_SELECTION, identities=("name",)
            )
        )
        yield from require(tests, "the plan tests nothing: add a RestoreTestingSelection", of=plan)


RULES = (
    trail_searchable,
    backup_copied_away,
    backup_plan_covers_stores,
    backup_restores_tested,
)
