"""Kyverno's examples: what `kyverno test` is told to expect of each resource."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from tests.policies.corpus.examples import Example, documents
from tests.policies.corpus.kubernetes_objects import entries_of, metadata_of, name_of

VERDICTS: Final = {"pass": True, "skip": True, "fail": False}
"""What a result says of its resources; one that is skipped asks nothing of them."""

LANGUAGES: Final = ("-cel", "-gpol", "-mpol", "-vpol")
"""Endings of the folders that hold policies in another language."""


def read(checkout: Path, checks: Sequence[str]) -> Iterator[Example]:
    """Yield the examples of these checks: the names of policies, with their folder where several have the name.

    A policy that stands there once more, in a folder of another language of Kyverno, has the same examples.
    """
    for file in sorted(checkout.rglob("kyverno-test.yaml")):
        policy = file.parent.parent.relative_to(checkout)
        if not policy.parts[0].endswith(LANGUAGES):
            for check in (one for one in checks if Path(one).parts == policy.parts[-one.count("/") - 1 :]):
                yield from _of_file(checkout, file, check)


def _of_file(checkout: Path, file: Path, check: str) -> Iterator[Example]:
    """Yield an example for each resource that is bad by a rule of the policy, or good by every one."""
    (test,) = documents(file.read_text(encoding="utf-8"))
    there = [
        thing
        for name in test.get("resources", ())
        if (file.parent / name).is_file()
        for thing in documents((file.parent / name).read_text(encoding="utf-8"))
        if isinstance(thing, dict) and "kind" in thing
    ]
    results = [one for one in test.get("results", ()) if _judges(one)]
    for number, thing in enumerate(there):
        said = {one.get("rule"): VERDICTS[one["result"]] for one in results if _meant(thing, one)}
        bad = any(not VERDICTS[one["result"]] for one in results if _meant(thing, one))
        if (
            bad
            or len(said) == len({one.get("rule") for one in results if one.get("kind") == thing["kind"]}) > 0
        ):
            (made,) = entries_of([thing])
            place = f"{file.parent.parent.relative_to(checkout)}#{thing['kind']}/{name_of(thing)}"
            place += f"-{number}" if _twice(thing, there) else ""
            yield Example("Kyverno", check, place, not bad, (made,), made["urn"])


def _judges(result: Mapping[str, Any]) -> bool:
    """Return whether a result is a judgement: of a rule that changes or makes resources it says nothing of those given."""
    made = {"patchedResource", "patchedResources", "generatedResource"}
    return result.get("result") in VERDICTS and not made & result.keys()


def _twice(thing: Mapping[str, Any], there: Sequence[Mapping[str, Any]]) -> bool:
    same = [one for one in there if (one["kind"], name_of(one)) == (thing["kind"], name_of(thing))]
    return len(same) > 1


def _meant(thing: Mapping[str, Any], result: Mapping[str, Any]) -> bool:
    """Return whether a result is about a resource, by its kind and its name, before which a namespace may stand."""
    if thing["kind"] != str(result.get("kind")).rsplit("/", 1)[-1]:
        return False
    named = {str(one) for one in result.get("resources") or [result.get("resource")]}
    return bool(
        named & {name_of(thing), f"{metadata_of(thing).get('namespace') or 'default'}/{name_of(thing)}"}
    )
