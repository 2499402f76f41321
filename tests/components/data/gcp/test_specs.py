"""What the specs of Google's data stores, network and project refuse, each with its sentence."""

from typing import Any

import pytest
from pydantic import ValidationError

from components.data.gcp.backups_spec import GoogleBackupsSpec
from components.data.gcp.cloud_sql import CloudSqlSpec
from components.foundation.gcp.placement import GcpPlacement
from components.foundation.spec import Spec
from components.networking.gcp.network_spec import GcpNetworkSpec

SQL = {
    "tier": "db-custom-2-7680",
    "disk_gib": 100,
    "max_disk_gib": 200,
    "database": "app",
    "username": "owner",
}
COPY = {"bucket": "example-backups", "writer_role": "copier"}
NETWORK = {
    "nodes": "10.18.0.0/17",
    "pods": "10.64.0.0/14",
    "services": "172.20.64.0/20",
    "control_plane": "10.18.146.0/28",
    "private_services": "10.18.128.0/20",
}
PLACE = {"project": "example-project", "project_number": "123456789012", "region": "us-central1"}

REFUSED: dict[str, tuple[type[Spec], dict[str, Any], str]] = {
    "no such tier": (CloudSqlSpec, {**SQL, "tier": "db.r5.large"}, "db.r5.large is no machine that Cloud SQL has"),
    "odd processors": (CloudSqlSpec, {**SQL, "tier": "db-custom-3-7680"}, "3 virtual CPUs are refused"),
    "memory": (CloudSqlSpec, {**SQL, "tier": "db-custom-2-20480"}, "20480 MiB are refused with 2 virtual CPUs"),
    "shrinking": (CloudSqlSpec, {**SQL, "max_disk_gib": 50}, "a disk never shrinks"),
    "username": (CloudSqlSpec, {**SQL, "username": "postgres"}, "postgres belongs to Cloud SQL itself"),
    "database": (CloudSqlSpec, {**SQL, "database": "template1"}, "template1 exists already"),
    "logs": (CloudSqlSpec, {**SQL, "backup_days": 3}, "log_days 7 reach back further than the 3 backups"),
    "bucket": (GoogleBackupsSpec, {**COPY, "bucket": "google-backups"}, "holds the word goog"),
    "short keep": (GoogleBackupsSpec, {**COPY, "keep_days": 20}, "ends before retention_days 30"),
    "paid twice": (GoogleBackupsSpec, {**COPY, "keep_days": 45}, "set it to 60 or more"),
    "overlap": (GcpNetworkSpec, {**NETWORK, "services": "10.64.0.0/20"}, "pods (10.64.0.0/14) overlaps services"),
    "control plane": (GcpNetworkSpec, {**NETWORK, "control_plane": "10.18.146.0/27"}, "is not a /28"),
    "overlapping master": (GcpNetworkSpec, {**NETWORK, "control_plane": "10.18.1.0/28"}, "nodes (10.18.0.0/17) overlaps control_plane"),
    "small": (GcpNetworkSpec, {**NETWORK, "private_services": "10.18.128.0/25"}, "private_services 10.18.128.0/25 is too small"),
    "public": (GcpNetworkSpec, {**NETWORK, "nodes": "8.8.0.0/17"}, "nodes 8.8.0.0/17 is not private"),
    "project": (GcpPlacement, {**PLACE, "project": "Short"}, "'Short' is not a project id"),
    "project's end": (GcpPlacement, {**PLACE, "project": "example-"}, "is not a project id"),
    "region": (GcpPlacement, {**PLACE, "region": "us-east-1"}, "'us-east-1' is not a region whose zones are known"),
    "number": (GcpPlacement, {**PLACE, "project_number": "0123"}, "String should match pattern"),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "facts", "sentence"), REFUSED.values(), ids=REFUSED)
def test_what_google_refuses_is_refused(kind: type[Spec], facts: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError) as refused:
        kind.model_validate(facts)
    assert sentence in str(refused.value)


@pytest.mark.parametrize(
    ("kind", "facts"),
    [(CloudSqlSpec, SQL), (GoogleBackupsSpec, COPY), (GcpNetworkSpec, NETWORK), (GcpPlacement, PLACE)],
)
def test_what_google_takes_passes(kind: type[Spec], facts: dict[str, Any]) -> None:
    assert isinstance(kind.model_validate(facts), kind)


def test_pods_have_room_for_a_node_each_24() -> None:
    assert GcpNetworkSpec.model_validate(NETWORK).most_nodes == 1024
