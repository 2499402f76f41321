"""What Argo CD delivers: projects, applications, the folder of further applications, and previews."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pulumi_kubernetes as kubernetes
from pulumi import Output, Resource, ResourceOptions
from pulumi_kubernetes.meta.v1 import ObjectMetaArgs

from components.delivery.argo.cd import applications, previews, projects
from components.delivery.argo.cd.previews_spec import PreviewsSpec
from components.delivery.argo.cd.spec import ArgoCdSpec
from components.foundation.cluster.component import ClusterComponent
from components.foundation.cluster.site import ClusterSite

API: Final = "argoproj.io/v1alpha1"
ROOT_ROOM: Final = 100
"""How many Applications teams may add by files before the namespace is full."""


class Deliveries(ClusterComponent):
    """Projects, and the applications in them.

    Output: ``applications``, the names of those that the platform itself names. ``ready`` is what further Applications
    wait for.

    :raises ValueError: if another component of the cluster makes an Application of the same name.
    """

    urn_type = "platform:delivery:Deliveries"

    applications: Output[list[str]]

    def __init__(
        self,
        site: ClusterSite,
        spec: ArgoCdSpec,
        namespace: str,
        github_secret: str,
        after: Sequence[Resource],
        opts: ResourceOptions,
    ) -> None:
        super().__init__("deliveries", site, opts)
        self.spec, self.namespace = spec, namespace
        self.github_secret, self.after = github_secret, after
        self.projects = self._projects()
        for name, decided in spec.applications.items():
            labels = projects.labels_of(decided.project)
            self._application(name, applications.application(decided, spec.github), labels)
        if spec.root is not None:
            rendered = applications.root(spec.root, spec.github, namespace)
            self._application(applications.ROOT, rendered, projects.labels_of(applications.ROOT_PROJECT))
        if spec.previews is not None:
            self._previews(spec.previews)
        self.applications = Output.from_input(sorted(spec.applications))
        self.ready: list[Resource] = [*after, *self.projects]
        self.publish()

    def _projects(self) -> list[Resource]:
        spec = self.spec
        specs = {
            name: projects.project(name, decided, spec.github) for name, decided in spec.projects.items()
        }
        specs.setdefault(projects.DEFAULT, projects.nothing())
        if spec.root is not None:
            specs[applications.ROOT_PROJECT] = projects.own_project(
                "Applications that teams add as files of the platform's repository.",
                [spec.github.repository(spec.root.repository)],
                [self.namespace],
                allowed=[{"group": "argoproj.io", "kind": "Application"}],
            )
        if spec.previews is not None:
            specs[previews.PROJECT] = previews.project(spec.previews, spec.github)
            specs[previews.WALLS_PROJECT] = previews.walls_project(spec.previews, spec.github)
        return [self._project(name, rendered) for name, rendered in sorted(specs.items())]

    def _project(self, name: str, rendered: Mapping[str, Any]) -> Resource:
        """Make a project; that of Argo CD's own making is changed, because an object that is there cannot be made."""
        if name != projects.DEFAULT:
            return self.custom(
                f"project-{name}", API, "AppProject", self._metadata(name), rendered, after=self.after
            )
        return kubernetes.apiextensions.CustomResourcePatch(
            f"{self.name}-project-{name}",
            api_version=API,
            kind="AppProject",
            metadata=self._metadata(name, annotations={"pulumi.com/patchForce": "true"}),
            spec=rendered,
            opts=self.inside(self.after),
        )

    def _application(self, name: str, rendered: Mapping[str, Any], labels: Mapping[str, str]) -> None:
        self.site.ledger.claim("application", f"{self.namespace}/{name}", f"the component {self.name}")
        metadata = self._metadata(name, labels=labels)
        metadata.finalizers = [applications.FINALIZER]
        self.custom(
            f"application-{name}", API, "Application", metadata, rendered, after=[*self.after, *self.projects]
        )

    def _previews(self, spec: PreviewsSpec) -> None:
        github, after = self.spec.github, [*self.after, *self.projects]
        sets = {
            previews.PREVIEWS: previews.previews(
                spec, github, self.github_secret, self.site.pod_security_version.removeprefix("v")
            ),
            previews.WALLS: previews.walls(spec, github, self.github_secret),
        }
        for name, rendered in sets.items():
            self.custom(name, API, "ApplicationSet", self._metadata(name), rendered, after=after)
        others = len(self.spec.applications) + (1 + ROOT_ROOM if self.spec.root is not None else 0)
        kubernetes.core.v1.ResourceQuota(
            f"{self.name}-preview-quota",
            metadata=self._metadata("applications"),
            # Two Applications each: the preview, and its walls.
            spec={"hard": {"count/applications.argoproj.io": str(others + 2 * spec.most)}},
            opts=self.inside(self.after),
        )

    def _metadata(
        self,
        name: str,
        *,
        labels: Mapping[str, str] | None = None,
        annotations: dict[str, str] | None = None,
    ) -> ObjectMetaArgs:
        return self.metadata(name, self.namespace, labels=labels, annotations=annotations)
