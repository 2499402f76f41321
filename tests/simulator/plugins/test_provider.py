"""What a plugin answers over the wire is what the simulated clouds answer in-process."""

from collections.abc import Iterator
from typing import Any

import grpc
import pytest
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import plugin_pb2
from pulumi.runtime.proto import provider_pb2 as messages

from simulator import clouds
from simulator.values import UNKNOWN, Secret, from_struct, to_struct
from tests.simulator.plugins.conversation import VERSION, Engine, engine_for, urn_of

ACCOUNT = "111111111111"
PROVIDER = {"region": "eu-west-1", "allowedAccountIds": f'["{ACCOUNT}"]', "version": "7.51.1"}
SCOPE = clouds.scope_of(PROVIDER)
VPC, KEY, ROLE = "aws:ec2/vpc:Vpc", "aws:kms/key:Key", "aws:iam/role:Role"
PASSWORD = "random:index/randomPassword:RandomPassword"
TRUST = (
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow",'
    '"Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}'
)
AWS_RESOURCES: list[tuple[str, dict[str, Any]]] = [
    (VPC, {"cidrBlock": "10.48.0.0/16", "tags": {"team": "platform"}}),
    (KEY, {"description": "state", "enableKeyRotation": True}),
    (ROLE, {"assumeRolePolicy": TRUST}),
]


@pytest.fixture(scope="module")
def aws() -> Iterator[Engine]:
    with engine_for("aws", **PROVIDER) as engine:
        yield engine


@pytest.fixture(scope="module")
def random() -> Iterator[Engine]:
    with engine_for("random") as engine:
        yield engine


@pytest.mark.parametrize(("token", "inputs"), AWS_RESOURCES)
def test_the_life_of_a_resource_is_the_clouds_own(aws: Engine, token: str, inputs: dict[str, Any]) -> None:
    expected = clouds.check(token, urn_of(token), inputs, {}, SCOPE)
    checked = aws.check(token, inputs)
    assert from_struct(checked.inputs) == expected.inputs
    assert list(checked.failures) == []

    made = clouds.create(token, urn_of(token), expected.inputs, SCOPE)
    assert aws.create(token, expected.inputs) == (made.id, made.outputs)

    changed = expected.inputs | {"tags": {"team": "data"}}
    news = from_struct(aws.check(token, changed, expected.inputs).inputs)
    assert news == clouds.check(token, urn_of(token), changed, expected.inputs, SCOPE).inputs
    updated = clouds.update(token, urn_of(token), str(made.id), made.outputs, news, SCOPE)
    assert aws.update(token, str(made.id), made.outputs, news) == updated.outputs
    assert updated.outputs["tags"] == {"team": "data"}


def test_an_account_a_region_and_an_id_from_the_urn_are_in_the_answer(aws: Engine) -> None:
    identity, outputs = aws.create(KEY, from_struct(aws.check(KEY, {}).inputs))
    assert outputs["arn"] == f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/{identity}"
    assert aws.create(KEY, from_struct(aws.check(KEY, {}).inputs))[0] == identity


def test_a_preview_has_no_id_and_leaves_unknown_what_only_the_cloud_would_say(aws: Engine) -> None:
    inputs = from_struct(aws.check(KEY, {"description": "state"}).inputs)
    identity, outputs = aws.create(KEY, inputs, preview=True)
    foreseen = clouds.create(KEY, urn_of(KEY), inputs, SCOPE, preview=True)
    assert identity == ""
    assert outputs == foreseen.outputs
    assert outputs["arn"] is UNKNOWN
    assert outputs["description"] == "state"


def test_the_preview_of_an_update_is_the_clouds_own(aws: Engine) -> None:
    old = from_struct(aws.check(VPC, {"cidrBlock": "10.48.0.0/16"}).inputs)
    identity, outputs = aws.create(VPC, old)
    new = old | {"enableDnsHostnames": True}
    foreseen = clouds.update(VPC, urn_of(VPC), identity, outputs, new, SCOPE, preview=True)
    assert aws.update(VPC, identity, outputs, new, preview=True) == foreseen.outputs


def test_an_unchanged_resource_has_no_difference(aws: Engine) -> None:
    answer = aws.diff(KEY, {"description": "a"}, {"description": "a"}, {"description": "a"})
    assert answer.changes == messages.DiffResponse.DIFF_NONE
    assert list(answer.diffs) == list(answer.replaces) == []


def test_a_difference_names_every_path_and_what_happens_there(aws: Engine) -> None:
    old = {"description": "a", "tags": {"kept": "1", "gone": "2", "a.b/c": "3"}}
    new = {"description": "b", "tags": {"kept": "1", "new": "4", "a.b/c": "5"}}
    answer = aws.diff(KEY, old, old, new)
    kinds = messages.PropertyDiff
    assert answer.changes == messages.DiffResponse.DIFF_SOME
    assert answer.hasDetailedDiff
    assert sorted(answer.diffs) == ["description", "tags"]
    assert list(answer.replaces) == []
    assert {path: detail.kind for path, detail in answer.detailedDiff.items()} == {
        "description": kinds.UPDATE,
        "tags.gone": kinds.DELETE,
        "tags.new": kinds.ADD,
        'tags["a.b/c"]': kinds.UPDATE,
    }
    assert all(detail.inputDiff for detail in answer.detailedDiff.values())


def test_what_cannot_change_in_place_is_a_replacement(random: Engine) -> None:
    old, new = {"length": 16, "keepers": {"a": "1"}}, {"length": 20, "keepers": {"a": "2"}, "special": False}
    answer = random.diff(PASSWORD, old, old, new)
    expected = clouds.diff(PASSWORD, old, old, new)
    kinds = messages.PropertyDiff
    assert expected.replacing == ("keepers.a", "length", "special")
    assert list(answer.replaces) == ["keepers", "length", "special"]
    assert {path: detail.kind for path, detail in answer.detailedDiff.items()} == {
        "keepers.a": kinds.UPDATE_REPLACE,
        "length": kinds.UPDATE_REPLACE,
        "special": kinds.ADD_REPLACE,
    }
    assert answer.deleteBeforeReplace == expected.delete_first


def test_ignored_paths_are_no_difference(aws: Engine) -> None:
    answer = aws.diff(KEY, {"description": "a"}, {}, {"description": "b"}, "description")
    assert answer.changes == messages.DiffResponse.DIFF_NONE


def test_a_refresh_finds_what_the_state_says_secrets_included(random: Engine) -> None:
    inputs, outputs = {"length": 16}, {"length": 16, "result": Secret("hidden")}
    answer = random.read(PASSWORD, "none", inputs, outputs)
    assert answer.id == "none"
    assert from_struct(answer.inputs) == inputs
    assert from_struct(answer.properties) == outputs


def test_a_resource_is_deleted_without_a_word(aws: Engine) -> None:
    assert aws.delete(KEY, "k", {"keyId": "k"}) == Empty()


def test_secrets_stay_secret_on_the_way_in_and_out(aws: Engine, random: Engine) -> None:
    checked = aws.check(KEY, {"description": Secret("hidden")})
    assert from_struct(checked.inputs)["description"] == Secret("hidden")
    assert aws.create(KEY, from_struct(checked.inputs))[1]["description"] == Secret("hidden")

    identity, outputs = random.create(PASSWORD, from_struct(random.check(PASSWORD, {"length": 16}).inputs))
    assert isinstance(outputs["result"], Secret)
    assert len(outputs["result"].value) == 16
    assert outputs["result"].value not in identity


def test_unknowns_stay_unknown_and_a_secret_unknown_both(aws: Engine) -> None:
    inputs = {"description": UNKNOWN, "policy": Secret(UNKNOWN)}
    checked = from_struct(aws.check(KEY, inputs).inputs)
    assert checked["description"] is UNKNOWN
    assert checked["policy"] == Secret(UNKNOWN)
    assert aws.create(KEY, checked, preview=True)[1]["policy"] == Secret(UNKNOWN)


def test_a_function_is_answered_for_the_account_of_the_connection(aws: Engine) -> None:
    function = "aws:index/getCallerIdentity:getCallerIdentity"
    answer, failures = aws.invoke(function, {})
    assert failures == []
    assert answer == clouds.invoke(function, {}, SCOPE).result
    assert answer["accountId"] == ACCOUNT


def test_a_provider_keeps_what_the_engine_notes_among_its_inputs(aws: Engine) -> None:
    answer = aws.check_config(PROVIDER | {"__internal": {}})
    assert list(answer.failures) == []
    assert from_struct(answer.inputs) == PROVIDER | {"__internal": {}}


def test_a_provider_is_compared_like_a_resource(aws: Engine) -> None:
    assert aws.diff_config(PROVIDER, PROVIDER).changes == messages.DiffResponse.DIFF_NONE
    moved = aws.diff_config(PROVIDER, PROVIDER | {"region": "eu-west-2"})
    expected = clouds.diff("pulumi:providers:aws", PROVIDER, PROVIDER, PROVIDER | {"region": "eu-west-2"})
    assert list(moved.diffs) == list(expected.changed) == ["region"]
    assert list(moved.replaces) == list(expected.replacing)


def test_the_plugin_says_which_sdk_it_stands_in_for_and_that_it_can_preview(aws: Engine) -> None:
    assert aws.stub.GetPluginInfo(Empty()).version == VERSION
    shaken = aws.stub.Handshake(messages.ProviderHandshakeRequest(engine_address="127.0.0.1:1"))
    configured = aws.stub.Configure(messages.ConfigureRequest(args=to_struct(PROVIDER)))
    assert (shaken.accept_secrets, shaken.accept_resources, shaken.accept_outputs) == (True, True, False)
    assert (configured.acceptSecrets, configured.acceptResources, configured.supportsPreview) == (
        True,
        True,
        True,
    )
    assert not configured.acceptOutputs


def test_the_engine_may_attach_and_cancel_and_go_on(aws: Engine) -> None:
    assert aws.stub.Attach(plugin_pb2.PluginAttach(address="127.0.0.1:1")) == Empty()
    assert aws.stub.Cancel(Empty()) == Empty()
    assert aws.create(KEY, from_struct(aws.check(KEY, {}).inputs))[0]


@pytest.mark.parametrize("method", ["GetSchema", "Construct", "Call", "Parameterize", "GetMapping"])
def test_what_is_not_answered_is_said_so_in_a_sentence(aws: Engine, method: str) -> None:
    with pytest.raises(grpc.RpcError) as refusal:
        getattr(aws.stub, method)(Empty())
    status: Any = refusal.value
    assert status.code() == grpc.StatusCode.UNIMPLEMENTED
    assert status.details() == f"the simulated clouds do not answer {method}"
