"""Managed node groups, and the tags of the autoscaling groups behind them."""

from typing import Any

from simulator.clouds.case import Case
from simulator.clouds.kind import Autoname, Inside, Kind
from simulator.clouds.refusals import Given, Refused, arn, conflicts, exactly_one, matches, one_of
from simulator.values import UNKNOWN, reveal

AMI_TYPES = (
    "AL2_x86_64", "AL2_x86_64_GPU", "AL2_ARM_64", "CUSTOM", "BOTTLEROCKET_ARM_64", "BOTTLEROCKET_x86_64",
    "BOTTLEROCKET_ARM_64_FIPS", "BOTTLEROCKET_x86_64_FIPS", "BOTTLEROCKET_ARM_64_NVIDIA", "BOTTLEROCKET_x86_64_NVIDIA",
    "BOTTLEROCKET_ARM_64_NVIDIA_FIPS", "BOTTLEROCKET_x86_64_NVIDIA_FIPS", "WINDOWS_CORE_2019_x86_64",
    "WINDOWS_FULL_2019_x86_64", "WINDOWS_CORE_2022_x86_64", "WINDOWS_FULL_2022_x86_64", "WINDOWS_CORE_2025_x86_64",
    "WINDOWS_FULL_2025_x86_64", "AL2023_x86_64_STANDARD", "AL2023_ARM_64_STANDARD", "AL2023_x86_64_NEURON",
    "AL2023_x86_64_NVIDIA", "AL2023_ARM_64_NVIDIA",
)  # fmt: skip
RELEASE_VERSION = "1.34.1-20251112"


def _resources(case: Case) -> Any:
    return [
        {
            "autoscalingGroups": [{"name": case.text("eks-{nodeGroupName}-{uuid}")}],
            "remoteAccessSecurityGroupId": "",
        }
    ]


def _disk(case: Case) -> int | None:
    """Return the default disk; a node group with a launch template has its disks from there."""
    return 20 if case["launchTemplate"] is None else None


def _sizes(given: Given) -> Refused:
    least, wanted, most = (
        given.number(f"scalingConfig.{name}") for name in ("minSize", "desiredSize", "maxSize")
    )
    if least is not None and least < 0:
        yield "scalingConfig.minSize", f"minSize must be at least 0, not {least}"
    if most is not None and most < 1:
        yield "scalingConfig.maxSize", f"maxSize must be at least 1, not {most}"
    if least is not None and most is not None and least > most:
        yield "scalingConfig.minSize", f"minSize {least} is above maxSize {most}"
    elif wanted is not None and least is not None and wanted < least:
        yield "scalingConfig.desiredSize", f"desiredSize {wanted} is below minSize {least}"
    elif wanted is not None and most is not None and wanted > most:
        yield "scalingConfig.desiredSize", f"desiredSize {wanted} is above maxSize {most}"


def _launch(given: Given) -> Refused:
    if not given.has("launchTemplate"):
        return
    if given.has("diskSize"):
        yield (
            "diskSize",
            "diskSize conflicts with launchTemplate: set the disk in the template's blockDeviceMappings",
        )
    template = given.known("launchTemplate")
    if isinstance(template, dict):
        for _, reason in exactly_one("id", "name")(Given(template)):
            yield "launchTemplate", f"launchTemplate: {reason}"


def _taints(given: Given) -> Refused:
    effects = ("NO_SCHEDULE", "NO_EXECUTE", "PREFER_NO_SCHEDULE")
    for path, taint in given.objects("taints"):
        yield from ((f"{path}.effect", reason) for _, reason in one_of("effect", effects)(taint))
        yield from (
            (f"{path}.key", reason) for _, reason in matches("key", r".{1,63}", "1 to 63 characters")(taint)
        )
    if len(given.items("taints")) > 50:
        yield "taints", "a node group takes at most 50 taints"


def _update(given: Given) -> Refused:
    config = given.known("updateConfig")
    if isinstance(config, dict):
        for path, reason in exactly_one("maxUnavailable", "maxUnavailablePercentage")(Given(config)):
            yield f"updateConfig.{path}", reason
        for name in ("maxUnavailable", "maxUnavailablePercentage"):
            value = given.number(f"updateConfig.{name}")
            if value is not None and not 1 <= value <= 100:
                yield f"updateConfig.{name}", f"{name} must be between 1 and 100, not {value}"


def _labels(given: Given) -> Refused:
    """EKS keeps its own prefix, and the kubelet refuses nodes that give themselves a role (NodeRestriction)."""
    labels = given.known("labels")
    for key in labels if isinstance(labels, dict) else ():
        if key.startswith(("eks.amazonaws.com/", "node-role.kubernetes.io/")):
            owner = "EKS" if key.startswith("eks.") else "the control plane"
            yield f"labels.{key}", f"the label {key} is not a node's to set: it belongs to {owner}"


def _tag_id(case: Case) -> Any:
    group, tag = reveal(case["autoscalingGroupName"]), reveal(case["tag"])
    key = reveal(tag.get("key")) if isinstance(tag, dict) else UNKNOWN
    return UNKNOWN if UNKNOWN in (group, key) else f"{group},{key}"


def _subnets(given: Given) -> Refused:
    if given.known("subnetIds") == []:
        yield "subnetIds", "a node group needs at least one subnet"


KINDS = (
    Kind(
        "aws:eks/nodeGroup:NodeGroup",
        id="{clusterName}:{nodeGroupName}",
        autoname=Autoname("nodeGroupName"),
        outputs={
            "amiType": "AL2023_x86_64_STANDARD",
            "arn": "arn:{partition}:eks:{region}:{account}:nodegroup/{clusterName}/{nodeGroupName}/{uuid}",
            "capacityType": "ON_DEMAND",
            "diskSize": _disk,
            "instanceTypes": lambda case: ["t3.medium"] if case["launchTemplate"] is None else None,
            "launchTemplate": Inside({"id": "lt-0{hex:16.template}", "name": "{nodeGroupName}"}, made=False),
            "nodeGroupNamePrefix": lambda _: None,
            "nodeRepairConfig": Inside({"enabled": False}),
            "releaseVersion": RELEASE_VERSION,
            "resources": _resources,
            "status": "ACTIVE",
            "updateConfig": {"maxUnavailable": 1},
            "version": "1.34",
        },
        volatile=frozenset({"releaseVersion"}),
        moved=lambda case: case.changed("version", "amiType"),
        ordered=frozenset({"instanceTypes"}),
        refusals=(
            matches(
                "nodeGroupName",
                r"[0-9A-Za-z][0-9A-Za-z_-]{0,62}",
                "1 to 63 letters, digits, - or _, not beginning with - or _",
            ),
            conflicts("nodeGroupName", "nodeGroupNamePrefix"),
            conflicts("launchTemplate", "remoteAccess"),
            one_of("amiType", AMI_TYPES),
            one_of("capacityType", ("ON_DEMAND", "SPOT", "CAPACITY_BLOCK")),
            arn("nodeRoleArn", "iam"),
            _sizes,
            _launch,
            _taints,
            _update,
            _labels,
            _subnets,
        ),
    ),
    Kind(
        "aws:autoscaling/tag:Tag",
        id=_tag_id,
    ),
)
