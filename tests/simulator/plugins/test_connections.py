"""Every provider resource has a connection of its own, and what it configures there stays there."""

import socket

import grpc
import pytest
from pulumi.runtime.proto.provider_pb2 import ProviderHandshakeRequest

from simulator.plugins.packages import Package
from simulator.plugins.servers import serving
from simulator.values import from_struct
from tests.simulator.plugins.conversation import Engine, connected

KEY = "aws:kms/key:Key"


def answers(address: str, port: int) -> bool:
    with socket.socket() as caller:
        caller.settimeout(5)
        return caller.connect_ex((address, port)) == 0


def arn_of_a_key(engine: Engine) -> str:
    return str(engine.create(KEY, from_struct(engine.check(KEY, {}).inputs))[1]["arn"])


def test_two_providers_of_one_port_do_not_mix() -> None:
    with (
        serving([Package("aws", "7.51.1")]) as ports,
        connected(ports["aws"], "aws") as east,
        connected(ports["aws"], "aws") as west,
    ):
        east.connect({"region": "us-east-1", "allowedAccountIds": '["111111111111"]'})
        west.connect({"region": "us-west-2", "allowedAccountIds": '["222222222222"]'})
        assert arn_of_a_key(east).startswith("arn:aws:kms:us-east-1:111111111111:key/")
        assert arn_of_a_key(west).startswith("arn:aws:kms:us-west-2:222222222222:key/")
        identity = "aws:index/getCallerIdentity:getCallerIdentity"
        assert east.invoke(identity, {})[0]["accountId"] == "111111111111"
        assert west.invoke(identity, {})[0]["accountId"] == "222222222222"


def test_a_provider_configured_anew_takes_the_place_of_what_it_was() -> None:
    with serving([Package("aws", "7.51.1")]) as ports, connected(ports["aws"], "aws") as engine:
        engine.connect({"region": "us-east-1"})
        assert ":us-east-1:" in arn_of_a_key(engine)
        engine.connect({"region": "us-west-2"})
        assert ":us-west-2:" in arn_of_a_key(engine)


def test_a_connection_begins_with_nothing_configured() -> None:
    with serving([Package("aws", "7.51.1")]) as ports, connected(ports["aws"], "aws") as engine:
        engine.connect({"region": "us-east-1"})
        engine.stub.Handshake(ProviderHandshakeRequest(engine_address="127.0.0.1:1"))
        with pytest.raises(grpc.RpcError) as refusal:
            engine.check(KEY, {})
    status = refusal.value
    assert isinstance(status, grpc.Call)
    assert status.code() == grpc.StatusCode.FAILED_PRECONDITION
    assert status.details() == "a call for aws came over a connection on which no provider was configured"


def test_each_package_has_a_port_of_its_own_on_the_loopback_interface_alone() -> None:
    with serving([Package("aws", "7.51.1"), Package("random", "4.21.4")]) as ports:
        assert sorted(ports) == ["aws", "random"]
        assert len(set(ports.values())) == 2
        for port in ports.values():
            assert answers("127.0.0.1", port)
            # On Linux, whoever listens on all addresses listens on this one too
            assert not answers("127.0.0.2", port)


def test_nothing_listens_once_the_block_has_ended() -> None:
    with serving([Package("random", "4.21.4")]) as ports:
        assert answers("127.0.0.1", ports["random"])
    assert not answers("127.0.0.1", ports["random"])
