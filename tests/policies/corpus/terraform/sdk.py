"""Terraform's types and properties as the bridged SDKs of Pulumi name and shape them.

The bridge turns snake_case into camelCase, names lists in the plural, and makes a block that may stand once an object
instead of a list of one. All of that is read off the SDK's own classes of arguments, so that nothing is listed here
but the types whose names follow no rule.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module
from types import UnionType
from typing import Any, Final, Union, get_args, get_origin

from pulumi._types import input_type_py_to_pulumi_names, input_type_types

from policies.framework import google_tokens, tokens

IRREGULAR: Final[Mapping[str, str]] = {
    "aws_alb": tokens.LOAD_BALANCER,
    "aws_lb": tokens.LOAD_BALANCER,
    "aws_alb_listener": tokens.LISTENER,
    "aws_alb_target_group": tokens.TARGET_GROUP,
    "aws_ce_anomaly_monitor": tokens.ANOMALY_MONITOR,
    "aws_ce_anomaly_subscription": tokens.ANOMALY_SUBSCRIPTION,
    "aws_cloudtrail": tokens.TRAIL,
    "aws_config_config_rule": tokens.CONFIG_RULE,
    "aws_config_delivery_channel": tokens.CONFIG_CHANNEL,
    "aws_config_configuration_recorder": tokens.CONFIG_RECORDER,
    "aws_config_configuration_recorder_status": tokens.CONFIG_STATUS,
    "aws_db_event_subscription": tokens.RDS_EVENTS,
    "aws_db_instance": tokens.RDS_INSTANCE,
    "aws_db_parameter_group": tokens.RDS_PARAMETERS,
    "aws_db_proxy": tokens.RDS_PROXY,
    "aws_db_proxy_default_target_group": tokens.RDS_PROXY_POOL,
    "aws_db_proxy_target": tokens.RDS_PROXY_TARGET,
    "aws_db_subnet_group": tokens.RDS_SUBNET_GROUP,
    "aws_iam_openid_connect_provider": tokens.OIDC_PROVIDER,
    "aws_prometheus_workspace": tokens.PROMETHEUS,
    "aws_route53_hosted_zone_dnssec": tokens.ZONE_SIGNING,
    "aws_s3_bucket_replication_configuration": tokens.BUCKET_REPLICATION,
    "google_artifact_registry_repository": google_tokens.REPOSITORY,
    "google_artifact_registry_repository_iam_member": google_tokens.REPOSITORY_MEMBER,
    "google_binary_authorization_policy": google_tokens.IMAGE_POLICY,
    "google_secret_manager_secret": google_tokens.SECRET,
    "google_secret_manager_secret_iam_member": google_tokens.SECRET_MEMBER,
    "google_service_account_key": google_tokens.ACCOUNT_KEY,
    "google_service_account_iam_member": google_tokens.ACCOUNT_MEMBER,
    "google_project_iam_member": google_tokens.PROJECT_MEMBER,
    "google_iam_workload_identity_pool_provider": google_tokens.IDENTITY_PROVIDER,
}
"""Types whose Terraform name does not follow from the token."""

PACKAGES: Final = {"aws": "aws", "gcp": "google"}


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


@cache
def spoken_of() -> frozenset[str]:
    """Return the tokens that policies of the two clouds speak of."""
    return frozenset(
        value
        for table in (tokens, google_tokens)
        for name, value in vars(table).items()
        if name.isupper() and isinstance(value, str) and value.split(":")[0] in PACKAGES
    )


@cache
def regular() -> Mapping[str, str]:
    """Return the tokens by the Terraform names that follow from them."""
    found = dict(_derived())
    for name, token in _ambiguous():
        found.setdefault(name, token)
    return found


def _derived() -> Iterator[tuple[str, str]]:
    for token in sorted(spoken_of()):
        package, module, _ = token.split(":")
        yield f"{PACKAGES[package]}_{module.split('/')[0]}_{_snake(module.split('/')[1])}", token


def _ambiguous() -> Iterator[tuple[str, str]]:
    """Yield the names without the module: Amazon's EC2 and load balancers have none in Terraform."""
    for token in sorted(spoken_of()):
        package, module, _ = token.split(":")
        room, name = module.split("/")
        if room in {"ec2", "vpc", "ebs", "lb", "projects", "serviceaccount"}:
            yield f"{PACKAGES[package]}_{_snake(name)}", token


def token_of(kind: str) -> str | None:
    """Return the token of a Terraform type; None if no policy speaks of it."""
    return IRREGULAR.get(kind) or regular().get(kind)


@cache
def arguments(token: str) -> Any:
    """Return the class of a resource's arguments, which its own module names first."""
    package, module, name = token.split(":")
    resource = getattr(import_module(f"pulumi_{package}.{module.split('/')[0]}"), name)
    room = import_module(resource.__module__)
    return getattr(room, room.__all__[0])


@cache
def shapes(cls: type) -> Mapping[str, tuple[str, Any]]:
    """Return the properties of a class of arguments by their names in Python: Pulumi's name and the type."""
    types = input_type_types(cls)
    names = input_type_py_to_pulumi_names(cls)
    return {ours: (theirs, types.get(theirs)) for ours, theirs in names.items()}


def property_of(cls: type, name: str) -> tuple[str, Any] | None:
    """Return Pulumi's name and type of one of Terraform's properties; None if the SDK has none of that name."""
    known = shapes(cls)
    for spelling in _spellings(name):
        if spelling in known:
            return known[spelling]
    return None


def _spellings(name: str) -> Iterator[str]:
    yield name
    yield f"{name}_"
    yield f"{name}s"
    yield f"{name}es"
    yield f"{name.removesuffix('y')}ies"
    yield name.removesuffix("s")
    yield f"{name.removesuffix('ies')}y"


def member_of(shape: Any) -> Any:
    """Return the class of arguments inside a type, if it has one; of several, the first."""
    if isinstance(shape, type) and shape.__module__.startswith("pulumi_") and shape.__name__.endswith("Args"):
        return shape
    return next((found for one in get_args(shape) if (found := member_of(one)) is not None), None)


def is_text(shape: Any) -> bool:
    """Return whether a type is text, or a document that may be written as text."""
    return shape is str or (get_origin(shape) in {Union, UnionType} and str in get_args(shape))


def is_list(shape: Any) -> bool:
    """Return whether a type is a list."""
    return get_origin(shape) is not None and _sequence(get_origin(shape))


def _sequence(origin: Any) -> bool:
    return isinstance(origin, type) and issubclass(origin, Sequence)
