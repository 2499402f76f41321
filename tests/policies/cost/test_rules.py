from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from policies.cost.catalogue import PACK
from policies.cost.rules.bill import estimate_of
from policies.framework.findings import Finding
from policies.framework.index import Stack
from policies.framework.judge import judge
from policies.framework.rules import Context, Environment

Make = Callable[..., dict[str, Any]]
Judge = Callable[..., list[tuple[str, str, str, str]]]

ENVIRONMENTS: tuple[Environment, ...] = ("dev", "staging", "production")

POSTGRES = "aws:rds/instance:Instance"
CACHE = "aws:elasticache/replicationGroup:ReplicationGroup"
GROUP = "aws:eks/nodeGroup:NodeGroup"
TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
CLUSTER = "aws:eks/cluster:Cluster"
NAT = "aws:ec2/natGateway:NatGateway"
POOL = "kubernetes:karpenter.sh/v1:NodePool"
COPIES = "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication"


def found(
    rule: str, *entries: dict[str, Any], stack: str = "production", today: date = date(2026, 11, 23)
) -> list[Finding]:
    """Return what one rule of the pack has to say."""
    judgement = judge(entries, stack=stack, today=today, waivers=(), packs=(PACK,))
    return [finding for finding in judgement.findings if finding.policy == rule]


def said(rule: str, *entries: dict[str, Any], **options: Any) -> list[tuple[str, str]]:
    return [(finding.verdict, finding.message) for finding in found(rule, *entries, **options)]


def scaled(most: Any) -> dict[str, Any]:
    return {"minSize": 1, "desiredSize": 1, "maxSize": most}


def test_the_pack_states_of_every_rule_what_it_is_and_what_to_do() -> None:
    assert [rule.name for rule in PACK.rules] == [
        "machine-families", "current-generation", "machine-size", "autoscaling-bounded", "database-growth-bounded",
        "claim-size-bounded",
        "nat-single", "single-zone", "cross-region-replicas", "extended-support", "long-support-declined",
        "stored-things-end", "logs-capped",
        "monthly-budget", "everything-priced", "prices-current",
        "budgets-present", "budgets-agree", "budgets-heard", "anomalies-watched",
    ]  # fmt: skip
    assert all(rule.title and rule.remediation.endswith(".") for rule in PACK.rules)


@pytest.mark.parametrize(
    ("name", "levels"),
    [
        ("monthly-budget", ("advisory", "advisory", "mandatory")),
        ("everything-priced", ("mandatory", "mandatory", "mandatory")),
        ("extended-support", ("mandatory", "mandatory", "mandatory")),
        ("nat-single", ("mandatory", "disabled", "disabled")),
        ("cross-region-replicas", ("mandatory", "disabled", "disabled")),
        ("prices-current", ("advisory", "advisory", "advisory")),
    ],
)
def test_how_strictly_a_rule_is_held(name: str, levels: tuple[str, str, str]) -> None:
    (rule,) = [rule for rule in PACK.rules if rule.name == name]

    assert (rule.levels.dev, rule.levels.staging, rule.levels.production) == levels


# Machines

MACHINES = [
    (GROUP, lambda name: {"instanceTypes": [name], "scalingConfig": scaled(1)}, "instanceTypes[0]", ""),
    (TEMPLATE, lambda name: {"instanceType": name}, "instanceType", ""),
    (POSTGRES, lambda name: {"instanceClass": name}, "instanceClass", "db."),
    (CACHE, lambda name: {"nodeType": name}, "nodeType", "cache."),
]


@pytest.mark.parametrize(("kind", "inputs", "path", "prefix"), MACHINES)
def test_a_machine_is_of_a_chosen_family_and_generation_and_of_a_fitting_size(
    kind: str, inputs: Callable[[str], dict[str, Any]], path: str, prefix: str, make: Make
) -> None:
    def sayings(name: str, stack: str = "production") -> dict[str, list[tuple[str, str]]]:
        entry = make(kind, "x", stack=stack, **inputs(prefix + name))
        rules = ("machine-families", "current-generation", "machine-size")
        return {rule: told for rule in rules if (told := said(rule, entry, stack=stack))}

    assert sayings("r5.large") == {}
    assert sayings("r5.4xlarge") == {}
    assert sayings("z9.large") == {
        "machine-families": [("fail", f"{path} is of a family outside the platform's choice")]
    }
    assert sayings("r4.large") == {"current-generation": [("fail", f"{path} is of a superseded generation")]}
    assert sayings("r5.8xlarge") == {
        "machine-size": [("fail", f"{path} has more than 16 virtual CPUs, the most in production")]
    }
    assert sayings("r5.2xlarge", "dev") == {
        "machine-size": [("fail", f"{path} has more than 4 virtual CPUs, the most in dev")]
    }
    assert sayings("r5.gigantic") == {
        "machine-size": [("fail", f"{path} has more than 16 virtual CPUs, the most in production")]
    }


@pytest.mark.parametrize(("kind", "inputs", "path"), [row[:3] for row in MACHINES])
def test_an_unknown_machine_is_undecided_and_an_absent_one_no_fault(
    kind: str, inputs: Callable[[str], dict[str, Any]], path: str, make: Make, unknown: str
) -> None:
    for rule in ("machine-families", "current-generation", "machine-size"):
        assert said(rule, make(kind, "x", **inputs(unknown))) == [
            ("unknown", f"undecided until deployment: {path} cannot be read")
        ]
        assert said(rule, make(kind, "x")) == []
        assert said(rule, make("aws:kms/key:Key", "k")) == []


@pytest.mark.parametrize("disk", ["gp2", "standard", "io1"])
def test_a_superseded_disk_is_refused(disk: str, make: Make) -> None:
    template = make(
        TEMPLATE, "t", blockDeviceMappings=[{"ebs": {"volumeType": "gp3"}}, {"ebs": {"volumeType": disk}}]
    )
    sentence = "is of a superseded generation: use gp3"

    assert said("current-generation", template) == [
        ("fail", f"blockDeviceMappings[1].ebs.volumeType {sentence}")
    ]
    assert said("current-generation", make(POSTGRES, "db", storageType=disk)) == [
        ("fail", f"storageType {sentence}")
    ]
    assert said("current-generation", make(POSTGRES, "db", storageType="gp3")) == []


# Growth


@pytest.mark.parametrize(
    ("stack", "most", "fits"),
    [("production", 20, True), ("production", 21, False), ("staging", 10, True), ("staging", 11, False),
     ("dev", 5, True), ("dev", 6, False)],
)  # fmt: skip
def test_an_autoscaler_is_bounded(stack: str, most: int, fits: bool, make: Make) -> None:
    bound = {"production": 20, "staging": 10, "dev": 5}[stack]
    group = make(GROUP, "g", stack=stack, scalingConfig=scaled(most))

    sentence = f"scalingConfig.maxSize is above {bound} nodes, the most in {stack}"
    assert said("autoscaling-bounded", group, stack=stack) == ([] if fits else [("fail", sentence)])


def test_an_unknown_or_absent_bound(make: Make, unknown: str) -> None:
    assert said("autoscaling-bounded", make(GROUP, "g", scalingConfig=scaled(unknown))) == [
        ("unknown", "undecided until deployment: scalingConfig.maxSize cannot be read")
    ]
    assert said("autoscaling-bounded", make(GROUP, "g")) == [
        ("fail", "scalingConfig.maxSize is above 20 nodes, the most in production")
    ]


def test_a_karpenter_pool_has_a_limit(make: Make) -> None:
    assert said("autoscaling-bounded", make(POOL, "p", spec={"limits": {"cpu": "64"}})) == []
    assert said("autoscaling-bounded", make(POOL, "p", spec={})) == [
        ("fail", "spec.limits.cpu is not set, so the pool grows with every pending pod")
    ]


@pytest.mark.parametrize("path", ["allocatedStorage", "maxAllocatedStorage"])
def test_a_database_cannot_grow_beyond_its_environment(path: str, make: Make, unknown: str) -> None:
    def told(size: Any) -> list[tuple[str, str]]:
        return said("database-growth-bounded", make(POSTGRES, "db", stack="dev", **{path: size}), stack="dev")

    assert told(200) == []
    assert told(201) == [("fail", f"{path} is above 200 GiB, the most in dev")]
    assert told(unknown) == [("unknown", f"undecided until deployment: {path} cannot be read")]
    assert told(None) == []


# Redundancy


def test_dev_shares_one_nat_gateway_in_each_region(make: Make) -> None:
    first, second = make(NAT, "a", stack="dev"), make(NAT, "b", stack="dev")
    west = make(NAT, "c", stack="dev", region="us-west-2")

    assert said("nat-single", first, west, stack="dev") == []
    assert [finding.urn for finding in found("nat-single", first, second, west, stack="dev")] == [
        second["urn"]
    ]
    assert said("nat-single", first, second) == [], "production has one in each zone"


@pytest.mark.parametrize(("kind", "path"), [(POSTGRES, "multiAz"), (CACHE, "multiAzEnabled")])
def test_data_stores_in_dev_have_no_standby(kind: str, path: str, make: Make, unknown: str) -> None:
    def told(value: Any, stack: str = "dev") -> list[tuple[str, str]]:
        return said("single-zone", make(kind, "x", stack=stack, **{path: value}), stack=stack)

    assert told(True) == [("fail", f"{path} is on, which doubles the price")]
    assert told(False) == []
    assert told(None) == []
    assert told(unknown) == [("unknown", f"undecided until deployment: {path} cannot be read")]
    assert told(True, "staging") == []


def test_dev_copies_no_database_to_another_region(make: Make, unknown: str) -> None:
    source = make(POSTGRES, "db", stack="dev")

    def replica(region: str) -> dict[str, Any]:
        return make(
            POSTGRES, "replica", stack="dev", region=region, replicateSourceDb=unknown,
            edges={"replicateSourceDb": source},
        )  # fmt: skip

    assert said("cross-region-replicas", source, replica("us-east-1"), stack="dev") == []
    assert said("cross-region-replicas", source, replica("us-west-2"), stack="dev") == [
        ("fail", "the replica stands in another region than its source")
    ]
    assert said("cross-region-replicas", source, replica(unknown), stack="dev") == [
        ("unknown", "undecided until deployment: region cannot be read")
    ]
    assert said("cross-region-replicas", make(COPIES, "copies", stack="dev"), stack="dev") == [
        ("fail", "backups are copied to another region, which dev does not need")
    ]
    assert said("cross-region-replicas", source, replica("us-west-2")) == [], "production promises recovery"


def test_a_region_may_be_the_providers(make: Make, unknown: str) -> None:
    def provider(region: str) -> dict[str, Any]:
        return make("pulumi:providers:aws", f"aws-{region}", stack="dev", region=region)

    east, west = provider("us-east-1"), provider("us-west-2")
    source = {**make(POSTGRES, "db", stack="dev", region=None), "provider": f"{east['urn']}::{unknown}"}
    replica = {
        **make(
            POSTGRES, "replica", stack="dev", region=None, replicateSourceDb=unknown,
            edges={"replicateSourceDb": source},
        ),
        "provider": f"{west['urn']}::{unknown}",
    }  # fmt: skip

    assert len(said("cross-region-replicas", east, west, source, replica, stack="dev")) == 1
    near = {**replica, "provider": source["provider"]}
    assert said("cross-region-replicas", east, west, source, near, stack="dev") == []


# Versions


@pytest.mark.parametrize(
    ("kind", "path", "good", "bad", "product"),
    [
        (CLUSTER, "version", "1.35", ["1.33", "1.31"], "Kubernetes on Amazon EKS"),
        (POSTGRES, "engineVersion", "15.15", ["13.20", "11.22"], "PostgreSQL on Amazon RDS"),
    ],
)
def test_no_version_bears_a_surcharge(
    kind: str, path: str, good: str, bad: list[str], product: str, make: Make, unknown: str
) -> None:
    def told(version: Any) -> list[tuple[str, str]]:
        return said("extended-support", make(kind, "x", **{path: version}))

    assert told(good) == []
    assert told(None) == []
    assert told(unknown) == [("unknown", f"undecided until deployment: {path} cannot be read")]
    for version in bad:
        assert told(version) == [
            ("fail", f"{path} is past the standard support of {product}, which bears a surcharge")
        ]


@pytest.mark.parametrize(
    ("kind", "path", "version"), [(CLUSTER, "version", "1.28"), (POSTGRES, "engineVersion", "9.6")]
)
def test_a_version_that_is_not_offered_has_no_surcharge_but_no_price_either(
    kind: str, path: str, version: str, make: Make
) -> None:
    entry = make(kind, "x", **{path: version})

    assert said("extended-support", entry) == []
    assert [finding.urn for finding in found("everything-priced", entry)] == [entry["urn"]]


@pytest.mark.parametrize(
    ("kind", "inputs"),
    [
        (CLUSTER, {"version": "1.33", "upgradePolicy": {"supportType": "STANDARD"}}),
        (
            POSTGRES,
            {"engineVersion": "13.20", "engineLifecycleSupport": "open-source-rds-extended-support-disabled"},
        ),
    ],
)
def test_extended_support_that_is_declined_bears_no_surcharge(
    kind: str, inputs: dict[str, Any], make: Make
) -> None:
    assert said("extended-support", make(kind, "x", **inputs)) == []


# The bill


def expensive(make: Make, stack: str) -> dict[str, Any]:
    scaling = {"minSize": 40, "desiredSize": 40, "maxSize": 60}
    return make(GROUP, "huge", stack=stack, instanceTypes=["c5.4xlarge"], scalingConfig=scaling)


def test_a_bill_above_the_budget_stops_production_and_warns_the_others(make: Make) -> None:
    levels = {
        stack: [
            (finding.level, finding.message.split(" is ")[0])
            for finding in found("monthly-budget", expensive(make, stack), stack=stack)
        ]
        for stack in ("dev", "staging", "production")
    }

    assert levels == {
        "dev": [("advisory", "compute"), ("advisory", "storage"), ("advisory", "the stack")],
        "staging": [("advisory", "compute"), ("advisory", "the stack")],
        "production": [("mandatory", "compute")],
    }
    assert said("monthly-budget", make("aws:ec2/eip:Eip", "a")) == []


def test_only_the_expected_bill_is_held_to_the_budget(make: Make) -> None:
    scaling = {"minSize": 1, "desiredSize": 1, "maxSize": 40}
    group = make(GROUP, "g", instanceTypes=["c5.4xlarge"], scalingConfig=scaling)

    assert said("monthly-budget", group) == []


def test_an_unpriced_resource_is_refused_without_quoting_it(make: Make) -> None:
    instance = make("aws:ec2/instance:Instance", "pet")
    odd = make(GROUP, "g", instanceTypes=["SENTINEL.large"], scalingConfig=scaled(1))

    told = found("everything-priced", instance, odd)

    assert [(finding.level, finding.urn) for finding in told] == [
        ("mandatory", instance["urn"]), ("mandatory", odd["urn"]),
    ]  # fmt: skip
    assert {finding.message for finding in told} == {
        "part of what it costs has no price, so the total is too low"
    }
    assert said("everything-priced", make("aws:kms/key:Key", "k")) == []


def test_stale_prices_are_advice_that_names_them(make: Make) -> None:
    address = make("aws:ec2/eip:Eip", "a")

    assert said("prices-current", address) == []
    (told,) = found("prices-current", address, today=date(2027, 6, 1))
    assert (told.level, told.message.split(" was")[0]) == ("advisory", "ipv4.hour in us-east-1")


def test_one_stack_may_be_estimated_for_two_environments(make: Make) -> None:
    stack = Stack([make("aws:ec2/eip:Eip", "a")])
    contexts = [Context(environment, date(2026, 11, 23)) for environment in ENVIRONMENTS]

    assert [estimate_of(stack, context).environment for context in contexts] == list(ENVIRONMENTS)
    assert estimate_of(stack, contexts[-1]) is estimate_of(stack, contexts[-1])


def test_the_judgement_does_not_depend_on_the_order(make: Make) -> None:
    entries = [
        expensive(make, "production"),
        make("aws:ec2/instance:Instance", "pet"),
        make(NAT, "a"),
        make(NAT, "b"),
    ]

    forward = judge(entries, stack="production", today=date(2026, 11, 23), waivers=(), packs=(PACK,))
    backward = judge(entries[::-1], stack="production", today=date(2026, 11, 23), waivers=(), packs=(PACK,))

    assert forward == backward
