"""What holds between the parts of Google Cloud, and production's floor there."""

from typing import Any

import pytest

CASES: dict[str, tuple[list[Any], list[tuple[str, str]]]] = {
    "a zone of another region": (
        [("zones: [a, b, c]\n        channel", "zones: [a, b, d]\n        channel")],
        [("zones: [a, b, d]", "gcp.cluster.zones[2]: us-central1 has no zone d, so nothing could be made there: choose among a, b, c, f")],
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
        [("      cluster:\n", "gcp.cluster.enforce_signed_images: an image from anywhere could run: set it to true")],
    ),
    "short retention": (
        [("retention_days: 30\n        writer_role", "retention_days: 7\n        writer_role")],
        [("retention_days: 7\n", "gcp.backups.retention_days: 7 are over before an intruder is noticed: set 30 or more")],
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
    said = [fault.partition(": ")[2] for fault in desk.faults("production")]
    assert said == [sentence for _, sentence in faults]
