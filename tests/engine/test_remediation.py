"""Remedies under Pulumi's own engine: asked for, they come to stand, once; unasked they do nothing."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from policies.framework.values import SECRET_SIGNATURE, SIGNATURE, UNKNOWN_TEXT
from tests.engine.comparison import reported
from tests.engine.engine import Ended, Engine, engine, steps, write_project

pytestmark = pytest.mark.engine

ROOT = Path(__file__).resolve().parents[2]
SENTINEL = "sentinel-of-a-secret"
PROGRAM = f"""\
import pulumi
import pulumi_aws as aws
import pulumi_kubernetes as kubernetes

provider = aws.Provider("aws", region="us-east-1", allowed_account_ids=["111111111111"])
own = pulumi.ResourceOptions(provider=provider)
tags = {{"environment": "dev", "owner": "platform", "cost-center": "1", "managed-by": "pulumi"}}
secret = pulumi.Output.secret("{SENTINEL}")
key = aws.kms.Key("key", description=secret, tags=tags, opts=own)
cluster = kubernetes.Provider("cluster", kubeconfig=key.arn.apply(lambda arn: "/" + arn))
kubernetes.core.v1.Namespace(
    "shop", metadata={{"name": "shop", "annotations": {{"key": key.arn}}}}, opts=pulumi.ResourceOptions(provider=cluster)
)
queue = aws.sqs.Queue("queue", tags={{**tags, "key": key.arn, "note": secret}}, opts=own)
"""
BEYOND = """
aws.lb.LoadBalancer(
    "ignoring",
    internal=True,
    subnets=["subnet-1", "subnet-2"],
    security_groups=["sg-1"],
    tags=tags,
    desync_mitigation_mode="monitor",
    opts=pulumi.ResourceOptions(provider=provider, ignore_changes=["dropInvalidHeaderFields"]),
)
aws.rds.Instance(
    "database",
    instance_class="db.t4g.small",
    engine="postgres",
    engine_version="15",
    allocated_storage=20,
    username="owner",
    password=secret,
    publicly_accessible=True,
    opts=own,
)
"""
ASKED = {"kms-rotation": "remediate", "sqs-encrypted": "remediate", "lb-hardened": "remediate"}
LABELS = {"ns-pss-labels": "remediate"}
KEY, QUEUE, BALANCER, DATABASE, NAMESPACE = (
    f"urn:pulumi:dev::platform::{one}"
    for one in (
        "aws:kms/key:Key::key",
        "aws:sqs/queue:Queue::queue",
        "aws:lb/loadBalancer:LoadBalancer::ignoring",
        "aws:rds/instance:Instance::database",
        "kubernetes:core/v1:Namespace::shop",
    )
)
MENDED = [("kms-rotation", KEY), ("ns-pss-labels", NAMESPACE), ("sqs-encrypted", QUEUE)]
LEVELS = {"enforce": "baseline", "enforce-version": "v1.35", "audit": "restricted", "warn": "restricted"}


def packs(folder: Path, clouds: dict[str, Any], clusters: dict[str, Any]) -> tuple[str, ...]:
    """Return the arguments that switch two packs on, each with its configuration."""
    arguments: list[str] = []
    for name, configuration in (("security", clouds), ("kubernetes", clusters)):
        file = folder.parent / f"{name}.json"
        file.write_text(json.dumps(configuration))
        arguments += ["--policy-pack", str(ROOT / "policies" / name), "--policy-pack-config", str(file)]
    return tuple(arguments)


def mended(ended: Ended) -> list[tuple[str, str]]:
    """Return which policy changed which resource, in order."""
    events = [one["policyRemediationEvent"] for one in ended.events if "policyRemediationEvent" in one]
    return [(one["policyName"], one["resourceUrn"]) for one in events]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with engine(write_project(tmp_path_factory.mktemp("mended") / "project", PROGRAM), "dev") as running:
        running.pulumi("stack", "init")
        yield running


def test_nothing_is_mended_unasked(small: Engine) -> None:
    ended = small.preview(*packs(small.folder, {}, {}))
    assert mended(ended) == []
    assert {"kms-rotation", "sqs-encrypted"} <= {policy for _, policy, _, _, _ in reported(ended.events)}


def test_a_preview_mends_and_keeps_what_it_does_not_know(small: Engine) -> None:
    ended = small.preview(*packs(small.folder, ASKED, LABELS))
    assert sorted(mended(ended)) == MENDED
    assert SENTINEL not in ended.shown
    planned = {
        one["resourcePreEvent"]["metadata"]["urn"]: one["resourcePreEvent"]["metadata"]["new"]["inputs"]
        for one in ended.events
        if "resourcePreEvent" in one
    }
    assert planned[KEY]["enableKeyRotation"] is True
    assert planned[QUEUE]["sqsManagedSseEnabled"] is True
    assert planned[NAMESPACE]["metadata"]["annotations"]["key"] == UNKNOWN_TEXT
    assert planned[QUEUE]["tags"]["key"] == UNKNOWN_TEXT
    assert planned[QUEUE]["tags"]["note"][SIGNATURE] == SECRET_SIGNATURE


def checkpoint(running: Engine) -> tuple[str, dict[str, dict[str, Any]]]:
    """Return the state as it is written, and the inputs in it by URN."""
    text = running.pulumi("stack", "export").out
    return text, {one["urn"]: one.get("inputs", {}) for one in json.loads(text)["deployment"]["resources"]}


def test_what_was_mended_stands_and_a_second_time_changes_nothing(small: Engine) -> None:
    first = small.deploy("up", *packs(small.folder, ASKED, LABELS))
    assert sorted(mended(first)) == MENDED
    text, inputs = checkpoint(small)
    assert inputs[KEY]["enableKeyRotation"] is True
    assert inputs[QUEUE]["sqsManagedSseEnabled"] is True
    assert inputs[NAMESPACE]["metadata"]["labels"] == {
        f"pod-security.kubernetes.io/{mode}": level for mode, level in LEVELS.items()
    }
    assert SENTINEL not in text + first.shown
    assert inputs[KEY]["description"][SIGNATURE] == SECRET_SIGNATURE
    assert inputs[QUEUE]["tags"]["note"][SIGNATURE] == SECRET_SIGNATURE
    assert inputs[QUEUE]["tags"]["key"].startswith("arn:aws:kms:us-east-1:")
    stands = small.resources()
    again = small.deploy("up", *packs(small.folder, ASKED, LABELS))
    assert steps(again.events) == {}
    assert small.resources() == stands


def test_a_run_that_does_not_ask_sets_back_what_the_program_says(small: Engine) -> None:
    ended = small.preview(*packs(small.folder, {}, {}))
    assert mended(ended) == []
    assert steps(ended.events)[KEY] == ("update", ("enableKeyRotation",))


def test_what_cannot_be_mended_does_not_come_to_stand(small: Engine) -> None:
    (small.folder / "__main__.py").write_text(PROGRAM + BEYOND)
    ended = small.preview(*packs(small.folder, {**ASKED, "rds-not-public": "remediate"}, {}), code=1)
    refused = {(policy, urn) for _, policy, level, urn, _ in reported(ended.events) if level == "mandatory"}
    assert {("lb-hardened", BALANCER), ("rds-not-public", DATABASE)} <= refused
    assert ("lb-hardened", BALANCER) in mended(ended), "the half that is not ignored"
    assert small.deploy("up", *packs(small.folder, ASKED, LABELS), code=1).code == 1
    assert not {BALANCER, DATABASE} & small.resources().keys()
