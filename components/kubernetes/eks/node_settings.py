"""What a node is told at boot beside what EKS tells it: how many pods it may hold."""

import base64
from typing import Final

from components.kubernetes.node_pools import AmiType

MOST_PODS: Final = 110
"""Pods that EKS lets a node of fewer than 30 processors hold (Amazon EKS user guide, choosing an instance type)."""

_NODEADM = f"""MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="node"

--node
Content-Type: application/node.eks.aws

---
apiVersion: node.eks.aws/v1alpha1
kind: NodeConfig
spec:
  kubelet:
    config:
      maxPods: {MOST_PODS}

--node--
"""

_BOTTLEROCKET = f"""[settings.kubernetes]
max-pods = {MOST_PODS}
"""


def most_pods(ami_type: AmiType) -> str:
    """Return user data, in base64, that lets a node hold as many pods as its prefixes have addresses for.

    EKS reckons with prefixes only where its own network plugin asks for them; else it counts addresses, which are 17
    pods on a t3.medium. It merges this with its own settings.
    """
    script = _BOTTLEROCKET if ami_type.startswith("BOTTLEROCKET") else _NODEADM
    return base64.b64encode(script.encode()).decode()
