"""Whose workflows act on an environment, and the subjects by which GitHub's tokens tell its jobs apart.

Every job that holds a credential runs in a GitHub environment: one for previews, one for updates. A token of such a
job names the environment and neither event nor branch (GitHub documentation, OpenID Connect reference), so that each
cloud trusts exactly one subject for each of the two. Which branches and people get into an environment is said by its
protection rules. A fork's pull request gets no token at all.
"""

import re
from typing import Final, Self

from pydantic import Field, field_validator, model_validator

from components.foundation.spec import RefusalError, Spec

ISSUER: Final = "https://token.actions.githubusercontent.com"
"""Who signs the tokens of GitHub's jobs."""

REPOSITORY = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,37}[A-Za-z0-9])?/[A-Za-z0-9._-]{1,100}")
"""An owner of at most 39 letters, digits and inner hyphens, and a repository (GitHub's rules for names)."""

ENVIRONMENT = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,253}[A-Za-z0-9])?")


class WorkflowsSpec(Spec):
    """The workflows that may act on an environment.

    What deploys runs in the GitHub environment called ``environment``, whose protection rules (reviewers, branches)
    are what stands between a push and the cloud. What previews runs in ``preview_environment``, by default the same
    name with ``-preview`` behind it, which needs no reviewer because its identity can change nothing.
    """

    repository: str = Field(description="The one repository, as owner/name.")
    environment: str = Field(description="The GitHub environment whose jobs deploy.")
    preview_environment: str | None = Field(
        default=None, description="The GitHub environment whose jobs preview; else <environment>-preview."
    )

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

    @field_validator("environment", "preview_environment")
    @classmethod
    def _environment_is_one(cls, environment: str | None) -> str | None:
        if environment is None:
            return None
        if any(character in environment for character in "*?"):
            raise ValueError(
                f"{environment} has a wildcard, so environments without reviewers could deploy as well; name one, as production"
            )
        if not ENVIRONMENT.fullmatch(environment):
            raise ValueError(
                f"{environment} cannot be told apart in a token's subject; take letters, digits, dots and hyphens, as production"
            )
        return environment

    @model_validator(mode="after")
    def _looking_is_not_acting(self) -> Self:
        if self.preview_environment == self.environment:
            raise RefusalError(
                f"preview_environment: {self.environment} is where updates run too, so that pull requests would deploy; "
                "give previews an environment of their own"
            )
        return self

    @property
    def preview_subject(self) -> str:
        """The subject of the jobs that preview."""
        return self._subject(self.preview_environment or f"{self.environment}-preview")

    @property
    def deploy_subject(self) -> str:
        """The subject of the jobs that deploy."""
        return self._subject(self.environment)

    def _subject(self, environment: str) -> str:
        return f"repo:{self.repository}:environment:{environment}"
