"""The builds of EKS add-ons that go with each version of Kubernetes, pinned so that nothing drifts.

A build for another minor version is refused by EKS when it is installed, so the pins move together with the
cluster's version. Source: ``aws eks describe-addon-versions`` as published in August and September 2026;
the pins of the add-ons that do not depend on the minor version were read for 1.35.
"""

from typing import Literal

AddonName = Literal[
    "eks-pod-identity-agent",
    "vpc-cni",
    "kube-proxy",
    "coredns",
    "aws-ebs-csi-driver",
    "metrics-server",
    "eks-node-monitoring-agent",
    "snapshot-controller",
]

_ANY_VERSION: dict[AddonName, str] = {
    "eks-pod-identity-agent": "v1.3.10-eksbuild.3",
    "vpc-cni": "v1.22.4-eksbuild.3",
    "aws-ebs-csi-driver": "v1.63.1-eksbuild.1",
    "metrics-server": "v0.9.0-eksbuild.5",
    "eks-node-monitoring-agent": "v1.6.4-eksbuild.1",
    "snapshot-controller": "v8.5.0-eksbuild.3",
}

_BY_VERSION: dict[str, dict[AddonName, str]] = {
    "1.32": {"coredns": "v1.11.4-eksbuild.51", "kube-proxy": "v1.32.13-eksbuild.24"},
    "1.33": {"coredns": "v1.12.4-eksbuild.29", "kube-proxy": "v1.33.10-eksbuild.21"},
    "1.34": {"coredns": "v1.12.4-eksbuild.29", "kube-proxy": "v1.34.6-eksbuild.21"},
    "1.35": {"coredns": "v1.13.2-eksbuild.21", "kube-proxy": "v1.35.3-eksbuild.21"},
    "1.36": {"coredns": "v1.14.3-eksbuild.14", "kube-proxy": "v1.36.0-eksbuild.17"},
}


def addon_releases(kubernetes_version: str) -> dict[AddonName, str]:
    """Return the pinned build of every add-on for a version of Kubernetes.

    :raises KeyError: if the version has no pins.
    """
    return {**_ANY_VERSION, **_BY_VERSION[kubernetes_version]}
