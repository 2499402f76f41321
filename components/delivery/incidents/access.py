"""What the steps may do with a tenant's objects: read what tells of a service, and mend two things where that is allowed."""

from collections.abc import Sequence
from typing import Final

import pulumi_kubernetes as kubernetes
from pulumi import Resource
from pulumi_kubernetes.rbac.v1 import PolicyRuleArgs, RoleRefArgs, SubjectArgs

from components.foundation.cluster.component import ClusterComponent


def _rule(group: str, resources: Sequence[str], *verbs: str) -> PolicyRuleArgs:
    return PolicyRuleArgs(api_groups=[group], resources=list(resources), verbs=list(verbs))


READS: Final = (
    _rule("", ("pods", "events", "services"), "get", "list"),
    _rule("", ("pods/log",), "get"),
    _rule("apps", ("deployments", "replicasets"), "get", "list"),
    _rule("argoproj.io", ("rollouts",), "get", "list"),
    _rule("autoscaling", ("horizontalpodautoscalers",), "get", "list"),
)
"""Neither Secrets nor ConfigMaps: what tells how a service is, and not what it knows."""

MENDS: Final = (
    _rule("", ("pods",), "get", "list", "delete"),
    _rule("argoproj.io", ("rollouts",), "get"),
    # The status alone: it holds whether an update is turned back, and no image.
    _rule("argoproj.io", ("rollouts/status",), "patch"),
)


def grant(
    component: ClusterComponent,
    account: str,
    home: str,
    namespace: str,
    rules: Sequence[PolicyRuleArgs],
    after: Sequence[Resource],
) -> list[Resource]:
    """Give an account of the namespace ``home`` its rights in a tenant's namespace, and nowhere else."""
    role = kubernetes.rbac.v1.Role(
        f"{component.name}-{account}-{namespace}",
        metadata=component.metadata(account, namespace),
        rules=list(rules),
        opts=component.inside(after),
    )
    binding = kubernetes.rbac.v1.RoleBinding(
        f"{component.name}-{account}-{namespace}-binding",
        metadata=component.metadata(account, namespace),
        role_ref=RoleRefArgs(api_group="rbac.authorization.k8s.io", kind="Role", name=account),
        subjects=[SubjectArgs(kind="ServiceAccount", name=account, namespace=home)],
        opts=component.inside([*after, role]),
    )
    return [role, binding]
