"""The function that writes IAM policy documents."""

import json
from collections.abc import Mapping
from typing import Any

from simulator.clouds.scope import Scope
from simulator.clouds.templates import digest
from simulator.values import UNKNOWN, holds_unknown, plain, reveal


def policy_document(args: Mapping[str, Any], _: Scope) -> dict[str, Any]:
    """Write a policy as ``aws_iam_policy_document`` does: keys in its order, one value where there is one."""
    version = reveal(args.get("version")) or "2012-10-17"
    echoed = {name: value for name, value in args.items() if value is not None}
    if holds_unknown(args):
        return {**echoed, "id": UNKNOWN, "json": UNKNOWN, "minifiedJson": UNKNOWN, "version": version}
    given = plain(args)
    if version not in {"2008-10-17", "2012-10-17"}:
        raise ValueError(f"version must be 2008-10-17 or 2012-10-17, not {version!r}")
    statements = [*_sources(given, "sourcePolicyDocuments"), *map(_statement, given.get("statements") or [])]
    for override in _sources(given, "overridePolicyDocuments"):
        sid = override.get("Sid")
        statements = [statement for statement in statements if not sid or statement.get("Sid") != sid]
        statements.append(override)
    document = {
        "Version": version,
        **({"Id": given["policyId"]} if given.get("policyId") else {}),
        "Statement": statements,
    }
    text = json.dumps(document, indent=2)
    return {
        **echoed,
        "id": str(int(digest(text, 8), 16)),
        "json": text,
        "minifiedJson": json.dumps(document, separators=(",", ":")),
        "version": version,
    }


def _sources(given: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    statements: list[dict[str, Any]] = []
    for index, text in enumerate(given.get(name) or []):
        try:
            found = json.loads(text).get("Statement", [])
        except (ValueError, AttributeError) as fault:
            raise ValueError(f"{name}[{index}] is not a JSON policy: {fault}") from None
        statements += found if isinstance(found, list) else [found]
    return statements


def _statement(given: Mapping[str, Any]) -> dict[str, Any]:
    written: dict[str, Any] = {}
    if given.get("sid"):
        written["Sid"] = given["sid"]
    written["Effect"] = given.get("effect") or "Allow"
    for name, key in (
        ("actions", "Action"),
        ("notActions", "NotAction"),
        ("resources", "Resource"),
        ("notResources", "NotResource"),
    ):
        if given.get(name):
            written[key] = _one_or_all(sorted(given[name], reverse=True))
    for name, key in (("principals", "Principal"), ("notPrincipals", "NotPrincipal")):
        if given.get(name):
            written[key] = _principals(given[name])
    if given.get("conditions"):
        written["Condition"] = _conditions(given["conditions"])
    if written["Effect"] not in {"Allow", "Deny"}:
        raise ValueError(f"effect must be Allow or Deny, not {written['Effect']!r}")
    return written


def _principals(principals: list[Mapping[str, Any]]) -> Any:
    if len(principals) == 1 and principals[0]["type"] == "*" and principals[0]["identifiers"] == ["*"]:
        return "*"
    grouped: dict[str, list[str]] = {}
    for principal in principals:
        grouped.setdefault(principal["type"], []).extend(principal["identifiers"])
    return {kind: _one_or_all(sorted(identifiers, reverse=True)) for kind, identifiers in grouped.items()}


def _conditions(conditions: list[Mapping[str, Any]]) -> dict[str, Any]:
    tests: dict[str, dict[str, Any]] = {}
    for condition in conditions:
        variables = tests.setdefault(condition["test"], {})
        variables[condition["variable"]] = _one_or_all(list(condition["values"]))
    return tests


def _one_or_all(values: list[str]) -> Any:
    return values[0] if len(values) == 1 else values
