"""Budgets of the clouds: that there are any, that they say what the gate says, that somebody hears of them."""

from collections.abc import Callable
from typing import Any

import pytest

from policies.cost.budgets import shipped_budgets
from policies.cost.rules.limits import LIMITS
from tests.policies.cost.test_rules import found, said

Make = Callable[..., dict[str, Any]]
Entry = dict[str, Any]

BUDGET, MONITOR = "aws:budgets/budget:Budget", "aws:costexplorer/anomalyMonitor:AnomalyMonitor"
SUBSCRIPTION = "aws:costexplorer/anomalySubscription:AnomalySubscription"
GOOGLE, AZURE = "gcp:billing/budget:Budget", "azure-native:consumption:Budget"
EXACT = "the budget says another amount than the {} of the environment, or not in USD a month"


def of_aws(make: Make, stack: str = "production", **changes: Entry) -> list[Entry]:
    """Return the budgets of an environment; a keyword changes the inputs of the one that it names."""
    book = shipped_budgets().of(stack)  # type: ignore[arg-type]
    limits = {name: book.total if name == "total" else book.of(name) for name in LIMITS}
    notice = {"threshold": 80, "subscriberEmailAddresses": ["a@example.com"]}
    return [
        make(
            BUDGET, name, stack=stack,
            **{
                "limitAmount": str(limit), "limitUnit": "USD", "timeUnit": "MONTHLY", "tags": {"budget": name},
                "notifications": [notice], **changes.get(name, {}),
            },
        )
        for name, limit in limits.items()
    ]  # fmt: skip


def of_google(make: Make, units: Any = "2500", **inputs: Any) -> Entry:
    return make(
        GOOGLE, "google",
        **{
            "amount": {"specifiedAmount": {"units": units, "currencyCode": "USD"}},
            "allUpdatesRule": {"monitoringNotificationChannels": ["channel"]},
            "thresholdRules": [{"thresholdPercent": 0.5}, {"thresholdPercent": 1}], **inputs,
        },
    )  # fmt: skip


def of_azure(make: Make, amount: Any = 1100, **inputs: Any) -> Entry:
    notices = {"early": {"threshold": 80, "contactEmails": ["a@example.com"]}}
    return make(AZURE, "azure", **{"amount": amount, "notifications": notices, **inputs})


# Present


@pytest.mark.parametrize("stack", ["dev", "staging", "production"])
def test_a_cloud_that_bills_something_has_a_budget(stack: str, make: Make) -> None:
    billed = make("aws:ec2/eip:Eip", "address", stack=stack)
    (told,) = found("budgets-present", billed, stack=stack)
    assert (told.level, told.message) == (
        "advisory", "AWS bills this stack and holds no budget, so nobody hears when it runs over",
    )  # fmt: skip
    assert said("budgets-present", billed, *of_aws(make, stack), stack=stack) == []


def test_each_cloud_needs_its_own(make: Make) -> None:
    disks = make(
        "gcp:kms/cryptoKey:CryptoKey",
        "key",
        keyRing="projects/p/locations/us-central1/keyRings/r",
        region="us-central1",
    )
    vault = make("azure-native:keyvault:Key", "key", location="eastus", region=None)
    assert [message.split(" bills")[0] for _, message in said("budgets-present", disks, vault)] == [
        "Azure", "Google Cloud",
    ]  # fmt: skip
    assert said("budgets-present", disks, vault, of_google(make), of_azure(make)) == []


def test_what_bills_nothing_needs_none(make: Make) -> None:
    assert said("budgets-present", make("aws:iam/role:Role", "role")) == []


# Agree


@pytest.mark.parametrize("stack", ["dev", "staging", "production"])
def test_the_amounts_of_the_gate_are_accepted(stack: str, make: Make) -> None:
    assert said("budgets-agree", *of_aws(make, stack), stack=stack) == []


@pytest.mark.parametrize("name", LIMITS)
@pytest.mark.parametrize("amount", ["1", "999999"])
def test_another_amount_is_refused_whichever_way_it_errs(name: str, amount: str, make: Make) -> None:
    budgets = of_aws(make, "production", **{name: {"limitAmount": amount}})
    assert said("budgets-agree", *budgets) == [("fail", EXACT.format(name))]
    (told,) = found("budgets-agree", *budgets)
    assert (told.level, told.urn.rsplit("::", 1)[-1]) == ("mandatory", name)


@pytest.mark.parametrize("change", [{"limitUnit": "EUR"}, {"timeUnit": "ANNUALLY"}])
def test_another_currency_or_span_of_time_is_refused(change: Entry, make: Make) -> None:
    assert said("budgets-agree", *of_aws(make, compute=change)) == [("fail", EXACT.format("compute"))]


def test_a_limit_without_a_budget_is_named(make: Make) -> None:
    assert said("budgets-agree", *of_aws(make, security={"tags": {}})) == [
        ("fail", "no budget stands for the limit of security")
    ]
    assert said("budgets-agree", *of_aws(make)[1:]) == [("fail", "no budget stands for the limit of total")]


def test_an_amount_that_is_not_known_is_undecided(make: Make, unknown: str) -> None:
    assert said("budgets-agree", *of_aws(make, network={"limitAmount": unknown})) == [
        ("unknown", "undecided until deployment: limitAmount cannot be read")
    ]


def test_budgets_of_other_clouds_are_part_of_the_total(make: Make, unknown: str) -> None:
    assert said("budgets-agree", of_google(make, "20500"), of_azure(make, 20500)) == []
    assert said("budgets-agree", of_google(make, "20501"), of_azure(make, 20501)) == [
        ("fail", "amount is no amount within the total of the environment"),
        ("fail", "amount.specifiedAmount.units is no amount within the total of the environment"),
    ]
    assert [verdict for verdict, _ in said("budgets-agree", of_google(make, unknown), of_azure(make, unknown))] == [
        "unknown", "unknown",
    ]  # fmt: skip
    assert [verdict for verdict, _ in said("budgets-agree", of_google(make, None), of_azure(make, None))] == [
        "fail", "fail",
    ]  # fmt: skip


# Heard

UNHEARD, LATE = ("fail", "the budget tells nobody"), ("fail", "the budget tells nobody before it is spent")


def heard(entry: Entry) -> list[tuple[str, str]]:
    return said("budgets-heard", entry)


def test_a_budget_that_tells_somebody_in_time_is_accepted(make: Make) -> None:
    assert [heard(entry) for entry in (of_aws(make)[0], of_google(make), of_azure(make))] == [[], [], []]


def test_a_budget_that_tells_nobody_or_too_late_is_refused(make: Make) -> None:
    def aws(**notice: Any) -> Entry:
        return of_aws(make, total={"notifications": [notice]})[0]

    assert heard(aws(threshold=50)) == [UNHEARD]
    assert heard(aws(threshold=100, subscriberSnsTopicArns=["arn:topic"])) == [LATE]
    assert heard(of_aws(make, total={"notifications": None})[0]) == [UNHEARD, LATE]
    assert heard(of_google(make, allUpdatesRule=None)) == [UNHEARD]
    assert heard(of_google(make, thresholdRules=[{"thresholdPercent": 1}])) == [LATE]
    assert heard(of_azure(make, notifications={"early": {"threshold": 80}})) == [UNHEARD]
    late = {"late": {"threshold": 100, "contactGroups": ["group"]}}
    assert heard(of_azure(make, notifications=late)) == [LATE]


def test_whom_it_tells_may_be_known_later_and_when_may_not(make: Make, unknown: str) -> None:
    topic = {"threshold": 80, "subscriberSnsTopicArns": [unknown]}
    assert heard(of_aws(make, total={"notifications": [topic]})[0]) == []
    late = {"threshold": unknown, "subscriberEmailAddresses": ["a@example.com"]}
    assert heard(of_aws(make, total={"notifications": [late]})[0]) == [
        ("unknown", "undecided until deployment: notifications[0].threshold cannot be read")
    ]


# Anomalies


def test_a_monitor_has_somebody_who_listens(make: Make, unknown: str) -> None:
    monitor = make(MONITOR, "services")
    listens = make(SUBSCRIPTION, "daily", monitorArnLists=[unknown], edges={"monitorArnLists": monitor})
    elsewhere = make(SUBSCRIPTION, "daily", monitorArnLists=["arn:another"])
    assert said("anomalies-watched", monitor, listens) == []
    deaf = ("fail", "nobody hears of what the monitor finds")
    assert said("anomalies-watched", monitor) == [deaf]
    assert said("anomalies-watched", {**monitor, "outputs": {"arn": "arn:this"}}, elsewhere) == [deaf]


def test_an_account_with_budgets_has_a_monitor_outside_dev(make: Make) -> None:
    missing = [("fail", "no monitor looks for spending that leaves its pattern")]
    assert said("anomalies-watched", *of_aws(make)) == missing
    assert said("anomalies-watched", *of_aws(make, "staging"), stack="staging") == missing
    assert said("anomalies-watched", *of_aws(make, "dev"), stack="dev") == []
