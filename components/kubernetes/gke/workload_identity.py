"""What a workload of a GKE cluster may do in Google Cloud: an account for one service account, without any key."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

import pulumi_gcp as gcp
from pulumi import Output, Resource, ResourceOptions

from components.foundation.component import Component
from components.foundation.gcp_placement import GcpPlacement
from components.foundation.labels import Labels
from components.foundation.names import bounded
from components.kubernetes.gke.node_identity import ACCOUNT_LIMIT

ANNOTATION: Final = "iam.gke.io/gcp-service-account"

PRIMITIVE: Final = ("roles/owner", "roles/editor", "roles/viewer")

Mode = Literal["impersonation", "direct"]


@dataclass(frozen=True, kw_only=True)
class GkeWorkloadIdentityArgs:
    """One Kubernetes service account and its roles in the project, by a key that names the grant.

    ``mode`` is ``impersonation`` of an account of Google's (every API takes it) or ``direct``, which grants to the
    Kubernetes account itself and needs no annotation. ``cluster_ready`` is the cluster: the pool of identities exists
    only once the project's first cluster does.

    :raises ValueError: for a wildcard in a name, no role, or a role that grants nearly everything.
    """

    placement: GcpPlacement
    labels: Labels
    cluster_name: str
    namespace: str
    service_account: str
    roles: Mapping[str, str] = field(default_factory=dict)
    mode: Mode = "impersonation"
    cluster_ready: tuple[Resource, ...] = ()

    def __post_init__(self) -> None:
        whose = f"identity of {self.namespace}/{self.service_account}"
        if "*" in f"{self.namespace}{self.service_account}":
            raise ValueError(
                f"{whose}: a name with a wildcard trusts nobody: name the service account exactly"
            )
        if not self.roles:
            raise ValueError(
                f"{whose}: it may do nothing, which is a mistake: name a role, or leave the identity out"
            )
        for role in self.roles.values():
            if role in PRIMITIVE:
                raise ValueError(
                    f"{whose}: {role} grants nearly the whole project: name roles of single services"
                )


class GkeWorkloadIdentity(Component):
    """The roles of one service account of one cluster.

    Both ways publish the same outputs as on AWS: ``annotations`` and ``service_account_labels`` that the Kubernetes
    service account has to carry (none for direct grants), and ``member``, what was granted to. ``granted`` beside them
    is what a workload waits for.
    """

    urn_type = "platform:kubernetes:GkeWorkloadIdentity"

    member: Output[str]
    annotations: Output[dict[str, str]]
    service_account_labels: Output[dict[str, str]]

    def __init__(self, name: str, args: GkeWorkloadIdentityArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self.granted: list[Resource] = []
        if args.mode == "direct":
            self.member = Output.from_input(_principal(args))
            self.annotations = Output.from_input({})
        else:
            account = self._account(name, args)
            self.member = account.member
            self.annotations = account.email.apply(lambda email: {ANNOTATION: email})
        self.service_account_labels = Output.all(**args.labels.kubernetes())
        # Members are added, never whole bindings: a binding would take the role from everybody else.
        self.granted += [
            gcp.projects.IAMMember(
                f"{name}-{key}",
                project=args.placement.project,
                role=role,
                member=self.member,
                opts=self.child(depends_on=args.cluster_ready),
            )
            for key, role in args.roles.items()
        ]
        self.publish()

    def _account(self, name: str, args: GkeWorkloadIdentityArgs) -> gcp.serviceaccount.Account:
        account = gcp.serviceaccount.Account(
            f"{name}-account",
            account_id=bounded(
                f"{args.labels.environment[:4]}-{args.namespace}-{args.service_account}", ACCOUNT_LIMIT
            ),
            project=args.placement.project,
            display_name=f"{args.namespace}/{args.service_account} of {args.cluster_name}",
            opts=self.child(),
        )
        pool = args.placement.workload_pool
        self.granted.append(
            gcp.serviceaccount.IAMMember(
                f"{name}-user",
                service_account_id=account.name,
                role="roles/iam.workloadIdentityUser",
                member=f"serviceAccount:{pool}[{args.namespace}/{args.service_account}]",
                opts=self.child(depends_on=args.cluster_ready),
            )
        )
        return account


def _principal(args: GkeWorkloadIdentityArgs) -> str:
    place = args.placement
    return (
        f"principal://iam.googleapis.com/projects/{place.project_number}/locations/global/workloadIdentityPools/"
        f"{place.workload_pool}/subject/ns/{args.namespace}/sa/{args.service_account}"
    )
