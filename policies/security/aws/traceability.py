"""Documents that a preview cannot read: let through only if nothing but identifiers went into them."""

from collections.abc import Sequence

from policies.framework import tokens
from policies.framework.facts import fact
from policies.framework.index import Stack
from policies.framework.rules import PROMOTED, Context, Outcomes, ResourceRule, StackRule, require, stack_rule

IDENTIFYING = (
    tokens.VPC, tokens.SUBNET, tokens.EIP, tokens.NAT_GATEWAY, tokens.VPC_ENDPOINT, tokens.SECURITY_GROUP,
    tokens.LAUNCH_TEMPLATE, tokens.EKS_CLUSTER, tokens.NODE_GROUP, tokens.RDS_INSTANCE, tokens.CACHE,
    tokens.CACHE_USER, tokens.CACHE_USER_GROUP, tokens.KMS_KEY, tokens.KMS_REPLICA, tokens.KMS_ALIAS,
    tokens.SECRET, tokens.IAM_ROLE, tokens.IAM_POLICY, tokens.OIDC_PROVIDER, tokens.INSTANCE_PROFILE,
    tokens.LOG_GROUP, tokens.METRIC_ALARM, tokens.EVENT_RULE, tokens.SNS_TOPIC, tokens.SQS_QUEUE,
    tokens.ROUTE53_ZONE, tokens.DISTRIBUTION, tokens.TARGET_GROUP,
    tokens.NETWORK_INTERFACE,
    tokens.KINESIS_STREAM, tokens.REDSHIFT, tokens.OPENSEARCH, tokens.FLINK,
    tokens.PROMETHEUS,
    tokens.AKS_CLUSTER,
)  # fmt: skip
"""Types whose unknown outputs are identifiers, addresses or endpoints of themselves.

Such an output can name a thing in a document; it cannot be ``*`` and cannot be a statement. What else the
document says was written in the program, and is judged before the resource is created: the policies of a
deployment see it whole, and so does a rehearsal.
"""


def unknown_documents_traceable(rules: Sequence[ResourceRule]) -> StackRule:
    """Return the stack rule that vouches for the unknown documents of the critical ones among ``rules``."""
    documents = sorted(
        {
            (kind, key)
            for rule in rules
            if rule.severity == "critical"
            for kind in rule.types
            for key in rule.traceable
        }
    )

    @stack_rule(
        name="unknown-documents-traceable",
        title="A document that a preview cannot read is made of identifiers",
        types=tuple(sorted({kind for kind, _ in documents})),
        severity="critical",
        levels=PROMOTED,
        remediation="Write the document in the program from ARNs and names of resources; do not take it from configuration or a secret.",
        url="https://www.pulumi.com/docs/iac/concepts/inputs-outputs/",
    )
    def check(stack: Stack, _: Context) -> Outcomes:
        for kind, key in documents:
            for resource in stack.of(kind):
                held = resource[key]
                if not held.unknown and not any(item.unknown for item in held.items()):
                    continue
                sources = [stack.at(urn) for urn in resource.edges(key)]
                known = bool(sources) and all(
                    source is not None and source.type in IDENTIFYING for source in sources
                )
                yield from require(
                    fact(known), f"{key} is unknown and comes from more than identifiers", of=resource
                )

    return check
