"""The functions of the AWS provider that a program of this kind asks.

An argument that is unknown makes what depends on it unknown. A function raises ValueError, with a sentence, for what the
real one would refuse.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from simulator.clouds.aws.addresses import region_code
from simulator.clouds.aws.eks_access import ADDON_VERSIONS
from simulator.clouds.aws.policy_documents import policy_document
from simulator.clouds.scope import Scope
from simulator.clouds.templates import digest, letters, lower_alphanumeric
from simulator.values import UNKNOWN, Secret, holds_unknown, plain, reveal

Function = Callable[[Mapping[str, Any], Scope], dict[str, Any]]

ZONES: Final = {
    "ap-northeast-1": "acd",
    "ca-central-1": "abd",
    "us-east-1": "abcdef",
    "us-west-1": "ac",
    "us-west-2": "abcd",
}
"""Letters of a region's availability zones; a region that is not here has a, b and c. Source: AWS global infrastructure."""

DEFAULT_LETTERS: Final = "abc"
REGION_NAMES: Final = {
    "eu-west-1": "Europe (Ireland)",
    "us-east-1": "US East (N. Virginia)",
    "us-east-2": "US East (Ohio)",
    "us-west-1": "US West (N. California)",
    "us-west-2": "US West (Oregon)",
}


def _caller_identity(_: Mapping[str, Any], scope: Scope) -> dict[str, Any]:
    return {
        "accountId": scope.account,
        "arn": f"arn:{scope.partition}:iam::{scope.account}:user/simulator",
        "id": scope.account,
        "userId": "AIDASIMULATOR00000000",
    }


def _partition(_: Mapping[str, Any], scope: Scope) -> dict[str, Any]:
    if scope.partition is UNKNOWN:
        return dict.fromkeys(("dnsSuffix", "id", "partition", "reverseDnsPrefix"), UNKNOWN)
    suffix = str(scope.dns_suffix)
    reverse = ".".join(reversed(suffix.split(".")))
    return {
        "dnsSuffix": suffix,
        "id": scope.partition,
        "partition": scope.partition,
        "reverseDnsPrefix": reverse,
    }


def _region(_: Mapping[str, Any], scope: Scope) -> dict[str, Any]:
    region = _required(scope)
    if region is UNKNOWN:
        return dict.fromkeys(("description", "endpoint", "id", "name", "region"), UNKNOWN)
    return {
        "description": REGION_NAMES.get(region, region),
        "endpoint": f"ec2.{region}.{scope.dns_suffix}",
        "id": region,
        "name": region,
        "region": region,
    }


def _required(scope: Scope) -> Any:
    if scope.region is None:
        raise ValueError("the provider has no region: set it on the provider or on the call")
    return scope.region


def _availability_zones(args: Mapping[str, Any], scope: Scope) -> dict[str, Any]:
    region = _required(scope)
    echoed = {name: value for name, value in args.items() if value is not None and name != "region"}
    if region is UNKNOWN:
        return {
            **echoed,
            "groupNames": UNKNOWN,
            "id": UNKNOWN,
            "names": UNKNOWN,
            "region": UNKNOWN,
            "zoneIds": UNKNOWN,
        }
    excluded, excluded_ids = plain(args.get("excludeNames") or []), plain(args.get("excludeZoneIds") or [])
    zones = [
        (f"{region}{letter}", f"{region_code(region)}-az{number}")
        for number, letter in enumerate(ZONES.get(region, DEFAULT_LETTERS), 1)
    ]
    chosen = [(name, key) for name, key in zones if name not in excluded and key not in excluded_ids]
    return {
        **echoed,
        "groupNames": [f"{region}-zg-1"],
        "id": region,
        "names": [name for name, _ in chosen],
        "region": region,
        "zoneIds": [key for _, key in chosen],
    }


def _cluster_auth(args: Mapping[str, Any], scope: Scope) -> dict[str, Any]:
    name = args.get("name")
    opened = reveal(name)
    token = UNKNOWN if opened is UNKNOWN else f"k8s-aws-v1.{letters(f'token {scope.account} {opened}', 40)}"
    return {"id": name, "name": name, "region": scope.region, "token": Secret(token)}


def _random_password(args: Mapping[str, Any], scope: Scope) -> dict[str, Any]:
    """Return the same password for the same arguments: there is no chance in a simulation."""
    echoed = {name: value for name, value in args.items() if value is not None}
    if holds_unknown(args):
        return {**echoed, "id": UNKNOWN, "randomPassword": Secret(UNKNOWN)}
    length = reveal(args.get("passwordLength")) or 32
    if not 1 <= length <= 4096:
        raise ValueError(f"passwordLength must be between 1 and 4096, not {length}")
    text = "".join(
        letters(f"password {scope.account} {length} {start}", 32) for start in range(0, int(length), 32)
    )
    return {
        **echoed,
        "id": lower_alphanumeric(text, 16),
        "randomPassword": Secret(text[: int(length)]),
        "region": scope.region,
    }


def _parameter(args: Mapping[str, Any], scope: Scope) -> dict[str, Any]:
    """Answer AWS's own public parameters only, such as the recommended image of EKS nodes."""
    name = reveal(args.get("name"))
    if name is UNKNOWN:
        return dict.fromkeys(("arn", "id", "insecureValue", "name", "type", "value", "version"), UNKNOWN)
    if not str(name).startswith("/aws/service/"):
        raise ValueError(
            f"the simulator holds no parameter {name}: only those of AWS under /aws/service/ are public"
        )
    value = (
        "1.34.1-20251112"
        if str(name).endswith("release_version")
        else f"ami-0{digest(f'{name}{scope.region}', 8)}00000000"
    )
    return {
        "arn": f"arn:{scope.partition}:ssm:{scope.region}::parameter{name}",
        "id": name,
        "insecureValue": value,
        "name": name,
        "region": scope.region,
        "type": "String",
        "value": Secret(value),
        "version": 1,
    }


def _addon_version(args: Mapping[str, Any], scope: Scope) -> dict[str, Any]:
    name = reveal(args.get("addonName"))
    if name is not UNKNOWN and name not in ADDON_VERSIONS:
        raise ValueError(
            f"the simulator knows no versions of the add-on {name}; add it to simulator/clouds/aws/eks_access.py"
        )
    version = UNKNOWN if name is UNKNOWN else ADDON_VERSIONS[name]
    return {**args, "id": name, "region": scope.region, "version": version}


FUNCTIONS: Final[Mapping[str, Function]] = {
    "aws:eks/getAddonVersion:getAddonVersion": _addon_version,
    "aws:eks/getClusterAuth:getClusterAuth": _cluster_auth,
    "aws:iam/getPolicyDocument:getPolicyDocument": policy_document,
    "aws:index/getAvailabilityZones:getAvailabilityZones": _availability_zones,
    "aws:index/getCallerIdentity:getCallerIdentity": _caller_identity,
    "aws:index/getPartition:getPartition": _partition,
    "aws:index/getRegion:getRegion": _region,
    "aws:secretsmanager/getRandomPassword:getRandomPassword": _random_password,
    "aws:ssm/getParameter:getParameter": _parameter,
}
