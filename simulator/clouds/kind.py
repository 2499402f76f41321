"""What a simulated cloud knows of one resource type."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from simulator.clouds.case import Case
    from simulator.clouds.refusals import Given
    from simulator.clouds.scope import Scope

Derive: TypeAlias = "Callable[[Case], Any]"
"""Computes an output from the case at hand."""

Fact: TypeAlias = Any
"""An output's value: a template text, a plain value, :class:`Always`, :class:`Inside` or a :data:`Derive`."""

Refusal: TypeAlias = "Callable[[Given], Iterator[tuple[str, str]]]"
"""Yields (property path, sentence) for each thing that the cloud would refuse in the inputs."""


@dataclass(frozen=True, slots=True)
class Always:
    """An output that the cloud sets whatever the input of that name says, as with a version it counts itself."""

    fact: Fact


@dataclass(frozen=True, slots=True)
class Inside:
    """Outputs within an input object (or each object of an input list), as ``vpcConfig.clusterSecurityGroupId``.

    Where no object was given, one is made of these fields alone, unless ``made`` says otherwise.
    """

    facts: Mapping[str, Fact]
    made: bool = True


@dataclass(frozen=True, slots=True)
class Autoname:
    """The property that the provider names when the program does not, and how.

    The generated text is ``<resource name><separator><hex digits>``; the hex digits are those of the URN's digest, where
    the real provider draws them at random. ``limit`` counts characters and is the bridge's, not the service's; a name
    that does not fit is refused. ``prefix`` goes in front if it is not there, ``suffix_if`` adds a text when a flag is
    set, as ``.fifo``. Azure's provider keeps the name of before whoever gave it (``sticky``), and names some types by a
    ``uuid`` alone.
    """

    property: str = "name"
    separator: str = "-"
    digits: int = 7
    limit: int = 255
    lower: bool = False
    prefix: str = ""
    suffix_if: tuple[str, str] | None = None
    sticky: bool = False
    uuid: bool = False


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A resource type: what its provider fills in, computes and refuses.

    ``id`` and the texts in ``outputs`` are templates over inputs, earlier outputs and the fields of
    :meth:`simulator.clouds.case.Case.lookup`. An output that is also an input holds the input where it was given.
    ``early`` names computed outputs that a preview of a new resource knows already. ``volatile`` names those that an
    update computes anew, where ``moved`` says so of it; its preview does not know them any more, or only those in
    ``announced``, where the provider's plan announces no others and shows their old values until the update.
    ``refusals`` judge checked inputs, ``undeletable`` the outputs of what is to be deleted. The lists of AWS are compared
    as sets, except the paths in ``ordered``; those of the other clouds item by item, except the paths in ``unordered``. ``delete_first`` is for what cannot exist twice while it is replaced.
    ``fill_in`` (URN, inputs, old inputs, scope) completes the inputs where defaults and a name do not suffice; ``forcing``
    (old inputs, new inputs, scope) adds to the force-new table what depends on values. ``schema`` is false for
    what no SDK declares, a custom resource.
    """

    token: str = field(kw_only=False)
    id: "str | Derive"
    outputs: Mapping[str, Fact] = field(default_factory=dict)
    autoname: Autoname | None = None
    defaults: Mapping[str, Any] = field(default_factory=dict)
    early: frozenset[str] = frozenset()
    volatile: frozenset[str] = frozenset()
    announced: frozenset[str] | None = None
    moved: Callable[["Case"], bool] = lambda _: True
    secret_outputs: frozenset[str] = frozenset()
    refusals: tuple[Refusal, ...] = ()
    undeletable: tuple[Refusal, ...] = ()
    ordered: frozenset[str] = frozenset()
    unordered: frozenset[str] = frozenset()
    delete_first: bool = False
    fill_in: Callable[[str, dict[str, Any], Mapping[str, Any], "Scope"], None] | None = None
    forcing: Callable[[Mapping[str, Any], Mapping[str, Any], "Scope"], tuple[str, ...]] | None = None
    schema: bool = True
