"""Redshift: encrypted, private, TLS-only, recorded and able to come back."""

from policies.framework import tokens
from policies.framework.facts import some
from policies.framework.index import Stack
from policies.framework.resources import Resource
from policies.framework.rules import (
    ADVICE,
    ALWAYS,
    PRODUCTION,
    PROMOTED,
    Context,
    Outcomes,
    require,
    resource_rule,
    stack_rule,
)
from policies.security.aws.own_keys import own_key

WAREHOUSE = (tokens.REDSHIFT,)
GUIDE = "https://docs.aws.amazon.com/redshift/latest/mgmt/"
DEFAULT_NAMES = ("admin", "administrator", "awsuser", "master", "root")
DEFAULT_DATABASE = "dev"


@resource_rule(
    name="redshift-encrypted",
    title="Warehouses are encrypted at rest",
    types=WAREHOUSE,
    severity="high",
    levels=PROMOTED,
    remediation="Leave encrypted on; switching it on later moves the whole warehouse.",
    checkov=("CKV_AWS_64",),
    prowler=("redshift_cluster_encrypted_at_rest",),
    url=GUIDE + "working-with-db-encryption.html",
)
def redshift_encrypted(cluster: Resource, _: Context) -> Outcomes:
    """Refuse a warehouse that says it is not; the provider's default is that it is."""
    yield from require(~cluster["encrypted"].is_false(), "data on disk is readable: set encrypted")


@resource_rule(
    name="redshift-cmk",
    title="Warehouses are encrypted with a key of the platform",
    types=WAREHOUSE,
    severity="medium",
    levels=PRODUCTION,
    remediation="Set kmsKeyId.",
    checkov=("CKV_AWS_142",),
    trivy=("AWS-0084",),
    url=GUIDE + "working-with-db-encryption.html",
)
def redshift_cmk(cluster: Resource, _: Context) -> Outcomes:
    """Require a customer key."""
    yield from require(own_key(cluster["kmsKeyId"]), "the key is the service's own: set kmsKeyId")


@resource_rule(
    name="redshift-not-public",
    title="No warehouse has a public address",
    types=WAREHOUSE,
    severity="critical",
    levels=ALWAYS,
    remediation="Set publiclyAccessible to false and reach it from the VPC.",
    checkov=("CKV_AWS_87",),
    prowler=("redshift_cluster_public_access",),
    url=GUIDE + "managing-clusters-vpc.html",
)
def redshift_not_public(cluster: Resource, _: Context) -> Outcomes:
    """Refuse a public address."""
    yield from require(
        ~cluster["publiclyAccessible"].is_true(), "the internet reaches it: set publiclyAccessible to false"
    )


@resource_rule(
    name="redshift-in-vpc",
    title="What a warehouse loads and unloads stays inside the VPC",
    types=WAREHOUSE,
    severity="high",
    levels=PROMOTED,
    remediation="Set enhancedVpcRouting, and clusterSubnetGroupName to a group of the platform.",
    checkov=("CKV_AWS_321",),
    trivy=("AWS-0127",),
    prowler=("redshift_cluster_enhanced_vpc_routing",),
    url=GUIDE + "enhanced-vpc-routing.html",
)
def redshift_in_vpc(cluster: Resource, _: Context) -> Outcomes:
    """Require routing through the VPC and subnets of our own."""
    yield from require(
        cluster["enhancedVpcRouting"].is_true(), "COPY goes around the VPC: set enhancedVpcRouting"
    )
    own = cluster["clusterSubnetGroupName"].given("default")
    yield from require(own, "it sits in the default subnets: set clusterSubnetGroupName")


@stack_rule(
    name="redshift-force-ssl",
    title="Warehouses refuse connections without TLS",
    types=WAREHOUSE,
    severity="high",
    levels=PROMOTED,
    remediation="Give the cluster a ParameterGroup of its own with require_ssl = true.",
    checkov=("CKV_AWS_105",),
    prowler=("redshift_cluster_in_transit_encryption_enabled",),
    url=GUIDE + "connecting-ssl-support.html",
)
def redshift_force_ssl(stack: Stack, _: Context) -> Outcomes:
    """Require a parameter group of the stack that says so."""
    for cluster in stack.of(*WAREHOUSE):
        forced = some(
            stack.refers(cluster, "clusterParameterGroupName", group, "name")
            & some(
                parameter["name"].equals("require_ssl") & parameter["value"].is_true()
                for parameter in group["parameters"].items()
            )
            for group in stack.of(tokens.REDSHIFT_PARAMETERS)
        )
        yield from require(
            forced, "plain connections are accepted: set require_ssl in its parameter group", of=cluster
        )


@resource_rule(
    name="redshift-snapshots",
    title="Warehouses can be taken back a week",
    types=WAREHOUSE,
    severity="medium",
    levels=PRODUCTION,
    remediation="Set automatedSnapshotRetentionPeriod to 7 or more, and skipFinalSnapshot to false.",
    checkov=("CKV_AWS_343",),
    prowler=("redshift_cluster_automated_snapshot",),
    url=GUIDE + "working-with-snapshots.html",
)
def redshift_snapshots(cluster: Resource, _: Context) -> Outcomes:
    """Require a week of snapshots, and a last one."""
    yield from require(
        cluster["automatedSnapshotRetentionPeriod"].at_least(7),
        "snapshots reach back less than 7 days: raise automatedSnapshotRetentionPeriod",
    )
    yield from require(
        ~cluster["skipFinalSnapshot"].is_true(), "deleting it deletes all: set skipFinalSnapshot to false"
    )


@stack_rule(
    name="redshift-audit-log",
    title="Warehouses record who connects and what they ask",
    types=WAREHOUSE,
    severity="medium",
    levels=PROMOTED,
    remediation="Add a Logging resource for the cluster that exports useractivitylog.",
    prowler=("redshift_cluster_audit_logging",),
    url=GUIDE + "db-auditing.html",
)
def redshift_audit_log(stack: Stack, _: Context) -> Outcomes:
    """Require a Logging resource of the stack for each cluster, with its queries."""
    for cluster in stack.of(*WAREHOUSE):
        recorded = some(
            same
            & (logging["logExports"].contains("useractivitylog") | logging["logDestinationType"].equals("s3"))
            for logging, same in stack.naming(
                "clusterIdentifier", cluster, tokens.REDSHIFT_LOGGING, identities=("clusterIdentifier",)
            )
        )
        yield from require(recorded, "nobody knows what was asked: add a Logging resource", of=cluster)


@resource_rule(
    name="redshift-no-default-names",
    title="Neither the administrator nor the database has the name that everybody tries",
    types=WAREHOUSE,
    severity="low",
    levels=ADVICE,
    remediation="Choose another masterUsername and databaseName at creation.",
    checkov=("CKV_AWS_320", "CKV_AWS_391"),
    prowler=("redshift_cluster_non_default_database_name", "redshift_cluster_non_default_username"),
    url=GUIDE + "managing-clusters-console.html",
)
def redshift_no_default_names(cluster: Resource, _: Context) -> Outcomes:
    """Advise names of one's own."""
    usual = cluster["masterUsername"].test(lambda raw: str(raw).lower() in DEFAULT_NAMES)
    yield from require(~usual, "the administrator has a default name: choose another masterUsername")
    own = cluster["databaseName"].given(DEFAULT_DATABASE)
    yield from require(own, "the database has the default name: choose another databaseName")


RULES = (
    redshift_encrypted,
    redshift_cmk,
    redshift_not_public,
    redshift_in_vpc,
    redshift_force_ssl,
    redshift_snapshots,
    redshift_audit_log,
    redshift_no_default_names,
)
