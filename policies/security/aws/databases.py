"""RDS: encrypted, private, spoken to over TLS and with credentials of one's own."""

from collections.abc import Iterator

from policies.framework import tokens
from policies.framework.facts import Fact, fact, some
from policies.framework.index import Stack
from policies.framework.resources import Resource
from policies.framework.rules import (
    ADVICE,
    ALWAYS,
    PROMOTED,
    STAGED_ADVICE,
    Context,
    Control,
    Outcomes,
    require,
    resource_rule,
    stack_rule,
)
from policies.framework.values import Value
from policies.security.aws.own_keys import own_key

DATABASE = (tokens.RDS_INSTANCE,)
GUIDE = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/"

DEFAULT_ADMINISTRATORS = ("admin", "administrator", "postgres", "root", "sa")


def is_replica(instance: Resource) -> Fact:
    """Return whether an instance follows another one."""
    return instance["replicateSourceDb"].given()


def is_postgres(instance: Resource) -> Fact:
    """Return whether an instance says that it runs PostgreSQL; a replica does not say."""
    return instance["engine"].equals("postgres")


def parameters(stack: Stack, instance: Resource, name: str) -> Iterator[tuple[Value, Fact]]:
    """Yield what groups of the stack set a parameter to, each with whether that is so of the instance."""
    named = stack.targets(instance, "parameterGroupName", tokens.RDS_PARAMETERS)
    for group in named or stack.of(tokens.RDS_PARAMETERS):
        of_it = stack.refers(instance, "parameterGroupName", group, "name")
        for parameter in group["parameters"].items():
            yield parameter["value"], of_it & parameter["name"].equals(name)


@resource_rule(
    name="rds-encrypted",
    title="Databases are encrypted at rest",
    types=DATABASE,
    severity="high",
    levels=PROMOTED,
    remediation="Set storageEncrypted and kmsKeyId at creation; an existing instance is moved through an encrypted snapshot.",
    controls=(Control("CIS AWS Foundations", "5.0", "2.2.1"),),
    checkov=("CKV_AWS_16", "CKV_AWS_327"),
    trivy=("AWS-0080", "AWS-0079"),
    prowler=("rds_instance_storage_encrypted",),
    url=GUIDE + "Overview.Encryption.html",
)
def rds_encrypted(instance: Resource, _: Context) -> Outcomes:
    """Require encryption with a key of ours; a replica inherits it, and its key where it stays in the region."""
    encrypted = instance["storageEncrypted"].is_true() | is_replica(instance)
    yield from require(encrypted, "the disk is readable: set storageEncrypted")
    own = own_key(instance["kmsKeyId"]) | is_replica(instance)
    yield from require(own, "the key is the account's default: set kmsKeyId")


@resource_rule(
    name="rds-not-public",
    title="Databases have no public address",
    types=DATABASE,
    severity="critical",
    levels=ALWAYS,
    remediation="Set publiclyAccessible to false and use isolated subnets.",
    controls=(Control("CIS AWS Foundations", "5.0", "2.2.3"),),
    checkov=("CKV_AWS_17",),
    trivy=("AWS-0180",),
    prowler=("rds_instance_no_public_access",),
    url=GUIDE + "USER_VPC.WorkingWithRDSInstanceinaVPC.html",
)
def rds_not_public(instance: Resource, _: Context) -> Outcomes:
    """Refuse a database that can be dialled from the internet."""
    yield from require(
        ~instance["publiclyAccessible"].is_true(), "it has a public address: turn publiclyAccessible off"
    )


@resource_rule(
    name="rds-iam-auth",
    title="Databases accept IAM tokens instead of passwords",
    types=DATABASE,
    severity="medium",
    levels=STAGED_ADVICE,
    remediation="Set iamDatabaseAuthenticationEnabled.",
    checkov=("CKV_AWS_161", "CKV_AWS_162"),
    trivy=("AWS-0176",),
    prowler=("rds_instance_iam_authentication_enabled",),
    url=GUIDE + "UsingWithRDS.IAMDBAuth.html",
)
def rds_iam_auth(instance: Resource, _: Context) -> Outcomes:
    """Advise tokens that live for fifteen minutes."""
    tokens_accepted = instance["iamDatabaseAuthenticationEnabled"].is_true()
    yield from require(tokens_accepted, "only passwords open it: set iamDatabaseAuthenticationEnabled")


@stack_rule(
    name="rds-force-ssl",
    title="PostgreSQL refuses connections without TLS",
    types=DATABASE,
    severity="high",
    levels=PROMOTED,
    remediation="Give the instance a ParameterGroup of its own with rds.force_ssl = 1.",
    checkov=("CKV2_AWS_69",),
    prowler=("rds_instance_transport_encrypted",),
    url=GUIDE + "PostgreSQL.Concepts.General.SSL.html",
)
def rds_force_ssl(stack: Stack, _: Context) -> Outcomes:
    """Require a parameter group of the stack that says so, in each instance's own region."""
    for instance in stack.of(*DATABASE):
        forced = some(
            value.equals("1", 1) & set_so for value, set_so in parameters(stack, instance, "rds.force_ssl")
        )
        concerned = is_postgres(instance) | is_replica(instance)
        yield from require(
            forced | ~concerned,
            "plain connections are accepted: set rds.force_ssl in its parameter group",
            of=instance,
        )


@resource_rule(
    name="rds-no-default-admin",
    title="The administrator's name is not the one that everybody tries",
    types=DATABASE,
    severity="medium",
    levels=ADVICE,
    remediation="Choose another username at creation; it cannot be changed later.",
    prowler=("rds_instance_default_admin",),
    url=GUIDE + "UsingWithRDS.MasterAccounts.html",
)
def rds_no_default_admin(instance: Resource, _: Context) -> Outcomes:
    """Advise a name of one's own."""
    default = instance["username"].test(lambda raw: str(raw).lower() in DEFAULT_ADMINISTRATORS)
    yield from require(~default, "the administrator has a default name: choose another username")


@stack_rule(
    name="rds-password-made",
    title="The administrator's password is made, and not written",
    types=DATABASE,
    severity="medium",
    levels=ADVICE,
    remediation="Set manageMasterUserPassword, or wire password to one that the program generates and keeps in Secrets Manager.",
    url=GUIDE + "rds-secrets-manager.html",
)
def rds_password_made(stack: Stack, _: Context) -> Outcomes:
    """Advise against a password from the program's text or settings, which everybody who deploys has read."""
    for instance in stack.of(*DATABASE):
        for key in ("password", "passwordWo"):
            made = fact(bool(instance.edges(key)))
            yield from require(
                ~instance[key].given() | made,
                f"{key} was written by somebody: wire it to a generated one",
                of=instance,
            )


RULES = (
    rds_encrypted,
    rds_not_public,
    rds_iam_auth,
    rds_force_ssl,
    rds_no_default_admin,
    rds_password_made,
)
