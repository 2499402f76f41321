"""Kubernetes objects, of whatever kind: named, placed and judged as the provider and an API server would."""

from functools import cache

from simulator import schema
from simulator.clouds.kind import Inside, Kind, Refusal
from simulator.clouds.kubernetes import access, batch, configuration, objects, policies, releases, workloads
from simulator.clouds.kubernetes.objects import COMMON

RULES: dict[str, tuple[Refusal, ...]] = {
    **access.RULES,
    **batch.RULES,
    **configuration.RULES,
    **policies.RULES,
    **workloads.RULES,
}
"""What an API server refuses of a kind beyond its schema, by kind."""

NOT_OBJECTS = ("helm.sh/", "kustomize", "yaml")
"""Tokens of the SDK that are no objects but make others."""


@cache
def kind_of(token: str) -> Kind | None:
    """Return what is known of a Kubernetes type: any object of the SDK, or a custom resource of a group it lacks."""
    if token == releases.TOKEN:
        return releases.KIND
    _, group, name = token.split(":", 2) if token.count(":") == 2 else ("", "", "")
    if not name or group.startswith(NOT_OBJECTS):
        return None
    declared = schema.declaration_of(token)
    if declared is None and "." not in group.partition("/")[0]:
        return None
    patch = name.removesuffix("Patch") if declared is not None else name
    return Kind(
        token,
        id=objects.identity,
        fill_in=objects.complete,
        forcing=objects.forcing,
        outputs=_outputs(patch, declared),
        refusals=(*COMMON, *RULES.get(patch, ())),
        schema=declared is not None,
    )


def _outputs(name: str, declared: schema.Declaration | None) -> dict[str, object]:
    metadata = Inside(
        {"creationTimestamp": objects.CREATED, "generation": 1, "resourceVersion": "1", "uid": "{uuid}"}
    )
    if name == "Secret":
        return {"metadata": metadata, "data": objects.encoded}
    status = objects.STATUS.get(name)
    if status is None or declared is None or "status" not in declared.outputs:
        return {"metadata": metadata}
    return {"metadata": metadata, "status": status}
