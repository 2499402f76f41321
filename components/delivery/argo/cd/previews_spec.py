"""What an environment decides about previews of pull requests."""

import re
from typing import Annotated, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from components.delivery.argo.cd.projects_spec import Path, RepositoryName, Revision
from components.foundation.spec import RefusalError, Spec

Amount = Annotated[str, StringConstraints(pattern=r"^[1-9]\d{0,5}(m|Mi|Gi)?$")]
"""An amount of processor or memory as Kubernetes writes it."""


def _expression(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"{text!r} is no regular expression: {error}") from error
    if not text.startswith("^"):
        raise ValueError(
            f"{text!r} matches anywhere in a branch's name, since it is a regular expression and no pattern of files: "
            f"begin it with ^, as in '^feature/.*'"
        )
    return text


class PreviewShare(Spec):
    """The most that one preview may request of the cluster."""

    cpu: Amount = "500m"
    memory: Amount = "1Gi"
    pods: int = Field(default=10, ge=1, le=50)


class PreviewsSpec(Spec):
    """An environment of its own for each open pull request of a repository: ``preview-<number>``.

    A pull request counts if its branch matches ``branches`` and it carries ``label``, which only who may write to the
    repository can give; so nobody starts anything here from a fork. ``days`` is how old a preview gets before the clean-up
    takes it, ``most`` is how many there are at once. ``walls`` is the folder of the platform's own repository that holds
    what bounds each preview.
    """

    repository: RepositoryName = "backend-api"
    path: Path = "k8s/overlays/preview"
    branches: Annotated[str, AfterValidator(_expression)] = "^feature/.*"
    label: str = Field(default="preview", pattern=r"^[A-Za-z0-9][A-Za-z0-9 ._/-]{0,49}$")
    domain: str = Field(
        description="The domain below which previews answer.", pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$"
    )
    poll_seconds: int = Field(default=30, description="How often GitHub is asked for pull requests.")
    days: int = Field(default=7, ge=1, le=30)
    most: int = Field(default=10, ge=1, le=50)
    share: PreviewShare = PreviewShare()
    walls_repository: RepositoryName = "platform"
    walls_revision: Revision = "main"
    walls_path: Path = "manifests/preview-walls"

    @model_validator(mode="after")
    def _asks_within_reason(self) -> Self:
        found = []
        if self.poll_seconds < 30:
            found.append(
                f"poll_seconds: {self.poll_seconds} asks GitHub {3600 // max(self.poll_seconds, 1)} times an hour, and "
                "its limit of 5,000 requests is shared with everything else that reads repositories: set 30 or more"
            )
        if self.walls_repository == self.repository:
            found.append(
                f"walls_repository: {self.repository} would bring the walls around its own previews, and could leave "
                "them out: keep them in the platform's repository"
            )
        if found:
            raise RefusalError(*found)
        return self
