"""Accounts of clusters as other programs read them: every amount an exact decimal in a string, in USD a month."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from policies.cost.advice.terms import plain
from policies.cost.amounts import Span
from policies.cost.namespaces.account import Account, Namespace
from policies.cost.namespaces.said import faults, notes, share


def as_json(accounts: Sequence[Account]) -> dict[str, Any]:
    """Return the ``namespaces`` of ``infra cost --json``.

    - ``clusters``: by name ``node_pools`` (``monthly``, ``cores``, ``gib``: three each), ``core_month`` and ``gib_month``
      (the price of one that is requested), ``idle``, ``idle_percent``, ``notes`` in words, and ``namespaces``
    - ``namespaces``: by name ``monthly``, ``requests``, ``volumes``, ``load_balancers``, ``other``, ``cores``, ``gib``
      (three each), ``quota``: ``cores``, ``gib`` and ``cores_percent``, ``gib_percent`` that requests take, null where
      there is none; ``charts``: how many; ``silent``, ``unknown``, ``timed``: names of workloads
    - ``exceeding``: a sentence for each namespace that may come to request more than its quota

    The expected ``requests`` of a cluster's namespaces and its ``idle`` add up to the expected bill of its node pools.
    """
    return {
        "clusters": {one.cluster: _account(one) for one in accounts},
        "exceeding": list(faults(accounts)),
    }


def _account(account: Account) -> dict[str, Any]:
    held = account.pools
    percent = share(account.idle, held.monthly.expected)
    return {
        "node_pools": {"monthly": _span(held.monthly), "cores": _span(held.cores), "gib": _span(held.gib)},
        "core_month": plain(account.rates.core),
        "gib_month": plain(account.rates.gib),
        "idle": plain(account.idle),
        "idle_percent": _given(percent),
        "notes": list(notes(account)),
        "namespaces": {row.name: _namespace(row) for row in account.namespaces},
    }


def _namespace(row: Namespace) -> dict[str, Any]:
    wanted = row.demand
    return {
        "monthly": _span(row.monthly),
        "requests": _span(row.requests),
        "volumes": _span(row.volumes),
        "load_balancers": _span(row.load_balancers),
        "other": _span(row.other),
        "cores": _span(wanted.cores),
        "gib": _span(wanted.gib),
        "quota": {
            "cores": _given(wanted.quota.cores),
            "gib": _given(wanted.quota.gib),
            "cores_percent": _given(share(wanted.cores.expected, wanted.quota.cores)),
            "gib_percent": _given(share(wanted.gib.expected, wanted.quota.gib)),
        },
        "charts": wanted.charts,
        "silent": list(wanted.silent),
        "unknown": list(wanted.unknown),
        "timed": list(wanted.timed),
    }


def _span(span: Span) -> dict[str, str]:
    return {"min": plain(span.least), "expected": plain(span.expected), "max": plain(span.most)}


def _given(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)
