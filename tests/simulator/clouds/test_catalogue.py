"""What holds of every type."""

from collections.abc import Iterator
from typing import Any

import pytest

from simulator import clouds, schema
from simulator.clouds import Failure
from simulator.clouds.catalogue import kind_of
from simulator.values import UNKNOWN, Secret, holds_secret, reveal
from tests.simulator.clouds.samples import CUSTOM, SAMPLES, scope_for, urn_of

TYPES = sorted(SAMPLES)
DECLARED = sorted(SAMPLES.keys() - CUSTOM.keys())


def checked(token: str, inputs: dict[str, Any] | None = None) -> dict[str, Any]:
    answer = clouds.check(
        token, urn_of(token), SAMPLES[token] if inputs is None else inputs, None, scope_for(token)
    )
    assert answer.failures == ()
    return answer.inputs


@pytest.mark.parametrize("token", TYPES)
def test_valid_inputs_pass(token: str) -> None:
    assert clouds.check(token, urn_of(token), SAMPLES[token], None, scope_for(token)).failures == ()


@pytest.mark.parametrize("preview", [False, True])
@pytest.mark.parametrize("token", DECLARED)
def test_every_output_is_one_that_the_sdk_declares(token: str, preview: bool) -> None:
    created = clouds.create(token, urn_of(token), checked(token), scope_for(token), preview=preview)
    if not token.startswith("pulumi:providers:"):
        assert schema.judge_outputs(token, created.outputs) == []


@pytest.mark.parametrize("token", TYPES)
def test_ids_are_known_in_a_rehearsal_only(token: str) -> None:
    inputs = checked(token)
    assert clouds.create(token, urn_of(token), inputs, scope_for(token), preview=True).id is UNKNOWN
    identity = clouds.create(token, urn_of(token), inputs, scope_for(token)).id
    assert isinstance(identity, str)
    assert identity


@pytest.mark.parametrize("token", TYPES)
def test_what_is_computed_is_known_in_a_rehearsal(token: str) -> None:
    created = clouds.create(token, urn_of(token), checked(token), scope_for(token))
    unknown = [
        name for name, value in created.outputs.items() if any(leaf is UNKNOWN for leaf in leaves(value))
    ]
    assert unknown == []


@pytest.mark.parametrize("token", TYPES)
def test_the_same_urn_gives_the_same_answer(token: str) -> None:
    inputs = checked(token)
    assert clouds.create(token, urn_of(token), inputs, scope_for(token)) == clouds.create(
        token, urn_of(token), inputs, scope_for(token)
    )


@pytest.mark.parametrize("token", TYPES)
def test_the_same_inputs_differ_in_nothing(token: str) -> None:
    inputs = checked(token)
    outputs = clouds.create(token, urn_of(token), inputs, scope_for(token)).outputs
    assert clouds.diff(token, inputs, outputs, inputs) == clouds.Difference()


@pytest.mark.parametrize("token", TYPES)
def test_checking_checked_inputs_again_changes_nothing(token: str) -> None:
    inputs = checked(token)
    program = SAMPLES[token]
    assert clouds.check(token, urn_of(token), program, inputs, scope_for(token)).inputs == inputs


@pytest.mark.parametrize("token", TYPES)
def test_an_update_keeps_what_the_cloud_computed(token: str) -> None:
    inputs = checked(token)
    created = clouds.create(token, urn_of(token), inputs, scope_for(token))
    assert isinstance(created.id, str)
    updated = clouds.update(token, urn_of(token), created.id, created.outputs, inputs, scope_for(token))
    assert updated == created


@pytest.mark.parametrize("token", TYPES)
def test_a_preview_of_an_update_knows_what_is_there(token: str) -> None:
    inputs = checked(token)
    created = clouds.create(token, urn_of(token), inputs, scope_for(token))
    assert isinstance(created.id, str)
    seen = clouds.update(
        token, urn_of(token), created.id, created.outputs, inputs, scope_for(token), preview=True
    )
    assert seen == created


@pytest.mark.parametrize("token", TYPES)
def test_an_unknown_or_secret_at_any_path_never_raises(token: str) -> None:
    for hide in (lambda _: UNKNOWN, Secret, lambda _: Secret(UNKNOWN)):
        for inputs in replaced(SAMPLES[token], hide):
            answer = clouds.check(token, urn_of(token), inputs, None, scope_for(token))
            created = clouds.create(token, urn_of(token), answer.inputs, scope_for(token))
            clouds.create(token, urn_of(token), answer.inputs, scope_for(token), preview=True)
            clouds.diff(token, checked(token), created.outputs, answer.inputs)
            clouds.update(
                token, urn_of(token), "id", created.outputs, answer.inputs, scope_for(token), preview=True
            )


@pytest.mark.parametrize("token", TYPES)
def test_an_unknown_is_refused_nowhere(token: str) -> None:
    for inputs in replaced(SAMPLES[token], lambda _: UNKNOWN):
        assert clouds.check(token, urn_of(token), inputs, None, scope_for(token)).failures == ()


@pytest.mark.parametrize("token", TYPES)
def test_a_secret_stays_secret_and_is_judged(token: str) -> None:
    for inputs in replaced(SAMPLES[token], Secret):
        answer = clouds.check(token, urn_of(token), inputs, None, scope_for(token))
        assert answer.failures == ()
        for name, value in inputs.items():
            if holds_secret(value):
                assert holds_secret(answer.inputs[name])
                outputs = clouds.create(token, urn_of(token), answer.inputs, scope_for(token)).outputs
                # What stands in the path of a resource of Azure, or is only ever written, is not told at all
                untold = token.startswith("azure-native:") and name not in outputs
                assert untold or holds_secret(outputs[name])


@pytest.mark.parametrize("token", DECLARED)
def test_an_undeclared_property_is_refused(token: str) -> None:
    (failure,) = clouds.check(
        token, urn_of(token), {**SAMPLES[token], "qqqqqqqq": 1}, None, scope_for(token)
    ).failures
    assert failure == Failure("qqqqqqqq", f"{token} has no property qqqqqqqq")


@pytest.mark.parametrize("token", sorted(token for token in DECLARED if not token.startswith("kubernetes:")))
def test_secret_outputs_are_those_of_the_sdk(token: str) -> None:
    kind = kind_of(token)
    assert kind is not None
    labels = {"effectiveLabels", "pulumiLabels"} if token.startswith("gcp:") else set()
    assert kind.secret_outputs - labels == declared_secrets(token) - labels


def test_a_type_in_no_table_is_refused_with_the_place_to_add_it() -> None:
    token = "aws:gamelift/fleet:Fleet"
    answer = clouds.check(token, urn_of(token), {}, None, scope_for(token))
    reason = "the simulator has no aws:gamelift/fleet:Fleet; add it to simulator/clouds/aws/gamelift.py"
    assert answer.failures == (Failure("", reason),)
    with pytest.raises(LookupError, match=r"add it to simulator/clouds/aws/gamelift\.py"):
        clouds.create(token, urn_of(token), {}, scope_for(token))


def test_a_type_that_no_sdk_declares_is_refused() -> None:
    token = "aws:ec2/vpx:Vpx"
    answer = clouds.check(token, urn_of(token), {}, None, scope_for(token))
    assert answer.failures == (Failure("", "the SDK declares no type aws:ec2/vpx:Vpx"),)


def leaves(value: Any) -> Iterator[Any]:
    value = reveal(value)
    if isinstance(value, dict):
        for item in value.values():
            yield from leaves(item)
    elif isinstance(value, list):
        for item in value:
            yield from leaves(item)
    else:
        yield value


def replaced(value: Any, hide: Any, *, top: bool = True) -> Iterator[Any]:
    """Yield the value once for each place in it, with what stands there hidden."""
    if not top:
        yield hide(value)
    opened = reveal(value)
    if isinstance(opened, dict):
        for key, item in opened.items():
            yield from ({**opened, key: other} for other in replaced(item, hide, top=False))
    elif isinstance(opened, list):
        for index, item in enumerate(opened):
            yield from (
                [*opened[:index], other, *opened[index + 1 :]] for other in replaced(item, hide, top=False)
            )


def declared_secrets(token: str) -> frozenset[str]:
    """Return the secret outputs that the SDK's own constructor names."""
    import inspect  # noqa: PLC0415 - of this one test
    import re  # noqa: PLC0415 - the same

    from simulator.schema import reading  # noqa: PLC0415 - the same

    found = reading.class_of(token)
    assert found is not None
    named = re.search(r"additional_secret_outputs=\[([^\]]*)\]", inspect.getsource(found))
    return frozenset(re.findall(r'"(\w+)"', named.group(1))) if named else frozenset()
