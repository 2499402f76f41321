"""Trails of calls."""

from typing import Final

from simulator.clouds.kind import Autoname, Kind
from simulator.clouds.refusals import Given, Refused, arn, conflicts, matches, needs, one_of

FIELDS: Final = (
    "eventCategory", "eventName", "eventSource", "eventType", "errorCode", "readOnly", "resources.ARN", "resources.type",
    "sessionCredentialFromConsole", "userIdentity.arn", "vpcEndpointId",
)  # fmt: skip
"""What an advanced selector may look at. Source: CloudTrail API, AdvancedFieldSelector."""


def _selectors(given: Given) -> Refused:
    """Refuse unknown fields, and a selector that does not begin with a category. Source: the same."""
    for path, selector in given.objects("advancedEventSelectors"):
        fields = list(selector.objects("fieldSelectors"))
        for place, field in fields:
            yield from ((f"{path}.{place}.{name}", reason) for name, reason in one_of("field", FIELDS)(field))
        names = [field.text("field") for _, field in fields]
        if names and None not in names and "eventCategory" not in names:
            yield f"{path}.fieldSelectors", "fieldSelectors need one of the field eventCategory"


KINDS = (
    Kind(
        "aws:cloudtrail/trail:Trail",
        id="arn:{partition}:cloudtrail:{region}:{account}:trail/{name}",
        autoname=Autoname(limit=128),
        defaults={
            "enableLogFileValidation": False,
            "enableLogging": True,
            "includeGlobalServiceEvents": True,
            "isMultiRegionTrail": False,
            "isOrganizationTrail": False,
        },
        outputs={"arn": "{id}", "homeRegion": "{region}", "snsTopicArn": ""},
        refusals=(
            matches(
                "name",
                r"[A-Za-z0-9](?!.*[._-]{2})[A-Za-z0-9._-]{1,126}[A-Za-z0-9]",
                "3 to 128 letters, digits or single ._- between them",
            ),
            conflicts("eventSelectors", "advancedEventSelectors"),
            needs("cloudWatchLogsGroupArn", "cloudWatchLogsRoleArn"),
            needs("cloudWatchLogsRoleArn", "cloudWatchLogsGroupArn"),
            arn("cloudWatchLogsRoleArn", "iam"),
            matches(
                "cloudWatchLogsGroupArn",
                r"arn:aws[\w-]*:logs:.+:\*",
                "the ARN of a log group, with :* after it",
            ),
            arn("kmsKeyId", "kms"),
            _selectors,
        ),
    ),
)
