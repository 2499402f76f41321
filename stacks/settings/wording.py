"""Turns what the validation library says into what a person can act on."""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from ipaddress import AddressValueError, NetmaskValueError
from typing import Any

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from stacks.settings.expectations import KINDS, expectation
from stacks.settings.faults import Path, shown
from stacks.settings.fields import fields_at, refused_at
from stacks.settings.repetition import discreet


def placed(root: type[BaseModel], error: ErrorDetails, settings: Any) -> Iterator[tuple[Path, str]]:
    """Yield the place and the sentence of each fault that one error of a validation of ``root`` stands for.

    :param settings: the tree that was validated.
    """
    path, value = _in_tree(settings, error)
    for sentence in _sentences(root, error, path, value):
        yield from narrowed(root, path, sentence)


def narrowed(root: type[BaseModel], path: Path, sentence: str) -> Iterator[tuple[Path, str]]:
    """Yield a sentence about a whole model at the field it begins with, as components begin theirs.

    ``storage.max_allocated_gib is absent: ...`` belongs to that field, and ``nat: ...`` to the field nat.
    """
    subject = re.match(r"([a-z_]+(?:\.[\w-]+)*)(:?) ", sentence)
    fields = fields_at(root, path)
    if subject is None or subject[1].split(".")[0] not in fields:
        yield path, sentence
        return
    below: Path = (*path, *subject[1].split("."))
    rest = sentence[subject.end() :]
    repeats = subject[2] or re.match(r"(\S+ )?(is|are) ", rest)
    yield below, rest if repeats else sentence


def _in_tree(settings: Any, error: ErrorDetails) -> tuple[Path, Any]:
    """Return where in the tree an error stands, and what stands there.

    An error's location also has steps that are no place in a file: the member of a union that was tried, and
    ``[key]`` for a key's own check. A missing key is the one step that the tree does not have.
    """
    tree: Any = settings
    path: list[str | int] = []
    location = error["loc"]
    for index, part in enumerate(location):
        last = index == len(location) - 1
        if _stands_in(tree, part):
            tree = tree[part]
        elif error["type"] == "missing" and last:
            tree = None
        else:
            continue
        path.append(part)
    return tuple(path), tree


def _stands_in(tree: Any, part: str | int) -> bool:
    if isinstance(tree, list):
        return isinstance(part, int) and part < len(tree)
    return isinstance(tree, dict) and part in tree


def _sentences(root: type[BaseModel], error: ErrorDetails, path: Path, value: Any) -> list[str]:
    """Return the faults and ways out of one error; components may refuse a model for several reasons at once."""
    if error["type"] == "extra_forbidden":
        return [_unknown_key(root, path)]
    if error["type"] == "missing":
        return [_missing_key(root, path)]
    key = path[-1] if error["loc"][-1:] == ("[key]",) != path[-1:] else None
    if (wanted := expectation(error, value, key)) is not None:
        return [wanted if key is None else f"is not a name that can stand here: it {wanted}"]
    reason = error.get("ctx", {}).get("error")
    if isinstance(reason, AddressValueError | NetmaskValueError) or str(reason).endswith("has host bits set"):
        return [f"should be {KINDS['ip_v4_network']}"]
    several = [str(sentence) for sentence in getattr(reason, "sentences", ())]
    # What components say is the only text here that was not written in this room, and it may quote the value
    return [discreet(said, value, root) for said in several or [error["msg"].removeprefix("Value error, ")]]


def _unknown_key(root: type[BaseModel], path: Path) -> str:
    known = sorted(fields_at(root, path[:-1]))
    if path[-1] in known:
        return "belongs to another kind of what stands here; take it out, or choose the kind that has it"
    if reason := refused_at(root, path[:-1]).get(str(path[-1])):
        return reason
    near = get_close_matches(str(path[-1]), known, n=1, cutoff=0.6)
    if near:
        return f"is not a known key; did you mean {near[0]}?"
    elsewhere = _elsewhere(root, path)
    if elsewhere:
        return f"is not a known key here; it belongs under {elsewhere}"
    return (
        f"is not a known key; known here are {', '.join(known)}"
        if known
        else "is not a known key; take it out"
    )


def _elsewhere(root: type[BaseModel], path: Path) -> str:
    """Return the one neighbouring mapping in which a key would be known: wrong indentation is the usual slip."""
    around = [(path[:-2], "the level above")] if len(path) > 1 else []
    around += [((*path[:-1], name), shown(name)) for name in fields_at(root, path[:-1])]
    homes = [words for place, words in around if path[-1] in fields_at(root, place)]
    return homes[0] if len(homes) == 1 else ""


def _missing_key(root: type[BaseModel], path: Path) -> str:
    info = fields_at(root, path[:-1]).get(str(path[-1]))
    purpose = (info.description if info else None) or ""
    return f"is missing; add it: {purpose}".rstrip(": ").removesuffix(".")
