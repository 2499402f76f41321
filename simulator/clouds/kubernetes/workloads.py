"""Deployments, daemons, stateful sets and services."""

from simulator.clouds.kubernetes import syntax
from simulator.clouds.kubernetes.pods import expressions, pod, selector
from simulator.clouds.refusals import Given, Refused, one_of


def _template(given: Given) -> Refused:
    yield from selector(given, "spec.selector", "spec.template")
    yield from expressions(given, "spec.selector")
    yield from pod(given, "spec.template.spec")
    policy = given.text("spec.template.spec.restartPolicy")
    if policy not in {None, "Always"}:
        yield (
            "spec.template.spec.restartPolicy",
            f"restartPolicy must be Always in this kind of workload, not {policy}",
        )


def _replicas(given: Given) -> Refused:
    count = given.number("spec.replicas")
    if count is not None and count < 0:
        yield "spec.replicas", f"spec.replicas must be at least 0, not {count}"


def _strategy(given: Given) -> Refused:
    yield from one_of("spec.strategy.type", ("RollingUpdate", "Recreate"))(given)
    if given.text("spec.strategy.type") == "Recreate" and given.has("spec.strategy.rollingUpdate"):
        yield (
            "spec.strategy.rollingUpdate",
            "spec.strategy.rollingUpdate must not be set where the type is Recreate",
        )
    surge, absent = (
        given.known(f"spec.strategy.rollingUpdate.{name}") for name in ("maxSurge", "maxUnavailable")
    )
    if surge in {0, "0", "0%"} and absent in {0, "0", "0%"}:
        yield "spec.strategy.rollingUpdate.maxUnavailable", "maxSurge and maxUnavailable cannot both be 0"


def _claims(given: Given) -> Refused:
    for path, claim in given.objects("spec.volumeClaimTemplates"):
        yield from syntax.quantity_faults(
            claim.known("spec.resources.requests"), f"{path}.spec.resources.requests"
        )


def _bare(given: Given) -> Refused:
    yield from pod(given, "spec")


def _service(given: Given) -> Refused:
    kinds = ("ClusterIP", "ExternalName", "LoadBalancer", "NodePort")
    yield from one_of("spec.type", kinds)(given)
    if given.text("spec.type") == "ExternalName" and given.lacks("spec.externalName"):
        yield "spec.externalName", "spec.externalName must be set for a Service of type ExternalName"
    ports = list(given.objects("spec.ports"))
    headless = given.text("spec.clusterIP") == "None"
    bare = given.known("spec.ports") == [] or (given.lacks("spec.ports") and given.has("spec"))
    if bare and not headless and given.text("spec.type") != "ExternalName":
        yield "spec.ports", "a Service needs at least one port"
    for path, port in ports:
        number = port.number("port")
        if number is not None and not 1 <= number <= 65535:
            yield f"{path}.port", f"a port must be between 1 and 65535, not {number}"
        if len(ports) > 1 and port.lacks("name"):
            yield f"{path}.name", "each port of a Service with several must have a name"


def _claim(given: Given) -> Refused:
    yield from syntax.quantity_faults(given.known("spec.resources.requests"), "spec.resources.requests")


RULES = {
    "DaemonSet": (_template,),
    "Deployment": (_template, _replicas, _strategy),
    "PersistentVolumeClaim": (_claim,),
    "Pod": (_bare,),
    "ReplicaSet": (_template, _replicas),
    "Service": (_service,),
    "StatefulSet": (_template, _replicas, _claims),
}
