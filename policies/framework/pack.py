"""Serving a set of rules as a CrossGuard policy pack, which the Pulumi engine runs as a process.

One policy per rule: a policy is the unit that has a name, a severity, a level and a configuration, and a
report that says "networks failed" is worth little. The SDK decodes a resource anew for each policy, so what
can be shared is shared (:mod:`policies.framework.calls`): a policy of another type of resource is left before
anything is decoded, a resource is read once for all its rules, and all rules of a stack walk one index. That
took 500 resources of production, 200 of them workloads, from 16.7 s in the processes of the three packs to 3.6 s.

Three things the SDK does are avoided here. It turns the first unknown that is read into the end of the
policy, so properties are first copied with their unknowns kept as markers. It reports an unknown as advice
even where the policy is mandatory, so a critical rule reports its own. And it lets an exception of a rule
end the whole analysis, so a rule that raises becomes a violation of that rule.
"""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from pulumi_policy import (
    EnforcementLevel,
    Policy,
    PolicyComplianceFramework,
    PolicyConfigSchema,
    PolicyPack,
    PolicyResource,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    Severity,
    StackValidationArgs,
    StackValidationPolicy,
)
from pulumi_policy.proxy import UnknownValueError

from policies.framework import catalogue
from policies.framework.calls import PerCall, TypedPolicy
from policies.framework.evaluation import finding_of, gathered, spoken
from policies.framework.index import Stack
from policies.framework.resources import Entry, Resource
from policies.framework.rules import (
    AnyRule,
    Context,
    Outcome,
    Pack,
    ResourceRule,
    StackRule,
    Unresolved,
    environment_of,
)
from policies.framework.values import UNKNOWN_TEXT
from policies.framework.waivers import AUDIT, Ledger, Waiver, reviewed

WAIVED = "waived-findings"
ASKED = "asked-for"


def serve(name: str) -> None:
    """Serve the pack ``name`` to the engine; this never returns.

    The engine tells the stack's name in PULUMI_STACK. Without it, production's levels apply.
    """
    pack = catalogue.pack(name)
    stack = os.environ.get("PULUMI_STACK", "")
    PolicyPack(
        pack.name,
        policies_of(pack, stack, date.today(), reviewed()),
        enforcement_level=EnforcementLevel.MANDATORY,
        description=pack.description,
        display_name=pack.name,
    )


def policies_of(pack: Pack, stack: str, today: date, waivers: Sequence[Waiver]) -> list[Policy]:
    """Return a pack's rules as CrossGuard policies, with the levels of the stack's environment."""
    adapter = _Adapter(pack, Context(environment_of(stack), today), Ledger(stack, waivers, [pack]))
    return [adapter.memory(), *(adapter.policy(rule) for rule in pack.rules), *adapter.waiver_policies()]


def plain(held: Any) -> Any:
    """Copy a proxy of the SDK to plain values, with the engine's marker wherever a value is unknown."""
    if isinstance(held, Mapping):
        return {key: _member(held, key) for key in held}
    if isinstance(held, Sequence) and not isinstance(held, str | bytes):
        return [_member(held, position) for position in range(len(held))]
    return held


def _member(held: Any, key: str | int) -> Any:
    try:
        return plain(held[key])
    except UnknownValueError:
        return UNKNOWN_TEXT


class _Adapter:
    def __init__(self, pack: Pack, context: Context, ledger: Ledger) -> None:
        self._pack = pack
        self._context = context
        self._ledger = ledger
        self._asked: dict[str, Mapping[str, Any]] = {}
        self._resources: PerCall[Resource] = PerCall()
        self._stacks: PerCall[Stack] = PerCall()

    def memory(self) -> Policy:
        """Return the policy that keeps what is asked of every resource, of which a whole stack shows outputs alone."""

        def remember(args: ResourceValidationArgs, _: ReportViolation) -> None:
            resource = self._resources.read(ASKED, lambda: Resource(_entry(args)))
            self._asked[args.urn] = resource.entry["inputs"]

        return ResourceValidationPolicy(
            ASKED, "What a program asks for is what rules about a whole stack read.", remember,
            EnforcementLevel.ADVISORY, severity=Severity.LOW,
        )  # fmt: skip

    def policy(self, rule: AnyRule) -> Policy:
        facts = _facts(rule, self._context)
        if isinstance(rule, ResourceRule):
            types = frozenset(rule.types)
            return TypedPolicy(types, self._resources, validate=self._resource_validation(rule), **facts)
        return StackValidationPolicy(validate=self._stack_validation(rule), **facts)

    def _resource_validation(
        self, rule: ResourceRule
    ) -> Callable[[ResourceValidationArgs, ReportViolation], None]:
        types = frozenset(rule.types)

        def validate(args: ResourceValidationArgs, report: ReportViolation) -> None:
            if args.resource_type not in types:
                args.not_applicable("another type of resource")
            resource = self._resources.read(rule.name, lambda: Resource(_entry(args)))
            said = gathered(lambda: rule.check(resource, self._context))
            self._tell(rule, said, args, report, args.urn)

        return validate

    def _stack_validation(self, rule: StackRule) -> Callable[[StackValidationArgs, ReportViolation], None]:
        types = frozenset(rule.types)

        def validate(args: StackValidationArgs, report: ReportViolation) -> None:
            if types and types.isdisjoint(resource.resource_type for resource in args.resources):
                args.not_applicable("the stack has no such resources")
            stack = self._stacks.read(rule.name, lambda: self._stack(args))
            said = gathered(lambda: rule.check(stack, self._context))
            self._tell(rule, said, args, report, stack.urn)

        return validate

    def _stack(self, args: StackValidationArgs) -> Stack:
        return Stack([_stack_entry(one, self._asked.get(one.urn)) for one in args.resources])

    def _tell(
        self,
        rule: AnyRule,
        said: Iterable[Outcome],
        args: ResourceValidationArgs | StackValidationArgs,
        report: ReportViolation,
        urn: str,
    ) -> None:
        told = spoken(said)
        if told is None:
            args.not_applicable("the rule does not speak of this resource")
        undecided: dict[str, None] = {}
        for outcome in told or ():
            finding = finding_of(self._pack, rule, outcome, urn, self._context)
            if finding.level == "disabled" or self._ledger.covers(finding, self._context.today):
                continue
            if isinstance(outcome, Unresolved) and (finding.level != "mandatory" or self._lenient(args)):
                undecided.update(dict.fromkeys(outcome.paths))
            else:
                report(finding.message, finding.urn)
        if undecided:  # told last, because the SDK takes it as the end of the policy, and always as advice
            raise UnknownValueError(UNKNOWN_TEXT, [", ".join(undecided)])

    def _lenient(self, args: ResourceValidationArgs | StackValidationArgs) -> bool:
        return not self._context.production and args.get_config().get("unknowns") == "warn"

    def waiver_policies(self) -> list[Policy]:
        """Return the two policies that keep waivers from being silent: their audit and their use."""

        def audit(args: StackValidationArgs, report: ReportViolation) -> None:
            urn = next((one.urn for one in args.resources if one.resource_type == "pulumi:pulumi:Stack"), "")
            for finding in self._ledger.audit(self._pack, self._context.today, urn):
                report(finding.message, finding.urn)

        def list_waived(_: StackValidationArgs, report: ReportViolation) -> None:
            for finding, waiver in self._ledger.waived(self._pack, self._context.today):
                report(
                    f"{finding.policy}: waived until {waiver.expires} by {waiver.owner}, {waiver.ticket}",
                    finding.urn,
                )

        return [
            StackValidationPolicy(
                AUDIT, "Waivers are current, used, narrow and approved.", audit,
                EnforcementLevel.MANDATORY, severity=Severity.MEDIUM,
            ),
            StackValidationPolicy(
                WAIVED, "A finding that is waived is still said.", list_waived,
                EnforcementLevel.ADVISORY, severity=Severity.LOW,
            ),
        ]  # fmt: skip


def _facts(rule: AnyRule, context: Context) -> dict[str, Any]:
    first = rule.controls[0] if rule.controls else None
    return {
        "name": rule.name,
        "description": f"{rule.title}.",
        "display_name": rule.title,
        "enforcement_level": EnforcementLevel(rule.levels.of(context.environment)),
        "severity": Severity(rule.severity),
        "framework": first
        and PolicyComplianceFramework(name=first.framework, version=first.version, reference=first.reference),
        "tags": list(rule.tags),
        "remediation_steps": rule.remediation,
        "url": rule.url or None,
        "config_schema": _schema(context) if rule.severity == "critical" else None,
    }


def _schema(context: Context) -> PolicyConfigSchema:
    """Return what may be configured of a critical rule: outside production, to put up with unknowns."""
    choices = ["fail"] if context.production else ["fail", "warn"]
    return PolicyConfigSchema({"unknowns": {"type": "string", "enum": choices, "default": "fail"}})


def _entry(args: ResourceValidationArgs) -> Entry:
    return {
        "urn": args.urn,
        "type": args.resource_type,
        "inputs": plain(args.props),
        "parent": args.opts.parent or "",
        "protect": args.opts.protect,
    }


def _stack_entry(resource: PolicyResource, asked: Mapping[str, Any] | None) -> Entry:
    """Return a resource of a whole-stack analysis as a state entry.

    The engine sends the outputs alone, of which a preview knows no default of a cloud. What the program asked for is
    remembered from the resource's own analysis, which came before in the same process.
    """
    held = plain(resource.props)
    return {
        "urn": resource.urn,
        "type": resource.resource_type,
        "custom": resource.provider is not None or resource.resource_type.startswith("pulumi:providers:"),
        "inputs": held if asked is None else asked,
        "outputs": held,
        "parent": resource.parent.urn if resource.parent else "",
        "protect": resource.opts.protect,
        "dependencies": [one.urn for one in resource.dependencies],
        "propertyDependencies": {
            key: [one.urn for one in targets] for key, targets in resource.property_dependencies.items()
        },
        "provider": f"{resource.provider.urn}::{UNKNOWN_TEXT}" if resource.provider else "",
    }
