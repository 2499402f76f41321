"""The tables that speak of the SDKs' types and defaults, held against the SDKs themselves."""

import inspect
import re
from importlib import import_module
from typing import Any

import pytest

from components.foundation.cluster.charts import charts
from policies.framework import google_tokens, tokens
from policies.framework.defaults import DEFAULTS, SDK, Default, defaults_of
from policies.framework.retired_tokens import RETIRED
from policies.kubernetes.catalogue import PACK as KUBERNETES
from policies.security.aws.labels import TAGGABLE
from policies.security.azure.labels import TAGGABLE as AZURE_TAGGABLE
from policies.security.catalogue import PACK as SECURITY

TABLES = (tokens, google_tokens)
TOKENS = sorted(
    [
        *RETIRED,
        *(
            value
            for table in TABLES
            for name, value in vars(table).items()
            if name.isupper() and isinstance(value, str)
        ),
    ]
)


def sdk_class(token: str) -> Any:
    package, module, name = token.split(":")
    if package == "kubernetes":
        room = re.sub(
            r"(\.authorization|\.networking|\.storage|\.apiserver)?\.k8s\.io|\.sh(?=/)", "", module
        ).replace("/", ".")
    else:
        room = module.split("/")[0].removeprefix("index")
    return getattr(import_module(f"pulumi_{package.replace('-', '_')}.{room}".rstrip(".")), name)


def arguments(cls: Any) -> list[str]:
    return list(inspect.signature(cls._internal_init).parameters)


def full_name(name: str, group: str) -> str:
    """Return the full name of a kind's definition: its plural, as English makes one, and its group."""
    one = name.removesuffix("Patch").lower()
    return f"{one[:-1]}ies.{group}" if re.search("[^aeiou]y$", one) else f"{one}s.{group}"


DEFINED = {definition for chart in charts().values() for definition in chart.definitions}
CUSTOM = {
    token: full_name(name, group)
    for token in TOKENS
    for _, module, name in [token.split(":")]
    for group in [module.partition("/")[0]]
    if full_name(name, group) in DEFINED
}
"""Tokens of custom resources -> the definition that a chart of ours brings; the SDK knows none of them."""


@pytest.mark.parametrize("token", [token for token in TOKENS if token not in CUSTOM])
def test_every_token_is_the_sdks_own(token: str) -> None:
    assert sdk_class(token).pulumi_type == token


def test_every_other_token_is_of_a_definition_that_a_chart_brings() -> None:
    assert {"kubernetes:argoproj.io/v1alpha1:Rollout"} <= CUSTOM.keys()


def test_every_type_with_tags_is_held_to_them() -> None:
    aws = [token for token in TOKENS if token.startswith("aws:")]
    assert sorted(TAGGABLE) == [token for token in aws if "tags" in arguments(sdk_class(token))]


def test_every_type_of_azure_with_tags_is_held_to_them() -> None:
    azure = [token for token in TOKENS if token.startswith("azure-native:")]
    assert sorted(AZURE_TAGGABLE) == [token for token in azure if "tags" in arguments(sdk_class(token))]


@pytest.mark.parametrize("rule", [*SECURITY.rules, *KUBERNETES.rules], ids=lambda rule: rule.name)
def test_rules_speak_of_types_of_the_table(rule: Any) -> None:
    assert set(rule.types) <= set(TOKENS)
    assert len(set(rule.types)) == len(rule.types)


def camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)


def documentation(row: Default) -> str:
    """Return what the SDK's docstring says of a property, following the path through the input types."""
    cls = sdk_class(row.token)
    module = import_module(f"pulumi_aws.{row.token.split(':')[1].split('/')[0]}._inputs")
    holder = getattr(import_module(cls.__module__), f"{cls.__name__}Args")
    nested = cls.__name__
    for part in row.path[:-1]:
        singular = (
            part[:-1]
            if part.endswith("s") and not hasattr(module, f"{nested}{part[0].upper()}{part[1:]}Args")
            else part
        )
        nested += singular[0].upper() + singular[1:]
        holder = getattr(module, f"{nested}Args")
    described = inspect.getdoc(holder.__init__) or ""
    texts = dict(re.findall(r":param [^:]*?(\w+): (.*?)(?=\n:param|\Z)", described, re.DOTALL))
    found = [text for name, text in texts.items() if camel(name) == row.path[-1]]
    assert len(found) == 1, f"{row.path} is not a property of {row.token} any more"
    return re.sub(r"\s+", " ", found[0])


def stated(text: str, when: tuple[str, str] | None) -> str:
    if when:
        match = re.search(rf"When `{when[0]}` is `{when[1]}`, default is `([^`]+)`", text)
    else:
        match = re.search(
            r"(?:[Dd]efaults? (?:value )?(?:is|to|of)|[Dd]efaults? this to a list with|[Dd]efault:|defaults it to|default value of) ?[`\"]*([\w./]+)",
            text,
        )
    assert match, f"the SDK does not state a default any more: {text}"
    return match[1].rstrip(".").lower()


@pytest.mark.parametrize(
    "row", [row for row in DEFAULTS if row.source == SDK], ids=lambda row: f"{row.token}.{row.path[-1]}"
)
def test_the_sdk_states_the_default_of_the_table(row: Default) -> None:
    value = row.value[0] if isinstance(row.value, list) else row.value
    assert stated(documentation(row), row.when) == str(value).lower()


@pytest.mark.parametrize(
    "row", [row for row in DEFAULTS if row.source != SDK], ids=lambda row: f"{row.token}.{row.path[-1]}"
)
def test_a_default_that_the_sdk_does_not_state_names_the_api_that_does(row: Default) -> None:
    assert re.match(
        r"Amazon (EC2|EKS|RDS|ElastiCache|CloudWatch|SQS|Redshift|OpenSearch Service|Managed Service for Apache Flink)",
        row.source,
    )
    assert documentation(row)


def test_a_default_may_hang_on_another_property() -> None:
    path = ("atRestEncryptionEnabled",)
    chosen = {engine: defaults_of(tokens.CACHE, {"engine": engine})[path] for engine in ("redis", "valkey")}
    assert chosen == {"redis": False, "valkey": True}
    assert defaults_of(tokens.CACHE, {})[path] is False
    assert isinstance(defaults_of(tokens.CACHE, {"engine": "other"})[path], str), "open, and so unknown"
