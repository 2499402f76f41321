"""What an API server refuses of a pod, and so of everything that has a pod template."""

from collections.abc import Mapping
from typing import Any

from simulator.clouds.kubernetes import syntax
from simulator.clouds.refusals import Given, Refused, one_of
from simulator.values import UNKNOWN, reveal

PORT_NAME_LENGTH = 15
OPERATORS = ("In", "NotIn", "Exists", "DoesNotExist")


def pod(given: Given, path: str) -> Refused:
    """Yield the faults of the pod spec at a path."""
    spec = given.known(path)
    if not isinstance(spec, Mapping):
        return
    inner = Given(spec)
    containers = [*inner.objects("containers"), *inner.objects("initContainers")]
    if inner.known("containers") == []:
        yield f"{path}.containers", "a pod needs at least one container"
    volumes = _named(inner, "volumes")
    names: set[str] = set()
    for place, container in containers:
        name = container.text("name")
        if name is not None and name in names:
            yield f"{path}.{place}.name", f"two containers of the pod are named {name}"
        names |= {name} if name is not None else set()
        yield from ((f"{path}.{place}.{inside}", reason) for inside, reason in _container(container, volumes))
    for place, volume in inner.objects("volumes"):
        name = volume.text("name")
        if name is not None and not syntax.LABEL_NAME.fullmatch(name):
            yield f"{path}.{place}.name", f"the volume name {name!r} must be {syntax.LABEL_RULE}"
    for place, toleration in inner.objects("tolerations"):
        yield from _toleration(toleration, f"{path}.{place}")


def _named(inner: Given, path: str) -> set[str] | None:
    """Return the names in a list of objects, or None if any of them is unknown."""
    items = inner.known(path)
    if items is None:
        return set() if inner.lacks(path) else None
    names = [
        Given(reveal(item)).raw("name") if isinstance(reveal(item), Mapping) else UNKNOWN for item in items
    ]
    return None if any(reveal(name) is UNKNOWN for name in names) else {str(reveal(name)) for name in names}


def _container(container: Given, volumes: set[str] | None) -> Refused:
    name = container.text("name")
    if name is not None and not syntax.LABEL_NAME.fullmatch(name):
        yield "name", f"the container name {name!r} must be {syntax.LABEL_RULE}"
    if container.lacks("image"):
        yield "image", "a container needs an image"
    yield from one_of("imagePullPolicy", ("Always", "IfNotPresent", "Never"))(container)
    for place, port in container.objects("ports"):
        number, port_name = port.number("containerPort"), port.text("name")
        if number is not None and not 1 <= number <= 65535:
            yield f"{place}.containerPort", f"a port must be between 1 and 65535, not {number}"
        if port_name is not None and len(port_name) > PORT_NAME_LENGTH:
            yield f"{place}.name", f"the port name {port_name!r} is longer than {PORT_NAME_LENGTH} characters"
    for place, mount in container.objects("volumeMounts"):
        volume = mount.text("name")
        if volumes is not None and volume is not None and volume not in volumes:
            yield f"{place}.name", f"the pod has no volume {volume}"
    yield from _resources(container)
    for probe in ("livenessProbe", "readinessProbe", "startupProbe"):
        yield from _probe(container, probe)


def _resources(container: Given) -> Refused:
    requests, limits = container.known("resources.requests"), container.known("resources.limits")
    yield from syntax.quantity_faults(requests, "resources.requests")
    yield from syntax.quantity_faults(limits, "resources.limits")
    for key, value in requests.items() if isinstance(requests, Mapping) else ():
        limit = reveal(limits.get(key)) if isinstance(limits, Mapping) else None
        wanted, most = syntax.quantity(reveal(value)), syntax.quantity(limit)
        if wanted is not None and most is not None and wanted > most:
            yield (
                f"resources.requests.{key}",
                f"the request of {reveal(value)} {key} is above its limit {limit}",
            )


def _probe(container: Given, probe: str) -> Refused:
    given = container.known(probe)
    if not isinstance(given, Mapping):
        return
    handlers = [name for name in ("exec", "grpc", "httpGet", "tcpSocket") if given.get(name) is not None]
    if len(handlers) != 1:
        yield probe, f"{probe} must have one of exec, grpc, httpGet and tcpSocket"
    for field in ("periodSeconds", "timeoutSeconds", "successThreshold", "failureThreshold"):
        number = container.number(f"{probe}.{field}")
        if number is not None and number < 1:
            yield f"{probe}.{field}", f"{field} must be at least 1, not {number}"
    success = container.number(f"{probe}.successThreshold")
    if probe != "readinessProbe" and success is not None and success > 1:
        yield f"{probe}.successThreshold", f"successThreshold of a {probe} must be 1, not {success}"


def _toleration(toleration: Given, path: str) -> Refused:
    effects = ("NoSchedule", "PreferNoSchedule", "NoExecute")
    yield from ((f"{path}.effect", reason) for _, reason in one_of("effect", effects)(toleration))
    if toleration.text("operator") == "Exists" and toleration.text("value"):
        yield f"{path}.value", "a toleration with the operator Exists has no value"
    if toleration.lacks("key") and toleration.text("operator") not in {None, "Exists"}:
        yield f"{path}.operator", "a toleration without a key must have the operator Exists"


def selector(given: Given, path: str, template: str) -> Refused:
    """Yield the faults of a label selector that must choose its own pod template."""
    wanted, labels = given.known(f"{path}.matchLabels"), given.known(f"{template}.metadata.labels")
    expressions = given.items(f"{path}.matchExpressions")
    if given.known(path) == {} or (wanted == {} and not expressions):
        yield path, "an empty selector is refused: it would choose every pod"
    if isinstance(wanted, Mapping):
        yield from syntax.label_faults(wanted, f"{path}.matchLabels")
    if isinstance(labels, Mapping):
        yield from syntax.label_faults(labels, f"{template}.metadata.labels")
    none = given.lacks(f"{template}.metadata.labels") and given.has(template)
    if not isinstance(wanted, Mapping) or not (isinstance(labels, Mapping) or none):
        return
    for key, value in wanted.items():
        own = reveal(labels.get(key)) if isinstance(labels, Mapping) else None
        if reveal(value) is not UNKNOWN and own is not UNKNOWN and own != reveal(value):
            yield (
                f"{path}.matchLabels.{key}",
                f"the selector does not match its own template: no pod has {key}={reveal(value)}",
            )


def expressions(given: Given, path: str) -> Refused:
    """Yield the faults of a selector's expressions."""
    for place, expression in given.objects(f"{path}.matchExpressions"):
        yield from ((f"{place}.operator", reason) for _, reason in one_of("operator", OPERATORS)(expression))
        listed: Any = expression.known("values")
        if (
            expression.text("operator") in {"In", "NotIn"}
            and not listed
            and expression.raw("values") is not UNKNOWN
        ):
            yield f"{place}.values", f"the operator {expression.text('operator')} needs values"
