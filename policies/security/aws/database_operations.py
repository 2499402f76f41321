"""RDS in operation: recoverable, observed, kept up."""

from policies.framework.facts import some
from policies.framework.index import Stack
from policies.framework.resources import Resource
from policies.framework.rules import (
    ADVICE,
    PRODUCTION,
    STAGED,
    STAGED_ADVICE,
    Context,
    Control,
    NotApplicable,
    Outcomes,
    require,
    resource_rule,
    stack_rule,
)
from policies.security.aws.databases import DATABASE, GUIDE, is_postgres, is_replica, parameters
from policies.security.aws.own_keys import own_key


@resource_rule(
    name="rds-multi-az",
    title="A zone can fail without the database",
    types=DATABASE,
    severity="medium",
    levels=PRODUCTION,
    remediation="Set multiAz; it doubles the price of the instance.",
    controls=(Control("CIS AWS Foundations", "5.0", "2.2.4"),),
    checkov=("CKV_AWS_157",),
    prowler=("rds_instance_multi_az",),
    url=GUIDE + "Concepts.MultiAZ.html",
)
def rds_multi_az(instance: Resource, _: Context) -> Outcomes:
    """Require a standby of every writer; a read replica is itself spare."""
    if is_replica(instance).truth:
        yield NotApplicable("a read replica has a source to fall back on")
        return
    yield from require(instance["multiAz"].is_true(), "one zone's failure stops it: set multiAz")


@resource_rule(
    name="rds-backup-retention",
    title="Databases can be put back to any minute of the last week, in production of the last month",
    types=DATABASE,
    severity="medium",
    levels=STAGED,
    remediation="Set backupRetentionPeriod to 7, in production 30; left out it is 0, which is none at all.",
    checkov=("CKV_AWS_133",),
    trivy=("AWS-0077",),
    prowler=("rds_instance_backup_enabled",),
    url=GUIDE + "USER_WorkingWithAutomatedBackups.html",
)
def rds_backup_retention(instance: Resource, context: Context) -> Outcomes:
    """Require backups of every writer."""
    if is_replica(instance).truth:
        yield NotApplicable("a read replica's source is what is backed up")
        return
    days = 30 if context.production else 7
    yield from require(
        instance["backupRetentionPeriod"].at_least(days),
        f"backups reach back less than {days} days: raise backupRetentionPeriod",
    )


@resource_rule(
    name="rds-deletion-protection",
    title="A production database cannot be deleted by mistake, nor without a last snapshot",
    types=DATABASE,
    severity="medium",
    levels=PRODUCTION,
    remediation="Set deletionProtection, leave skipFinalSnapshot off and name finalSnapshotIdentifier.",
    checkov=("CKV_AWS_293", "CKV_AWS_139"),
    trivy=("AWS-0177", "AWS-0343"),
    prowler=("rds_instance_deletion_protection",),
    url=GUIDE + "USER_DeleteInstance.html",
)
def rds_deletion_protection(instance: Resource, _: Context) -> Outcomes:
    """Require protection of every instance, and a last snapshot of every writer."""
    yield from require(
        instance["deletionProtection"].is_true(), "one command deletes it: set deletionProtection"
    )
    snapshot = ~instance["skipFinalSnapshot"].is_true() | is_replica(instance)
    yield from require(snapshot, "deleting it keeps no snapshot: turn skipFinalSnapshot off")


@resource_rule(
    name="rds-performance-insights",
    title="What the database is busy with is recorded",
    types=DATABASE,
    severity="low",
    levels=STAGED_ADVICE,
    remediation="Set performanceInsightsEnabled and performanceInsightsKmsKeyId.",
    checkov=("CKV_AWS_353", "CKV_AWS_354"),
    trivy=("AWS-0133", "AWS-0078"),
    url=GUIDE + "USER_DatabaseInsights.html",
)
def rds_performance_insights(instance: Resource, _: Context) -> Outcomes:
    """Advise the recording, under a key of ours."""
    enabled = instance["performanceInsightsEnabled"].is_true()
    yield from require(enabled, "its load is not recorded: set performanceInsightsEnabled")
    own = own_key(instance["performanceInsightsKmsKeyId"])
    yield from require(~enabled | own, "the recording uses a default key: set performanceInsightsKmsKeyId")


@resource_rule(
    name="rds-enhanced-monitoring",
    title="The database's machine is observed every minute",
    types=DATABASE,
    severity="low",
    levels=STAGED_ADVICE,
    remediation="Set monitoringInterval to 60 or less, and monitoringRoleArn.",
    checkov=("CKV_AWS_118",),
    prowler=("rds_instance_enhanced_monitoring_enabled",),
    url=GUIDE + "USER_Monitoring.OS.html",
)
def rds_enhanced_monitoring(instance: Resource, _: Context) -> Outcomes:
    """Advise readings from inside the machine."""
    interval = instance["monitoringInterval"]
    yield from require(
        interval.at_least(1) & interval.at_most(60), "the machine is not observed: set monitoringInterval"
    )


@resource_rule(
    name="rds-log-exports",
    title="PostgreSQL's log leaves the machine",
    types=DATABASE,
    severity="medium",
    levels=STAGED_ADVICE,
    remediation="Set enabledCloudwatchLogsExports to postgresql and upgrade.",
    checkov=("CKV_AWS_129",),
    prowler=("rds_instance_integration_cloudwatch_logs",),
    url=GUIDE + "USER_LogAccess.Concepts.PostgreSQL.html",
)
def rds_log_exports(instance: Resource, _: Context) -> Outcomes:
    """Advise the export of the log, which otherwise goes with the instance."""
    exported = instance["enabledCloudwatchLogsExports"].contains("postgresql")
    concerned = is_postgres(instance) | is_replica(instance)
    yield from require(
        exported | ~concerned, "its log stays on the machine: set enabledCloudwatchLogsExports"
    )


@stack_rule(
    name="rds-queries-logged",
    title="PostgreSQL writes down which statements were slow",
    types=DATABASE,
    severity="medium",
    levels=STAGED_ADVICE,
    remediation="Set log_min_duration_statement in the instance's parameter group, or log_statement where each has to be known.",
    checkov=("CKV2_AWS_30",),
    url=GUIDE + "USER_LogAccess.Concepts.PostgreSQL.Query_Logging.html",
)
def rds_queries_logged(stack: Stack, _: Context) -> Outcomes:
    """Advise a bound above which a statement is written down, without which an outage leaves no cause behind."""
    for instance in stack.of(*DATABASE):
        slow = some(
            value.at_least(0) & set_so
            for value, set_so in parameters(stack, instance, "log_min_duration_statement")
        )
        each = some(
            value.equals("ddl", "mod", "all") & set_so
            for value, set_so in parameters(stack, instance, "log_statement")
        )
        concerned = is_postgres(instance) | is_replica(instance)
        yield from require(
            slow | each | ~concerned,
            "nobody can tell what it was busy with: set log_min_duration_statement",
            of=instance,
        )


@resource_rule(
    name="rds-upkeep",
    title="Minor versions, tags and certificates are kept up",
    types=DATABASE,
    severity="low",
    levels=ADVICE,
    remediation="Set autoMinorVersionUpgrade and copyTagsToSnapshot, and a caCertIdentifier of the g1 generation.",
    controls=(Control("CIS AWS Foundations", "5.0", "2.2.2"),),
    checkov=("CKV_AWS_226", "CKV_AWS_211", "CKV2_AWS_60"),
    prowler=("rds_instance_copy_tags_to_snapshots", "rds_instance_minor_version_upgrade_enabled"),
    url=GUIDE + "USER_UpgradeDBInstance.Upgrading.html",
)
def rds_upkeep(instance: Resource, _: Context) -> Outcomes:
    """Advise what costs nothing and is missed when it is needed."""
    yield from require(
        instance["autoMinorVersionUpgrade"].is_true(), "fixes wait for somebody: set autoMinorVersionUpgrade"
    )
    yield from require(
        instance["copyTagsToSnapshot"].is_true(), "snapshots lose their owner: set copyTagsToSnapshot"
    )
    modern = instance["caCertIdentifier"].test(lambda raw: str(raw).endswith("-g1"), absent=True)
    yield from require(modern, "its certificate authority has been retired: set caCertIdentifier")


RULES = (
    rds_multi_az,
    rds_backup_retention,
    rds_deletion_protection,
    rds_performance_insights,
    rds_enhanced_monitoring,
    rds_log_exports,
    rds_queries_logged,
    rds_upkeep,
)
