"""Who GitHub's jobs say that they are, what the workflows really send, and whose token would open what."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from components.delivery.workflows import WorkflowsSpec

ROOT = Path(__file__).resolve().parents[3]
STACKS = ("staging", "production")
VARIABLE = re.compile(r"\$\{\{ (?:vars|secrets)\.(\w+) \}\}")
LOOKING = {"AWS_PREVIEW_ROLE_ARN", "AZURE_PREVIEW_CLIENT_ID", "GCP_PREVIEW_ACCOUNT"}
ACTING = {"PROMETHEUS_URL", "AWS_DEPLOY_ROLE_ARN", "AZURE_DEPLOY_CLIENT_ID", "GCP_DEPLOY_ACCOUNT"}
EITHER = {"CLOUDFLARE_API_TOKEN", "GCP_PROVIDER", "PULUMI_BACKEND_URL"}


def a_spec(**changes: Any) -> WorkflowsSpec:
    return WorkflowsSpec(**{"repository": "example/platform", "environment": "production", **changes})


def test_a_subject_names_one_repository_and_one_environment() -> None:
    spec = a_spec()
    assert spec.preview_subject == "repo:example/platform:environment:production-preview"
    assert spec.deploy_subject == "repo:example/platform:environment:production"
    assert (
        a_spec(preview_environment="looking").preview_subject == "repo:example/platform:environment:looking"
    )


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"repository": "example/*"},
            (
                "example/* has a wildcard, so the roles would open for repositories of strangers; name one repository, as "
                "example/platform"
            ),
        ),
        (
            {"repository": "platform"},
            "platform is not a repository on GitHub, so no token would ever match; write owner/name, as example/platform",
        ),
        (
            {"environment": "prod*"},
            "prod* has a wildcard, so environments without reviewers could deploy as well; name one, as production",
        ),
        (
            {"environment": "a:b"},
            "a:b cannot be told apart in a token's subject; take letters, digits, dots and hyphens, as production",
        ),
        ({"preview_environment": "look?"}, "look? has a wildcard"),
        (
            {"preview_environment": "production"},
            (
                "preview_environment: production is where updates run too, so that pull requests would deploy; give previews "
                "an environment of their own"
            ),
        ),
    ],
)
def test_what_would_open_too_far_or_never_is_refused(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError) as caught:
        a_spec(**changes)
    assert sentence in str(caught.value)


DEPLOYING = ("preview.yml", "deploy.yml")


def credentialed(*files: str) -> dict[str, list[dict[str, Any]]]:
    """Return the jobs that ask for a token, by the GitHub environment that each runs in, matrices spread out."""
    found: dict[str, list[dict[str, Any]]] = {}
    for name in files or DEPLOYING:
        for job in yaml.safe_load((ROOT / ".github/workflows" / name).read_text())["jobs"].values():
            if "id-token" in job["permissions"]:
                for stack in job.get("strategy", {}).get("matrix", {}).get("stack", [None]):
                    environment = job["environment"].replace("${{ matrix.stack }}", str(stack))
                    found.setdefault(environment, []).append(job)
    return found


def test_every_job_with_a_token_runs_in_an_environment_that_the_stacks_trust() -> None:
    trusted = set()
    for stack in STACKS:
        tree = yaml.safe_load((ROOT / f"Pulumi.{stack}.yaml").read_text())["config"]["platform:settings"]
        specs = [
            WorkflowsSpec(**tree[cloud]["pipelines"]) for cloud in ("aws", "gcp", "azure") if cloud in tree
        ]
        (deploy,) = {spec.deploy_subject for spec in specs}
        (preview,) = {spec.preview_subject for spec in specs}
        trusted |= {deploy, preview}
    assert {f"repo:example/platform:environment:{environment}" for environment in credentialed()} == trusted


def test_a_job_that_looks_knows_no_identity_that_acts() -> None:
    for environment, jobs in credentialed().items():
        for job in jobs:
            named = set(VARIABLE.findall(str(job["steps"])))
            assert named == EITHER | (LOOKING if environment.endswith("-preview") else ACTING), environment


def test_jobs_that_look_change_nothing_and_conditions_name_variables_of_the_repository() -> None:
    for environment, jobs in credentialed().items():
        for job in jobs:
            commands = " ".join(step.get("run", "") for step in job["steps"])
            assert ("pulumi up" in commands) == (not environment.endswith("-preview"))
            assert ("pulumi preview" in commands) == environment.endswith("-preview")
            assert set(re.findall(r"vars\.(\w+)", job.get("if", ""))) <= {"ENVIRONMENTS_READY"}


def test_the_audit_looks_at_what_stands_and_can_do_nothing_else() -> None:
    jobs = credentialed("audit.yml")
    assert set(jobs) == {"staging-preview", "production-preview"}
    for job in (one for found in jobs.values() for one in found):
        named = set(VARIABLE.findall(str(job["steps"])))
        assert named == {"AWS_PREVIEW_ROLE_ARN", "PULUMI_BACKEND_URL"}
        commands = " ".join(step.get("run", "") for step in job["steps"])
        assert "pulumi stack export" in commands
        assert "--show-secrets" not in commands
        assert "infra policy check" in commands


def test_every_variable_and_environment_is_written_down() -> None:
    page = (ROOT / "docs/pipelines.md").read_text()
    for name in LOOKING | ACTING | EITHER | {"ENVIRONMENTS_READY"}:
        assert f"`{name}`" in page
