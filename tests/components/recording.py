"""Runs a small program on the SDK's own mock monitor and keeps what that forgets.

    def program() -> Network:
        return Network("main", args)

    recording = record(program)
    (vpc,) = recording.of(aws.ec2.Vpc)
    assert vpc.inputs["cidrBlock"] == "10.0.0.0/16"

`record` returns after every registration and every `apply` has landed, so tests stay plain and synchronous.
It fails on a duplicate URN and on any provider function call. Resources answer with their inputs plus
`arn`, `name` and `id`; what else the code under test reads is given by type, as a mapping or a function of
(name, inputs):

    record(program, answers={aws.ec2.Vpc: {"defaultRouteTableId": "rtb-default"}})

`assert_sound(recording, Network, regions={"us-east-1"})` holds what every component must hold: parentage,
published outputs and the region of each regional AWS child.
"""

import importlib
import inspect
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, cast

import pulumi
from google.protobuf import struct_pb2
from pulumi.runtime.proto import resource_pb2

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""What an input holds in a preview where Pulumi would not know the value yet."""

_SIGNATURE = "4dabf18193072939515e22adb298388d"
_SECRET = "1b47061264138c4ac30d75fd1eb44270"
_REFERENCE = "5cf8f73096256a8f31e491e813e4eb8e"
_STACK = "pulumi:pulumi:Stack"

Answer = Mapping[str, Any] | Callable[[str, Mapping[str, Any]], Mapping[str, Any]]
"""Outputs of a type beyond its inputs: a mapping, or a function of (name, inputs)."""

Kind = type[pulumi.Resource] | str
"""A resource class of an SDK or of ours, or a type token."""

Answers = Mapping[Kind, Answer]
"""Type -> its outputs."""


@dataclass
class Entry:
    """One registration, as the engine would have received it. Secrets are unwrapped, and named aside."""

    urn: str
    type: str
    name: str
    custom: bool
    parent: str
    inputs: dict[str, Any]
    secret_inputs: frozenset[str]
    protect: bool
    dependencies: frozenset[str]
    property_dependencies: dict[str, frozenset[str]]
    ignore_changes: tuple[str, ...]
    create_timeout: str
    update_timeout: str
    provider: str
    retain_on_delete: bool
    delete_before_replace: bool
    replace_on_changes: tuple[str, ...]
    published: dict[str, Any] | None = None
    secret_outputs: frozenset[str] = frozenset()


@dataclass
class Recording:
    """Everything a program registered, by URN, and the value that it returned, resolved."""

    by_urn: dict[str, Entry]
    returned: Any

    @property
    def entries(self) -> list[Entry]:
        """All registrations, ordered by URN, because they arrive from threads in any order."""
        return [self.by_urn[urn] for urn in sorted(self.by_urn)]

    def of(self, kind: Kind) -> list[Entry]:
        """Return the registrations of one type, ordered by URN."""
        return [entry for entry in self.entries if entry.type == token(kind)]

    def named(self, kind: Kind) -> dict[str, Entry]:
        """Return the registrations of one type by their name."""
        return {entry.name: entry for entry in self.of(kind)}

    def only(self, kind: Kind) -> Entry:
        """Return the single registration of a type."""
        found = self.of(kind)
        assert len(found) == 1, f"{len(found)} of {token(kind)}: {[entry.name for entry in found]}"
        return found[0]

    def counts(self) -> dict[str, int]:
        """Return how many resources there are of each type, components included."""
        return dict(sorted(Counter(entry.type for entry in self.entries).items()))

    def ancestors(self, entry: Entry) -> Iterator[Entry]:
        """Yield the parents of a registration, nearest first, without the stack."""
        while entry.parent in self.by_urn:
            entry = self.by_urn[entry.parent]
            yield entry

    def depends_on(self, entry: Entry, kind: Kind) -> set[str]:
        """Return the names of the resources of a type that a registration waits for."""
        found = [self.by_urn[urn] for urn in entry.dependencies if urn in self.by_urn]
        return {other.name for other in found if other.type == token(kind)}


def token(kind: Kind) -> str:
    """Return the type token of an SDK class, of a component class, or the token given."""
    if isinstance(kind, str):
        return kind
    found = getattr(kind, "urn_type", None) or getattr(kind, "pulumi_type", None)
    assert isinstance(found, str), f"{kind.__name__} has no type token"
    return found


def record(
    program: Callable[[], object],
    *,
    answers: Answers | None = None,
    preview: bool = False,
    project: str = "platform",
    stack: str = "test",
) -> Recording:
    """Run a program until it has drained.

    A mapping, list or Output that the program returns is resolved into `Recording.returned`; of a component
    or a list of components nothing is resolved. In a preview, what a provider computes is unknown.
    """
    answered = {token(kind): answer for kind, answer in (answers or {}).items()}
    monitor = _Monitor(answered, preview=preview)
    returned: list[Any] = []

    def run() -> object:
        value = program()
        if not isinstance(value, (pulumi.Output, Mapping)):
            return None
        return pulumi.Output.from_input(value).apply(returned.append)

    pulumi.runtime.set_mocks(
        _NoMocks(), project=project, stack=stack, preview=preview, monitor=cast("Any", monitor)
    )
    pulumi.runtime.test(run)()  # type: ignore[no-untyped-call]
    assert not monitor.duplicates, f"registered twice: {sorted(monitor.duplicates)}"
    assert not monitor.invoked, f"the program calls provider functions: {sorted(monitor.invoked)}"
    return Recording(monitor.entries, returned[0] if returned else None)


def assert_sound(recording: Recording, component: Kind, regions: set[str]) -> None:
    """Hold what every component must hold.

    Each resource hangs under a component of that class, each component published outputs, and each AWS
    resource whose SDK class takes a region names one of those given.
    """
    for entry in recording.entries:
        if entry.type.startswith("pulumi:providers:"):
            continue
        chain = {other.type for other in recording.ancestors(entry)} | {entry.type}
        assert token(component) in chain, f"{entry.urn} is not under {token(component)}"
        if not entry.custom:
            assert entry.published, f"{entry.urn} published no outputs"
        elif is_regional(entry.type):
            assert entry.inputs.get("region") in regions, f"{entry.urn}: region {entry.inputs.get('region')}"


def is_regional(type_token: str) -> bool:
    """Tell whether an AWS type takes a region of its own, by the SDK's own signature."""
    package, module, class_name = type_token.split(":")
    if package != "aws":
        return False
    owner = getattr(importlib.import_module(f"pulumi_aws.{module.split('/')[0]}"), class_name)
    return "region" in inspect.signature(owner._internal_init).parameters


class _NoMocks(pulumi.runtime.Mocks):
    def new_resource(self, args: pulumi.runtime.MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
        raise NotImplementedError(args.typ)

    def call(self, args: pulumi.runtime.MockCallArgs) -> tuple[dict[str, Any], None]:
        raise NotImplementedError(args.token)


@dataclass
class _Monitor(pulumi.runtime.mocks.MockMonitor):
    """Faults are kept and told after the drain: raising on a monitor's thread buries the cause in futures."""

    answers: Mapping[str, Answer]
    preview: bool
    entries: dict[str, Entry] = field(default_factory=dict)
    duplicates: list[str] = field(default_factory=list)
    invoked: list[str] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        super().__init__(_NoMocks())

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802 (gRPC's name)
        urn = self.make_urn(request.parent, request.type, request.name)
        if request.type == _STACK:
            return resource_pb2.RegisterResourceResponse(urn=urn)
        entry = _entry(urn, request)
        with self.lock:
            if urn in self.entries:
                self.duplicates.append(urn)
            self.entries[urn] = entry
        state = struct_pb2.Struct()
        state.CopyFrom(request.object)
        identity = ""
        if request.custom:
            answer = {} if self.preview else self._answer(entry)
            identity = str(answer.pop("id", ""))
            secrets = set(request.additionalSecretOutputs)
            for key, value in answer.items():
                state[key] = {_SIGNATURE: _SECRET, "value": value} if key in secrets else value
        return resource_pb2.RegisterResourceResponse(urn=urn, id=identity, object=state)

    def RegisterResourceOutputs(self, request: Any) -> Any:  # noqa: N802 (gRPC's name)
        with self.lock:
            if request.urn in self.entries:
                entry = self.entries[request.urn]
                entry.published, entry.secret_outputs = _decode(request.outputs)
        return super().RegisterResourceOutputs(request)  # type: ignore[no-untyped-call]

    def Invoke(self, request: Any) -> Any:  # noqa: N802 (gRPC's name)
        with self.lock:
            self.invoked.append(request.tok)
        return resource_pb2.ResourceInvokeResponse()

    def _answer(self, entry: Entry) -> dict[str, Any]:
        given = self.answers.get(entry.type, {})
        beyond = given(entry.name, entry.inputs) if callable(given) else given
        module = entry.type.split(":")[1].split("/")[0]
        # `name` is what autonaming would fill in; real providers append a random suffix, tests want none.
        plain = {"id": f"{entry.name}-id", "arn": f"arn:aws:{module}:::{entry.name}"}
        if "name" not in entry.inputs:
            plain["name"] = entry.name
        return {**plain, **beyond}


def _entry(urn: str, request: Any) -> Entry:
    inputs, secrets = _decode(request.object)
    return Entry(
        urn=urn,
        type=request.type,
        name=request.name,
        custom=request.custom,
        parent=request.parent,
        inputs=inputs,
        secret_inputs=secrets,
        protect=request.protect,
        dependencies=frozenset(request.dependencies),
        property_dependencies={
            key: frozenset(value.urns) for key, value in request.propertyDependencies.items()
        },
        ignore_changes=tuple(request.ignoreChanges),
        create_timeout=request.customTimeouts.create,
        update_timeout=request.customTimeouts.update,
        provider=request.provider,
        retain_on_delete=request.retainOnDelete,
        delete_before_replace=request.deleteBeforeReplace,
        replace_on_changes=tuple(request.replaceOnChanges),
    )


def _decode(properties: struct_pb2.Struct) -> tuple[dict[str, Any], frozenset[str]]:
    """Return the plain values, and the names of the properties that hold a secret anywhere within."""
    secret: set[str] = set()
    plain: dict[str, Any] = {}
    for key, value in properties.fields.items():
        holds_secret: list[bool] = []
        plain[key] = _plain(value, holds_secret)
        if holds_secret:
            secret.add(key)
    return plain, frozenset(secret)


def _plain(value: struct_pb2.Value, holds_secret: list[bool]) -> Any:
    kind = value.WhichOneof("kind")
    if kind == "list_value":
        return [_plain(item, holds_secret) for item in value.list_value.values]
    if kind == "struct_value":
        fields = value.struct_value.fields
        signature = fields[_SIGNATURE].string_value if _SIGNATURE in fields else ""
        if signature == _SECRET:
            holds_secret.append(True)
            return _plain(fields["value"], holds_secret)
        if signature == _REFERENCE:
            return fields["urn"].string_value
        return {key: _plain(item, holds_secret) for key, item in fields.items()}
    if kind == "number_value":
        number = value.number_value
        return int(number) if number.is_integer() else number
    return None if kind == "null_value" else getattr(value, str(kind))
