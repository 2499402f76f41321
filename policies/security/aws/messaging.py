"""SNS topics and SQS queues: encrypted, closed to the public."""

from policies.framework import tokens
from policies.framework.resources import Resource
from policies.framework.rules import ALWAYS, PRODUCTION, PROMOTED, Context, Outcomes, require, resource_rule
from policies.security.aws.documents import private
from policies.security.aws.own_keys import own_key


@resource_rule(
    name="sns-encrypted",
    title="Topics are encrypted with a key of the platform",
    types=(tokens.SNS_TOPIC,),
    severity="high",
    levels=PROMOTED,
    remediation="Set kmsMasterKeyId to a key whose policy admits the services that publish; alias/aws/sns shuts alarms out.",
    checkov=("CKV_AWS_26",),
    trivy=("AWS-0095", "AWS-0136"),
    prowler=("sns_topics_kms_encryption_at_rest_enabled",),
    url="https://docs.aws.amazon.com/sns/latest/dg/sns-server-side-encryption.html",
)
def sns_encrypted(topic: Resource, _: Context) -> Outcomes:
    """Require a customer key: CloudWatch cannot publish to a topic under the service's own."""
    own = own_key(topic["kmsMasterKeyId"])
    yield from require(own, "messages are not encrypted with a key of ours: set kmsMasterKeyId")


@resource_rule(
    name="sqs-encrypted",
    title="Queues are encrypted at rest",
    types=(tokens.SQS_QUEUE,),
    severity="high",
    levels=PROMOTED,
    remediation="Set kmsMasterKeyId, or sqsManagedSseEnabled where a customer key is not needed.",
    checkov=("CKV_AWS_27",),
    trivy=("AWS-0096",),
    prowler=("sqs_queues_server_side_encryption_enabled",),
    url="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-server-side-encryption.html",
)
def sqs_encrypted(queue: Resource, _: Context) -> Outcomes:
    """Require encryption that is stated, with either kind of key."""
    encrypted = queue["kmsMasterKeyId"].given() | queue["sqsManagedSseEnabled"].is_true()
    yield from require(encrypted, "messages are not encrypted: set kmsMasterKeyId or sqsManagedSseEnabled")


@resource_rule(
    name="sqs-cmk",
    title="Production's queues are encrypted with a key of the platform",
    types=(tokens.SQS_QUEUE,),
    severity="medium",
    levels=PRODUCTION,
    remediation="Set kmsMasterKeyId to a key whose policy admits the services that send; alias/aws/sqs shuts them out.",
    checkov=("CKV2_AWS_73",),
    trivy=("AWS-0135",),
    url="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html",
)
def sqs_cmk(queue: Resource, _: Context) -> Outcomes:
    """Require a customer key, so that reading messages can be granted, logged and cut off."""
    yield from require(own_key(queue["kmsMasterKeyId"]), "the key is the service's own: set kmsMasterKeyId")


@resource_rule(
    name="message-policy-private",
    title="No topic or queue is open to everybody",
    types=(tokens.SNS_TOPIC, tokens.SNS_TOPIC_POLICY, tokens.SQS_QUEUE, tokens.SQS_QUEUE_POLICY),
    severity="high",
    levels=ALWAYS,
    remediation="Name the publishing services in Principal and bound them with aws:SourceArn or aws:SourceAccount.",
    checkov=("CKV_AWS_72", "CKV_AWS_168", "CKV_AWS_169", "CKV_AWS_387"),
    trivy=("AWS-0097",),
    prowler=("sns_topics_not_publicly_accessible", "sqs_queues_not_publicly_accessible"),
    url="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-security-best-practices.html",
)
def message_policy_private(resource: Resource, _: Context) -> Outcomes:
    """Refuse a resource policy that everybody meets."""
    yield from private(resource["policy"].document(), "topic or queue")


@resource_rule(
    name="sns-delivery-encrypted",
    title="What a topic sends is encrypted on its way",
    types=(tokens.SNS_SUBSCRIPTION,),
    severity="high",
    levels=ALWAYS,
    remediation="Subscribe with https, or with a queue, a function or an address.",
    prowler=("sns_subscription_not_using_http_endpoints",),
    url="https://docs.aws.amazon.com/sns/latest/dg/sns-security-best-practices.html",
)
def sns_delivery_encrypted(subscription: Resource, _: Context) -> Outcomes:
    """Refuse delivery by HTTP, which anybody on the way reads."""
    plain = subscription["protocol"].equals("http")
    yield from require(~plain, "messages travel in plain text: set protocol to https")


RULES = (sns_encrypted, sqs_encrypted, sqs_cmk, message_policy_private, sns_delivery_encrypted)
