"""What every test with Pulumi's own engine needs: the CLI, and a folder in which it can do no harm."""

import shutil

import pytest


@pytest.fixture(scope="session", autouse=True)
def _pulumi() -> None:
    if shutil.which("pulumi") is None:
        pytest.skip("the Pulumi CLI is not on PATH; install it to prove the stacks under Pulumi's own engine")
