"""Where in Google Cloud a thing stands: its project, region and zones, and the names that follow from them."""

import re
from collections.abc import Collection, Iterator
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, StringConstraints, WithJsonSchema

from components.foundation.spec import Spec

PROJECT: Final = re.compile(r"[a-z][a-z0-9-]{4,28}[a-z0-9]")

ZONES: Final[dict[str, str]] = {
    "us-central1": "abcf",
    "us-east1": "bcd",
    "us-east4": "abc",
    "us-east5": "abc",
    "us-south1": "abc",
    "us-west1": "abc",
    "us-west2": "abc",
    "us-west3": "abc",
    "us-west4": "abc",
    "europe-west1": "bcd",
    "europe-west2": "abc",
    "europe-west3": "abc",
    "europe-west4": "abc",
}
"""Region -> the letters of its zones, which are not the first of the alphabet everywhere (Compute Engine, regions and zones)."""

ServiceAgent = Literal["gke", "compute", "sql", "storage", "registry", "pubsub", "secrets"]

AGENTS: Final[dict[ServiceAgent, str]] = {
    "gke": "container-engine-robot",
    "compute": "compute-system",
    "sql": "gcp-sa-cloud-sql",
    "storage": "gs-project-accounts",
    "registry": "gcp-sa-artifactregistry",
    "pubsub": "gcp-sa-pubsub",
    "secrets": "gcp-sa-secretmanager",
}
"""The domain of each service's own account in a project (Google Cloud IAM, service agents)."""


def _project(value: str) -> str:
    if not PROJECT.fullmatch(value) or "google" in value:
        raise ValueError(
            f"{value!r} is not a project id, and Google refuses it: write 6 to 30 lower-case letters, digits and hyphens "
            "that begin with a letter, do not end with a hyphen and do not hold the word google"
        )
    return value


def _region(value: str) -> str:
    if value not in ZONES:
        raise ValueError(
            f"{value!r} is not a region whose zones are known here ({', '.join(ZONES)}); choose one of them, or add it "
            "to components/foundation/gcp/placement.py"
        )
    return value


ProjectId = Annotated[
    str, AfterValidator(_project), WithJsonSchema({"type": "string", "pattern": f"^{PROJECT.pattern}$"})
]
"""The id of a Google Cloud project, which is not its display name and not its number."""

ProjectNumber = Annotated[str, StringConstraints(pattern=r"^[1-9]\d{5,18}$")]
"""The number of a project, in quotes: the accounts of Google's own services are named after it."""

GcpRegion = Annotated[str, AfterValidator(_region), WithJsonSchema({"type": "string", "enum": list(ZONES)})]
"""The name of a Google Cloud region, such as us-central1."""


class GcpPlacement(Spec):
    """A project and a region, which every child of a component is given."""

    project: ProjectId
    project_number: ProjectNumber
    region: GcpRegion

    def zone(self, letter: str) -> str:
        """Return the name of one of the region's zones, such as us-central1-a."""
        return f"{self.region}-{letter}"

    def agent(self, service: ServiceAgent) -> str:
        """Return the IAM member that is a service's own account in this project."""
        return f"serviceAccount:service-{self.project_number}@{AGENTS[service]}.iam.gserviceaccount.com"

    @property
    def workload_pool(self) -> str:
        """The pool of identities that GKE's service accounts belong to."""
        return f"{self.project}.svc.id.goog"


def zone_faults(letters: Collection[str], region: str) -> Iterator[str]:
    """Yield a sentence for each zone that a region does not have."""
    offered = ZONES.get(region, "")
    for letter in letters:
        if offered and letter not in offered:
            yield f"{region} has no zone {letter}, so nothing could be made there: choose among {', '.join(offered)}"
