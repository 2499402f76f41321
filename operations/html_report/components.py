"""The resources of a stack as people think of them: layers, the components in each, and what they need of each other."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from re import sub
from typing import Any, Final

from operations.judgement import Judgement
from operations.reports.summary import name_of, short_type, type_of
from policies.cost.amounts import ZERO
from simulator.engine.guarded import loss_of
from simulator.plan import Step

OPS: Final = ("create", "update", "replace", "delete", "same")
STACK: Final = "pulumi:pulumi:Stack"
PROVIDERS: Final = "providers"
ALONE: Final = "single resources"
"""The layer of resources that stand directly under the stack, in no component."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One resource: what happens to it, and what would be lost with it."""

    op: str
    kind: str
    name: str
    protected: bool
    loss: str


@dataclass(frozen=True)
class Component:
    """A component with every resource under it, at whatever depth. ``anchor`` names it within the page."""

    anchor: str
    layer: str
    name: str
    kind: str
    resources: tuple[Leaf, ...]
    needs: tuple["Need", ...]
    cost: Decimal
    findings: int

    @cached_property
    def ops(self) -> Mapping[str, int]:
        """How many resources each operation is for."""
        return Counter(leaf.op for leaf in self.resources)


@dataclass(frozen=True, slots=True)
class Need:
    """A component that another one depends on, and by how many edges."""

    anchor: str
    name: str
    layer: str
    edges: int


@dataclass(frozen=True)
class Layer:
    """The components of one layer. ``needs`` counts the edges to other layers."""

    name: str
    components: tuple[Component, ...]

    @property
    def anchor(self) -> str:
        """The layer's name within the page, in the letters that an id may have."""
        return f"layer-{sub('[^a-z0-9]+', '-', self.name.lower())}"

    @cached_property
    def ops(self) -> Mapping[str, int]:
        """How many resources each operation is for."""
        counts: Counter[str] = Counter()
        for component in self.components:
            counts.update(component.ops)
        return counts

    @property
    def size(self) -> int:
        """How many resources there are."""
        return sum(len(component.resources) for component in self.components)

    @property
    def cost(self) -> Decimal:
        """What the layer is expected to cost, in USD a month."""
        return sum((component.cost for component in self.components), ZERO)

    @property
    def findings(self) -> int:
        """How many findings are about it."""
        return sum(component.findings for component in self.components)

    @cached_property
    def needs(self) -> Mapping[str, int]:
        """The edges to each other layer."""
        counts: Counter[str] = Counter()
        for component in self.components:
            for need in component.needs:
                if need.layer != self.name:
                    counts[need.layer] += need.edges
        return counts


class Tops:
    """For each resource the component that it stands under, the outermost one, or itself where it stands in none."""

    def __init__(self, resources: Sequence[Mapping[str, Any]]) -> None:
        self._parents = {str(entry["urn"]): str(entry.get("parent") or "") for entry in resources}
        self._tops: dict[str, str] = {}

    def of(self, urn: str) -> str:
        """Return the URN of the outermost component; what is not registered stands in what its own URN says."""
        if urn not in self._tops:
            parent = self._parents.get(urn, "")
            outermost = not parent or type_of(parent) == STACK
            self._tops[urn] = urn if outermost else self.of(parent)
        return self._tops[urn]


def layer_of(urn: str) -> str:
    """Return the layer that an outermost URN belongs to: the module of its type, as in ``platform:data:Postgres``."""
    token = urn.split("::")[2].split("$", 1)[0]
    if token == STACK:
        return "stack"
    package, module, *kind = token.split(":")
    if package == "pulumi" and module == "providers":
        return PROVIDERS
    custom = not kind or "/" in module
    return ALONE if custom else module


def layers(judgement: Judgement) -> tuple[Layer, ...]:
    """Return the layers of a judgement in the order of their names, providers and single resources last."""
    resources = [entry for entry in judgement.run.resources if entry["type"] != STACK]
    tops = Tops(resources)
    members: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for entry in resources:
        members[tops.of(str(entry["urn"]))].append(entry)
    anchors = _anchors(members)
    steps = {step.urn: step for step in judgement.steps if step.op != "delete"}
    costs = _costs(judgement, tops)
    findings = Counter(tops.of(finding.urn) for finding in judgement.verdicts.findings)
    found: dict[str, list[Component]] = defaultdict(list)
    for top in sorted(members, key=lambda urn: (name_of(urn), urn)):
        component = Component(
            anchor=anchors[top],
            layer=layer_of(top),
            name=name_of(top),
            kind=type_of(top).rsplit(":", 1)[-1],
            resources=_leaves(members[top], steps),
            needs=_needs(top, members[top], tops, anchors),
            cost=costs.get(top, ZERO),
            findings=findings[top],
        )
        found[component.layer].append(component)
    last = (PROVIDERS, ALONE)
    return tuple(
        Layer(name, tuple(found[name])) for name in sorted(found, key=lambda name: (name in last, name))
    )


def _anchors(tops: Iterable[str]) -> dict[str, str]:
    """Return a short name for each component that is its own within the page, whatever letters its name has."""
    return {top: f"c{number}" for number, top in enumerate(sorted(tops), start=1)}


def _costs(judgement: Judgement, tops: Tops) -> dict[str, Decimal]:
    costs: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for line in judgement.cost.lines:
        costs[tops.of(line.urn)] += line.monthly.expected
    return costs


def _leaves(entries: Iterable[Mapping[str, Any]], steps: Mapping[str, Step]) -> tuple[Leaf, ...]:
    leaves = [
        Leaf(
            op=steps[urn].op if (urn := str(entry["urn"])) in steps else "same",
            kind=short_type(str(entry["type"])),
            name=name_of(urn),
            protected=bool(entry.get("protect")),
            loss=loss_of(str(entry["type"])),
        )
        for entry in entries
    ]
    return tuple(sorted(leaves, key=lambda leaf: (leaf.kind, leaf.name)))


def _needs(
    top: str, entries: Iterable[Mapping[str, Any]], tops: Tops, anchors: Mapping[str, str]
) -> tuple[Need, ...]:
    counts: Counter[str] = Counter()
    for entry in entries:
        for urn in set(entry.get("dependencies") or ()):
            other = tops.of(str(urn))
            if other != top and other in anchors:
                counts[other] += 1
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], name_of(pair[0])))
    return tuple(Need(anchors[urn], name_of(urn), layer_of(urn), edges) for urn, edges in ordered)
