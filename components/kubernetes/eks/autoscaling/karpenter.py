"""What Karpenter needs in AWS: an identity, a role for its nodes, and word of interruptions."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi_aws as aws
from pulumi import Output, ResourceOptions

from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.names import bounded
from components.foundation.policy_documents import Statement, resource_policy
from components.foundation.spec import Wire
from components.kubernetes.eks.node_role import NodeRole, NodeRoleArgs
from components.kubernetes.identity_policies.karpenter import karpenter
from components.kubernetes.node_pools import SYSTEM_TOLERATIONS
from components.kubernetes.workload_identity import IdentityIssuer, WorkloadIdentity, WorkloadIdentityArgs

NAMESPACE = "kube-system"
SERVICE_ACCOUNT = "karpenter"
RETENTION_SECONDS = 300
"""An interruption older than five minutes has already happened."""

INTERRUPTIONS: dict[str, tuple[str, str]] = {
    "health": ("aws.health", "AWS Health Event"),
    "spot": ("aws.ec2", "EC2 Spot Instance Interruption Warning"),
    "rebalance": ("aws.ec2", "EC2 Instance Rebalance Recommendation"),
    "state": ("aws.ec2", "EC2 Instance State-change Notification"),
    "capacity-reservation": ("aws.ec2", "EC2 Capacity Reservation Instance Interruption Warning"),
}
"""Which events tell that a node is about to go: rule -> (source, detail type)."""


@dataclass(frozen=True, kw_only=True)
class KarpenterArgs:
    """The cluster that Karpenter adds nodes to.

    ``ebs_key_arn`` encrypts the disks of its nodes. With ``messaging_key_arn`` the queue is encrypted under that key, whose policy has to let EventBridge use
    it; without, under a key of SQS.
    """

    issuer: IdentityIssuer
    labels: Labels
    protected: bool
    with_cni_policy: bool
    ebs_key_arn: Wire[str]
    messaging_key_arn: Wire[str] | None


class Karpenter(Component):
    """The AWS half of Karpenter; ``chart_values`` is what its chart is installed with."""

    urn_type = "platform:kubernetes:Karpenter"

    role_arn: Output[str]
    node_role_arn: Output[str]
    instance_profile_name: Output[str]
    queue_name: Output[str]

    def __init__(self, name: str, args: KarpenterArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self.name = name
        self.args = args
        nodes = self._node_role()
        profile = self._profile(nodes)
        queue = self._queue()
        self.identity = self._identity(nodes, profile, queue)
        self.role_arn = self.identity.role_arn
        self.node_role_arn = nodes.arn
        self.instance_profile_name = profile.name
        self.queue_name = queue.name
        self.chart_values: dict[str, Any] = {
            "settings": {"clusterName": args.issuer.cluster_name, "interruptionQueue": queue.name},
            "serviceAccount": {"name": SERVICE_ACCOUNT, "annotations": self.identity.annotations},
            "tolerations": list(SYSTEM_TOLERATIONS),
        }
        self.publish()

    def _node_role(self) -> NodeRole:
        issuer = self.args.issuer
        nodes = NodeRole(
            f"{self.name}-node",
            NodeRoleArgs(
                cluster_name=issuer.cluster_name,
                purpose="karpenter-node",
                placement=issuer.placement,
                labels=self.args.labels,
                with_cni_policy=self.args.with_cni_policy,
            ),
            self.child(),
        )
        # EKS lets the nodes of its own groups in by itself, and no others.
        aws.eks.AccessEntry(
            f"{self.name}-node-entry",
            region=issuer.placement.region,
            cluster_name=issuer.cluster,
            principal_arn=nodes.arn,
            type="EC2_LINUX",
            tags=self.args.labels.aws(f"{self.name}-node"),
            opts=self.child(),
        )
        return nodes

    def _profile(self, nodes: NodeRole) -> aws.iam.InstanceProfile:
        profile_name = bounded(f"{self.args.issuer.cluster_name}-karpenter-node", 64)
        return aws.iam.InstanceProfile(
            f"{self.name}-profile",
            name=profile_name,
            role=nodes.role_name,
            tags=self.args.labels.aws(profile_name),
            opts=self.child(),
        )

    def _queue(self) -> aws.sqs.Queue:
        placement, key = self.args.issuer.placement, self.args.messaging_key_arn
        queue_name = bounded(f"{self.args.issuer.cluster_name}-karpenter", 80)
        queue = aws.sqs.Queue(
            f"{self.name}-interruptions",
            name=queue_name,
            region=placement.region,
            message_retention_seconds=RETENTION_SECONDS,
            sqs_managed_sse_enabled=True if key is None else None,
            kms_master_key_id=key,
            kms_data_key_reuse_period_seconds=None if key is None else RETENTION_SECONDS,
            tags=self.args.labels.aws(queue_name),
            opts=self.child(),
        )
        rules = {rule: self._rule(rule, source, kind) for rule, (source, kind) in INTERRUPTIONS.items()}
        aws.sqs.QueuePolicy(
            f"{self.name}-interruptions-policy",
            region=placement.region,
            queue_url=queue.id,
            policy=_queue_policy(queue.arn, {rule: made.arn for rule, made in rules.items()}),
            opts=self.child(),
        )
        for rule, made in rules.items():
            aws.cloudwatch.EventTarget(
                f"{self.name}-on-{rule}-target",
                region=placement.region,
                rule=made.name,
                target_id="karpenter",
                arn=queue.arn,
                opts=self.child(),
            )
        return queue

    def _rule(self, rule: str, source: str, detail_type: str) -> aws.cloudwatch.EventRule:
        return aws.cloudwatch.EventRule(
            f"{self.name}-on-{rule}",
            name=bounded(f"{self.args.issuer.cluster_name}-karpenter-{rule}", 64),
            region=self.args.issuer.placement.region,
            description=f"{detail_type}, for Karpenter of {self.args.issuer.cluster_name}",
            event_pattern=json.dumps({"source": [source], "detail-type": [detail_type]}),
            tags=self.args.labels.aws(f"{self.name}-on-{rule}"),
            opts=self.child(),
        )

    def _identity(
        self, nodes: NodeRole, profile: aws.iam.InstanceProfile, queue: aws.sqs.Queue
    ) -> WorkloadIdentity:
        issuer = self.args.issuer
        grants = karpenter(
            placement=issuer.placement,
            cluster_name=issuer.cluster_name,
            node_role_arn=nodes.arn,
            instance_profile_arn=profile.arn,
            queue_arn=queue.arn,
            queue_key_arn=self.args.messaging_key_arn,
            ebs_key_arn=self.args.ebs_key_arn,
        )
        return WorkloadIdentity(
            self.name,
            WorkloadIdentityArgs(
                issuer=issuer,
                labels=self.args.labels,
                protected=self.args.protected,
                namespace=NAMESPACE,
                service_account=SERVICE_ACCOUNT,
                grants=grants,
            ),
            self.child(),
        )


def _queue_policy(queue_arn: Output[str], rule_arns: Mapping[str, Output[str]]) -> Output[str]:
    """Let these rules send, and nobody speak to the queue in clear text."""
    return resource_policy(
        Statement(
            sid="EventsSend",
            principals={"Service": ["events.amazonaws.com"]},
            actions=["sqs:SendMessage"],
            resources=[queue_arn],
            conditions={"ArnEquals": {"aws:SourceArn": [rule_arns[rule] for rule in sorted(rule_arns)]}},
        ),
        Statement(
            sid="RefuseClearText",
            effect="Deny",
            principals={"AWS": ["*"]},
            actions=["sqs:*"],
            resources=[queue_arn],
            conditions={"Bool": {"aws:SecureTransport": "false"}},
        ),
    )
