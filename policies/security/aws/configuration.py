"""AWS Config: that it runs, that it delivers, that it sees everything, and that Security Hub has it to look at."""

from policies.framework import tokens
from policies.framework.facts import Fact, fact, some, undecided
from policies.framework.index import Stack
from policies.framework.resources import Resource
from policies.framework.rules import (
    PRODUCTION,
    PROMOTED,
    Context,
    Control,
    Outcomes,
    require,
    resource_rule,
    stack_rule,
)

GUIDE = "https://docs.aws.amazon.com/config/latest/developerguide/"
CIS = Control("CIS AWS Foundations", "5.0", "3.3")


def _same_region(one: Resource, other: Resource) -> Fact:
    """Return whether two resources say the same of where they stand; what says nothing stands with its provider."""
    here, there = one["region"], other["region"]
    for value in (here, there):
        if value.unknown:
            return undecided(value.where)
    return fact((here.raw if here.known else None) == (there.raw if there.known else None))


@stack_rule(
    name="config-recorder-on",
    title="Every recorder of AWS Config runs and delivers",
    types=(tokens.CONFIG_RECORDER,),
    severity="medium",
    levels=PROMOTED,
    remediation="Add a RecorderStatus with isEnabled for the recorder, and a DeliveryChannel in its region.",
    controls=(CIS,),
    checkov=("CKV_AWS_121",),
    prowler=("config_recorder_all_regions_enabled",),
    url=GUIDE + "stop-start-recorder.html",
)
def config_recorder_on(stack: Stack, _: Context) -> Outcomes:
    """Require both: a recorder that is only described records nothing."""
    for recorder in stack.of(tokens.CONFIG_RECORDER):
        runs = some(
            same & status["isEnabled"].is_true()
            for status, same in stack.naming("name", recorder, tokens.CONFIG_STATUS, identities=("name",))
        )
        yield from require(runs, "nothing is recorded: add a RecorderStatus with isEnabled", of=recorder)
        delivers = some(_same_region(channel, recorder) for channel in stack.of(tokens.CONFIG_CHANNEL))
        yield from require(
            delivers, "nothing is delivered: add a DeliveryChannel in the same region", of=recorder
        )


@resource_rule(
    name="config-records-everything",
    title="Recorders of AWS Config leave out no type by silence",
    types=(tokens.CONFIG_RECORDER,),
    severity="medium",
    levels=PRODUCTION,
    remediation="Leave recordingGroup out, set allSupported, or exclude types with EXCLUSION_BY_RESOURCE_TYPES.",
    controls=(CIS,),
    checkov=("CKV2_AWS_48",),
    url=GUIDE + "select-resources.html",
)
def config_records_everything(recorder: Resource, _: Context) -> Outcomes:
    """Require every type but those that are named as left out: new types are recorded as they come."""
    group = recorder["recordingGroup"]
    everything = group["allSupported"].test(lambda raw: raw in (True, "true"), absent=True)
    excluding = some(
        one["useOnly"].equals("EXCLUSION_BY_RESOURCE_TYPES") for one in group["recordingStrategies"].items()
    )
    yield from require(
        everything | excluding, "only named types are recorded: exclude the others by name instead"
    )


@stack_rule(
    name="security-hub-recorded",
    title="Security Hub has a record to check",
    types=(tokens.SECURITYHUB_ACCOUNT,),
    severity="medium",
    levels=PROMOTED,
    remediation="Describe aws.guard_rails.configuration_record in the settings.",
    controls=(CIS, Control("CIS AWS Foundations", "5.0", "4.16")),
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-setup-prereqs.html",
)
def security_hub_recorded(stack: Stack, _: Context) -> Outcomes:
    """Require a recorder in the region of every hub, without which most controls report no data."""
    for hub in stack.of(tokens.SECURITYHUB_ACCOUNT):
        recorded = some(_same_region(recorder, hub) for recorder in stack.of(tokens.CONFIG_RECORDER))
        yield from require(
            recorded, "its controls have no data: add a recorder of AWS Config in the region", of=hub
        )


RULES = (config_recorder_on, config_records_everything, security_hub_recorded)
