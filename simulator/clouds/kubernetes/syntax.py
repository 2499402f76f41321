"""Names, labels and quantities. Source: Kubernetes ``apimachinery/pkg/util/validation`` and ``api/resource``."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from simulator.values import reveal

LABEL_NAME: Final = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
LABEL_RULE: Final = (
    "an RFC 1123 label: at most 63 lower-case letters, digits or hyphens, no hyphen at either end"
)
SERVICE_NAME: Final = re.compile(r"[a-z]([a-z0-9-]{0,61}[a-z0-9])?")
SERVICE_RULE: Final = (
    "an RFC 1035 label: at most 63 lower-case letters, digits or hyphens, from a letter to no hyphen"
)
SUBDOMAIN: Final = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")
SUBDOMAIN_RULE: Final = (
    "an RFC 1123 subdomain: lower-case letters, digits, hyphens and dots, a letter or digit at either end"
)
PATH_SEGMENT: Final = re.compile(r"(?!\.{1,2}$)[^/%]+")
QUALIFIED: Final = re.compile(
    r"((?=[^/]{1,253}/)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*/)?"
    r"[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?"
)
KEY_RULE: Final = (
    "a name of at most 63 letters, digits or -_., with a domain and a slash before it if need be"
)
LABEL_VALUE: Final = re.compile(r"([A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?")
VALUE_RULE: Final = "at most 63 letters, digits or -_., a letter or digit at either end"
QUANTITY: Final = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+))(m|n|u|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei|[eE][+-]?\d+)?")
SCALES: Final = {
    "n": Decimal("1e-9"), "u": Decimal("1e-6"), "m": Decimal("1e-3"), "": Decimal(1), "k": Decimal("1e3"),
    "M": Decimal("1e6"), "G": Decimal("1e9"), "T": Decimal("1e12"), "P": Decimal("1e15"), "E": Decimal("1e18"),
    **{f"{letter}i": Decimal(1024) ** power for power, letter in enumerate("KMGTPE", 1)},
}  # fmt: skip

BY_PATH: Final = frozenset({"ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"})
"""Kinds whose name need only be a path segment: RBAC names may hold colons, as ``system:node``."""

BY_LABEL: Final = frozenset({"Namespace"})


def name_faults(kind: str, name: str) -> Iterator[str]:
    """Yield why an API server would refuse an object's name."""
    if kind in BY_PATH:
        pattern, rule = PATH_SEGMENT, "a path segment: no slash, no percent sign, neither . nor .."
    elif kind in BY_LABEL:
        pattern, rule = LABEL_NAME, LABEL_RULE
    elif kind == "Service":
        pattern, rule = SERVICE_NAME, SERVICE_RULE
    else:
        pattern, rule = SUBDOMAIN, SUBDOMAIN_RULE
    if not pattern.fullmatch(name):
        yield f"the name {name!r} of a {kind or 'custom resource'} must be {rule}"


def label_faults(labels: Mapping[str, Any], path: str) -> Iterator[tuple[str, str]]:
    """Yield the faults of label keys and values."""
    for key, value in labels.items():
        if not QUALIFIED.fullmatch(key):
            yield f"{path}.{key}", f"the label key {key!r} must be {KEY_RULE}"
        text = reveal(value)
        if isinstance(text, str) and not LABEL_VALUE.fullmatch(text):
            yield f"{path}.{key}", f"the value {text!r} of the label {key} must be {VALUE_RULE}"


def quantity(value: Any) -> Decimal | None:
    """Return the amount that a quantity such as ``500m`` or ``2Gi`` says, or None if it says none."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Decimal(str(value))
    found = QUANTITY.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return None
    number, suffix = found.group(1), found.group(2) or ""
    try:
        return Decimal(number) * SCALES[suffix] if suffix in SCALES else Decimal(number + suffix)
    except InvalidOperation:
        return None


def quantity_faults(amounts: Any, path: str) -> Iterator[tuple[str, str]]:
    """Yield the faults of a map of quantities."""
    for key, value in amounts.items() if isinstance(amounts, Mapping) else ():
        amount = reveal(value)
        if isinstance(amount, str | int | float) and quantity(amount) is None:
            yield f"{path}.{key}", f"{amount!r} is not a quantity such as 500m, 2 or 4Gi"
