"""Where images come from: the reviewed list ``image_sources.yaml``."""

import re
from functools import lru_cache
from importlib.resources import files
from typing import Annotated, Final

import yaml
from pydantic import Field, StringConstraints, TypeAdapter

from policies.framework.resources import Resource
from policies.framework.rules import PROMOTED, Context, Control, Outcomes, require, resource_rule
from policies.kubernetes.pods import WORKLOADS, pod_of

FILE: Final = "image_sources.yaml"
Source = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+(:\d+)?(/[A-Za-z0-9._-]+)*$")
]
STANDING_FOR: Final = {"ACCOUNT": r"\d{12}", "REGION": "[a-z0-9-]+", "NAME": "[a-z0-9-]+"}
USUAL: Final = "docker.io"
"""The registry of a name that begins with none."""


@lru_cache(maxsize=1)
def image_sources() -> tuple[str, ...]:
    """Return the beginnings of the names of images that may run.

    :raises pydantic.ValidationError: for a row that is no beginning of one, or for an empty list.
    """
    rows = TypeAdapter(Annotated[tuple[Source, ...], Field(min_length=1)])
    return rows.validate_python(yaml.safe_load((files(__package__) / FILE).read_text()), strict=False)


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(_pattern(source)) for source in image_sources())


def _pattern(source: str) -> str:
    parts = re.split(f"({'|'.join(STANDING_FOR)})", source)
    return "".join(STANDING_FOR.get(part) or re.escape(part) for part in parts) + "/.+"


def from_known_source(image: str) -> bool:
    """Return whether an image's name begins as one of the list."""
    first = image.partition("/")[0]
    hosted = "/" in image and ("." in first or ":" in first or first == "localhost")
    whole = image if hosted else f"{USUAL}/{image}"
    return any(pattern.fullmatch(whole) for pattern in _patterns())


@resource_rule(
    name="image-source",
    title="Images come from registries that were reviewed",
    types=WORKLOADS,
    severity="medium",
    levels=PROMOTED,
    remediation="Use an image of a registry of policies/kubernetes/image_sources.yaml, or have the registry reviewed and add "
    "it there and to platform.registries.",
    controls=(Control("CIS EKS", "1.8", "5.1.4"),),
    trivy=("KSV-0125",),
    kyverno=("restrict-image-registries",),
    url="https://kubernetes.io/docs/concepts/containers/images/",
)
def image_source(workload: Resource, _: Context) -> Outcomes:
    """Refuse images of whoever: an image runs with all that its pod may do."""
    for container in pod_of(workload).containers():
        image = container["image"]
        known = image.test(lambda raw: from_known_source(str(raw)))
        yield from require(known, f"{image.where} is of a registry that nobody reviewed: use another one")


RULES = (image_source,)
