"""Namespaces, quotas, limits, configuration, secrets and storage classes."""

import re
from collections.abc import Mapping
from typing import Any

from simulator.clouds.kubernetes import syntax
from simulator.clouds.kubernetes.objects import base64_faults
from simulator.clouds.refusals import Given, Refused, one_of
from simulator.values import reveal

SIZE_LIMIT = 1048576
"""Bytes of a ConfigMap's or Secret's data. Source: Kubernetes core validation, ``MaxSecretSize``."""
KEY = re.compile(r"(?!\.\.)[-._a-zA-Z0-9]{1,253}")
POD_SECURITY = re.compile(r"pod-security\.kubernetes\.io/(enforce|audit|warn)(-version)?")
LEVELS = ("privileged", "baseline", "restricted")
VERSION = re.compile(r"latest|v1\.\d+")
LIMIT_TYPES = ("Container", "PersistentVolumeClaim", "Pod")
SECRET_KEYS = {
    "kubernetes.io/basic-auth": ("username",),
    "kubernetes.io/dockerconfigjson": (".dockerconfigjson",),
    "kubernetes.io/ssh-auth": ("ssh-privatekey",),
    "kubernetes.io/tls": ("tls.crt", "tls.key"),
}
"""The keys that a secret of a built-in type must have. Source: Kubernetes core validation, ``ValidateSecret``."""


def _pod_security(given: Given) -> Refused:
    labels = given.known("metadata.labels")
    for key, value in labels.items() if isinstance(labels, Mapping) else ():
        found, text = POD_SECURITY.fullmatch(key), reveal(value)
        if found is None or not isinstance(text, str):
            continue
        if found.group(2) is None and text not in LEVELS:
            yield f"metadata.labels.{key}", f"{key} must be one of {', '.join(LEVELS)}, not {text!r}"
        if found.group(2) is not None and not VERSION.fullmatch(text):
            yield f"metadata.labels.{key}", f"{key} must be latest or a version such as v1.34, not {text!r}"


def _quota(given: Given) -> Refused:
    yield from syntax.quantity_faults(given.known("spec.hard"), "spec.hard")


def _limits(given: Given) -> Refused:
    for path, limit in given.objects("spec.limits"):
        yield from ((f"{path}.type", reason) for _, reason in one_of("type", LIMIT_TYPES)(limit))
        for name in ("default", "defaultRequest", "max", "maxLimitRequestRatio", "min"):
            yield from syntax.quantity_faults(limit.known(name), f"{path}.{name}")
        if limit.text("type") == "Pod" and (limit.has("default") or limit.has("defaultRequest")):
            yield f"{path}.default", "a limit of type Pod has no default and no defaultRequest"
        for low, high in (
            ("min", "default"),
            ("defaultRequest", "default"),
            ("default", "max"),
            ("min", "max"),
        ):
            yield from ((f"{path}.{low}.{key}", reason) for key, reason in _order(limit, low, high))


def _order(limit: Given, low: str, high: str) -> Refused:
    lower, upper = limit.known(low), limit.known(high)
    if not isinstance(lower, Mapping) or not isinstance(upper, Mapping):
        return
    for key in lower.keys() & upper.keys():
        least, most = syntax.quantity(reveal(lower[key])), syntax.quantity(reveal(upper[key]))
        if least is not None and most is not None and least > most:
            yield key, f"{low} of {key} {reveal(lower[key])} is above its {high} {reveal(upper[key])}"


def _data(given: Given) -> Refused:
    fields = {name: given.known(name) for name in ("binaryData", "data", "stringData")}
    maps: dict[str, Mapping[str, Any]] = {
        name: value for name, value in fields.items() if isinstance(value, Mapping)
    }
    size = 0
    for name, entries in maps.items():
        for key, value in entries.items():
            if not KEY.fullmatch(key):
                yield (
                    f"{name}.{key}",
                    f"the key {key!r} must be letters, digits or -_. and at most 253 of them",
                )
            text = reveal(value)
            size += len(text.encode()) if isinstance(text, str) else 0
    if size > SIZE_LIMIT:
        yield "data", f"the data is longer than the {SIZE_LIMIT} bytes that an object may hold"
    for key in maps.get("binaryData", {}).keys() & maps.get("data", {}).keys():
        yield f"binaryData.{key}", f"the key {key} is in data as well"


def _secret(given: Given) -> Refused:
    data = given.known("data")
    for key, value in data.items() if isinstance(data, Mapping) else ():
        yield from base64_faults(value, f"data.{key}")
    readable = all(
        given.lacks(name) or isinstance(given.known(name), Mapping) for name in ("data", "stringData")
    )
    present = (
        {key for name in ("data", "stringData") for key in (given.known(name) or {})} if readable else set()
    )
    for key in SECRET_KEYS.get(given.text("type") or "", ()) if readable else ():
        if key not in present:
            yield f"data.{key}", f"a secret of type {given.text('type')} must have the key {key}"


def _storage_class(given: Given) -> Refused:
    yield from one_of("reclaimPolicy", ("Delete", "Retain"))(given)
    yield from one_of("volumeBindingMode", ("Immediate", "WaitForFirstConsumer"))(given)


RULES = {
    "ConfigMap": (_data,),
    "LimitRange": (_limits,),
    "Namespace": (_pod_security,),
    "ResourceQuota": (_quota,),
    "Secret": (_data, _secret),
    "StorageClass": (_storage_class,),
}
