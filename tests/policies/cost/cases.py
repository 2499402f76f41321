"""One change of the compliant stack for each thing that a rule of the cost pack must notice, or let be."""

from dataclasses import replace
from datetime import date

from policies.framework import tokens
from tests.policies.cost.compliant import COPIES, HERE
from tests.policies.framework.cases import Case, absent, fails, unknown
from tests.policies.framework.samples import (
    UNKNOWN,
    Change,
    add,
    both,
    drop,
    entry,
    put,
    remove,
    unwire,
    urn,
)


def in_dev(case: Case) -> Case:
    """Return the case as one of dev, for rules that production has no use for."""
    return replace(case, stack="dev")


UNPRICED = "everything-priced"
FAMILIES, GENERATION, SIZE = "machine-families", "current-generation", "machine-size"
GROWTH, DISK, CLAIM = "autoscaling-bounded", "database-growth-bounded", "claim-size-bounded"
ASKED = "spec.resources.requests"

MACHINES = (
    fails(FAMILIES, "of no family", put("group", "instanceTypes", ["z9.large"]), UNPRICED),
    absent(FAMILIES, "no type", drop("db", "instanceClass"), None, UNPRICED),
    unknown(FAMILIES, "type", put("group", "instanceTypes", UNKNOWN), "unknown", GENERATION, SIZE, UNPRICED),
    fails(GENERATION, "a machine of old", put("group", "instanceTypes", ["t2.medium"]), UNPRICED),
    fails(GENERATION, "a disk of old", put("db", "storageType", "gp2")),
    absent(GENERATION, "no disk named", drop("db", "storageType"), None),
    unknown(GENERATION, "disk", put("db", "storageType", UNKNOWN), "unknown", UNPRICED),
    fails(SIZE, "too large", put("db", "instanceClass", "db.r5.16xlarge"), UNPRICED),
    absent(SIZE, "no size", drop("db", "instanceClass"), None, UNPRICED),
    unknown(SIZE, "size", put("db", "instanceClass", UNKNOWN), "unknown", FAMILIES, GENERATION, UNPRICED),
)  # fmt: skip

POOL = entry("kubernetes:karpenter.sh/v1:NodePool", "pool", {"spec": {"limits": {"cpu": "8"}}})

BOUNDS = (
    fails(GROWTH, "too many nodes", put("group", "scalingConfig.maxSize", 21)),
    fails(GROWTH, "too many nodes of Azure", put("aks", "agentPoolProfiles[0].maxCount", 21)),
    absent(GROWTH, "no bound", drop("group", "scalingConfig.maxSize"), "fail", UNPRICED),
    absent(GROWTH, "a pool without a limit", both(add(POOL), drop("pool", "spec.limits")), "fail", UNPRICED),
    unknown(GROWTH, "bound", put("group", "scalingConfig.maxSize", UNKNOWN), "unknown", UNPRICED),
    fails(DISK, "above the limit", put("db", "maxAllocatedStorage", 8001)),
    absent(DISK, "no ceiling", drop("db", "maxAllocatedStorage"), None),
    absent(DISK, "no ceiling of Google's", drop("g-sql", "settings.diskAutoresizeLimit"), "fail", UNPRICED),
    fails(CLAIM, "above the limit", put("claim", f"{ASKED}.storage", "201Gi")),
    fails(CLAIM, "no size", put("claim", f"{ASKED}.storage", "much"), UNPRICED),
    fails(CLAIM, "above the limit in another unit", put("claim", f"{ASKED}.storage", "1T")),
    fails(CLAIM, "of a set", add(entry(tokens.STATEFUL_SET, "set", {"spec": {"volumeClaimTemplates": [{"metadata": {"labels": {
        "topology.kubernetes.io/region": "us-east-1"}}, "spec": {"storageClassName": "gp3", "resources": {"requests": {"storage": "1Ti"}}}}]}}))),
    in_dev(fails(CLAIM, "above the limit of dev", put("claim", f"{ASKED}.storage", "30Gi"))),
    absent(CLAIM, "no size", drop("claim", f"{ASKED}.storage"), "fail", UNPRICED),
    unknown(CLAIM, "size", put("claim", f"{ASKED}.storage", UNKNOWN), "unknown", UNPRICED),
    unknown(DISK, "ceiling", put("db", "maxAllocatedStorage", UNKNOWN), "unknown", UNPRICED),
)  # fmt: skip

ONE_NAT, ONE_ZONE, COPIED = "nat-single", "single-zone", "cross-region-replicas"
SECOND = entry(tokens.NAT_GATEWAY, "second", HERE)

THRIFT = tuple(
    map(
        in_dev,
        (
            fails(ONE_NAT, "two in a region", add(SECOND), "monthly-budget"),
            absent(ONE_NAT, "none", remove("nat"), None),
            unknown(ONE_NAT, "region of the second", both(add(SECOND), put("second", "region", UNKNOWN)), None, UNPRICED),
            fails(ONE_ZONE, "a standby", put("db", "multiAz", True)),
            absent(ONE_ZONE, "says nothing", drop("db", "multiAz"), None),
            unknown(ONE_ZONE, "standby", put("db", "multiAz", UNKNOWN), "unknown", UNPRICED),
            fails(COPIED, "a replica far away", put("replica", "region", "us-west-2")),
            fails(COPIED, "backups copied", add(entry(COPIES, "copies", {**HERE, "sourceDbInstanceArn": "a"},
                  edges={"sourceDbInstanceArn": [urn(tokens.RDS_INSTANCE, "db")]}))),
            absent(COPIED, "no source", both(drop("replica", "replicateSourceDb"), unwire("replica", "replicateSourceDb")), None),
            unknown(COPIED, "region", put("replica", "region", UNKNOWN), "unknown", UNPRICED),
        ),
    )
)  # fmt: skip

EXTENDED, LONG = "extended-support", "long-support-declined"

VERSIONS = (
    fails(EXTENDED, "a version past its standard support", put("cluster", "version", "1.33")),
    fails(EXTENDED, "a database past its standard support", put("db", "engineVersion", "13.20")),
    absent(EXTENDED, "no version", drop("cluster", "version"), None),
    absent(EXTENDED, "declined", both(put("cluster", "version", "1.33"), put("cluster", "upgradePolicy", {"supportType": "STANDARD"})), None),
    unknown(EXTENDED, "version", put("cluster", "version", UNKNOWN), "unknown", UNPRICED),
    fails(LONG, "paid for", put("aks", "supportPlan", "AKSLongTermSupport")),
    absent(LONG, "no plan", drop("aks", "supportPlan"), None),
    unknown(LONG, "plan", put("aks", "supportPlan", UNKNOWN)),
)  # fmt: skip

ENDING, CAPPED = "stored-things-end", "logs-capped"

KEEPING = (
    fails(ENDING, "of another repository", both(put("ending", "repository", "other"), unwire("ending", "repository"))),
    absent(ENDING, "no lifecycle", remove("ending")),
    absent(ENDING, "no lifecycle of Azure's blobs", remove("blobs-end")),
    absent(ENDING, "no lifecycle of Google's objects", drop("g-bucket", "lifecycleRules")),
    absent(ENDING, "no clean-up of Google's images", drop("g-images", "cleanupPolicies")),
    unknown(ENDING, "repository without an edge", both(put("ending", "repository", UNKNOWN), unwire("ending", "repository"))),
    unknown(ENDING, "repository with its edge", put("ending", "repository", UNKNOWN), None),
    fails(CAPPED, "no bound", put("workspace", "workspaceCapping.dailyQuotaGb", -1)),
    absent(CAPPED, "no cap", drop("workspace", "workspaceCapping")),
    unknown(CAPPED, "cap", put("workspace", "workspaceCapping.dailyQuotaGb", UNKNOWN)),
)  # fmt: skip

PRESENT, AGREE, HEARD, WATCHED = "budgets-present", "budgets-agree", "budgets-heard", "anomalies-watched"
ALL = ("total", "compute", "storage", "network", "monitoring", "security")
HUGE = {
    "instanceTypes": ["c5.4xlarge"],
    "scalingConfig": {"minSize": 40, "desiredSize": 40, "maxSize": 40},
    "diskSize": 20,
    **HERE,
}


def without_budgets() -> Change:
    return both(*(remove(f"budget-{name}") for name in ALL))


BILL = (
    fails("monthly-budget", "above it", add(entry(tokens.NODE_GROUP, "huge", HUGE)), GROWTH),
    absent("monthly-budget", "nothing stands", remove("group"), None),
    unknown("monthly-budget", "a price that is not known is another rule's", put("group", "instanceTypes", UNKNOWN), None,
            FAMILIES, GENERATION, SIZE, UNPRICED),
    fails(UNPRICED, "a type without a price", add(entry("aws:ec2/instance:Instance", "pet", HERE))),
    absent(UNPRICED, "no size", drop("db", "allocatedStorage"), "fail"),
    unknown(UNPRICED, "size", put("db", "allocatedStorage", UNKNOWN), "fail", DISK),
    fails("prices-current", "old prices", remove("replica"), EXTENDED, today=date(2027, 6, 1)),
    absent("prices-current", "a year has not passed", remove("replica"), None),
    unknown("prices-current", "region", put("nat", "region", UNKNOWN), None, UNPRICED),
    fails(PRESENT, "none of Azure", remove("azure-budget")),
    absent(PRESENT, "none at all", both(without_budgets(), remove("monitor"))),
    unknown(PRESENT, "amount", put("azure-budget", "amount", UNKNOWN), None, AGREE),
    fails(AGREE, "another amount", put("budget-compute", "limitAmount", "1")),
    fails(AGREE, "in another currency", put("budget-compute", "limitUnit", "EUR")),
    fails(AGREE, "above the total", put("azure-budget", "amount", 99_999)),
    fails(AGREE, "above the total of Google's", put("g-budget", "amount.specifiedAmount.units", "99999")),
    absent(AGREE, "one of them", remove("budget-storage")),
    unknown(AGREE, "amount", put("budget-compute", "limitAmount", UNKNOWN)),
    fails(HEARD, "too late", put("budget-total", "notifications[0].threshold", 100)),
    fails(HEARD, "too late of Google's", put("g-budget", "thresholdRules[0].thresholdPercent", 1)),
    absent(HEARD, "nobody", drop("budget-total", "notifications")),
    absent(HEARD, "no addresses", drop("budget-total", "notifications[0].subscriberEmailAddresses")),
    unknown(HEARD, "threshold", put("budget-total", "notifications[0].threshold", UNKNOWN)),
    fails(WATCHED, "nobody listens", both(put("subscription", "monitorArnLists", ["other"]), unwire("subscription", "monitorArnLists"))),
    absent(WATCHED, "no monitor", both(remove("monitor"), remove("subscription"))),
    unknown(WATCHED, "monitor without an edge", both(put("subscription", "monitorArnLists", UNKNOWN), unwire("subscription", "monitorArnLists"))),
)  # fmt: skip

CASES = (*MACHINES, *BOUNDS, *THRIFT, *VERSIONS, *KEEPING, *BILL)
