"""Tags: whose it is and who pays for it, on everything that can carry them."""

from components.foundation.labels import REQUIRED_AWS_TAGS
from policies.framework import tokens
from policies.framework.facts import Fact, some
from policies.framework.resources import Resource
from policies.framework.rules import PROMOTED, Context, Outcomes, require, resource_rule
from policies.framework.values import Value

TAGGABLE = (
    tokens.VPC, tokens.DEFAULT_VPC, tokens.SUBNET, tokens.INTERNET_GATEWAY, tokens.NAT_GATEWAY, tokens.EIP,
    tokens.ROUTE_TABLE, tokens.DEFAULT_ROUTE_TABLE, tokens.VPC_ENDPOINT, tokens.VPC_PEERING,
    tokens.VPC_PEERING_ACCEPTER, tokens.FLOW_LOG, tokens.SECURITY_GROUP, tokens.DEFAULT_SECURITY_GROUP,
    tokens.INGRESS_RULE, tokens.EGRESS_RULE, tokens.NETWORK_ACL, tokens.DEFAULT_NETWORK_ACL,
    tokens.LAUNCH_TEMPLATE, tokens.EKS_CLUSTER, tokens.NODE_GROUP, tokens.EKS_ADDON, tokens.ACCESS_ENTRY,
    tokens.POD_IDENTITY, tokens.RDS_INSTANCE, tokens.RDS_SUBNET_GROUP, tokens.RDS_PARAMETERS,
    tokens.RDS_EVENTS, tokens.CACHE, tokens.CACHE_SUBNET_GROUP, tokens.CACHE_PARAMETERS, tokens.CACHE_USER,
    tokens.CACHE_USER_GROUP, tokens.KMS_KEY, tokens.KMS_REPLICA, tokens.SECRET, tokens.IAM_ROLE,
    tokens.IAM_POLICY, tokens.IAM_USER, tokens.OIDC_PROVIDER, tokens.INSTANCE_PROFILE,
    tokens.SERVICE_LINKED_ROLE, tokens.LOG_GROUP, tokens.METRIC_ALARM, tokens.EVENT_RULE, tokens.SNS_TOPIC,
    tokens.SQS_QUEUE, tokens.BUCKET, tokens.PREFIX_LIST, tokens.ROUTE53_ZONE, tokens.HEALTH_CHECK, tokens.CERTIFICATE,
    tokens.LOAD_BALANCER, tokens.LISTENER, tokens.LISTENER_RULE, tokens.TARGET_GROUP, tokens.WEB_ACL, tokens.IP_SET,
    tokens.DISTRIBUTION, tokens.EDGE_FUNCTION, tokens.KEY_VALUE_STORE, tokens.LOG_DELIVERY,
    tokens.LOG_DELIVERY_SOURCE, tokens.LOG_DELIVERY_DESTINATION,
    tokens.TRAIL, tokens.BACKUP_VAULT, tokens.BACKUP_PLAN, tokens.RESTORE_TEST, tokens.CONFIG_RULE, tokens.ECR_REPOSITORY,
    tokens.GUARDDUTY_DETECTOR, tokens.ACCESS_ANALYZER, tokens.NETWORK_INTERFACE, tokens.BUDGET,
    tokens.RDS_PROXY, tokens.REDSHIFT, tokens.REDSHIFT_PARAMETERS, tokens.REDSHIFT_SUBNETS, tokens.REDSHIFT_COPY_GRANT,
    tokens.REDSHIFT_USAGE_LIMIT, tokens.OPENSEARCH, tokens.KINESIS_STREAM, tokens.KINESIS_CONSUMER, tokens.FIREHOSE, tokens.FLINK,
    tokens.PROMETHEUS,
    tokens.ANOMALY_MONITOR, tokens.ANOMALY_SUBSCRIPTION, tokens.AUTOSCALING_GROUP, tokens.TRANSFER_SERVER,
)  # fmt: skip
"""Every type of the table of tokens that has tags; a test compares this with the SDK."""


@resource_rule(
    name="required-tags",
    title="Everything says whose it is and who pays",
    types=TAGGABLE,
    severity="medium",
    levels=PROMOTED,
    remediation=f"Build tags with Labels.aws(), which writes {', '.join(REQUIRED_AWS_TAGS)}.",
    url="https://docs.aws.amazon.com/whitepapers/latest/tagging-best-practices/tagging-best-practices.html",
)
def required_tags(resource: Resource, _: Context) -> Outcomes:
    """Require each tag by its name."""
    listed = resource.type == tokens.AUTOSCALING_GROUP
    for tag in REQUIRED_AWS_TAGS:
        given = _listed(resource["tags"], tag) if listed else resource["tags"][tag].given()
        yield from require(given, f"the tag {tag} is missing")


def _listed(tags: Value, name: str) -> Fact:
    """Return whether a tag is among those of an Auto Scaling group, which writes them as a list."""
    return some(tag["key"].equals(name) & tag["value"].given() for tag in tags.items())


RULES = (required_tags,)
