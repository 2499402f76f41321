"""The account that the steps of a workflow run as, and what it may do: nothing, but for what is named."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import pulumi_kubernetes as kubernetes
from pulumi import Output, Resource, ResourceOptions
from pulumi_kubernetes.rbac.v1 import PolicyRuleArgs, RoleRefArgs, SubjectArgs

from components.foundation.cluster.component import ClusterComponent
from components.foundation.cluster.site import ClusterSite
from components.foundation.spec import RefusalError, Wire

RUNNER: Final = "workflow-runner"

RESULTS: Final = PolicyRuleArgs(
    api_groups=["argoproj.io"], resources=["workflowtaskresults"], verbs=["create", "patch"]
)
"""How the executor beside each step tells the controller how it went (Argo Workflows, "Workflow RBAC")."""

CLIMBING: Final = frozenset({"*", "bind", "escalate", "impersonate"})
"""Verbs by which an account gives itself more."""


@dataclass(frozen=True, kw_only=True)
class Right:
    """What a runner may do with objects of its namespace. ``names`` are those objects, all of them where it is empty."""

    groups: tuple[str, ...]
    resources: tuple[str, ...]
    verbs: tuple[str, ...]
    names: tuple[str, ...] = ()

    def faults(self) -> list[str]:
        """Return what is too much for a job that anybody may start."""
        found = []
        if "*" in (*self.groups, *self.resources):
            found.append(
                'names everything ("*"), and would grow with each definition that is installed: name kinds'
            )
        climbing = sorted(CLIMBING & set(self.verbs))
        if climbing:
            found.append(
                f"may {', '.join(climbing)}, by which it could give itself any right: leave that out"
            )
        if "secrets" in self.resources and (not self.names or {"list", "watch"} & set(self.verbs)):
            found.append("reads all Secrets of the namespace: name those that it needs, and let it get them")
        return found

    def rendered(self) -> PolicyRuleArgs:
        """Return the right as Kubernetes writes it."""
        return PolicyRuleArgs(
            api_groups=list(self.groups),
            resources=list(self.resources),
            verbs=list(self.verbs),
            resource_names=list(self.names) or None,
        )


@dataclass(frozen=True, kw_only=True)
class WorkflowRunnerArgs:
    """A namespace, the account's name, what it may do beside telling how a step went, and what it waits for.

    ``annotations`` and ``labels`` tie the account to its identity in the cloud, which ``granted`` makes ready.
    """

    namespace: Wire[str]
    account: str = RUNNER
    rights: tuple[Right, ...] = ()
    annotations: Wire[dict[str, str]] | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    granted: Sequence[Resource] = ()
    after: Sequence[Resource] = ()


class WorkflowRunner(ClusterComponent):
    """A service account for steps. Output: ``account``, its name. ``ready`` is what workflows wait for.

    :raises RefusalError: for a right that is more than a job needs.
    """

    urn_type = "platform:delivery:WorkflowRunner"

    account: Output[str]

    def __init__(
        self, role: str, site: ClusterSite, args: WorkflowRunnerArgs, opts: ResourceOptions | None = None
    ) -> None:
        faults = [f"the runner {args.account} {fault}" for right in args.rights for fault in right.faults()]
        if faults:
            raise RefusalError(*faults)
        super().__init__(role, site, opts)
        metadata = self.metadata(
            args.account, args.namespace, labels=args.labels, annotations=args.annotations
        )
        inside = self.inside([*args.after, *args.granted])
        account = kubernetes.core.v1.ServiceAccount(f"{self.name}-account", metadata=metadata, opts=inside)
        rights = kubernetes.rbac.v1.Role(
            f"{self.name}-role",
            metadata=self.metadata(args.account, args.namespace),
            rules=[RESULTS, *(right.rendered() for right in args.rights)],
            opts=inside,
        )
        bound = kubernetes.rbac.v1.RoleBinding(
            f"{self.name}-binding",
            metadata=self.metadata(args.account, args.namespace),
            role_ref=RoleRefArgs(api_group="rbac.authorization.k8s.io", kind="Role", name=args.account),
            subjects=[SubjectArgs(kind="ServiceAccount", name=args.account, namespace=args.namespace)],
            opts=self.inside([*args.after, account, rights]),
        )
        self.account = Output.from_input(args.account)
        self.ready: list[Resource] = [*args.after, *args.granted, account, rights, bound]
        self.publish()
