"""Which repository's workflows may look at an environment, and which may change it."""

import re
from typing import Annotated, Self

from pydantic import Field, StringConstraints, field_validator, model_validator

from components.foundation.spec import RefusalError, Spec

REPOSITORY = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,37}[A-Za-z0-9])?/[A-Za-z0-9._-]{1,100}")
"""An owner of at most 39 letters, digits and inner hyphens, and a repository (GitHub's rules for names)."""

BRANCH = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._/-]{0,198}[A-Za-z0-9])?")
ENVIRONMENT = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,253}[A-Za-z0-9])?")

RoleName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][\w+=,.@-]{0,63}$")]
"""The name of an IAM role."""


class PipelinesSpec(Spec):
    """The workflows that may act in the account.

    The deploy role opens for jobs that run in the GitHub environment called ``environment``, whose protection
    rules (reviewers, branches) are what stands between a push and the account. The preview role opens for
    ``pull_requests`` of the repository itself, to which GitHub gives no fork's, and for its ``branches``. The
    role names are settings because clusters name the deployer before it exists.
    """

    repository: str
    environment: str
    pull_requests: bool = True
    branches: tuple[str, ...] = ("main",)
    preview_role: RoleName = "platform-previewer"
    deploy_role: RoleName = "platform-deployer"
    deploy_minutes: int = Field(default=120, ge=60, le=720)

    @field_validator("repository")
    @classmethod
    def _repository_is_one(cls, repository: str) -> str:
        if any(character in repository for character in "*?"):
            raise ValueError(
                f"{repository} has a wildcard, so the roles would open for repositories of strangers; name one repository, "
                "as example/platform"
            )
        if not REPOSITORY.fullmatch(repository):
            raise ValueError(
                f"{repository} is not a repository on GitHub, so no token would ever match; write owner/name, as "
                "example/platform"
            )
        return repository

    @field_validator("environment")
    @classmethod
    def _environment_is_one(cls, environment: str) -> str:
        if any(character in environment for character in "*?"):
            raise ValueError(
                f"{environment} has a wildcard, so environments without reviewers could deploy as well; name one, as production"
            )
        if not ENVIRONMENT.fullmatch(environment):
            raise ValueError(
                f"{environment} cannot be told apart in a token's subject; take letters, digits, dots and hyphens, as production"
            )
        return environment

    @field_validator("branches")
    @classmethod
    def _branches_are_single(cls, branches: tuple[str, ...]) -> tuple[str, ...]:
        for branch in branches:
            if any(character in branch for character in "*?"):
                raise ValueError(
                    f"{branch} has a wildcard, so whoever may push a branch could look at the account; name branches one by one"
                )
            if not BRANCH.fullmatch(branch):
                raise ValueError(f"{branch} is not the name of a branch; write it as main or release/1.x")
        return branches

    @model_validator(mode="after")
    def _roles_are_two_and_open_for_somebody(self) -> Self:
        faults = []
        if self.preview_role == self.deploy_role:
            faults.append(
                f"preview_role: {self.preview_role} is the deploy role's name too, so that pull requests would deploy; "
                "give each a name of its own"
            )
        if not self.pull_requests and not self.branches:
            faults.append(
                "branches: is empty and pull_requests is false, so nothing could take on the preview role; "
                "name a branch, or set pull_requests to true"
            )
        if faults:
            raise RefusalError(*faults)
        return self
