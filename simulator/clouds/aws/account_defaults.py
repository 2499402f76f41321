"""What an account or a region of it has once: passwords, defaults of machines and disks, locks on sharing."""

from simulator.clouds.kind import Kind
from simulator.clouds.refusals import arn, between, matches, one_of

UNIQUE = "terraform-{digits:26}"
"""What the provider calls a setting that AWS gives no name."""

PREFERENCE = "no-preference"

KINDS = (
    Kind(
        "aws:iam/accountPasswordPolicy:AccountPasswordPolicy",
        id="iam-account-password-policy",
        defaults={"allowUsersToChangePassword": True, "minimumPasswordLength": 6},
        outputs={
            "expirePasswords": lambda case: (case.known("maxPasswordAge") or 0) > 0,
            "hardExpiry": False,
            "requireLowercaseCharacters": False,
            "requireNumbers": False,
            "requireSymbols": False,
            "requireUppercaseCharacters": False,
        },
        volatile=frozenset({"expirePasswords"}),
        moved=lambda case: case.changed("maxPasswordAge"),
        refusals=(
            between("minimumPasswordLength", 6, 128, "characters"),
            between("passwordReusePrevention", 1, 24, "passwords"),
            between("maxPasswordAge", 1, 1095, "days"),
        ),
    ),
    Kind(
        "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock",
        id=lambda case: case.text("{accountId}" if case["accountId"] is not None else "{account}"),
        outputs={"accountId": "{account}"},
        defaults=dict.fromkeys(
            ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"), False
        ),
        refusals=(matches("accountId", r"\d{12}", "an account number of twelve digits"),),
    ),
    Kind("aws:ebs/encryptionByDefault:EncryptionByDefault", id=UNIQUE, defaults={"enabled": True}),
    Kind("aws:ebs/defaultKmsKey:DefaultKmsKey", id="{keyArn}", refusals=(arn("keyArn", "kms"),)),
    Kind(
        "aws:ebs/snapshotBlockPublicAccess:SnapshotBlockPublicAccess",
        id="{region}",
        refusals=(one_of("state", ("block-all-sharing", "block-new-sharing", "unblocked")),),
    ),
    Kind(
        "aws:ec2/imageBlockPublicAccess:ImageBlockPublicAccess",
        id="{account}",
        refusals=(one_of("state", ("block-new-sharing", "unblocked")),),
    ),
    Kind("aws:ec2/serialConsoleAccess:SerialConsoleAccess", id="{account}", defaults={"enabled": True}),
    Kind(
        "aws:ec2/instanceMetadataDefaults:InstanceMetadataDefaults",
        id="{account}",
        outputs={
            "httpEndpoint": PREFERENCE,
            "httpPutResponseHopLimit": -1,
            "httpTokens": PREFERENCE,
            "instanceMetadataTags": PREFERENCE,
        },
        refusals=(
            one_of("httpEndpoint", ("enabled", "disabled", PREFERENCE)),
            one_of("httpTokens", ("optional", "required", PREFERENCE)),
            one_of("instanceMetadataTags", ("enabled", "disabled", PREFERENCE)),
            between("httpPutResponseHopLimit", -1, 64),
        ),
    ),
)
