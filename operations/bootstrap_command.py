"""``infra bootstrap``: check the account, make what Pulumi's state needs, say what comes next."""

from pathlib import Path

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from rich.console import Console

from operations.bootstrap import bootstrap
from operations.faults import FINE, CannotJudge
from operations.stack_settings import load_settings
from operations.state_bucket import Backend


def run_bootstrap(project: Path, stack: str, endpoint: str | None) -> int:
    """Make the state bucket and key for the account and home region of ``stack``.

    :param endpoint: the address of an emulator that is to answer instead of AWS.
    :raises CannotJudge: if the settings are faulty, nobody is signed in, or to another account.
    """
    settings = load_settings(project, stack)
    home = settings.placement(settings.aws.home_region)
    backend = Backend(account_id=home.account_id, region=home.region, partition=home.partition)
    session = boto3.Session(region_name=home.region)
    options = Config(connect_timeout=10, retries={"max_attempts": 3})
    if endpoint is None:
        _require_account(session, options, backend, stack)
    s3 = session.client("s3", endpoint_url=endpoint, config=options)
    kms = session.client("kms", endpoint_url=endpoint, config=options)
    iam = session.client("iam", endpoint_url=endpoint, config=options)
    console = Console()
    for step in bootstrap(backend, s3, kms, iam):
        console.print(f"{step.outcome:>6}  {step.subject}", highlight=False)
    console.print("\nNext:", f"  pulumi login '{backend.login}'", sep="\n", highlight=False, soft_wrap=True)
    console.print(
        f"  pulumi stack init {stack} --secrets-provider '{backend.secrets_provider}'",
        highlight=False,
        soft_wrap=True,
    )
    return FINE


def _require_account(session: boto3.Session, options: Config, backend: Backend, stack: str) -> None:
    try:
        found = session.client("sts", config=options).get_caller_identity()["Account"]
    except (BotoCoreError, ClientError) as refusal:
        raise CannotJudge(
            f"AWS does not know who you are ({refusal}); sign in (aws sso login, or AWS_PROFILE) and run it again"
        ) from None
    if found != backend.account_id:
        raise CannotJudge(
            f"you are signed in to account {found}, but stack {stack} belongs to {backend.account_id}; "
            "sign in there, or correct aws.account_id in its file"
        )
