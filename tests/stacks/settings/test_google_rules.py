"""What holds between the parts of Google Cloud, and production's floor there."""

from typing import Any

import pytest

CASES: dict[str, tuple[list[Any], list[tuple[str, str]]]] = {
    "a zone of another region": (
        [("zones: [a, b, c]\n        channel", "zones: [a, b, d]\n        channel")],
        [("zones: [a, b, d]", "gcp.cluster.zones[2]: us-central1 has no zone d, so nothing could be made there: choose among a, b, c, f")],
    ),
    "counts of each zone": (
        [("total_min: 3, total_max: 5, system", "min_node_count: 1, max: 2, total_min: 3, total_max: 5, system")],
        [
            ("min_node_count", "gcp.cluster.pools.system.max: is a count of each zone in GKE, so that 3 in three zones are 9 nodes; write total_max, which counts the nodes of all zones together"),
            ("min_node_count", "gcp.cluster.pools.system.min_node_count: is a count of each zone in GKE, so that 3 in three zones are 9 nodes; write total_min, which counts the nodes of all zones together"),
        ],
    ),
    "a name that no pool may have": (
        [("system: { machine_type: e2-standard-2", "System_Pool: { machine_type: e2-standard-2")],
        [("System_Pool", "gcp.cluster.pools.System_Pool: is not a name that can stand here: it should be 2 to 20 lower-case letters, digits and hyphens, beginning with a letter")],
    ),
    "pods without room": (
        [("pods: 10.64.0.0/14", "pods: 10.64.0.0/20")],
        [("pods: 10.64.0.0/20", "gcp.network.pods: holds a /24 for 16 nodes, and the pools may have 28: the last would never start; take a larger range")],
    ),
    "images from nowhere": (
        [("      registry: {}\n", "")],
        [("enforce_signed_images", "gcp.cluster.enforce_signed_images: is true without a registry to take images from, so no workload could start; describe `registry`")],
    ),
    "any image": (
        [("        enforce_signed_images: true\n", "")],
        [("\n      cluster:\n", "gcp.cluster.enforce_signed_images: an image from anywhere could run: set it to true")],
    ),
    "nothing to read": (
        [("      backups:\n        bucket: example-platform-production-backups\n        retention_days: 30\n        writer_role: production-backup-copies\n", "")],
        [("reads_backups", "gcp.identities.database-restore.reads_backups: is true, and there is nothing to read; describe `backups`, or set it to false")],
    ),
    "a role over the whole project": (
        [("roles: { connect: roles/cloudsql.client }", "roles: { connect: roles/editor, copies: roles/storage.objectViewer }")],
        [
            ("roles/editor", "gcp.identities.database-restore.roles.connect: … grants nearly the whole project: name roles of single services"),
            ("roles/editor", "gcp.identities.database-restore.roles.copies: … would reach every bucket, secret, key or repository of the project: set reads_backups or reads_database_secret, which grant it on the one that is meant"),
        ],
    ),
    "a service account by a pattern": (
        [("service_account: database-restore", 'service_account: "*"')],
        [('service_account: "*"', "gcp.identities.database-restore.service_account: should be 1 to 63 lower-case letters, digits and hyphens, with no hyphen at an end")],
    ),
    "short retention": (
        [("retention_days: 30\n        writer_role", "retention_days: 7\n        writer_role")],
        [("retention_days: 7\n", "gcp.backups.retention_days: 7 are over before an intruder is noticed: set 30 or more")],
    ),
    "one controller of each kind": (
        [("      identities:\n", "      platform: { replicas: 1 }\n      identities:\n")],
        [("replicas: 1", "gcp.platform.replicas: 1 controller of each kind leaves the cluster without it while its node is replaced: set 2 or more")],
    ),
    "on AWS's addresses": (
        [("nodes: 10.18.0.0/17", "nodes: 10.17.0.0/17")],
        [("nodes: 10.17.0.0/17", "gcp.network.nodes: 10.17.0.0/17 overlaps aws.regions.us-west-2.network.cidr (10.17.0.0/16) in Pulumi.production.yaml; routes and peerings need disjoint ranges, so move one of them")],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("edits", "faults"), CASES.values(), ids=CASES)
def test_a_contradiction_is_told_with_its_place(
    desk: Any, edits: list[Any], faults: list[tuple[str, str]]
) -> None:
    desk.edit("production", *edits)
    assert desk.faults("production") == desk.expected("production", faults)
