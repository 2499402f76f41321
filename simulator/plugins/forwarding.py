"""The Kubernetes plugin in front of real API servers: objects are applied there, and what they answer is its answer.

The simulated cloud still judges first, and answers for what an API server cannot: releases of charts, and what a cloud
would write into a status. See :mod:`simulator.cluster`.
"""

from typing import Any, Final

import grpc

from simulator.clouds.catalogue import kind_of
from simulator.cluster.planes import Planes
from simulator.plugins.applied import Applied, cluster_of
from simulator.plugins.packages import Package
from simulator.plugins.provider import Provider
from simulator.urns import PROVIDER_PREFIX, type_of
from simulator.values import from_struct, to_struct

PACKAGE: Final = "kubernetes"
NOT_OBJECTS: Final = ("helm.sh/", "kustomize", "yaml")
"""Types of the package that make objects without being any: the API server never sees them."""


class ForwardingProvider(Provider):
    """A plugin whose objects live in control planes."""

    def __init__(self, package: Package, planes: Planes) -> None:
        super().__init__(package)
        self._planes = planes
        self._clusters: dict[str, str] = {}

    def Handshake(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802 - gRPC's name
        """Begin a connection: whoever had this address before is forgotten."""
        self._clusters.pop(context.peer(), None)
        return super().Handshake(request, context)

    def Configure(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802 - gRPC's name
        """Note which cluster comes over this connection. One that is not made yet has no API server to ask."""
        cluster = cluster_of(from_struct(request.args))
        if cluster is not None:
            self._clusters[context.peer()] = cluster
        return super().Configure(request, context)

    def Diff(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802 - gRPC's name
        """Compare as the simulated cloud does, once the object that is compared stands."""
        if applied := self._applied(request, context):
            applied.restored(request.urn, from_struct(request.old_inputs), {})
        return super().Diff(request, context)

    def Create(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802 - gRPC's name
        """Create an object, or ask in a preview whether it could be."""
        return self._put(request, context, request.properties, super().Create(request, context), new=True)

    def Update(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802 - gRPC's name
        """Change an object, or ask in a preview whether that would be admitted."""
        return self._put(request, context, request.news, super().Update(request, context), new=False)

    def Read(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802 - gRPC's name
        """Return an object as the API server has it now."""
        read = super().Read(request, context)
        if applied := self._applied(request, context):
            outputs = applied.restored(
                request.urn, from_struct(request.inputs), from_struct(request.properties)
            )
            read.properties.CopyFrom(to_struct(outputs))
        return read

    def Delete(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802 - gRPC's name
        """Delete an object."""
        if applied := self._applied(request, context):
            applied.remove(request.urn, from_struct(request.properties))
        return super().Delete(request, context)

    def _put(self, request: Any, context: grpc.ServicerContext, given: Any, made: Any, *, new: bool) -> Any:
        """Return what was made, with the API server's answer in it; of a preview it may only say no."""
        applied, inputs = self._applied(request, context), from_struct(given)
        if applied and request.preview:
            applied.foresee(request.urn, inputs, new=new)
        elif applied:
            outputs = applied.put(request.urn, inputs, from_struct(made.properties))
            made.properties.CopyFrom(to_struct(outputs))
        return made

    def _applied(self, request: Any, context: grpc.ServicerContext) -> Applied | None:
        """Return the cluster whose API server answers for a request, if one does."""
        token = str(request.type or type_of(request.urn))
        if token.startswith(PROVIDER_PREFIX) or kind_of(token) is None:
            return None
        if token.partition(":")[2].startswith(NOT_OBJECTS):
            return None
        cluster = self._clusters.get(context.peer())
        return Applied(self._planes, cluster) if cluster else None
