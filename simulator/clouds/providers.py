"""Provider resources: their configuration, which is checked and then inherited by what they serve."""

import json
import re
from collections.abc import Mapping
from typing import Any

import yaml

from simulator.clouds.kind import Kind
from simulator.clouds.refusals import Given, Refused, conflicts
from simulator.clouds.templates import uuid

REGION = re.compile(r"[a-z]{2}(-gov|-iso[a-z]?|-[a-z]+)?-[a-z]+-\d")


def _decoded(given: Given, path: str) -> Any:
    value = given.known(path)
    if isinstance(value, str):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _region(given: Given) -> Refused:
    region = given.text("region")
    if region is not None and not REGION.fullmatch(region):
        yield "region", f"region must be the name of an AWS region such as us-east-1, not {region!r}"


def _accounts(given: Given) -> Refused:
    for path in ("allowedAccountIds", "forbiddenAccountIds"):
        accounts = _decoded(given, path)
        for index, account in enumerate(accounts if isinstance(accounts, list) else []):
            if isinstance(account, str) and not re.fullmatch(r"\d{12}", account):
                yield f"{path}[{index}]", f"{path} must hold account numbers of twelve digits, not {account!r}"
            elif isinstance(account, int):
                yield f"{path}[{index}]", f"{path} must hold account numbers as text, because they may begin with 0"


def _kubeconfig(given: Given) -> Refused:
    """Judge the shape only; what it says is secret and stays out of the sentence."""
    value = given.text("kubeconfig")
    if value is None or not value.lstrip().startswith(("{", "apiVersion", "kind", "clusters", "contexts", "users")):
        return
    try:
        parsed = yaml.safe_load(value)
    except yaml.YAMLError:
        yield "kubeconfig", "kubeconfig is not valid YAML or JSON"
        return
    missing = [name for name in ("clusters", "contexts", "users") if not isinstance(parsed, Mapping) or not parsed.get(name)]
    if missing:
        yield "kubeconfig", f"kubeconfig has no {missing[0]}"


def _provider_id(case: Any) -> str:
    return uuid(case.urn)


KINDS = (
    Kind(
        token="pulumi:providers:aws",
        id=_provider_id,
        refusals=(_region, _accounts, conflicts("allowedAccountIds", "forbiddenAccountIds")),
    ),
    Kind(token="pulumi:providers:kubernetes", id=_provider_id, refusals=(_kubeconfig,)),
    Kind(token="pulumi:providers:random", id=_provider_id),
)
