import pulumi_kubernetes as kubernetes

from tests.components.kubernetes.clusters import built


def test_volumes_are_encrypted_and_made_where_their_pod_is() -> None:
    inputs = built().only(kubernetes.storage.v1.StorageClass).inputs
    assert inputs["metadata"]["name"] == "gp3"
    assert inputs["metadata"]["annotations"] == {"storageclass.kubernetes.io/is-default-class": "true"}
    assert {key: value for key, value in inputs.items() if key != "metadata"} == {
        "apiVersion": "storage.k8s.io/v1",
        "kind": "StorageClass",
        "provisioner": "ebs.csi.aws.com",
        "parameters": {"type": "gp3", "encrypted": "true", "kmsKeyId": "arn:ebs-key"},
        "volumeBindingMode": "WaitForFirstConsumer",
        "allowVolumeExpansion": True,
        "reclaimPolicy": "Delete",
    }


def test_the_class_that_eks_brings_is_no_longer_the_default() -> None:
    inputs = built().only(kubernetes.storage.v1.StorageClassPatch).inputs
    assert inputs["metadata"] == {
        "name": "gp2",
        "annotations": {
            "storageclass.kubernetes.io/is-default-class": "false",
            "pulumi.com/patchForce": "true",
        },
    }
