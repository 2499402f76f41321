"""One package's plugin: Pulumi's provider protocol in front of the simulated clouds."""

from collections.abc import Iterable
from typing import Any, Final

import grpc
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

from simulator import clouds, values
from simulator.clouds import Failure, Scope
from simulator.clouds.catalogue import kind_of
from simulator.deployment import PLUGIN_NOTES
from simulator.plugins.differences import diff_response
from simulator.plugins.packages import Package
from simulator.plugins.refusals import Refusal
from simulator.urns import PROVIDER_PREFIX, type_of
from simulator.values import UNKNOWN, from_struct, to_struct

ABILITIES: Final = {"acceptSecrets": True, "supportsPreview": True, "acceptResources": True}
"""What a plugin can read and do. Secrets and resource references arrive as such; output values it need not see."""


class Provider(provider_pb2_grpc.ResourceProviderServicer):
    """Answers for one package.

    The engine opens a connection for each provider resource, and nothing but the connection tells whose call it is
    (measured with the CLI, 3.259). So the scope that ``Configure`` sets is kept by the caller's address.
    """

    def __init__(self, package: Package) -> None:
        self.package = package
        self._scopes: dict[str, Scope] = {}

    def Handshake(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802, ARG002 - gRPC's names
        """Begin a connection: say what the plugin can read, and forget who had this address before."""
        self._scopes.pop(context.peer(), None)
        return provider_pb2.ProviderHandshakeResponse(accept_secrets=True, accept_resources=True)

    def Attach(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802, ARG002 - gRPC's names
        """Take note of the engine's address; a plugin that has nothing to say needs none."""
        return Empty()

    def Cancel(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802, ARG002 - gRPC's names
        """Let a command end. Nothing here takes long enough to be cut short."""
        return Empty()

    def GetPluginInfo(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802, ARG002 - gRPC's names
        """Return the version of the SDK that the plugin stands in for."""
        return plugin_pb2.PluginInfo(version=self.package.version)

    def CheckConfig(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802, ARG002 - gRPC's names
        """Judge the inputs of a provider resource."""
        token = PROVIDER_PREFIX + self.package.name
        if kind_of(token) is None:
            sentence = f"the simulated clouds have no {self.package.name}, and no other cloud is asked while they stand in"
            return provider_pb2.CheckResponse(failures=_failures([Failure("", sentence)]))
        inputs = from_struct(request.news)
        notes = {name: inputs.pop(name) for name in PLUGIN_NOTES if name in inputs}
        checked = clouds.check(token, request.urn, inputs, from_struct(request.olds))
        return _check_response(checked.inputs | notes, checked.failures)

    def DiffConfig(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802 - gRPC's name
        """Compare a provider resource's inputs with those it had."""
        return self.Diff(request, context)

    def Configure(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802 - gRPC's name
        """Take the provider's region, account and tags for all that comes over this connection."""
        self._scopes[context.peer()] = clouds.scope_of(from_struct(request.args))
        return provider_pb2.ConfigureResponse(**ABILITIES)

    def Check(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802 - gRPC's name
        """Judge a resource's inputs, and fill in what the provider fills in."""
        token, scope = _token(request), self._scope(context)
        checked = clouds.check(
            token, request.urn, from_struct(request.news), from_struct(request.olds), scope
        )
        return _check_response(checked.inputs, checked.failures)

    def Diff(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802 - gRPC's name
        """Compare checked inputs with those of the resource as it stands."""
        old, new = from_struct(request.old_inputs), from_struct(request.news)
        # A provider's own inputs are compared before it is configured
        scope = self._scopes.get(context.peer())
        found = clouds.diff(
            _token(request), old, from_struct(request.olds), new, list(request.ignoreChanges), scope
        )
        return diff_response(found, old, new)

    def Create(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802 - gRPC's name
        """Make a resource, or foresee it in a preview."""
        inputs, scope = from_struct(request.properties), self._scope(context)
        token = _known(request)
        made = clouds.create(token, request.urn, inputs, scope, preview=request.preview)
        identity = "" if made.id is UNKNOWN else str(made.id)
        return provider_pb2.CreateResponse(id=identity, properties=to_struct(made.outputs))

    def Update(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802 - gRPC's name
        """Change a resource in place, or foresee it in a preview."""
        inputs, olds, scope = from_struct(request.news), from_struct(request.olds), self._scope(context)
        token = _known(request)
        made = clouds.update(token, request.urn, request.id, olds, inputs, scope, preview=request.preview)
        return provider_pb2.UpdateResponse(properties=to_struct(made.outputs))

    def Read(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802, ARG002 - gRPC's names
        """Return what the state says: a simulated cloud holds exactly that, and nothing that the state does not know."""
        if not request.properties.fields and not request.inputs.fields:
            raise Refusal(
                f"reads {_token(request)} {request.id}, which this stack does not manage: a simulated cloud holds "
                "nothing else; pass what is needed as a setting"
            )
        return provider_pb2.ReadResponse(id=request.id, properties=request.properties, inputs=request.inputs)

    def Delete(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802, ARG002 - gRPC's names
        """Let a resource go; the state alone remembered it."""
        return Empty()

    def Invoke(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802 - gRPC's name
        """Answer a provider function."""
        answer = clouds.invoke(request.tok, from_struct(request.args), self._scope(context))
        fields: dict[str, Any] = {"return": to_struct(answer.result), "failures": _failures(answer.failures)}
        return provider_pb2.InvokeResponse(**fields)

    def _scope(self, context: grpc.ServicerContext) -> Scope:
        scope = self._scopes.get(context.peer())
        if scope is None:
            raise Refusal(
                f"a call for {self.package.name} came over a connection on which no provider was configured",
                grpc.StatusCode.FAILED_PRECONDITION,
            )
        return scope


def _token(request: Any) -> str:
    return str(request.type or type_of(request.urn))


def _known(request: Any) -> str:
    """Return the type of a request, which the clouds must know: a state may name one that no check has seen."""
    token = _token(request)
    if kind_of(token) is None:
        raise Refusal(f"the simulator has no {token}, so it can neither make nor change {request.urn}")
    return token


def _failures(failures: Iterable[Failure]) -> list[provider_pb2.CheckFailure]:
    return [provider_pb2.CheckFailure(property=failure.path, reason=failure.reason) for failure in failures]


def _check_response(inputs: dict[str, Any], failures: Iterable[Failure]) -> provider_pb2.CheckResponse:
    return provider_pb2.CheckResponse(inputs=values.to_struct(inputs), failures=_failures(failures))
