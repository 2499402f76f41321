"""Resource names as Pulumi makes them: ``urn:pulumi:<stack>::<project>::<parent types$type>::<name>``."""

from typing import Final

STACK_TYPE: Final = "pulumi:pulumi:Stack"
PROVIDER_PREFIX: Final = "pulumi:providers:"


def make_urn(stack: str, project: str, parent: str, token: str, name: str) -> str:
    """Return the URN of a resource; a child of the stack itself carries no chain of types."""
    chain = qualified_type(parent) if parent else STACK_TYPE
    qualified = token if chain == STACK_TYPE else f"{chain}${token}"
    return f"urn:pulumi:{stack}::{project}::{qualified}::{name}"


def stack_of(urn: str) -> str:
    """Return the stack that a URN belongs to."""
    return urn.split("::", 3)[0].rsplit(":", 1)[-1]


def project_of(urn: str) -> str:
    """Return the project that a URN belongs to."""
    return urn.split("::", 3)[1]


def qualified_type(urn: str) -> str:
    """Return the type of a resource with those of its parents before it, joined by ``$``."""
    return urn.split("::", 3)[2]


def type_of(urn: str) -> str:
    """Return the type of a resource alone."""
    return qualified_type(urn).rsplit("$", 1)[-1]


def name_of(urn: str) -> str:
    """Return the name that the program gave a resource; it may itself hold ``::``."""
    return urn.split("::", 3)[3]


def is_urn(text: object) -> bool:
    """Say whether a text has the shape of a URN."""
    return isinstance(text, str) and text.startswith("urn:pulumi:") and text.count("::") >= 3


def provider_urn(reference: str) -> str:
    """Return the URN within a provider reference, which is ``<urn>::<id>``."""
    return reference.rpartition("::")[0]
