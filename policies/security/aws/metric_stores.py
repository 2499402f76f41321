"""Workspaces of Prometheus: encrypted with a key of the platform, and bounded in what a month may bring."""

from policies.framework import tokens
from policies.framework.facts import some
from policies.framework.index import Stack
from policies.framework.resources import Resource
from policies.framework.rules import ADVICE, PROMOTED, Context, Outcomes, require, resource_rule, stack_rule
from policies.security.aws.own_keys import own_key

GUIDE = "https://docs.aws.amazon.com/prometheus/latest/userguide/"


@resource_rule(
    name="prometheus-kms",
    title="Metrics of all clusters are encrypted with a key of the platform",
    types=(tokens.PROMETHEUS,),
    severity="low",
    levels=PROMOTED,
    remediation="Set kmsKeyArn to a key whose policy admits aps.<region>.amazonaws.com; another key makes another workspace.",
    url=GUIDE + "encryption-at-rest-Amazon-Service-Prometheus.html",
)
def prometheus_kms(workspace: Resource, _: Context) -> Outcomes:
    """Require a customer key, since a workspace never gets another one."""
    yield from require(own_key(workspace["kmsKeyArn"]), "the key is the service's own: set kmsKeyArn")


@stack_rule(
    name="prometheus-bounded",
    title="A workspace of Prometheus says how long it keeps samples and how many series it takes",
    types=(tokens.PROMETHEUS,),
    severity="low",
    levels=ADVICE,
    remediation="Describe a WorkspaceConfiguration with retentionPeriodInDays and limitsPerLabelSets.",
    url=GUIDE + "AMP-workspace-configuration.html",
)
def prometheus_bounded(stack: Stack, _: Context) -> Outcomes:
    """Advise bounds: samples are billed one by one, and a label with too many values makes ten thousand series of one."""
    for workspace in stack.of(tokens.PROMETHEUS):
        bounded = some(
            same & limits["retentionPeriodInDays"].given() & limits["limitsPerLabelSets"].given()
            for limits, same in stack.naming("workspaceId", workspace, tokens.PROMETHEUS_LIMITS)
        )
        yield from require(
            bounded,
            "one cluster could bring any number of series, kept for as long as the service likes",
            of=workspace,
        )


RULES = (prometheus_kms, prometheus_bounded)
