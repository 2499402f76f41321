"""Remedies as the engine asks for them: the second function of a CrossGuard policy.

Both of what a Python remediation has to know by itself is dealt with here. It is handed unknowns as their raw sentinels,
which no proxy guards, and secrets opened by a proxy, beneath which their seal is; the inputs are therefore read beneath
the proxy, mended as a state entry, and handed back sealed as they came.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pulumi_policy import ResourceValidationArgs
from pulumi_policy.secret import Secret

from policies.framework.mending import mended
from policies.framework.remedies import Remedy
from policies.framework.rules import Context, Pack, ResourceRule
from policies.framework.values import SECRET_SIGNATURE, SIGNATURE
from policies.framework.waivers import Ledger

Remediation = Callable[[ResourceValidationArgs], Any]
"""Returns the mended inputs, or None; the SDK takes both as they are, though its types speak of awaitables alone."""


def remediation(
    pack: Pack, rule: ResourceRule, remedies: Sequence[Remedy], context: Context, ledger: Ledger
) -> Remediation:
    """Return the function that mends a resource which breaks the rule.

    A waived resource is left as it is: its waiver says that it may be so, until when, and who answers for it.
    """
    types = frozenset(token for remedy in remedies for token in remedy.types)

    def remediate(args: ResourceValidationArgs) -> Mapping[str, Any] | None:
        if args.resource_type not in types:
            args.not_applicable("another type of resource")
        if ledger.exempts(f"{pack.name}/{rule.name}", args.urn, context.today):
            return None
        entry = {
            "urn": args.urn,
            "type": args.resource_type,
            "inputs": sealed(args.props),
            "parent": args.opts.parent or "",
            "protect": args.opts.protect,
        }
        ignored = list(args.opts.ignore_changes or ())
        return mended(rule, remedies, entry, context, stack=ledger.stack, ignored=ignored)

    return remediate


def sealed(held: Any) -> Any:
    """Copy what the SDK hands to a remediation to plain values, with every secret in the envelope of a state."""
    if isinstance(held, Secret):
        return {SIGNATURE: SECRET_SIGNATURE, "value": sealed(held.value)}
    if isinstance(held, Mapping):
        beneath = held if isinstance(held, dict) else held["__target"]
        return {key: sealed(member) for key, member in beneath.items()}
    if isinstance(held, Sequence) and not isinstance(held, str | bytes):
        beneath = held if isinstance(held, list) else held["__target"]  # type: ignore[call-overload]
        return [sealed(member) for member in beneath]
    return held
