"""What an environment decides about Argo CD."""

from typing import Annotated, ClassVar, Self

from pydantic import Field, StringConstraints, model_validator

from components.delivery.argo.cd.previews_spec import PreviewsSpec
from components.delivery.argo.cd.projects_spec import (
    ApplicationName,
    ApplicationSpec,
    Path,
    ProjectName,
    ProjectSpec,
    RepositoryName,
    Revision,
    faults,
)
from components.foundation.cluster.sign_on import Host, SecretPath, SignOnSpec
from components.foundation.spec import RefusalError, Spec

Organisation = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{0,38}$")]
Channel = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{1,80}$")]


class GithubSpec(Spec):
    """The company's organisation on GitHub, and the GitHub App that reads its repositories.

    ``secret`` names the entry of the secret store that holds the App's key under ``github-private-key``.
    """

    refused_keys: ClassVar = {
        "token": (
            "is a secret, and a person's token ends with the person: install a GitHub App, name its ids here and the "
            "entry of its key in `secret`"
        ),
        "private_key": (
            "is a secret, and settings are read by everybody: write it into the secret store, and name that entry "
            "in `secret`"
        ),
    }

    organisation: Organisation
    app_id: int = Field(gt=0)
    installation_id: int = Field(gt=0)
    secret: SecretPath

    @property
    def address(self) -> str:
        """The address that all repositories of the organisation begin with."""
        return f"https://github.com/{self.organisation}"

    def repository(self, name: str) -> str:
        """Return the address of a repository."""
        return f"{self.address}/{name}"


class RootSpec(Spec):
    """The folder whose files are Applications that teams add by themselves: an application of applications."""

    repository: RepositoryName
    revision: Revision = "main"
    path: Path = "argocd/applications"


class NotificationsSpec(Spec):
    """Where it is told that a delivery failed or came through.

    ``secret`` names the entry of the secret store that holds the bot's token under ``slack-token``.
    """

    slack_channel: Channel
    secret: SecretPath


class ArgoCdSpec(Spec):
    """Argo CD: what is in git runs, and nothing else does.

    ``highly_available`` runs each part more than once, with a Redis of three. It wants three nodes.
    """

    host: Host = Field(description="The full name of its web page, below the zone.")
    sign_on: SignOnSpec
    github: GithubSpec
    highly_available: bool = False
    projects: dict[ProjectName, ProjectSpec] = Field(default_factory=dict)
    applications: dict[ApplicationName, ApplicationSpec] = Field(default_factory=dict)
    root: RootSpec | None = None
    previews: PreviewsSpec | None = None
    notifications: NotificationsSpec | None = None

    @model_validator(mode="after")
    def _delivers_where_it_may(self) -> Self:
        found = faults(self.projects, self.applications)
        if self.root is not None and any(
            self.root.repository in project.repositories for project in self.projects.values()
        ):
            found.append(
                f"root.repository: {self.root.repository} is also a project's, and whoever may write there could name "
                "any project in an Application of its own: give the root a repository that only the platform's people "
                "may write to"
            )
        if found:
            raise RefusalError(*found)
        return self


def production_faults(spec: ArgoCdSpec) -> list[str]:
    """Return what production does not accept, each with its consequence and way out."""
    found = []
    if not spec.highly_available:
        found.append(
            "argo_cd.highly_available: is false, so that nothing is delivered or repaired while a node is replaced: set "
            "it to true"
        )
    if spec.previews is not None:
        found.append(
            "argo_cd.previews: code of a branch that nobody has reviewed would run beside production, in reach of its "
            "networks: describe previews in the development environment"
        )
    return found
