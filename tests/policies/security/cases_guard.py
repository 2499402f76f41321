"""Changes of the compliant stack's guard rails."""

from tests.policies.framework.cases import absent, fails, unknown
from tests.policies.framework.samples import UNKNOWN, drop, put, remove

GUARD = (
    fails("iam-password-policy", "short", put("passwords", "minimumPasswordLength", 13)),
    fails("iam-password-policy", "few remembered", put("passwords", "passwordReusePrevention", 23)),
    fails("iam-password-policy", "old", put("passwords", "maxPasswordAge", 91)),
    fails("iam-password-policy", "no symbols", put("passwords", "requireSymbols", False)),
    absent("iam-password-policy", "no age", drop("passwords", "maxPasswordAge")),
    unknown("iam-password-policy", "length", put("passwords", "minimumPasswordLength", UNKNOWN)),
    fails("account-buckets-private", "policies", put("account-buckets", "blockPublicPolicy", False)),
    absent("account-buckets-private", "lists", drop("account-buckets", "ignorePublicAcls")),
    unknown("account-buckets-private", "lists", put("account-buckets", "blockPublicAcls", UNKNOWN)),
    fails("region-defaults-closed", "plain disks", put("default-encryption", "enabled", False)),
    fails("region-defaults-closed", "shared snapshots", put("snapshots", "state", "unblocked")),
    fails("region-defaults-closed", "shared images", put("images", "state", "unblocked")),
    fails("region-defaults-closed", "an open console", put("serial-console", "enabled", True)),
    fails("region-defaults-closed", "optional tokens", put("metadata", "httpTokens", "optional")),
    absent("region-defaults-closed", "tokens", drop("metadata", "httpTokens")),
    unknown("region-defaults-closed", "tokens", put("metadata", "httpTokens", UNKNOWN)),
    fails("account-watched", "a detector that is off", put("detector", "enable", False)),
    fails("account-watched", "no analyzer", remove("analyzer")),
    absent("account-watched", "no detector", remove("detector")),
    unknown("account-watched", "whether it is on", put("detector", "enable", UNKNOWN)),
)
