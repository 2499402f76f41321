"""Launch templates, whose every change is a new version."""

import base64
import binascii

from simulator.clouds.case import Case
from simulator.clouds.kind import Always, Autoname, Kind
from simulator.clouds.refusals import Given, Refused, conflicts, matches, one_of


def _next_version(case: Case) -> int:
    previous = case.olds.get("latestVersion")
    return previous + 1 if isinstance(previous, int) else 1


def _new_version(case: Case) -> bool:
    """Say whether the update touches the template's data; tags and the choice of a default version do not."""
    apart = {"tags", "tagsAll", "defaultVersion", "updateDefaultVersion", "arn", "latestVersion"}
    return any(case.olds.get(name) != case.inputs.get(name) for name in {*case.olds, *case.inputs} - apart)


def _default_version(case: Case) -> object:
    previous = case.olds.get("defaultVersion")
    if case.known("updateDefaultVersion"):
        return case["latestVersion"]
    return previous if isinstance(previous, int) else 1


def _user_data(given: Given) -> Refused:
    """EC2 takes user data in Base64 only, and at most 16 KiB of it before encoding."""
    value = given.text("userData")
    if value is None:
        return
    try:
        decoded = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        yield "userData", "userData must be Base64: a launch template does not encode it"
        return
    if len(decoded) > 16384:
        yield "userData", f"userData is {len(decoded)} bytes long: EC2 takes at most 16384"


def _groups(given: Given) -> Refused:
    interfaces = list(given.objects("networkInterfaces"))
    if interfaces and given.items("vpcSecurityGroupIds"):
        yield (
            "vpcSecurityGroupIds",
            "vpcSecurityGroupIds conflicts with networkInterfaces: set each interface's securityGroups",
        )


def _disks(given: Given) -> Refused:
    """gp3 takes 3,000-80,000 IOPS (500 a GiB) and 125-2,000 MiB/s. Source: EBS user guide, limits since September 2025."""
    for path, mapping in given.objects("blockDeviceMappings"):
        kind = mapping.text("ebs.volumeType")
        size, iops, throughput = (
            mapping.number(f"ebs.{name}") for name in ("volumeSize", "iops", "throughput")
        )
        if throughput is not None and kind not in {None, "gp3"}:
            yield f"{path}.ebs.throughput", f"throughput is of gp3 volumes, not of {kind}"
        if throughput is not None and not 125 <= throughput <= 2000:
            yield f"{path}.ebs.throughput", f"throughput must be between 125 and 2000 MiB/s, not {throughput}"
        if kind == "gp3" and iops is not None and not 3000 <= iops <= 80000:
            yield f"{path}.ebs.iops", f"iops of a gp3 volume must be between 3000 and 80000, not {iops}"
        if kind == "gp3" and iops is not None and size is not None and iops > max(3000, 500 * size):
            yield (
                f"{path}.ebs.iops",
                f"iops of a gp3 volume is at most 500 for each GiB: {size} GiB carry {500 * size}",
            )
        if kind == "gp2" and iops is not None:
            yield f"{path}.ebs.iops", "iops cannot be set on a gp2 volume"
        if mapping.has("ebs.kmsKeyId") and mapping.known("ebs.encrypted") in {False, "false"}:
            yield f"{path}.ebs.kmsKeyId", "kmsKeyId conflicts with encrypted = false"


def _metadata(given: Given) -> Refused:
    hops = given.number("metadataOptions.httpPutResponseHopLimit")
    if hops is not None and not 1 <= hops <= 64:
        yield (
            "metadataOptions.httpPutResponseHopLimit",
            f"httpPutResponseHopLimit must be between 1 and 64, not {hops}",
        )


KINDS = (
    Kind(
        "aws:ec2/launchTemplate:LaunchTemplate",
        id="lt-0{hex:16}",
        autoname=Autoname(),
        outputs={
            "arn": "arn:{partition}:ec2:{region}:{account}:launch-template/{id}",
            "latestVersion": Always(_next_version),
            "defaultVersion": _default_version,
        },
        volatile=frozenset({"latestVersion", "defaultVersion"}),
        moved=_new_version,
        refusals=(
            matches("name", r"[\w.()/-]{3,125}", "3 to 125 letters, digits or ()./_-"),
            matches("description", r"[\s\S]{0,255}", "at most 255 characters"),
            conflicts("name", "namePrefix"),
            conflicts("instanceType", "instanceRequirements"),
            conflicts("securityGroupNames", "vpcSecurityGroupIds"),
            conflicts("defaultVersion", "updateDefaultVersion"),
            one_of("metadataOptions.httpTokens", ("optional", "required")),
            one_of("metadataOptions.httpEndpoint", ("enabled", "disabled")),
            one_of("instanceInitiatedShutdownBehavior", ("stop", "terminate")),
            _user_data,
            _groups,
            _disks,
            _metadata,
        ),
    ),
)
