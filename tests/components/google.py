"""Google Cloud as the tests of components build in it."""

from collections.abc import Callable, Mapping
from typing import Any

import pulumi_gcp as gcp

from components.foundation.gcp.placement import GcpPlacement
from components.foundation.labels import Labels
from tests.components.recording import Answers, Recording, record

PLACE = GcpPlacement(project="example-project", project_number="123456789012", region="us-central1")
LABELS = Labels(environment="production", owner="platform", cost_center="infrastructure")
RENDERED = {
    "environment": "production",
    "owner": "platform",
    "cost-center": "infrastructure",
    "managed-by": "pulumi",
}
KEYS = f"projects/{PLACE.project}/locations/us-central1/keyRings/main/cryptoKeys"

ANSWERS: Answers = {
    gcp.serviceaccount.Account: lambda _, inputs: {
        "email": f"{inputs['accountId']}@{PLACE.project}.iam.gserviceaccount.com",
        "member": f"serviceAccount:{inputs['accountId']}@{PLACE.project}.iam.gserviceaccount.com",
    },
    gcp.container.Cluster: {
        "controlPlaneEndpointsConfig": {"dnsEndpointConfig": {"endpoint": "gke-abc.us-central1.gke.goog"}},
        "selfLink": "https://container.googleapis.com/v1/main",
    },
    gcp.compute.Address: {"address": "34.1.2.3"},
    gcp.compute.GlobalAddress: lambda _, inputs: {"address": inputs.get("address", "34.1.2.3")},
    gcp.sql.DatabaseInstance: {
        "connectionName": "example-project:us-central1:main",
        "privateIpAddress": "10.18.128.3",
    },
    gcp.storage.Bucket: lambda _, inputs: {"url": f"gs://{inputs['name']}"},
}


def recorded(program: Callable[[], object], *, preview: bool = False) -> Recording:
    return record(program, answers=ANSWERS, preview=preview)


def refused(program: Callable[[], object]) -> str:
    """Return what a program is told that cannot be built."""
    try:
        recorded(program)
    except ValueError as error:
        return str(error)
    return ""


def without_labels(inputs: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in inputs.items() if key != "labels"}
