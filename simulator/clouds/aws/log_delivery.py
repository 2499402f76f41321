"""Vended logs: what is delivered, where to, and who may write into log groups."""

from typing import Any

from simulator.clouds.case import Case
from simulator.clouds.kind import Kind
from simulator.clouds.refusals import Given, Refused, arn, conflicts, matches, one_of, policy_document
from simulator.values import UNKNOWN, reveal

NAME = r"[\w-]{1,60}"
NAME_RULE = "1 to 60 letters, digits, _ or -"
POLICY_LIMIT = 5120
"""Characters of a resource policy of CloudWatch Logs (API reference, PutResourcePolicy)."""


def _service(case: Case) -> Any:
    resource = reveal(case["resourceArn"])
    return (
        UNKNOWN
        if resource is UNKNOWN
        else str(resource).split(":")[2]
        if str(resource).count(":") > 4
        else ""
    )


def _destination_type(case: Case) -> Any:
    configuration = reveal(case["deliveryDestinationConfiguration"])
    if configuration is UNKNOWN:
        return UNKNOWN
    target = reveal((configuration or {}).get("destinationResourceArn"))
    if target is UNKNOWN:
        return UNKNOWN
    service = str(target).split(":")[2] if str(target).count(":") > 4 else ""
    return {"s3": "S3", "logs": "CWL", "firehose": "FH", "xray": "XRAY"}.get(service, "S3")


def _of_cloudfront(given: Given) -> Refused:
    resource, region = given.text("resourceArn") or "", given.text("region")
    if ":cloudfront:" in resource and region not in {None, "us-east-1"}:
        yield "region", f"the logs of CloudFront are delivered from us-east-1, not from {region}"


KINDS = (
    Kind(
        "aws:cloudwatch/logDeliverySource:LogDeliverySource",
        id="{name}",
        outputs={
            "arn": "arn:{partition}:logs:{region}:{account}:delivery-source:{name}",
            "service": _service,
        },
        refusals=(
            matches("name", NAME, NAME_RULE),
            matches("resourceArn", r"arn:.+", "an ARN"),
            _of_cloudfront,
        ),
    ),
    Kind(
        "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination",
        id="{name}",
        outputs={
            "arn": "arn:{partition}:logs:{region}:{account}:delivery-destination:{name}",
            "deliveryDestinationType": _destination_type,
        },
        refusals=(
            matches("name", NAME, NAME_RULE),
            one_of("outputFormat", ("json", "plain", "w3c", "raw", "parquet")),
            one_of("deliveryDestinationType", ("S3", "CWL", "FH", "XRAY")),
        ),
    ),
    Kind(
        "aws:cloudwatch/logDelivery:LogDelivery",
        id="{letters:16}",
        outputs={"arn": "arn:{partition}:logs:{region}:{account}:delivery:{id}"},
        refusals=(arn("deliveryDestinationArn", "logs"), matches("deliverySourceName", NAME, NAME_RULE)),
    ),
    Kind(
        "aws:cloudwatch/logResourcePolicy:LogResourcePolicy",
        id="{policyName}",
        outputs={"policyScope": "ACCOUNT", "revisionId": ""},
        refusals=(policy_document("policyDocument", POLICY_LIMIT), conflicts("policyName", "resourceArn")),
    ),
)
