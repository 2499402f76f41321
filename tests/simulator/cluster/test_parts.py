"""The parts of a control plane that need none of its programs."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from simulator.cluster import control_plane
from simulator.cluster.definitions import Definition, Definitions
from simulator.cluster.nodes import Pool, is_ready, nodes_of
from simulator.cluster.signing_key import signing_key

DEFINITION = """\
# a comment
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  annotations:
    name: none of this
  labels: {}
  name: gadgets.example.com
spec:
  names:
    categories:
      - all
    kind: Gadget
    plural: gadgets
  group: example.com
  scope: Namespaced
  versions:
    - name: v1
      schema:
        openAPIV3Schema:
          properties:
            spec:
              enum: [=, "!="]
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: beside
"""


def test_a_signing_key_is_one_of_the_curve_that_tokens_are_signed_with() -> None:
    first, second = (load_pem_private_key(signing_key().encode(), None) for _ in range(2))
    assert isinstance(first, EllipticCurvePrivateKey)
    assert isinstance(second, EllipticCurvePrivateKey)
    assert isinstance(first.curve, SECP256R1)
    assert first.private_numbers() != second.private_numbers()


def test_definitions_are_found_by_what_they_define_and_kept_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "gadgets.yaml").write_text(DEFINITION)
    found = Definitions.of_folder(tmp_path)
    text = found.by_name["gadgets.example.com"].text
    assert found.by_name == {
        "gadgets.example.com": Definition("gadgets.example.com", "example.com", "Gadget", text)
    }
    assert text.strip() == DEFINITION.split("---\n")[1].strip()
    assert found.of("example.com/v1beta1", "Gadget") is found.by_name["gadgets.example.com"]
    assert found.of("example.com/v1", "Widget") is None
    assert found.of("example.org/v1", "Gadget") is None


def test_one_definition_may_lie_in_two_files_but_not_in_two_versions(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(DEFINITION)
    (tmp_path / "b.yaml").write_text(DEFINITION)
    assert len(Definitions.of_folder(tmp_path).by_name) == 1
    (tmp_path / "b.yaml").write_text(DEFINITION.replace("Namespaced", "Cluster"))
    with pytest.raises(
        ValueError, match=r"b\.yaml defines gadgets\.example\.com, which another file defines"
    ):
        Definitions.of_folder(tmp_path)


def test_a_definition_without_a_group_is_refused_by_its_file(tmp_path: Path) -> None:
    (tmp_path / "odd.yaml").write_text(DEFINITION.replace("  group: example.com\n", ""))
    with pytest.raises(ValueError, match=r"odd\.yaml: a definition without spec\.group"):
        Definitions.of_folder(tmp_path)


def test_a_pool_has_a_node_in_each_zone_with_its_labels_and_taints() -> None:
    taint = {"key": "node-role.kubernetes.io/system", "value": "true", "effect": "NoSchedule"}
    pool = Pool(
        "system",
        {"pool": "system"},
        (taint,),
        "us-east-1",
        ("us-east-1a", "us-east-1b"),
        "t4g.medium",
        "arm64",
    )
    first, second = nodes_of([pool])
    assert first["metadata"] == {
        "name": "system-us-east-1a",
        "labels": {
            "pool": "system",
            "kubernetes.io/arch": "arm64",
            "kubernetes.io/hostname": "system-us-east-1a",
            "kubernetes.io/os": "linux",
            "topology.kubernetes.io/zone": "us-east-1a",
            "topology.kubernetes.io/region": "us-east-1",
            "node.kubernetes.io/instance-type": "t4g.medium",
        },
    }
    assert second["metadata"]["labels"]["topology.kubernetes.io/zone"] == "us-east-1b"
    assert first["spec"] == {"taints": [taint]}


def test_a_pool_without_zones_has_one_node() -> None:
    (node,) = nodes_of([Pool("any")])
    assert node["metadata"]["name"] == "any"
    assert "topology.kubernetes.io/zone" not in node["metadata"]["labels"]


@pytest.mark.parametrize(
    ("status", "taints", "ready"),
    [
        ("True", [], True),
        ("False", [], False),
        ("True", [{"key": "node.kubernetes.io/not-ready", "effect": "NoSchedule"}], False),
        ("True", [{"key": "node-role.kubernetes.io/system", "effect": "NoSchedule"}], True),
    ],
)
def test_a_node_is_ready_when_it_says_so_and_its_controller_has_seen_it(
    status: str, taints: list[dict[str, Any]], ready: bool
) -> None:
    node = {"spec": {"taints": taints}, "status": {"conditions": [{"type": "Ready", "status": status}]}}
    assert is_ready(node) is ready


def test_a_node_that_nobody_has_played_yet_is_not_ready() -> None:
    assert not is_ready(nodes_of([Pool("any")])[0])


def test_the_stages_play_nodes_and_pods() -> None:
    stages = list(yaml.safe_load_all(control_plane.STAGES.read_text()))
    assert [(stage["metadata"]["name"], stage["spec"]["resourceRef"]["kind"]) for stage in stages] == [
        ("node-is-ready", "Node"),
        ("pod-runs", "Pod"),
        ("pod-of-a-job-succeeds", "Pod"),
        ("pod-is-gone", "Pod"),
    ]


def test_ports_are_free_and_different() -> None:
    ports = control_plane._free_ports(8)
    assert len(set(ports)) == 8
