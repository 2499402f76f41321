"""Managed node groups: one for a pool, or one in each zone for a pool whose disks cannot leave theirs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi_aws as aws
from pulumi import Output, Resource, ResourceOptions

from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.placement import AwsPlacement
from components.foundation.spec import Wire
from components.kubernetes.eks.node_settings import most_pods
from components.kubernetes.node_pools import POOL_LABEL, Effect, NodePoolSpec, Taint

EKS_EFFECTS: dict[Effect, str] = {
    "NoSchedule": "NO_SCHEDULE",
    "PreferNoSchedule": "PREFER_NO_SCHEDULE",
    "NoExecute": "NO_EXECUTE",
}
"""How the EKS API spells what Kubernetes calls a taint's effect."""

ROOT_DEVICE = "/dev/xvda"
BOTTLEROCKET_DATA_DEVICE = "/dev/xvdb"
BOTTLEROCKET_ROOT_GIB = 4
"""Bottlerocket keeps its system on a small first volume, and images and logs on a second one."""


@dataclass(frozen=True, kw_only=True)
class NodePoolArgs:
    """A pool's spec, wired to its cluster.

    ``subnets`` are private ones, keyed by zone letter. ``start_taints`` are lifted by an agent once a node is
    ready for pods. ``after`` is what nodes need in order to become ready: add-ons and the policies of their
    role. ``prefixes_unknown`` says that pods get their addresses by prefixes from somebody whom EKS does not reckon with.
    """

    pool: str
    spec: NodePoolSpec
    cluster_name: Wire[str]
    kubernetes_version: str
    placement: AwsPlacement
    labels: Labels
    subnets: Mapping[str, Wire[str]]
    security_group_id: Wire[str]
    node_role_arn: Wire[str]
    ebs_key_arn: Wire[str]
    start_taints: Sequence[Taint]
    after: Sequence[Resource]
    prefixes_unknown: bool = False


class NodePool(Component):
    """The nodes of one pool: encrypted gp3 disks, IMDSv2 within the host only, no SSH, private subnets.

    ``groups`` are keyed by zone letter for a pool with a group in each zone, and otherwise hold one group
    under the empty key.
    """

    urn_type = "platform:kubernetes:NodePool"

    launch_template_id: Output[str]
    autoscaling_group_names: Output[dict[str, str]]

    def __init__(self, name: str, args: NodePoolArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        template = self._template(name, args)
        self.groups: dict[str, aws.eks.NodeGroup] = {
            zone: self._group(f"{name}-{zone}" if zone else name, args, template, subnets)
            for zone, subnets in _placed(args).items()
        }
        self.autoscaling_groups: dict[str, Output[str]] = {
            zone: _autoscaling_group(group) for zone, group in self.groups.items()
        }
        self.launch_template_id = template.id
        self.autoscaling_group_names = Output.all(
            **{zone or "all": n for zone, n in self.autoscaling_groups.items()}
        )
        self.publish()

    def _template(self, name: str, args: NodePoolArgs) -> aws.ec2.LaunchTemplate:
        tags = args.labels.aws(name)
        return aws.ec2.LaunchTemplate(
            f"{name}-template",
            description=f"Nodes of {name}",
            region=args.placement.region,
            update_default_version=True,
            user_data=most_pods(args.spec.ami_type) if args.prefixes_unknown else None,
            vpc_security_group_ids=[args.security_group_id],
            block_device_mappings=_disks(args),
            metadata_options={
                "http_endpoint": "enabled",
                "http_tokens": "required",
                # One hop ends at the host: a pod without host networking cannot take the node's role.
                "http_put_response_hop_limit": 1,
                "instance_metadata_tags": "disabled",
            },
            tag_specifications=[
                {"resource_type": kind, "tags": tags} for kind in ("instance", "volume", "network-interface")
            ],
            tags=tags,
            opts=self.child(),
        )

    def _group(
        self, name: str, args: NodePoolArgs, template: aws.ec2.LaunchTemplate, subnets: Sequence[Wire[str]]
    ) -> aws.eks.NodeGroup:
        spec = args.spec
        # The name has no ending of its own: with the suffix that Pulumi adds, EKS takes 63 characters.
        return aws.eks.NodeGroup(
            name,
            region=args.placement.region,
            cluster_name=args.cluster_name,
            node_role_arn=args.node_role_arn,
            subnet_ids=list(subnets),
            version=args.kubernetes_version,
            ami_type=spec.ami_type,
            capacity_type="SPOT" if spec.capacity == "spot" else "ON_DEMAND",
            instance_types=list(spec.instance_types),
            launch_template={"id": template.id, "version": template.latest_version.apply(str)},
            scaling_config={"min_size": spec.min, "desired_size": spec.desired, "max_size": spec.max},
            update_config={"max_unavailable_percentage": 33},
            node_repair_config={"enabled": True},
            labels={**spec.labels, POOL_LABEL: args.pool},
            taints=[_eks_taint(taint) for taint in (*spec.all_taints, *args.start_taints)],
            tags=args.labels.aws(name),
            opts=self.child(
                depends_on=args.after,
                # An autoscaler owns the size of what it scales; a path inside a property is written as the
                # provider spells it, because the SDK translates whole top-level names only.
                ignore_changes=["scalingConfig.desiredSize"] if spec.autoscaled else None,
            ),
        )


def _placed(args: NodePoolArgs) -> dict[str, list[Wire[str]]]:
    """Return the subnets of each group, keyed by zone, or by nothing for the one group of an ordinary pool."""
    zones = sorted(args.spec.zones)
    if args.spec.per_zone:
        return {zone: [args.subnets[zone]] for zone in zones}
    return {"": [args.subnets[zone] for zone in zones]}


def _disks(args: NodePoolArgs) -> list[aws.ec2.LaunchTemplateBlockDeviceMappingArgs]:
    spec = args.spec
    if not spec.ami_type.startswith("BOTTLEROCKET"):
        return [_disk(args, ROOT_DEVICE, spec.disk_gib, spec.disk_iops, spec.disk_throughput_mib)]
    return [
        _disk(args, ROOT_DEVICE, BOTTLEROCKET_ROOT_GIB, None, None),
        _disk(args, BOTTLEROCKET_DATA_DEVICE, spec.disk_gib, spec.disk_iops, spec.disk_throughput_mib),
    ]


def _disk(
    args: NodePoolArgs, device: str, gib: int, iops: int | None, throughput_mib: int | None
) -> aws.ec2.LaunchTemplateBlockDeviceMappingArgs:
    return aws.ec2.LaunchTemplateBlockDeviceMappingArgs(
        device_name=device,
        ebs=aws.ec2.LaunchTemplateBlockDeviceMappingEbsArgs(
            volume_type="gp3",
            volume_size=gib,
            iops=iops,
            throughput=throughput_mib,
            encrypted="true",
            kms_key_id=args.ebs_key_arn,
            delete_on_termination="true",
        ),
    )


def _eks_taint(taint: Taint) -> aws.eks.NodeGroupTaintArgs:
    return aws.eks.NodeGroupTaintArgs(
        key=taint.key, value=taint.value or None, effect=EKS_EFFECTS[taint.effect]
    )


def _autoscaling_group(group: aws.eks.NodeGroup) -> Output[str]:
    """Return the name of the Auto Scaling group that EKS made for a node group: always exactly one."""
    made = group.resources.apply(lambda resources: resources[0].autoscaling_groups or [])
    return made.apply(lambda groups: str(groups[0].name))
