"""State in S3 and secrets under a KMS key, both made by `infra bootstrap`, with moto in the place of AWS."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from operations.bootstrap import bootstrap
from operations.state_bucket import Backend
from simulator.program import run
from tests.engine.comparison import differences
from tests.engine.engine import Engine, engine, write_project
from tests.operations.emulation import ACCOUNT, CREDENTIALS, client, emulated_aws

pytestmark = pytest.mark.engine

SENTINEL = "sentinel-8c41f0"
BACKEND = Backend(account_id=ACCOUNT, region="us-east-1")
PROGRAM = """\
import pulumi
import pulumi_aws as aws
import pulumi_random as random

word = pulumi.Config().require_secret("word")
provider = aws.Provider("aws", region="us-east-1", allowed_account_ids=["123456789012"])
own = pulumi.ResourceOptions(provider=provider)
password = random.RandomPassword("password", length=24)
key = aws.kms.Key("key", description=word, opts=own)
secret = aws.secretsmanager.Secret("secret", name="the-secret", opts=own)
aws.secretsmanager.SecretVersion("version", secret_id=secret.id, secret_string=password.result, opts=own)
pulumi.export("word", word)
pulumi.export("arn", key.arn)
"""


@pytest.fixture(scope="module")
def aws() -> Iterator[str]:
    """An emulated AWS in which the backend has been bootstrapped."""
    with emulated_aws() as address:
        list(bootstrap(BACKEND, client("s3", address), client("kms", address), client("iam", address)))
        # Its policy refuses plain HTTP, and that is all that the emulator speaks; nothing else is taken off
        client("s3", address).delete_bucket_policy(Bucket=BACKEND.bucket)
        yield address


@pytest.fixture
def shared(aws: str, tmp_path: Path) -> Iterator[Engine]:
    """The engine as `infra bootstrap` tells an operator to set it up, but for the emulator's address."""
    with engine(
        write_project(tmp_path / "project", PROGRAM),
        "dev",
        PULUMI_BACKEND_URL=f"{BACKEND.login}&endpoint={aws}&s3ForcePathStyle=true",
        PULUMI_CONFIG_PASSPHRASE="",
        AWS_ENDPOINT_URL_KMS=aws,
        AWS_ACCESS_KEY_ID=CREDENTIALS["aws_access_key_id"],
        AWS_SECRET_ACCESS_KEY=CREDENTIALS["aws_secret_access_key"],
        AWS_EC2_METADATA_DISABLED="true",
    ) as running:
        yield running


def test_a_stack_lives_in_the_bucket_and_its_secrets_are_readable_nowhere_in_it(
    aws: str, shared: Engine
) -> None:
    shared.pulumi("stack", "init", "--secrets-provider", BACKEND.secrets_provider)
    shared.pulumi("config", "set", "--secret", "word", SENTINEL)
    plan = shared.folder / "plan.json"
    previewed = shared.preview("--save-plan", str(plan))
    raised = shared.deploy("up", "--plan", str(plan))

    stands = shared.resources()
    own = run(shared.folder, "dev", preview=False, config={"platform:word": SENTINEL})
    password = own.state.live[
        "urn:pulumi:dev::platform::random:index/randomPassword:RandomPassword::password"
    ]
    hidden = [SENTINEL, password.outputs["result"].value]
    assert stands["urn:pulumi:dev::platform::aws:kms/key:Key::key"].inputs["description"].value == SENTINEL

    sealed = shared.pulumi("stack", "export").out
    stack_file = (shared.folder / "Pulumi.dev.yaml").read_text()
    provider = shared.export()["deployment"]["secrets_providers"]
    assert (provider["type"], provider["state"]["url"]) == ("cloud", BACKEND.secrets_provider)
    assert f"secretsprovider: {BACKEND.secrets_provider}" in stack_file
    objects = contents(aws)
    assert any(name.endswith("stacks/platform/dev.json") for name in objects)
    everywhere = [previewed.shown, raised.shown, plan.read_text(), sealed, stack_file, *objects.values()]
    assert [secret for secret in hidden if any(secret in text for text in everywhere)] == []
    assert differences(stands, own.live) == []

    shared.deploy("destroy")
    assert shared.resources() == {}
    assert not any(secret in text for text in contents(aws).values() for secret in hidden)


def contents(address: str) -> dict[str, str]:
    """Return every version of every object in the state bucket, as text."""
    s3: Any = client("s3", address)
    found: dict[str, str] = {}
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=BACKEND.bucket):
        for version in page.get("Versions", []):
            body = s3.get_object(Bucket=BACKEND.bucket, Key=version["Key"], VersionId=version["VersionId"])
            found[f"{version['VersionId']}/{version['Key']}"] = body["Body"].read().decode()
    return found
