"""What may be delivered from where to where: projects, and the applications in them."""

import re
from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from components.delivery.argo.cd.windows import SyncWindow
from components.foundation.cluster.sign_on import Group
from components.foundation.spec import Spec

ProjectName = Annotated[str, StringConstraints(pattern=r"^[a-z]([a-z0-9-]{0,48}[a-z0-9])?$")]
ApplicationName = Annotated[str, StringConstraints(pattern=r"^[a-z]([a-z0-9-]{0,48}[a-z0-9])?$")]
RepositoryName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")]
"""A repository of the company's organisation, without the organisation."""

NamespaceName = Annotated[str, StringConstraints(pattern=r"^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$")]
Path = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)*$")
]
"""A folder of a repository, without a slash at either end and without ``..``."""

Revision = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]{0,199}$")]

OWN_PROJECTS: Final = ("platform", "previews")
"""Projects that the platform makes for itself; nobody else's applications are in them."""

OWN_NAMESPACES: Final = re.compile(
    r"^(kube-.*|default|argocd|argo|argo-rollouts|cert-manager|external-dns|external-secrets|falco|istio-.*|keda"
    r"|monitoring|trivy-system|velero)$"
)
"""Namespaces of the cluster and of the platform. What is delivered into one of them could take over the cluster."""


class ProjectSpec(Spec):
    """Repositories that may be delivered from, and namespaces of the own cluster that may be delivered to.

    Nothing but the namespaces themselves may be delivered outside of a namespace, and what bounds a tenant in its
    namespace (quotas, limits, walls, rights) comes from the platform and from nobody else. ``deployers`` are groups that
    may sync and promote in this project alone.
    """

    description: str = Field(min_length=1)
    repositories: tuple[RepositoryName, ...] = Field(min_length=1)
    namespaces: tuple[NamespaceName, ...] = Field(min_length=1)
    deployers: tuple[Group, ...] = ()
    windows: tuple[SyncWindow, ...] = ()

    def faults(self, name: str) -> list[str]:
        """Return what is wrong with the project called ``name``."""
        faults = []
        if name in OWN_PROJECTS:
            faults.append(f"projects.{name}: is the platform's own project: choose another name")
        faults.extend(
            f"projects.{name}: delivers into the namespace {namespace}, which is the cluster's own, and could take over "
            "the cluster from there: name namespaces of tenants"
            for namespace in self.namespaces
            if OWN_NAMESPACES.fullmatch(namespace)
        )
        return faults


class ApplicationSpec(Spec):
    """A folder of a repository that is what runs in a namespace: whatever differs is put back, whatever goes is removed.

    ``images`` are the names of the images that are raised by themselves as new ones are published, as they stand in the
    repository's kustomization, by the name of their repository in the registry.
    """

    project: ProjectName = "default"
    repository: RepositoryName
    revision: Revision = "main"
    path: Path
    namespace: NamespaceName
    workload: Literal["Deployment", "Rollout"] = Field(
        default="Rollout", description="What kind of object runs the application's pods."
    )


def faults(projects: dict[str, ProjectSpec], applications: dict[str, ApplicationSpec]) -> list[str]:
    """Return what does not hold between projects and applications, each with its way out."""
    found = [fault for name, project in projects.items() for fault in project.faults(name)]
    for name, application in applications.items():
        found.extend(_of_application(name, application, projects))
    seen: dict[tuple[str, str, str, str], str] = {}
    for name, application in applications.items():
        whole = (application.repository, application.revision, application.path, application.namespace)
        if (before := seen.setdefault(whole, name)) != name:
            found.append(
                f"applications.{name}: is the same folder into the same namespace as {before}, and each would remove what "
                "the other brought: leave one of them out"
            )
    for name, project in projects.items():
        found.extend(
            f"projects.{name}: a window names the application {application}, which is not in the project: name one of it, "
            'or "*"'
            for window in project.windows
            for application in window.applications
            if application != "*"
            and (application not in applications or applications[application].project != name)
        )
    return found


def _of_application(name: str, application: ApplicationSpec, projects: dict[str, ProjectSpec]) -> list[str]:
    found = []
    if name == "applications" or name.startswith("preview-"):
        found.append(
            f"applications.{name}: is a name that the platform gives an Application of its own in the same namespace: "
            "choose another"
        )
    project = projects.get(application.project)
    if project is None:
        return [
            *found,
            (
                f"applications.{name}: is in the project {application.project}, which is not described: describe it, or name "
                f"one of {', '.join(sorted(projects)) or 'those that you describe'}"
            ),
        ]
    if application.namespace not in project.namespaces:
        found.append(
            f"applications.{name}: goes to the namespace {application.namespace}, and its project {application.project} "
            f"delivers to {', '.join(project.namespaces)} only, so that Argo CD would refuse every sync: add the namespace "
            "to the project, or move the application"
        )
    if application.repository not in project.repositories:
        found.append(
            f"applications.{name}: comes from the repository {application.repository}, and its project "
            f"{application.project} takes {', '.join(project.repositories)} only: add the repository to the project, or "
            "move the application"
        )
    return found
