"""The resources of a judgement as a tree: components as branches, alike resources together, what is unchanged folded."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby

from rich.text import Text
from rich.tree import Tree

from operations.judgement import Judgement
from operations.reports.summary import OPERATIONS, name_of, short_type, type_of
from simulator.plan import Step

STYLES = {"create": "green", "update": "yellow", "replace": "bold red", "delete": "red", "same": "dim"}
MOST_NAMES = 4


class ResourceTree:
    """Draws what a judgement found, by parentage.

    ``full`` names every resource; otherwise alike ones share a line and an unchanged component is one line.
    """

    def __init__(self, judgement: Judgement, *, full: bool) -> None:
        self.full = full
        # What was replaced and is still to be deleted has the URN of what stands in its place
        self.steps = {step.urn: step for step in judgement.steps if step.op != "delete"}
        self.below: dict[str, list[str]] = defaultdict(list)
        for resource in judgement.run.resources:
            if not resource["type"].startswith("pulumi:providers:"):
                self.below[resource.get("parent") or ""].append(resource["urn"])
        self.gone = [step for step in judgement.steps if step.op == "delete"]
        self.tree = Tree(Text(judgement.stack, style="bold"), guide_style="dim")

    def draw(self) -> Tree:
        """Return the whole tree; what is deleted stands at its end, because nothing holds it any more."""
        for stack in self.below[""]:
            self._branch(self.tree, self.below[stack], within="")
        for step in self.gone:
            self.tree.add(self._line([step], within=""))
        return self.tree

    def _branch(self, node: Tree, children: Sequence[str], within: str) -> None:
        leaves = [self.steps[urn] for urn in children if urn not in self.below]
        for group in self._groups(leaves):
            node.add(self._line(group, within))
        for urn in sorted(urn for urn in children if urn in self.below):
            held = list(self._held(urn))
            if not self.full and all(self.steps[each].op == "same" for each in held):
                node.add(Text(f"= {_within(urn, within)}: {len(held)} unchanged", style="dim"))
                continue
            label = Text(_within(urn, within), style="bold")
            label.append(f"  {type_of(urn).rsplit(':', 1)[-1]}", style="cyan")
            self._branch(node.add(label), self.below[urn], within=name_of(urn))

    def _groups(self, leaves: Sequence[Step]) -> Iterator[list[Step]]:
        def kind(step: Step) -> tuple[str, str]:
            return step.op, type_of(step.urn)

        for _, alike in groupby(sorted(leaves, key=lambda step: (*kind(step), step.urn)), key=kind):
            steps = list(alike)
            single = self.full or steps[0].op in {"update", "replace"}
            yield from ([step] for step in steps) if single else [steps]

    def _held(self, urn: str) -> Iterator[str]:
        yield urn
        for child in self.below.get(urn, ()):
            yield from self._held(child)

    def _line(self, steps: Sequence[Step], within: str) -> Text:
        first = steps[0]
        text = Text(f"{OPERATIONS[first.op]} ", style=STYLES[first.op])
        count = f"{len(steps)} " if len(steps) > 1 else ""
        text.append(f"{count}{short_type(type_of(first.urn))}")
        names = [_within(step.urn, within) for step in steps]
        rest = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
        text.append(f"  {', '.join(names[:MOST_NAMES])}{rest}", style="dim")
        if paths := first.replacing or first.changed:
            text.append(f"  [{', '.join(paths)}]", style=STYLES[first.op])
        return text


def _within(urn: str, parent: str) -> str:
    """Return a resource's name without the name of the component that it stands under."""
    name = name_of(urn)
    return name.removeprefix(f"{parent}-") if parent else name
