"""AWS Config: the recorder of a region, whether it runs, where it delivers, how long it keeps, and its rules."""

from typing import Final

from simulator.clouds.kind import Autoname, Kind
from simulator.clouds.refusals import Given, Refused, arn, between, document, matches, needs, one_of

FREQUENCIES: Final = ("CONTINUOUS", "DAILY")
STRATEGIES: Final = (
    "ALL_SUPPORTED_RESOURCE_TYPES", "EXCLUSION_BY_RESOURCE_TYPES", "INCLUSION_BY_RESOURCE_TYPES",
)  # fmt: skip
HOURS: Final = ("One_Hour", "Three_Hours", "Six_Hours", "Twelve_Hours", "TwentyFour_Hours")
"""Source: AWS Config API, MaximumExecutionFrequency."""
NEVER_DAILY: Final = (
    "AWS::Config::ConfigurationRecorder", "AWS::Config::ConformancePackCompliance", "AWS::Config::ResourceCompliance",
)  # fmt: skip
"""Source: AWS Config API, RecordingModeOverride."""
NAME_LIMIT: Final = 256


def _group(given: Given) -> Refused:
    """Refuse what contradicts itself. Source: AWS Config API, RecordingGroup and RecordingStrategy."""
    for path, group in given.objects("recordingGroup"):
        everything = group.true("allSupported") or group.lacks("allSupported")
        listed, excluded = group.items("resourceTypes"), list(group.objects("exclusionByResourceTypes"))
        if everything and (listed or excluded):
            yield f"{path}.allSupported", "allSupported must be false where types are named or excluded"
        some = group.known("allSupported") is False
        if some and group.true("includeGlobalResourceTypes"):
            yield (
                f"{path}.includeGlobalResourceTypes",
                "includeGlobalResourceTypes goes with allSupported alone",
            )
        if listed and excluded:
            yield f"{path}.exclusionByResourceTypes", "types are either named or excluded, not both"
        only = [one.text("useOnly") for _, one in group.objects("recordingStrategies")]
        told = group.lacks("recordingStrategies") or (only and None not in only)
        if excluded and told and only != ["EXCLUSION_BY_RESOURCE_TYPES"]:
            yield (
                f"{path}.recordingStrategies",
                "excluding types needs the strategy EXCLUSION_BY_RESOURCE_TYPES",
            )
        if some and group.lacks("resourceTypes") and group.lacks("exclusionByResourceTypes"):
            yield f"{path}.resourceTypes", "nothing would be recorded: name types, or exclude some"
        for place, strategy in group.objects("recordingStrategies"):
            yield from (
                (f"{path}.{place}.{inner}", said) for inner, said in one_of("useOnly", STRATEGIES)(strategy)
            )


def _mode(given: Given) -> Refused:
    for path, mode in given.objects("recordingMode"):
        yield from ((f"{path}.{inner}", said) for inner, said in _frequency(mode))
        for place, other in mode.objects("recordingModeOverride"):
            yield from ((f"{path}.{place}.{inner}", said) for inner, said in _frequency(other))
            if other.text("recordingFrequency") != "DAILY":
                continue
            for kind in other.items("resourceTypes"):
                if kind in NEVER_DAILY:
                    yield f"{path}.{place}.resourceTypes", f"{kind} cannot be recorded once a day"


_frequency = one_of("recordingFrequency", FREQUENCIES)


def _source(given: Given) -> Refused:
    """Refuse a source that the owner of the rule does not go with. Source: AWS Config API, Source."""
    owner = given.text("source.owner")
    if owner in {"AWS", "CUSTOM_LAMBDA"} and given.lacks("source.sourceIdentifier"):
        yield "source.sourceIdentifier", f"sourceIdentifier must be set for a rule of {owner}"
    if owner == "AWS" and given.has("source.sourceDetails"):
        yield "source.sourceDetails", "sourceDetails go with rules of your own, not with those of AWS"
    if owner == "CUSTOM_POLICY" and given.lacks("source.customPolicyDetails"):
        yield "source.customPolicyDetails", "customPolicyDetails must be set for a rule of CUSTOM_POLICY"


def _scope(given: Given) -> Refused:
    """Refuse one resource without its one type. Source: AWS Config API, Scope."""
    if given.has("scope.complianceResourceId") and len(given.items("scope.complianceResourceTypes")) != 1:
        yield (
            "scope.complianceResourceTypes",
            "complianceResourceTypes must name the one type of the resource",
        )


def _at_most(limit: int) -> str:
    return rf"[\s\S]{{1,{limit}}}"


KINDS = (
    Kind(
        "aws:cfg/recorder:Recorder",
        id="{name}",
        defaults={"name": "default"},
        outputs={"recordingGroup": {}, "recordingMode": {}},
        refusals=(
            matches("name", _at_most(NAME_LIMIT), f"1 to {NAME_LIMIT} characters"),
            arn("roleArn", "iam"),
            _group,
            _mode,
        ),
    ),
    Kind("aws:cfg/recorderStatus:RecorderStatus", id="{name}"),
    Kind(
        "aws:cfg/deliveryChannel:DeliveryChannel",
        id="{name}",
        defaults={"name": "default"},
        refusals=(
            matches("name", _at_most(NAME_LIMIT), f"1 to {NAME_LIMIT} characters"),
            one_of("snapshotDeliveryProperties.deliveryFrequency", HOURS),
            arn("snsTopicArn", "sns"),
            arn("s3KmsKeyArn", "kms"),
        ),
    ),
    Kind(
        "aws:cfg/retentionConfiguration:RetentionConfiguration",
        id="default",
        outputs={"name": "default"},
        refusals=(between("retentionPeriodInDays", 30, 2557, "days"),),
    ),
    Kind(
        "aws:cfg/rule:Rule",
        id="{name}",
        autoname=Autoname(limit=128),
        outputs={
            "arn": "arn:{partition}:config:{region}:{account}:config-rule/{ruleId}",
            "ruleId": "config-rule-{lower:6}",
        },
        refusals=(
            matches("name", _at_most(128), "1 to 128 characters"),
            matches("description", r"[\s\S]{0,256}", "256 characters at most"),
            one_of("source.owner", ("AWS", "CUSTOM_LAMBDA", "CUSTOM_POLICY")),
            _source,
            one_of("maximumExecutionFrequency", HOURS),
            document("inputParameters", 1024),
            _scope,
            needs("scope.tagValue", "scope.tagKey"),
        ),
    ),
)
