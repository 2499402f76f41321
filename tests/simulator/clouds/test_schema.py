"""What is read from the SDKs, and what is judged by it."""

import subprocess
import sys
from typing import Any

import pytest

from simulator import schema
from simulator.schema import Fault
from simulator.schema.declaration import Sort
from simulator.values import UNKNOWN, Secret

VPC, DB, CLUSTER = "aws:ec2/vpc:Vpc", "aws:rds/instance:Instance", "aws:eks/cluster:Cluster"
DEPLOYMENT, NAMESPACE, AWS = (
    "kubernetes:apps/v1:Deployment",
    "kubernetes:core/v1:Namespace",
    "pulumi:providers:aws",
)
NODES = "aws:eks/nodeGroup:NodeGroup"


def declared(token: str) -> schema.Declaration:
    found = schema.declaration_of(token)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("token", "required"),
    [(VPC, set()), (DB, {"instanceClass"}), (CLUSTER, {"roleArn", "vpcConfig"}), (DEPLOYMENT, {"spec"})],
)
def test_required_inputs_are_those_without_a_default(token: str, required: set[str]) -> None:
    assert declared(token).inputs.required == required


@pytest.mark.parametrize(
    "token", ["aws:ec2/vpx:Vpx", "gcp:compute/netwrk:Netwrk", "kubernetes:apps/v1:Deploymnt", "x"]
)
def test_what_no_sdk_declares_is_none(token: str) -> None:
    assert schema.declaration_of(token) is None


def test_an_input_has_the_shape_of_its_hint() -> None:
    inputs = declared(CLUSTER).inputs.shapes
    assert inputs["version"].sort is Sort.TEXT
    assert inputs["vpcConfig"].sort is Sort.OBJECT
    assert inputs["vpcConfig"].fields.required == {"subnetIds"}
    assert inputs["vpcConfig"].fields.shapes["subnetIds"].sort is Sort.LIST


def test_an_enum_beside_text_is_open_and_a_literal_is_closed() -> None:
    assert declared(DB).inputs.shapes["instanceClass"].sort is Sort.TEXT
    assert declared(NAMESPACE).inputs.shapes["kind"].choices == ("Namespace",)


def test_outputs_are_declared_as_well() -> None:
    assert {"arn", "tagsAll", "mainRouteTableId"} <= set(declared(VPC).outputs)


FAULTS: list[tuple[str, dict[str, Any], Fault]] = [
    (
        VPC,
        {"cidrBlok": "x"},
        Fault("cidrBlok", "aws:ec2/vpc:Vpc has no property cidrBlok; did you mean cidrBlock?"),
    ),
    (VPC, {"nonsense": 1}, Fault("nonsense", "aws:ec2/vpc:Vpc has no property nonsense")),
    (
        VPC,
        {"enableDnsSupport": "yes"},
        Fault(
            "enableDnsSupport", "aws:ec2/vpc:Vpc takes true or false for enableDnsSupport, not the text 'yes'"
        ),
    ),
    (VPC, {"tags": {"a": 1}}, Fault("tags.a", "aws:ec2/vpc:Vpc takes text for tags.a, not 1")),
    (VPC, {"tags": []}, Fault("tags", "aws:ec2/vpc:Vpc takes a map for tags, not a list")),
    (
        DB,
        {"instanceClass": "db.m6g.large", "port": 5432.5},
        Fault("port", f"{DB} takes a whole number for port, not 5432.5"),
    ),
    (DB, {"instanceClass": True}, Fault("instanceClass", f"{DB} takes text for instanceClass, not true")),
    (DB, {"instanceClass": None}, Fault("instanceClass", f"{DB} requires instanceClass, which is missing")),
    (
        DB,
        {"instanceClass": Secret(7)},
        Fault("instanceClass", f"{DB} takes text for instanceClass, not this secret"),
    ),
    (
        CLUSTER,
        {"roleArn": "x", "vpcConfig": {"subnetIds": ["a", 1]}},
        Fault("vpcConfig.subnetIds[1]", f"{CLUSTER} takes text for vpcConfig.subnetIds[1], not 1"),
    ),
    (
        CLUSTER,
        {"roleArn": "x", "vpcConfig": {"subnetId": "a", "subnetIds": []}},
        Fault("vpcConfig.subnetId", f"{CLUSTER} has no property subnetId; did you mean subnetIds?"),
    ),
    (
        NAMESPACE,
        {"kind": "Namespaces"},
        Fault("kind", f"{NAMESPACE} takes one of 'Namespace' for kind, not the text 'Namespaces'"),
    ),
    (
        AWS,
        {"maxRetries": '"many"'},
        Fault("maxRetries", f"{AWS} takes a whole number for maxRetries, not the text 'many'"),
    ),
]


@pytest.mark.parametrize(("token", "inputs", "fault"), FAULTS)
def test_what_the_sdk_does_not_allow_is_told(token: str, inputs: dict[str, Any], fault: Fault) -> None:
    assert schema.judge(token, inputs) == [fault]


@pytest.mark.parametrize(
    ("token", "inputs"),
    [
        (VPC, {"cidrBlock": UNKNOWN, "tags": {"a": UNKNOWN}, "enableDnsSupport": Secret(UNKNOWN)}),
        (VPC, {"cidrBlock": Secret("10.0.0.0/16"), "tags": Secret({"a": "b"}), "__defaults": []}),
        (CLUSTER, {"roleArn": UNKNOWN, "vpcConfig": UNKNOWN}),
        (CLUSTER, {"roleArn": "x", "vpcConfig": {"subnetIds": [UNKNOWN]}}),
        (AWS, {"allowedAccountIds": '["111122223333"]', "skipRegionValidation": "true", "maxRetries": 3}),
    ],
)
def test_unknowns_secrets_and_json_of_providers_pass(token: str, inputs: dict[str, Any]) -> None:
    assert schema.judge(token, inputs) == []


@pytest.mark.parametrize(
    ("token", "path"),
    [
        (NODES, "scalingConfig.desiredSize"),
        (NODES, "scalingConfig"),
        (NODES, "scaling_config"),
        (NODES, "tagsAll"),
        (NODES, "taints[0].key"),
        (NODES, "taints[*].key"),
        (NODES, "labels.some_label"),
        (NODES, "*"),
        (NAMESPACE, 'metadata.annotations["a.b/c"]'),
        ("random:index/randomPassword:RandomPassword", "length"),
        ("kubernetes:argoproj.io/v1alpha1:Rollout", "spec.selector"),
    ],
)
def test_a_path_that_matches_passes(token: str, path: str) -> None:
    assert schema.judge_path(token, path) == []


@pytest.mark.parametrize(
    ("token", "path", "sentence"),
    [
        (
            NODES,
            "scaling_config.desired_size",
            "scaling_config.desired_size matches nothing, because a nested path is not translated: write scalingConfig.desiredSize",
        ),
        (
            NODES,
            "scalingConfig.desired_size",
            "scalingConfig.desired_size matches nothing, because a nested path is not translated: write scalingConfig.desiredSize",
        ),
        (
            NODES,
            "scalingConfg",
            f"scalingConfg matches nothing: {NODES} has no property scalingConfg; did you mean scalingConfig?",
        ),
        (NODES, "", "'' is not a property path"),
        ("aws:x/y:Z", "a", "the SDK declares no type aws:x/y:Z"),
        ("kubernetes:apps/v1:Rollout", "spec", "the SDK declares no type kubernetes:apps/v1:Rollout"),
    ],
)
def test_a_path_that_matches_nothing_is_told(token: str, path: str, sentence: str) -> None:
    assert schema.judge_path(token, path) == [Fault(path, sentence)]


def test_only_the_module_of_the_type_is_read() -> None:
    program = (
        "import sys\n"
        "from simulator import schema\n"
        "assert schema.declaration_of('aws:kms/key:Key')\n"
        "print([name for name in ('pulumi_aws.kms.key', 'pulumi_aws.ec2.vpc', 'pulumi_aws.s3.bucket', 'pulumi_kubernetes')"
        " if name in sys.modules])\n"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout == "['pulumi_aws.kms.key']\n"
