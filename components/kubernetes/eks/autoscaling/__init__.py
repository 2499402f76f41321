"""What adds and removes nodes: one of two, chosen explicitly."""

from components.kubernetes.eks.autoscaling.cluster_autoscaler import ClusterAutoscaler, ClusterAutoscalerArgs
from components.kubernetes.eks.autoscaling.karpenter import Karpenter, KarpenterArgs

__all__ = ["ClusterAutoscaler", "ClusterAutoscalerArgs", "Karpenter", "KarpenterArgs"]
