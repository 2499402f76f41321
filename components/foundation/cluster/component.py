"""A component inside a cluster: named after it, with metadata that says whose everything is."""

from collections.abc import Mapping, Sequence
from typing import Any

from pulumi import CustomResource, Output, Resource, ResourceOptions
from pulumi_kubernetes.meta.v1 import ObjectMetaArgs

from components.foundation.cluster.site import ClusterSite
from components.foundation.component import Component
from components.foundation.spec import Wire


class ClusterComponent(Component):
    """A component whose children are objects of one cluster.

    Its resource name is ``{cluster}-{role}`` and those of its children ``{cluster}-{role}-{child}``. A subclass
    keeps in ``ready`` what those wait for that build on it.

    :param opts: ``self.child()`` of the component that this one is part of, which brings the cluster's provider along;
        left out by a layer, whose components hang under the stack.
    """

    def __init__(self, role: str, site: ClusterSite, opts: ResourceOptions | None = None) -> None:
        self.name = f"{site.name}-{role}"
        super().__init__(self.name, opts or site.options)
        self.site = site

    def inside(self, after: Sequence[Resource] = ()) -> ResourceOptions:
        """Return the options of an object in the cluster: it waits for the cluster, and for ``after``."""
        return self.child(depends_on=[*self.site.ready, *after])

    def metadata(
        self,
        name: str,
        namespace: Wire[str] | None = None,
        *,
        labels: Mapping[str, str] | None = None,
        annotations: Wire[dict[str, str]] | None = None,
    ) -> ObjectMetaArgs:
        """Return an object's metadata, with the platform's labels and those given."""
        return ObjectMetaArgs(
            name=name,
            namespace=namespace,
            labels={**self.site.labels.kubernetes(), **(labels or {})},
            annotations=annotations if isinstance(annotations, Output) else annotations or None,
        )

    def custom(
        self,
        role: str,
        api_version: str,
        kind: str,
        metadata: ObjectMetaArgs,
        spec: Mapping[str, Any] | None,
        *,
        after: Sequence[Resource],
        **others: Any,
    ) -> CustomResource:
        """Make a custom resource named ``{component}-{role}``.

        :param after: what defines its kind, beside whatever else must stand before it.
        :param others: fields beside ``spec``, such as ``data`` or ``rules``.
        """
        fields = {"metadata": metadata, **({} if spec is None else {"spec": spec}), **others}
        return _Object(f"{self.name}-{role}", api_version, kind, fields, self.inside(after))


class _Object(CustomResource):
    """An object of a kind that the SDK has no class for, with any fields: the SDK's own class takes a spec alone."""

    def __init__(
        self, name: str, api_version: str, kind: str, fields: Mapping[str, Any], opts: ResourceOptions
    ) -> None:
        given = {"apiVersion": api_version, "kind": kind, **fields}
        super().__init__(f"kubernetes:{api_version}:{kind}", name, given, opts)
