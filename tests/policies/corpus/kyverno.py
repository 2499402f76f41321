"""Kyverno's examples: what `kyverno test` is told to expect of each resource."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from tests.policies.corpus.examples import Example, documents
from tests.policies.corpus.kubernetes_objects import entries_of, metadata_of, name_of

VERDICTS: Final = {"pass": True, "skip": True, "fail": False}
"""What a result says of its resources; one that is skipped asks nothing of them."""

FLAVOURS: Final = ("-cel", "-vpol")
"""Endings of folders that hold a policy once more in another language of Kyverno."""


def read(checkout: Path, checks: Sequence[str]) -> Iterator[Example]:
    """Yield the examples of these checks: the names of policies, with their folder where several have the name."""
    for file in sorted(checkout.rglob("kyverno-test.yaml")):
        policy = file.parent.parent
        held = [check for check in checks if _is(policy.relative_to(checkout), check)]
        for check in held:
            yield from _of_file(checkout, file, check)


def _is(policy: Path, check: str) -> bool:
    parts = [*policy.parts]
    for ending in FLAVOURS:
        parts[0] = parts[0].removesuffix(ending)
    wanted = check.split("/")
    return parts[-len(wanted) :] == wanted


def _of_file(checkout: Path, file: Path, check: str) -> Iterator[Example]:
    """Yield an example for each resource; one that several rules of the policy look at is good if none minds it."""
    (test,) = documents(file.read_text(encoding="utf-8"))
    there = [
        thing
        for name in test.get("resources", ())
        if (file.parent / name).is_file()
        for thing in documents((file.parent / name).read_text(encoding="utf-8"))
        if isinstance(thing, dict) and "kind" in thing
    ]
    good: dict[int, bool] = {}
    for result in test.get("results", ()):
        if result.get("result") not in VERDICTS or "patchedResources" in result or "generatedResource" in result:
            continue  # the latter change or make resources, which says nothing of those that they are given
        for named in result.get("resources") or [result.get("resource")]:
            for number in (n for n, thing in enumerate(there) if _meant(thing, str(named), result)):
                good[number] = good.get(number, True) and VERDICTS[result["result"]]
    for number, verdict in sorted(good.items()):
        thing = there[number]
        (made,) = entries_of([thing])
        place = f"{file.parent.parent.relative_to(checkout)}#{thing['kind']}/{name_of(thing)}"
        yield Example("Kyverno", check, place, verdict, (made,), made["urn"])


def _meant(thing: Mapping[str, Any], named: str, result: Mapping[str, Any]) -> bool:
    namespace, _, name = named.rpartition("/")
    return (
        thing.get("kind") == str(result.get("kind")).rsplit("/", 1)[-1]
        and name_of(thing) == name
        and namespace in ("", str(metadata_of(thing).get("namespace") or "default"))
    )
