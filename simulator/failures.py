"""What an exception of the program says: one sentence, and the place in our code."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from inspect import signature
from types import FrameType, TracebackType
from typing import Final

from pulumi import Resource, RunError
from pulumi.runtime.stack import Stack
from pydantic import ValidationError

from simulator.faults import Fault, Places

OUTPUT: Final = "output"
"""Stands for the type where a place is that of a stack output, or with a function's token, of a call."""

OUTPUT_MISUSES: Final = re.compile(
    r"\bOutput\[T\]|\b(?:not|type|of) Output\b|['\"]Output['\"]|\bOutput found|\bOutput\.__\w+__|pulumi\.output\.Output"
)
ADDRESS: Final = re.compile(r" at 0x[0-9a-f]+")
"""Where an object lies in memory: noise, and different in every run."""
UNEXPECTED: Final = re.compile(r"^(\w+)\._internal_init\(\) got an unexpected keyword argument '(\w+)'")
REFUSED_CALL: Final = re.compile(
    r"^(?:invoke|call) of (?P<token>\S+) failed: (?P<reason>.*) \((?P<path>[^()]*)\)$", re.DOTALL
)
WRONG_TYPE: Final = re.compile(
    r"^Unexpected type; expected a value of type `<class '([\w.]+)'>` but got a value of type `<class '([\w.]+)'>` at "
    r"resource `[^`]*`, property `([^`]*)`"
)  # fmt: skip


class Ended(Exception):  # noqa: N818 - what is raised in its stead is its cause
    """Stands for what is no ``Exception``, such as ``SystemExit``, where that would end the event loop as well."""


@dataclass(frozen=True)
class Raised:
    """Where an exception was raised. ``ours`` says that our own code did it, ``secret`` that it may quote a secret."""

    place: str
    ours: bool
    secret: bool = False


def raised_at(failure: BaseException, places: Places) -> Raised:
    """Return where an exception was raised, from its traceback."""
    if isinstance(failure, SyntaxError) and (file := places.file(failure.filename or "")):
        return Raised(f"{file}:{failure.lineno}", ours=True)
    last = ""
    for frame, line in _frames(failure.__traceback__):
        last = places.of_code(frame.f_code, line)
    return Raised(places.of_traceback(failure.__traceback__), ours=bool(last))


def fault_of(
    failure: BaseException,
    raised: Callable[[BaseException], Raised],
    made: Mapping[tuple[str, str], str],
) -> Fault:
    """Return the fault behind an exception that the program, or something it awaited, raised.

    The sentence is that of the outermost exception that our own code raised, or else of the one at the root: the SDK
    wraps one cause many times over. ``made`` is where our code constructs each resource, by type and name: the SDK
    reads a resource's inputs after its constructor has returned, so that what is wrong with them is raised far from
    our code.
    """
    chain = list(_causes(failure))
    known = [raised(link) for link in chain]
    telling = next((number for number, at in enumerate(known) if at.ours), len(chain) - 1)
    inner = [*range(telling, len(chain)), *range(telling - 1, -1, -1)]
    place = next((known[number].place for number in inner if known[number].place), "")
    sentence = _sentence(chain[telling], hidden=any(at.secret for at in known))
    about = None if place else next((found for link in chain if (found := _subject(link))), None)
    if about is None:
        return Fault(place, "", sentence)
    token, name = about
    named = " ".join(part for part in about if part) if name or token not in sentence else ""
    return Fault(made.get(about, ""), "", ": ".join(part for part in (named, sentence) if part))


def _causes(failure: BaseException) -> Iterator[BaseException]:
    """Yield an exception and what caused it, the deepest last."""
    seen: set[int] = set()
    current: BaseException | None = failure
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        if not isinstance(current, Ended):
            yield current
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)


def _frames(trace: TracebackType | None) -> Iterator[tuple[FrameType, int]]:
    while trace is not None:
        yield trace.tb_frame, trace.tb_lineno
        trace = trace.tb_next


def _subject(failure: BaseException) -> tuple[str, str] | None:
    """Return the type and name of the resource, or the stack's output, that the SDK was reading; or the call."""
    if call := REFUSED_CALL.match(_text(failure)):
        return call["token"], ""
    subject, reading = None, ""
    for frame, _ in _frames(failure.__traceback__):
        if not frame.f_globals.get("__name__", "").startswith("pulumi.runtime."):
            continue
        resource = frame.f_locals.get("res")
        if isinstance(resource, Resource):
            subject = resource
        if frame.f_code.co_name == "serialize_properties" and not reading:
            reading = str(frame.f_locals.get("k", ""))
    if isinstance(subject, Stack):
        return OUTPUT, reading
    return (subject._type, subject._name) if subject is not None else None  # noqa: SLF001 - its URN may never come


def _sentence(failure: BaseException, *, hidden: bool) -> str:
    name, text = type(failure).__name__, _text(failure)
    if hidden:
        return f"the program raised {name} inside .apply() of a secret, so its text is not shown"
    plain = f"the program raised {name}: {text}" if text else f"the program raised {name}"
    return _of_kind(failure, text) or _reworded(failure, text) or plain


def _of_kind(failure: BaseException, text: str) -> str:
    """Return what an exception of a kind that says more than its text says, or nothing."""
    match failure:
        case ValidationError():
            # Pydantic's own text repeats the input, which may be a secret
            faults = [
                f"{'.'.join(map(str, fault['loc'])) or failure.title}: {fault['msg']}"
                for fault in failure.errors()
            ]
            return f"{failure.title} refuses what it was given: {'; '.join(faults)}"
        case SyntaxError():
            return f"the program cannot be read: {failure.msg}; mend the syntax"
        case SystemExit():
            code = failure.code or 0
            how = f"with exit code {code}" if isinstance(code, int) else f"({code})"
            return f"the program ended itself {how}; let it run to its end"
        case RunError():
            return text
        case BaseExceptionGroup():
            parts = "; ".join(_sentence(part, hidden=False) for part in failure.exceptions)
            return f"{failure.message}: {parts}"
        case _:
            return ""


def _text(failure: BaseException) -> str:
    try:
        return ADDRESS.sub("", " ".join(str(failure).split()))
    except Exception:  # noqa: BLE001 - a program's exception may fail to be told
        return ""


def _reworded(failure: BaseException, text: str) -> str:  # noqa: PLR0911 - one return for each text of the SDK
    """Return the SDK's texts that speak of its own insides in words of the program, or nothing."""
    if "Pulumi CLI does not support" in text:
        return f"the simulator does not run this feature of the SDK ({text}); do without it in the program"
    if call := REFUSED_CALL.match(text):
        return f"{call['path']} {call['reason']}".strip()
    if wrong := WRONG_TYPE.match(text):
        wanted, given, path = wrong.groups()
        return f"{path} takes a {wanted}, not a {given}; convert it"
    if text.startswith("Missing required property"):
        return f"{text}; set it"
    if unexpected := UNEXPECTED.match(text):
        return f"{unexpected[1]} has no argument {unexpected[2]}{_nearest(failure, unexpected[2])}"
    if text == "bad argument type for built-in operation":
        return "a name in it is no text; every key, and every name of an output, is a text known beforehand"
    if "has no attribute '_transformations'" in text:
        return "its parent is no resource, or a component that has not called super().__init__() yet"
    if isinstance(failure, TypeError | ValueError) and OUTPUT_MISUSES.search(text):
        told = text.partition(" To get the value of an Output")[0]
        return f"an Output was used where a value is needed ({told}); use it inside .apply(), or pass it on as it is"
    return ""


def _nearest(failure: BaseException, argument: str) -> str:
    """Return a hint at the argument that was meant."""
    for frame, _ in _frames(failure.__traceback__):
        resource = frame.f_locals.get("__self__")
        if isinstance(resource, Resource) and hasattr(resource, "_internal_init"):
            known = signature(resource._internal_init).parameters  # noqa: SLF001 - where generated classes name them
            close = get_close_matches(argument, [name for name in known if not name.startswith("__")], n=1)
            return f"; did you mean {close[0]}?" if close else ""
    return ""
