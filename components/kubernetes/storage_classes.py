"""Where persistent volumes come from: encrypted gp3, made in the zone of the pod that asks for them."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi_kubernetes as kubernetes
from pulumi import Output, Resource, ResourceOptions

from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.spec import Wire

DEFAULT_ANNOTATION = "storageclass.kubernetes.io/is-default-class"


@dataclass(frozen=True, kw_only=True)
class StorageClassesArgs:
    """The key that volumes are encrypted with, and what the classes wait for."""

    labels: Labels
    ebs_key_arn: Wire[str]
    ready: Sequence[Resource]


class StorageClasses(Component):
    """gp3 as the default class, and gp2, which EKS creates by itself and unencrypted, no longer that.

    A volume is bound when its pod is scheduled, because an EBS volume cannot leave its zone. ``opts`` carries
    the cluster's provider.
    """

    urn_type = "platform:kubernetes:StorageClasses"

    default_class: Output[str]

    def __init__(self, name: str, args: StorageClassesArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        default = kubernetes.storage.v1.StorageClass(
            f"{name}-gp3",
            metadata={
                "name": "gp3",
                "labels": args.labels.kubernetes(),
                "annotations": {DEFAULT_ANNOTATION: "true"},
            },
            provisioner="ebs.csi.aws.com",
            parameters={"type": "gp3", "encrypted": "true", "kmsKeyId": args.ebs_key_arn},
            volume_binding_mode="WaitForFirstConsumer",
            allow_volume_expansion=True,
            reclaim_policy="Delete",
            opts=self.child(depends_on=args.ready),
        )
        kubernetes.storage.v1.StorageClassPatch(
            f"{name}-gp2",
            metadata={
                "name": "gp2",
                "annotations": {DEFAULT_ANNOTATION: "false", "pulumi.com/patchForce": "true"},
            },
            opts=self.child(depends_on=args.ready),
        )
        self.made: list[Resource] = [default]
        self.default_class = default.metadata.name
        self.publish()
