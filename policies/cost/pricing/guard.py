"""What watches over an account: GuardDuty, Security Hub, AWS Config, and the analysis of access that nobody uses."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Final

from policies.cost.amounts import Span
from policies.cost.lines import Line
from policies.cost.pricing.subject import Part, Subject, UnpriceableError, flag, text
from policies.framework import tokens

PLANS: Final[Mapping[str, tuple[str, str, Callable[[Subject], Span]]]] = {
    "S3_DATA_EVENTS": ("S3 data events", "guardduty.s3-data", lambda plan: plan.assumed("guardduty.s3-data")),
    "EKS_AUDIT_LOGS": (
        "EKS audit logs",
        "guardduty.eks-audit",
        lambda plan: plan.assumed("guardduty.eks-audit"),
    ),
    "EBS_MALWARE_PROTECTION": (
        "Malware scans",
        "guardduty.ebs-malware",
        lambda plan: plan.assumed("guardduty.ebs-malware"),
    ),
    "RDS_LOGIN_EVENTS": (
        "Database logins",
        "guardduty.rds-logins",
        lambda plan: plan.assumed("guardduty.rds-logins"),
    ),
    "LAMBDA_NETWORK_LOGS": (
        "Traffic of functions",
        "guardduty.lambda-network",
        lambda plan: plan.assumed("guardduty.lambda-network"),
    ),
    "RUNTIME_MONITORING": (
        "Runtime monitoring",
        "guardduty.runtime",
        lambda plan: plan.assumed("guardduty.runtime"),
    ),
}
"""Protection plan -> what it is called on the bill, the key of its price, and how much of it is assumed."""

IDENTITIES: Final = (tokens.IAM_ROLE, tokens.IAM_USER)


def detector(subject: Subject) -> Iterator[Line]:
    """Bill what every detector reads: management events, and flow and DNS logs."""
    if not flag(subject["enable"], default=True):
        return
    events = subject.assumed("guardduty.events")
    yield subject.line("Management events analysed", "guardduty.events", events, "security", usage=True)
    logs = subject.assumed("guardduty.logs")
    yield subject.line("Flow and DNS logs analysed", "guardduty.logs", logs, "security", usage=True)


def feature(subject: Subject) -> Iterator[Line]:
    """Bill a protection plan that is on."""
    if text(subject["status"]) != "ENABLED":
        return
    plan = text(subject["name"])
    if plan not in PLANS:
        raise UnpriceableError(
            f"no price of the protection plan {plan} is recorded; add one to policies/cost/prices"
        )
    item, key, quantity = PLANS[plan]
    yield subject.line(item, key, quantity(subject), "security", usage=True)


def standard(subject: Subject) -> Iterator[Line]:
    """Bill the checks of a standard."""
    quantity = subject.assumed("securityhub.checks")
    yield subject.line("Security checks", "securityhub.check", quantity, "security", usage=True)


def analyzer(subject: Subject) -> Iterator[Line]:
    """Bill an analyzer of unused access for each identity of the stack."""
    kind = text(subject["type"], "ACCOUNT")
    if kind in {"ACCOUNT", "ORGANIZATION"}:
        return
    if kind != "ACCOUNT_UNUSED_ACCESS":
        raise UnpriceableError(
            f"no price of an analyzer of type {kind} is recorded; add one to policies/cost/prices"
        )
    identities = sum(1 for entry in subject.around.by_urn.values() if entry["type"] in IDENTITIES)
    yield subject.line(
        f"Unused access of {identities} identities", "accessanalyzer.unused", Decimal(identities), "security"
    )


def recorder(subject: Subject) -> Iterator[Line]:
    """Bill what is recorded at every change, and what is recorded once a day, which costs more."""
    mode = subject["recordingMode"]
    whole = text(mode["recordingFrequency"], "CONTINUOUS")
    other = text(mode["recordingModeOverride"]["recordingFrequency"], whole)
    if "CONTINUOUS" in {whole, other}:
        changed = subject.assumed("config.items")
        yield subject.line("Configuration items", "config.item", changed, "security", usage=True)
    if "DAILY" in {whole, other}:
        seen = subject.assumed("config.daily-items")
        yield subject.line("Configuration items of a day", "config.daily-item", seen, "security", usage=True)


def config_rule(subject: Subject) -> Iterator[Line]:
    """Bill the evaluations of a rule."""
    quantity = subject.assumed("config.evaluations")
    yield subject.line("Evaluations of a rule", "config.evaluation", quantity, "security", usage=True)


PRICERS: Final[Mapping[str, tuple[Part, ...]]] = {
    tokens.GUARDDUTY_DETECTOR: (detector,),
    tokens.GUARDDUTY_FEATURE: (feature,),
    tokens.SECURITYHUB_STANDARD: (standard,),
    tokens.ACCESS_ANALYZER: (analyzer,),
    tokens.CONFIG_RECORDER: (recorder,),
    tokens.CONFIG_RULE: (config_rule,),
}
