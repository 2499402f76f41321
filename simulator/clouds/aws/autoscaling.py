"""Groups of machines that EC2 Auto Scaling keeps at a size."""

from typing import Any

from simulator.clouds.case import Case
from simulator.clouds.kind import Autoname, Kind
from simulator.clouds.refusals import Given, Refused, between, conflicts, exactly_one, matches, one_of
from simulator.values import UNKNOWN, reveal

TRANSITIONS = ("autoscaling:EC2_INSTANCE_LAUNCHING", "autoscaling:EC2_INSTANCE_TERMINATING")
DAY = 86400


def _desired(case: Case) -> Any:
    least = reveal(case["minSize"])
    return UNKNOWN if least is UNKNOWN else least


def _size(given: Given) -> Refused:
    least, wanted, most = (given.number(path) for path in ("minSize", "desiredCapacity", "maxSize"))
    if least is not None and most is not None and least > most:
        yield "minSize", f"minSize {least:g} is above maxSize {most:g}"
    if wanted is not None and least is not None and wanted < least:
        yield "desiredCapacity", f"desiredCapacity {wanted:g} is below minSize {least:g}"
    if wanted is not None and most is not None and wanted > most:
        yield "desiredCapacity", f"desiredCapacity {wanted:g} is above maxSize {most:g}"


def _lifetime(given: Given) -> Refused:
    """Source: EC2 Auto Scaling API, CreateAutoScalingGroup: nothing, or a day to a year."""
    seconds = given.number("maxInstanceLifetime")
    if seconds is not None and seconds != 0 and not DAY <= seconds <= 365 * DAY:
        yield (
            "maxInstanceLifetime",
            f"maxInstanceLifetime must be 0 or {DAY} to {365 * DAY} seconds, not {seconds:g}",
        )


def _hooks(given: Given) -> Refused:
    for path, hook in given.objects("initialLifecycleHooks"):
        if hook.text("lifecycleTransition") not in {None, *TRANSITIONS}:
            yield (
                f"{path}.lifecycleTransition",
                f"lifecycleTransition must be one of {', '.join(TRANSITIONS)}",
            )
        if hook.text("defaultResult") not in {None, "CONTINUE", "ABANDON"}:
            yield f"{path}.defaultResult", "defaultResult must be CONTINUE or ABANDON"
        seconds = hook.number("heartbeatTimeout")
        if seconds is not None and not 30 <= seconds <= 7200:
            yield (
                f"{path}.heartbeatTimeout",
                f"heartbeatTimeout must be between 30 and 7200 seconds, not {seconds:g}",
            )


def _refresh(given: Given) -> Refused:
    if given.text("instanceRefresh.strategy") not in {None, "Rolling", "ReplaceRootVolume"}:
        yield "instanceRefresh.strategy", "strategy must be Rolling or ReplaceRootVolume"
    healthy = given.number("instanceRefresh.preferences.minHealthyPercentage")
    if healthy is not None and not 0 <= healthy <= 100:
        yield (
            "instanceRefresh.preferences.minHealthyPercentage",
            f"minHealthyPercentage must be between 0 and 100, not {healthy:g}",
        )


KINDS = (
    Kind(
        "aws:autoscaling/group:Group",
        id="{name}",
        autoname=Autoname(),
        defaults={
            "forceDelete": False,
            "forceDeleteWarmPool": False,
            "healthCheckGracePeriod": 300,
            "ignoreFailedScalingActivities": False,
            "metricsGranularity": "1Minute",
            "protectFromScaleIn": False,
            "waitForCapacityTimeout": "10m",
        },
        outputs={
            "arn": "arn:{partition}:autoscaling:{region}:{account}:autoScalingGroup:{uuid}:autoScalingGroupName/{name}",
            "defaultCooldown": 300,
            "desiredCapacity": _desired,
            "healthCheckType": "EC2",
            "loadBalancers": [],
            "namePrefix": lambda _: None,
            "predictedCapacity": 0,
            "serviceLinkedRoleArn": (
                "arn:{partition}:iam::{account}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling"
            ),
            "targetGroupArns": [],
            "trafficSources": [],
            "warmPoolSize": 0,
        },
        refusals=(
            matches("name", r"[^:]{1,255}", "1 to 255 characters without a colon"),
            conflicts("name", "namePrefix"),
            exactly_one("launchTemplate", "launchConfiguration", "mixedInstancesPolicy"),
            exactly_one("vpcZoneIdentifiers", "availabilityZones"),
            one_of("healthCheckType", ("EC2", "ELB", "VPC_LATTICE", "EBS")),
            between("healthCheckGracePeriod", 0, 2147483647, "seconds"),
            _size,
            _lifetime,
            _hooks,
            _refresh,
        ),
    ),
)
