"""Secrets, their versions and policies."""

import base64
import binascii

from simulator.clouds.kind import Always, Autoname, Inside, Kind
from simulator.clouds.refusals import Given, Refused, conflicts, exactly_one, matches, needs, policy_document

VALUE_LIMIT = 65536
"""Bytes of a secret's value. Source: Secrets Manager quotas."""
POLICY_LIMIT = 20480
"""Characters of a resource policy. Source: Secrets Manager quotas."""


def _window(given: Given) -> Refused:
    days = given.number("recoveryWindowInDays")
    if days is not None and days != 0 and not 7 <= days <= 30:
        yield "recoveryWindowInDays", f"recoveryWindowInDays must be 0 or between 7 and 30, not {days:g}"


def _replicas(given: Given) -> Refused:
    seen: set[str] = set()
    for path, replica in given.objects("replicas"):
        region = replica.text("region")
        if region is not None and region == given.text("region"):
            yield f"{path}.region", f"a secret in {region} cannot be replicated to its own region"
        if region in seen:
            yield f"{path}.region", f"the secret is replicated to {region} once only"
        seen |= {region} if region else set()


def _value(given: Given) -> Refused:
    text, binary = given.text("secretString"), given.text("secretBinary")
    if text is not None and len(text.encode()) > VALUE_LIMIT:
        yield (
            "secretString",
            f"secretString is longer than the {VALUE_LIMIT} bytes that Secrets Manager takes",
        )
    if text == "":
        yield "secretString", "secretString must not be empty"
    if binary is not None:
        try:
            base64.b64decode(binary, validate=True)
        except (binascii.Error, ValueError):
            yield "secretBinary", "secretBinary must be Base64"


KINDS = (
    Kind(
        "aws:secretsmanager/secret:Secret",
        id="arn:{partition}:secretsmanager:{region}:{account}:secret:{name}-{letters:6}",
        autoname=Autoname(),
        defaults={"forceOverwriteReplicaSecret": False, "recoveryWindowInDays": 30},
        outputs={
            "arn": "{id}",
            "namePrefix": lambda _: None,
            "policy": "",
            "replicas": Inside(
                {
                    "kmsKeyId": "alias/aws/secretsmanager",
                    "lastAccessedDate": "",
                    "status": "InSync",
                    "statusMessage": "",
                },
                made=False,
            ),
        },
        refusals=(
            matches("name", r"[0-9A-Za-z/_+=.@-]{1,512}", "1 to 512 letters, digits or /_+=.@-"),
            matches("description", r"[\s\S]{0,2048}", "at most 2048 characters"),
            conflicts("name", "namePrefix"),
            policy_document("policy", POLICY_LIMIT),
            _window,
            _replicas,
        ),
    ),
    Kind(
        "aws:secretsmanager/secretVersion:SecretVersion",
        id="{secretId}|{uuid}",
        outputs={
            "arn": "{secretId}",
            "hasSecretStringWo": lambda case: case["secretStringWo"] is not None,
            "secretArn": "{secretId}",
            "versionId": Always("{uuid}"),
            "versionStages": ["AWSCURRENT"],
        },
        secret_outputs=frozenset({"secretBinary", "secretString", "secretStringWo"}),
        refusals=(
            exactly_one("secretString", "secretBinary", "secretStringWo"),
            needs("secretStringWo", "secretStringWoVersion"),
            _value,
        ),
    ),
    Kind(
        "aws:secretsmanager/secretPolicy:SecretPolicy",
        id="{secretArn}",
        refusals=(
            policy_document("policy", POLICY_LIMIT),
            matches("secretArn", r"arn:.+", "the ARN of a secret"),
        ),
    ),
)
