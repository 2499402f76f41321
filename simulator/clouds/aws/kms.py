"""Encryption keys."""

import json
from typing import Any

from simulator.clouds.case import Case
from simulator.clouds.kind import Autoname, Kind
from simulator.clouds.refusals import (
    Given,
    Refused,
    between,
    conflicts,
    matches,
    needs,
    one_of,
    policy_document,
)
from simulator.clouds.templates import uuid
from simulator.values import UNKNOWN, Secret, reveal

KEY_SPECS = (
    "SYMMETRIC_DEFAULT", "RSA_2048", "RSA_3072", "RSA_4096", "HMAC_224", "HMAC_256", "HMAC_384", "HMAC_512",
    "ECC_NIST_P256", "ECC_NIST_P384", "ECC_NIST_P521", "ECC_SECG_P256K1", "ECC_NIST_EDWARDS25519", "ML_DSA_44",
    "ML_DSA_65", "ML_DSA_87", "SM2",
)  # fmt: skip
POLICY_LIMIT = 32768
"""Bytes that KMS takes for a key policy. Source: KMS quotas."""


def _key_id(case: Case) -> Any:
    """Return a UUID, or ``mrk-`` and 32 digits for a multi-region key."""
    return case.text("mrk-{hex:32}") if case.known("multiRegion") is True else uuid(case.urn)


def _replica_id(case: Case) -> Any:
    """Return the id of the primary key, which its replica shares."""
    primary = reveal(case["primaryKeyArn"])
    return primary if primary is UNKNOWN else str(primary).rpartition("/")[2]


def _default_policy(case: Case) -> Any:
    if case.scope.partition is UNKNOWN:
        return UNKNOWN
    root = f"arn:{case.scope.partition}:iam::{case.scope.account}:root"
    statement = {
        "Action": "kms:*",
        "Effect": "Allow",
        "Principal": {"AWS": root},
        "Resource": "*",
        "Sid": "Enable IAM User Permissions",
    }
    document = {"Id": "key-default-1", "Statement": [statement], "Version": "2012-10-17"}
    return json.dumps(document, separators=(",", ":"))


def _target_arn(case: Case) -> Any:
    target = case["targetKeyId"]
    opened = reveal(target)
    if opened is UNKNOWN or str(opened).startswith("arn:"):
        return target
    arn = case.text("arn:{partition}:kms:{region}:{account}:key/{targetKeyId}")
    return Secret(reveal(arn)) if isinstance(target, Secret) else arn


def _rotation(given: Given) -> Refused:
    spec = given.text("customerMasterKeySpec")
    if given.true("enableKeyRotation") and spec not in {None, "SYMMETRIC_DEFAULT"}:
        yield "enableKeyRotation", f"enableKeyRotation is of symmetric keys, not of {spec}"


def _multi_region(given: Given) -> Refused:
    arn, region = given.text("primaryKeyArn"), given.text("region")
    if arn is None:
        return
    if ":key/mrk-" not in arn:
        yield "primaryKeyArn", "primaryKeyArn must be the ARN of a multi-region key (key/mrk-...)"
    elif region is not None and arn.split(":")[3] == region:
        yield (
            "primaryKeyArn",
            f"a replica must stand in another region than its primary key, which is in {region}",
        )


KINDS = (
    Kind(
        "aws:kms/key:Key",
        id=_key_id,
        defaults={
            "bypassPolicyLockoutSafetyCheck": False,
            "customerMasterKeySpec": "SYMMETRIC_DEFAULT",
            "enableKeyRotation": False,
            "isEnabled": True,
            "keyUsage": "ENCRYPT_DECRYPT",
        },
        outputs={
            "arn": "arn:{partition}:kms:{region}:{account}:key/{id}",
            "description": "",
            "keyId": "{id}",
            "multiRegion": False,
            "policy": _default_policy,
            "rotationPeriodInDays": lambda case: 365 if case.known("enableKeyRotation") else None,
        },
        refusals=(
            between("deletionWindowInDays", 7, 30, "days"),
            between("rotationPeriodInDays", 90, 2560, "days"),
            needs("rotationPeriodInDays", "enableKeyRotation"),
            needs("xksKeyId", "customKeyStoreId"),
            one_of("customerMasterKeySpec", KEY_SPECS),
            one_of("keyUsage", ("ENCRYPT_DECRYPT", "SIGN_VERIFY", "GENERATE_VERIFY_MAC", "KEY_AGREEMENT")),
            matches("description", r"[\s\S]{0,8192}", "at most 8192 characters"),
            policy_document("policy", POLICY_LIMIT),
            _rotation,
        ),
    ),
    Kind(
        "aws:kms/replicaKey:ReplicaKey",
        id=_replica_id,
        defaults={"bypassPolicyLockoutSafetyCheck": False, "enabled": True},
        outputs={
            "arn": "arn:{partition}:kms:{region}:{account}:key/{id}",
            "keyId": "{id}",
            "keyRotationEnabled": True,
            "keySpec": "SYMMETRIC_DEFAULT",
            "keyUsage": "ENCRYPT_DECRYPT",
            "policy": _default_policy,
        },
        refusals=(
            between("deletionWindowInDays", 7, 30, "days"),
            policy_document("policy", POLICY_LIMIT),
            _multi_region,
        ),
    ),
    Kind(
        "aws:kms/alias:Alias",
        id="{name}",
        autoname=Autoname(limit=238, prefix="alias/"),
        outputs={
            "arn": "arn:{partition}:kms:{region}:{account}:{name}",
            "namePrefix": lambda _: None,
            "targetKeyArn": _target_arn,
        },
        refusals=(
            matches(
                "name",
                r"alias/(?!aws/)[A-Za-z0-9/_-]{1,250}",
                "alias/ and letters, digits or /_- (alias/aws/ is reserved for AWS)",
            ),
            conflicts("name", "namePrefix"),
        ),
    ),
)
