"""A plugin refuses in sentences; a failure of its own is a status too, and tells no secret."""

from collections.abc import Callable, Iterator
from typing import Any

import grpc
import pytest
from pulumi.runtime.proto.provider_pb2 import ListRequest

from simulator import clouds
from simulator.values import Secret
from tests.simulator.plugins.conversation import Engine, engine_for, urn_of

KEY = "aws:kms/key:Key"
SENTINEL = "sentinel-4f1c"


@pytest.fixture(scope="module")
def aws() -> Iterator[Engine]:
    with engine_for("aws", region="eu-west-1") as engine:
        yield engine


def refused(call: Callable[[], Any]) -> tuple[grpc.StatusCode, str]:
    with pytest.raises(grpc.RpcError) as refusal:
        call()
    status = refusal.value
    assert isinstance(status, grpc.Call)
    return status.code(), status.details() or ""


def test_a_refused_input_is_a_failure_at_its_path_with_the_clouds_sentence(aws: Engine) -> None:
    inputs = {"cidrBlock": "10.48.0.0/99"}
    expected = clouds.check(
        "aws:ec2/vpc:Vpc", urn_of("aws:ec2/vpc:Vpc"), inputs, {}, clouds.Scope(region="eu-west-1")
    )
    failures = aws.check("aws:ec2/vpc:Vpc", inputs).failures
    assert [(failure.property, failure.reason) for failure in failures] == [
        (failure.path, failure.reason) for failure in expected.failures
    ]
    assert [failure.property for failure in failures] == ["cidrBlock"]


@pytest.mark.parametrize("token", ["aws:ec2/vpc:Vcp", "aws:sagemaker/domain:Domain"])
def test_a_type_that_nobody_knows_or_that_is_not_simulated_is_a_failure(aws: Engine, token: str) -> None:
    (failure,) = aws.check(token, {}).failures
    assert token in failure.reason


def test_a_state_with_a_type_that_is_not_simulated_cannot_be_changed(aws: Engine) -> None:
    token = "aws:sagemaker/domain:Domain"
    sentence = f"the simulator has no {token}, so it can neither make nor change {urn_of(token)}"
    invalid = grpc.StatusCode.INVALID_ARGUMENT
    assert refused(lambda: aws.create(token, {"a": 1})) == (invalid, sentence)
    assert refused(lambda: aws.update(token, "i", {"a": 1}, {"a": 2})) == (invalid, sentence)


def test_what_the_stack_does_not_manage_cannot_be_read(aws: Engine) -> None:
    code, sentence = refused(lambda: aws.read("aws:ec2/vpc:Vpc", "vpc-1", {}, {}))
    assert code == grpc.StatusCode.INVALID_ARGUMENT
    assert sentence.startswith("reads aws:ec2/vpc:Vpc vpc-1, which this stack does not manage:")


def test_a_provider_with_faulty_settings_is_refused_at_the_setting(aws: Engine) -> None:
    (failure,) = aws.check_config({"region": "Frankfurt"}).failures
    assert failure.property == "region"
    assert "'Frankfurt'" in failure.reason


def test_a_function_that_is_not_simulated_fails_in_a_sentence(aws: Engine) -> None:
    answer, failures = aws.invoke("aws:ec2/getAmi:getAmi", {})
    assert answer == {}
    assert len(failures) == 1
    assert failures[0].startswith("the simulator has no function aws:ec2/getAmi:getAmi")


def test_a_cloud_that_is_not_simulated_is_refused_where_its_provider_is_made() -> None:
    with engine_for("datadog") as other:
        (failure,) = other.check_config({}).failures
        assert (
            failure.reason
            == "the simulated clouds have no datadog, and no other cloud is asked while they stand in"
        )


def test_a_defect_is_told_with_its_place_and_without_its_values_or_a_traceback(
    aws: Engine,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(*_: Any, **__: Any) -> Any:
        raise KeyError(SENTINEL)

    monkeypatch.setattr(clouds, "create", fail)
    code, sentence = refused(lambda: aws.create(KEY, {"description": Secret(SENTINEL)}))
    assert code == grpc.StatusCode.INTERNAL
    assert sentence.startswith("the simulator failed with a KeyError in provider.py, line ")
    assert f"answering for {urn_of(KEY)}: this is a defect of the simulator" in sentence
    assert SENTINEL not in sentence
    shown = "".join(capfd.readouterr()) + caplog.text
    assert "Traceback" not in shown
    assert SENTINEL not in shown


def test_methods_that_stream_are_refused_in_a_sentence_too(
    aws: Engine, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    code, sentence = refused(lambda: list(aws.stub.List(ListRequest())))
    assert (code, sentence) == (grpc.StatusCode.UNIMPLEMENTED, "the simulated clouds do not answer List")
    assert "Traceback" not in "".join(capfd.readouterr()) + caplog.text
