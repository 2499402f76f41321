"""The engine's side of the SDK's conversation: the methods that a running program calls, by their gRPC names."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Final

from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.mocks import MockMonitor
from pulumi.runtime.proto import engine_pb2, provider_pb2, resource_pb2

from simulator import clouds, values
from simulator.deployment import Deployment
from simulator.engine.registration import DURATION, Registration, registration_of
from simulator.engine.spoilt import spoilt
from simulator.failures import OUTPUT
from simulator.faults import Fault, Places
from simulator.resources import Resource
from simulator.urns import STACK_TYPE, make_urn

FEATURES: Final = (
    resource_pb2.RESOURCE_MONITOR_FEATURE_SECRETS,
    resource_pb2.RESOURCE_MONITOR_FEATURE_RESOURCE_REFERENCES,
    resource_pb2.RESOURCE_MONITOR_FEATURE_ALIAS_SPECS,
    resource_pb2.RESOURCE_MONITOR_FEATURE_DELETED_WITH,
    resource_pb2.RESOURCE_MONITOR_FEATURE_REPLACE_WITH,
)
"""What this engine can do; the SDK refuses, at the line that asks, what is not named here."""

DYNAMIC: Final = "pulumi-python:dynamic"
"""How the type of a dynamic resource begins."""

STACK_REFERENCE: Final = "pulumi:pulumi:StackReference"

SEVERITIES: Final = {
    engine_pb2.INFO: "info",
    engine_pb2.WARNING: "warning",
    engine_pb2.ERROR: "error",
}


class Monitor(MockMonitor):
    """Answers registrations from a :class:`~simulator.deployment.Deployment` and collects what is wrong.

    Nothing is raised here: an exception in a monitor reaches the user as thousands of lines about futures.
    """

    def __init__(self, deployment: Deployment, places: Places, made: Mapping[tuple[str, str], str]) -> None:
        # No mocks: every method that would ask them is our own
        super().__init__(None)  # type: ignore[arg-type]
        self.deployment = deployment
        self.places = places
        self.faults: list[Fault] = []
        self.outputs: dict[str, Any] = {}
        self._made = made
        self._published: set[str] = set()
        self._place_of: dict[str, Callable[[], str]] = {}

    def GetDeploymentInfo(self, request: Any) -> Any:  # noqa: N802, ARG002 - gRPC's names
        """Say what this engine can do."""
        return resource_pb2.DeploymentInfo(supportedFeatures=FEATURES)

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802 - gRPC's name
        """Take in one resource and answer with what is known of it."""
        project = self.deployment.project
        wanted = registration_of(request, project.stack, project.name)
        place = partial(self._place, wanted)
        if wanted.urn in self.deployment.resources:
            return self._duplicate(wanted, place)
        self._place_of[wanted.urn] = place
        self._judge(wanted, place)
        if request.remote or wanted.type.startswith(DYNAMIC):
            return self._failed(wanted.urn)
        done = self.deployment.register(wanted)
        for failure in done.failures:
            subject = f"{failure.path}: " if failure.path else ""
            self.faults.append(Fault(place(), wanted.urn, f"{subject}{failure.reason}"))
        if done.failures:
            return self._failed(wanted.urn)
        return _answer(done.resource)

    def RegisterResourceOutputs(self, request: Any) -> Any:  # noqa: N802 - gRPC's name
        """Keep what a component, or the stack, publishes."""
        outputs = values.from_struct(request.outputs)
        self._published.add(request.urn)
        resource = self.deployment.resources.get(request.urn)
        if resource is not None:
            resource.outputs = outputs
            if resource.type == STACK_TYPE:
                self.outputs = outputs
            for path, sentence in spoilt(outputs):
                exported = self._made.get((OUTPUT, path.partition(".")[0].partition("[")[0]), "")
                place = exported if resource.type == STACK_TYPE else self._place_of.get(request.urn, str)()
                self.faults.append(Fault(place, request.urn, f"output {path} {sentence}"))
        return Empty()

    def Invoke(self, request: Any) -> Any:  # noqa: N802 - gRPC's name
        """Answer a provider function; what it refuses is raised by the SDK at the line that asked."""
        if request.tok == "pulumi:pulumi:getResource":
            return self._resource(request)
        package = request.tok.partition(":")[0]
        if not request.provider and (withheld := self.deployment.withheld(package)):
            refused = provider_pb2.CheckFailure(property=request.tok, reason=withheld)
            return resource_pb2.ResourceInvokeResponse(failures=[refused])
        provider = request.provider or self.deployment.default_provider(
            package, request.version, request.pluginDownloadURL
        )
        args = values.from_struct(request.args)
        answer = clouds.invoke(request.tok, args, self.deployment.scope_of(provider))
        failures = [
            provider_pb2.CheckFailure(property=failure.path, reason=failure.reason)
            for failure in answer.failures
        ]
        fields: dict[str, Any] = {"failures": failures, "return": values.to_struct(answer.result)}
        return resource_pb2.ResourceInvokeResponse(**fields)

    def Call(self, request: Any) -> Any:  # noqa: N802 - gRPC's name
        """Refuse a method of a resource of another language's package."""
        reason = (
            "is a method of another language's package, which the simulator cannot run; write it in Python"
        )
        failure = provider_pb2.CheckFailure(property=request.tok, reason=reason)
        return provider_pb2.CallResponse(failures=[failure])

    def ReadResource(self, request: Any) -> Any:  # noqa: N802 - gRPC's name
        """Refuse to read what the stack does not manage: a simulated cloud holds nothing else."""
        project = self.deployment.project
        urn = make_urn(project.stack, project.name, request.parent, request.type, request.name)
        positions = ((frame.pc.uri, frame.pc.line) for frame in request.stackTrace.frames)
        sentence = (
            f"reads the outputs of stack {request.id}, which a simulation does not have; pass what is needed as a setting"
            if request.type == STACK_REFERENCE
            else f"reads {request.type} {request.id}, which this stack does not manage: a simulated cloud holds nothing "
            "else; pass what is needed as a setting"
        )
        self.faults.append(Fault(self.places.of_positions(positions), urn, sentence))
        given = values.from_struct(request.properties)
        unread: dict[str, Any] = {"outputs": {}} if request.type == STACK_REFERENCE else {}
        return resource_pb2.ReadResourceResponse(urn=urn, properties=values.to_struct(given | unread))

    def ExistsResource(self, request: Any) -> Any:  # noqa: N802, ARG002 - gRPC's names
        """Say that nothing exists but what the stack manages."""
        return resource_pb2.ExistsResourceResponse(exists=False)

    def RegisterPackage(self, request: Any) -> Any:  # noqa: N802 - gRPC's name
        """Name a package; those that need parameters are refused by their first resource, as an unknown type."""
        return resource_pb2.RegisterPackageResponse(ref=f"{request.name}@{request.version}")

    def unpublished(self) -> Iterator[Fault]:
        """Yield a fault for each component that never registered its outputs."""
        for urn, resource in self.deployment.resources.items():
            if not resource.custom and urn not in self._published and resource.type != STACK_TYPE:
                yield Fault(
                    self._place_of[urn](),
                    urn,
                    "never registers its outputs, so it never counts as finished; end its constructor with "
                    "publish(), or register_outputs({}) if it has none",
                )

    def _place(self, wanted: Registration) -> str:
        """Return where our code asked for a resource; worked out only for a fault, because it takes its time."""
        return self.places.of_positions(wanted.positions) or self._made.get((wanted.type, wanted.name), "")

    def _judge(self, wanted: Registration, place: Callable[[], str]) -> None:
        if wanted.request.remote:
            sentence = "is a component of another language's package, which the simulator cannot run; write it in Python"
            self.faults.append(Fault(place(), wanted.urn, sentence))
        if wanted.type.startswith(DYNAMIC):
            sentence = "is a dynamic resource, whose provider is code that only a deployment runs; use a provider's resource"
            self.faults.append(Fault(place(), wanted.urn, sentence))
        for name in ("create", "update", "delete"):
            given = getattr(wanted.request.customTimeouts, name)
            if given and not DURATION.fullmatch(given):
                sentence = f"customTimeouts.{name} takes a duration such as 30m or 1h30m, not {given!r}"
                self.faults.append(Fault(place(), wanted.urn, sentence))
        if wanted.parent and wanted.parent not in self.deployment.resources:
            sentence = f"its parent {wanted.parent} was never registered; construct the parent first"
            self.faults.append(Fault(place(), wanted.urn, sentence))
        for path, sentence in spoilt(wanted.inputs):
            self.faults.append(Fault(place(), wanted.urn, f"{path} {sentence}"))

    def _duplicate(self, wanted: Registration, place: Callable[[], str]) -> Any:
        first = self._place_of.get(wanted.urn, str)()
        sentence = (
            f"has the same URN as the resource made at {first or 'another place'}, {wanted.urn}; "
            "give one of them another name or parent"
        )
        self.faults.append(Fault(place(), wanted.urn, sentence))
        return _answer(self.deployment.resources[wanted.urn])

    def _failed(self, urn: str) -> Any:
        """Answer that the resource failed: the SDK takes its outputs as unknown and runs the rest of the program."""
        return resource_pb2.RegisterResourceResponse(urn=urn, result=resource_pb2.Result.FAIL)

    def _resource(self, request: Any) -> Any:
        urn = request.args.fields["urn"].string_value
        resource = self.deployment.resources.get(urn)
        if resource is None:
            failure = provider_pb2.CheckFailure(property="urn", reason=f"no resource {urn} is registered")
            return resource_pb2.ResourceInvokeResponse(failures=[failure])
        state = {"urn": urn, "id": resource.id, "state": resource.outputs}
        fields: dict[str, Any] = {"return": values.to_struct(state)}
        return resource_pb2.ResourceInvokeResponse(**fields)


class Engine:
    """Keeps what the program logs. The SDK logs each step of its own as a debug message; those are dropped."""

    def __init__(self) -> None:
        self.logs: list[tuple[str, str]] = []

    def Log(self, request: Any) -> None:  # noqa: N802 - gRPC's name
        """Keep one message with its severity."""
        severity = SEVERITIES.get(request.severity)
        if severity is not None:
            self.logs.append((severity, request.message))

    def RequirePulumiVersion(self, request: Any) -> Any:  # noqa: N802, ARG002 - gRPC's names
        """Let any version requirement pass: it is the CLI's to meet."""
        return engine_pb2.RequirePulumiVersionResponse()


def _answer(resource: Resource) -> Any:
    identity = "" if resource.id is values.UNKNOWN else str(resource.id)
    # A component's outputs are set by the program itself, and may name resources that are not registered yet
    outputs = values.to_struct(resource.outputs if resource.custom else {})
    return resource_pb2.RegisterResourceResponse(urn=resource.urn, id=identity, object=outputs)
