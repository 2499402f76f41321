"""How workloads that call each other agree: a call needs the word of both, and where one proves itself both in the mesh."""

from collections.abc import Iterator
from typing import TypeAlias

from components.workloads.spec import WorkloadSpec
from stacks.settings.document import StackFile
from stacks.settings.faults import Fault
from stacks.settings.rules.mesh import Place, places

Workloads: TypeAlias = dict[str, tuple[str, WorkloadSpec]]
"""Namespace and name -> the name and the workload."""


def faults(file: StackFile) -> Iterator[Fault]:
    """Yield a fault for each call that only one side knows of, and for each caller that cannot prove who it is."""
    for place in places(file):
        # Who stands in a namespace that is not there has that fault alone.
        workloads: Workloads = {
            f"{one.namespace}/{name}": (name, one)
            for name, one in place.spec.workloads.items()
            if one.namespace in place.namespaces
        }
        for own, (name, workload) in workloads.items():
            yield from _untaken(place, own, name, workload, workloads)
            yield from _uncalled(place, own, name, workload, workloads)
            yield from _strangers(place, name, workload)


def _untaken(place: Place, own: str, name: str, workload: WorkloadSpec, others: Workloads) -> Iterator[Fault]:
    for called in workload.calls:
        if called in others and own not in others[called][1].clients:
            yield place.fault(
                f"workloads.{name}.calls",
                f"{called} does not name {own} among its clients and would refuse the call; add it to "
                f"workloads.{others[called][0]}.clients, or leave the call out",
            )


def _uncalled(
    place: Place, own: str, name: str, workload: WorkloadSpec, others: Workloads
) -> Iterator[Fault]:
    for client in workload.clients:
        if client in others and own not in others[client][1].calls:
            yield place.fault(
                f"workloads.{name}.clients",
                f"{client} does not name {own} among what it calls, and its own walls would keep it in; add it to "
                f"workloads.{others[client][0]}.calls, or leave the client out",
            )


def _strangers(place: Place, name: str, workload: WorkloadSpec) -> Iterator[Fault]:
    """Yield a fault for each client outside the mesh of a workload inside, which knows callers by their certificates."""
    if place.namespaces[workload.namespace].mesh is None:
        return
    for client in workload.clients:
        namespace = client.partition("/")[0]
        if namespace in place.namespaces and place.namespaces[namespace].mesh is None:
            yield place.fault(
                f"workloads.{name}.clients",
                f"the namespace {namespace} has not joined the mesh, so that {client} could not prove who calls; set "
                f"namespaces.{namespace}.mesh, or leave the client out",
            )
