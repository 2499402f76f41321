"""One change of the compliant stack for each thing that the rules about buckets and safekeeping must notice."""

import json

from tests.policies.framework.cases import absent, fails, unknown
from tests.policies.framework.samples import UNKNOWN, both, drop, put, remove, unwire, wire
from tests.policies.security.compliant_stores import policy

PUBLIC = {"Effect": "Allow", "Action": "s3:GetObject", "Principal": "*", "Resource": "*"}
OPEN = json.dumps({"Version": "2012-10-17", "Statement": [PUBLIC]})

SAFEKEEPING = (
    fails("s3-public-access-block", "one of four", put("kept-block", "ignorePublicAcls", False)),
    fails("s3-public-access-block", "another bucket's", both(put("kept-block", "bucket", "other"), unwire("kept-block", "bucket"))),
    absent("s3-public-access-block", "none", remove("kept-block")),
    unknown("s3-public-access-block", "flag", put("kept-block", "blockPublicAcls", UNKNOWN)),
    fails("s3-policy-private", "everybody reads", put("kept-policy", "policy", policy(PUBLIC))),
    absent("s3-policy-private", "no statement", put("kept-policy", "policy", policy()), None),
    unknown("s3-policy-private", "document", both(put("kept-policy", "policy", UNKNOWN), wire("kept-policy", "policy", "key")), "unknown", "s3-tls-only"),
    fails("s3-tls-only", "denied over TLS", put("kept-policy", "policy", policy().replace('"false"', '"true"'))),
    fails("s3-tls-only", "allowed, not denied", put("kept-policy", "policy", policy().replace("Deny", "Audit"))),
    absent("s3-tls-only", "no statement", put("kept-policy", "policy", '{"Version":"2012-10-17","Statement":[]}')),
    unknown("s3-tls-only", "document", both(put("kept-policy", "policy", UNKNOWN), wire("kept-policy", "policy", "key")), "unknown", "s3-policy-private"),
    fails("s3-policy-present", "another bucket's", both(put("kept-policy", "bucket", "other"), unwire("kept-policy", "bucket"))),
    absent("s3-policy-present", "none", remove("kept-policy")),
    unknown("s3-policy-present", "bucket without an edge", both(put("kept-policy", "bucket", UNKNOWN), unwire("kept-policy", "bucket"))),
    fails("s3-versioned", "suspended", put("kept-versions", "versioningConfiguration.status", "Suspended")),
    absent("s3-versioned", "none", remove("kept-versions")),
    unknown("s3-versioned", "status", put("kept-versions", "versioningConfiguration.status", UNKNOWN)),
    fails("s3-lifecycle", "other rules only", put("kept-life", "rules", [{"id": "a", "expiration": {"days": 1}}])),
    absent("s3-lifecycle", "none", remove("kept-life")),
    unknown("s3-lifecycle", "rules", put("kept-life", "rules", UNKNOWN)),
    fails("s3-access-logging", "another bucket's", both(put("kept-log", "bucket", "other"), unwire("kept-log", "bucket"))),
    absent("s3-access-logging", "none", remove("kept-log")),
    absent("s3-access-logging", "the logs themselves", both(remove("kept-log"), put("kept", "tags.data-class", "logs")), None),
    unknown("s3-access-logging", "bucket without an edge", both(put("kept-log", "bucket", UNKNOWN), unwire("kept-log", "bucket"))),
    fails("s3-locked", "off", put("kept", "objectLockEnabled", False)),
    absent("s3-locked", "left out", drop("kept", "objectLockEnabled")),
    absent("s3-locked", "neither backups nor audit", both(drop("kept", "objectLockEnabled"), drop("kept", "tags.data-class")), None),
    unknown("s3-locked", "flag", put("kept", "objectLockEnabled", UNKNOWN)),
    fails("s3-no-force-destroy", "on", put("kept", "forceDestroy", True)),
    absent("s3-no-force-destroy", "left out is off", drop("kept", "forceDestroy"), None),
    unknown("s3-no-force-destroy", "flag", put("kept", "forceDestroy", UNKNOWN)),
    fails("trail-whole", "one region", put("trail", "isMultiRegionTrail", False)),
    fails("trail-whole", "no validation", put("trail", "enableLogFileValidation", False)),
    fails("trail-whole", "stopped", put("trail", "enableLogging", False)),
    absent("trail-whole", "no key", drop("trail", "kmsKeyId")),
    absent("trail-whole", "logging is on by itself", drop("trail", "enableLogging"), None),
    unknown("trail-whole", "regions", put("trail", "isMultiRegionTrail", UNKNOWN)),
    fails("backup-vault-locked", "another vault's", both(put("vault-lock", "backupVaultName", "x"), unwire("vault-lock", "backupVaultName"))),
    absent("backup-vault-locked", "no lock", remove("vault-lock")),
    absent("backup-vault-locked", "no key", drop("vault", "kmsKeyArn")),
    unknown("backup-vault-locked", "name without an edge",
            both(put("vault-lock", "backupVaultName", UNKNOWN), unwire("vault-lock", "backupVaultName"))),
    fails("ecr-immutable-scanned", "mutable", put("images", "imageTagMutability", "MUTABLE")),
    fails("ecr-immutable-scanned", "not scanned", put("images", "imageScanningConfiguration.scanOnPush", False)),
    fails("ecr-immutable-scanned", "service key", put("images", "encryptionConfigurations[0].encryptionType", "AES256")),
    absent("ecr-immutable-scanned", "no encryption", drop("images", "encryptionConfigurations")),
    unknown("ecr-immutable-scanned", "mutability", put("images", "imageTagMutability", UNKNOWN)),
    fails("ecr-policy-private", "everybody", put("images-policy", "policy", OPEN)),
    absent("ecr-policy-private", "no statement", put("images-policy", "policy", '{"Version":"2012-10-17","Statement":[]}'), None),
    unknown("ecr-policy-private", "document", both(put("images-policy", "policy", UNKNOWN), wire("images-policy", "policy", "key"))),
)  # fmt: skip
