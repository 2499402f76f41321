"""The engine's side of the provider protocol, over a real channel, as short calls on plain values."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import grpc
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import provider_pb2 as messages
from pulumi.runtime.proto import provider_pb2_grpc

from simulator.plugins.packages import Package
from simulator.plugins.servers import serving
from simulator.urns import make_urn
from simulator.values import from_struct, to_struct

VERSION = "7.0.0"


def urn_of(token: str, name: str = "one") -> str:
    return make_urn("dev", "platform", "", token, name)


class Engine:
    """One connection, as the engine opens one for each provider resource."""

    def __init__(self, channel: grpc.Channel, package: str) -> None:
        self.stub: Any = provider_pb2_grpc.ResourceProviderStub(channel)
        self.provider = f"pulumi:providers:{package}"

    def connect(self, inputs: Mapping[str, Any]) -> None:
        urn = urn_of(self.provider)
        self.stub.Handshake(messages.ProviderHandshakeRequest(engine_address="127.0.0.1:1"))
        self.stub.GetPluginInfo(Empty())
        self.stub.CheckConfig(messages.CheckRequest(urn=urn, type=self.provider, news=to_struct(inputs)))
        self.stub.Configure(messages.ConfigureRequest(args=to_struct(inputs), acceptSecrets=True))

    def check_config(self, inputs: Mapping[str, Any]) -> Any:
        request = messages.CheckRequest(urn=urn_of(self.provider), type=self.provider, news=to_struct(inputs))
        return self.stub.CheckConfig(request)

    def diff_config(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> Any:
        olds = to_struct(old)
        return self.stub.DiffConfig(
            messages.DiffRequest(
                urn=urn_of(self.provider), type=self.provider, old_inputs=olds, olds=olds, news=to_struct(new)
            )
        )

    def check(self, token: str, inputs: Mapping[str, Any], olds: Mapping[str, Any] | None = None) -> Any:
        return self.stub.Check(
            messages.CheckRequest(
                urn=urn_of(token), type=token, name="one", news=to_struct(inputs), olds=to_struct(olds or {})
            )
        )

    def diff(
        self,
        token: str,
        old: Mapping[str, Any],
        outputs: Mapping[str, Any],
        new: Mapping[str, Any],
        *ignored: str,
    ) -> Any:
        return self.stub.Diff(
            messages.DiffRequest(
                id="i",
                urn=urn_of(token),
                type=token,
                name="one",
                old_inputs=to_struct(old),
                olds=to_struct(outputs),
                news=to_struct(new),
                ignoreChanges=ignored,
            )
        )

    def create(
        self, token: str, inputs: Mapping[str, Any], *, preview: bool = False
    ) -> tuple[str, dict[str, Any]]:
        made = self.stub.Create(
            messages.CreateRequest(
                urn=urn_of(token), type=token, name="one", properties=to_struct(inputs), preview=preview
            )
        )
        return made.id, from_struct(made.properties)

    def update(
        self,
        token: str,
        identity: str,
        olds: Mapping[str, Any],
        news: Mapping[str, Any],
        *,
        preview: bool = False,
    ) -> dict[str, Any]:
        made = self.stub.Update(
            messages.UpdateRequest(
                id=identity,
                urn=urn_of(token),
                type=token,
                name="one",
                olds=to_struct(olds),
                news=to_struct(news),
                preview=preview,
            )
        )
        return from_struct(made.properties)

    def read(self, token: str, identity: str, inputs: Mapping[str, Any], outputs: Mapping[str, Any]) -> Any:
        return self.stub.Read(
            messages.ReadRequest(
                id=identity,
                urn=urn_of(token),
                type=token,
                name="one",
                inputs=to_struct(inputs),
                properties=to_struct(outputs),
            )
        )

    def delete(self, token: str, identity: str, outputs: Mapping[str, Any]) -> Any:
        return self.stub.Delete(
            messages.DeleteRequest(
                id=identity, urn=urn_of(token), type=token, name="one", properties=to_struct(outputs)
            )
        )

    def invoke(self, function: str, args: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
        answer = self.stub.Invoke(messages.InvokeRequest(tok=function, args=to_struct(args)))
        return from_struct(getattr(answer, "return")), [failure.reason for failure in answer.failures]


@contextmanager
def connected(port: int, package: str) -> Iterator[Engine]:
    # A subchannel pool of its own: otherwise two channels to one port would share one connection, as the engine's do not
    options = [("grpc.use_local_subchannel_pool", 1)]
    with grpc.insecure_channel(f"127.0.0.1:{port}", options=options) as channel:
        yield Engine(channel, package)


@contextmanager
def engine_for(package: str, **provider: Any) -> Iterator[Engine]:
    """Serve one package, and yield a connection to it on which a provider is configured."""
    with serving([Package(package, VERSION)]) as ports, connected(ports[package], package) as engine:
        engine.connect(provider)
        yield engine
