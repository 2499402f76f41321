"""What a workload of a GKE cluster may do in Google Cloud: an account for one service account, without any key."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pulumi_gcp as gcp
from pulumi import Output, Resource, ResourceOptions

from components.foundation.component import Component
from components.foundation.gcp.placement import GcpPlacement
from components.foundation.labels import Labels
from components.foundation.names import bounded
from components.foundation.spec import Wire
from components.kubernetes.gke.identity_spec import GkeIdentitySpec
from components.kubernetes.gke.node_identity import ACCOUNT_LIMIT

ANNOTATION: Final = "iam.gke.io/gcp-service-account"


@dataclass(frozen=True, kw_only=True)
class GkeWorkloadIdentityArgs:
    """A spec wired to its cluster and to what it reads.

    ``backups`` is the name of the bucket and ``database_secret`` the id of the secret; None where there is none.
    ``cluster_ready`` is the cluster: the pool of identities exists only once the project's first cluster does.

    :raises ValueError: if the identity reads what is not there.
    """

    spec: GkeIdentitySpec
    placement: GcpPlacement
    labels: Labels
    cluster_name: str
    backups: Wire[str] | None = None
    database_secret: Wire[str] | None = None
    cluster_ready: Sequence[Resource] = ()

    def __post_init__(self) -> None:
        whose = f"identity of {self.spec.namespace}/{self.spec.service_account}"
        if self.spec.reads_backups and self.backups is None:
            raise ValueError(
                f"{whose}: it reads backups that are not there: describe them, or set reads_backups to false"
            )
        if self.spec.reads_database_secret and self.database_secret is None:
            raise ValueError(
                f"{whose}: it reads the secret of a database that is not there: describe the database, or set "
                "reads_database_secret to false"
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
        ready = [*args.cluster_ready]
        if args.spec.mode == "direct":
            member = _principal(args)
            self.member = Output.from_input(member)
            self.annotations = Output.from_input({})
        else:
            account = self._account(name, args)
            # Spelled, because a preview does not know the account's own output and who is let in has to be judged there.
            member = f"serviceAccount:{_account_id(args)}@{args.placement.project}.iam.gserviceaccount.com"
            ready.append(account)
            self.member = account.member
            self.annotations = account.email.apply(lambda email: {ANNOTATION: email})
        self.service_account_labels = Output.all(**args.labels.kubernetes())
        # Members are added, never whole bindings: a binding would take the role from everybody else.
        self.granted += [
            gcp.projects.IAMMember(
                f"{name}-{key}",
                project=args.placement.project,
                role=role,
                member=member,
                opts=self.child(depends_on=ready),
            )
            for key, role in args.spec.roles.items()
        ]
        self.granted += self._readers(name, args, member, ready)
        self.publish()

    def _readers(
        self, name: str, args: GkeWorkloadIdentityArgs, member: str, ready: list[Resource]
    ) -> list[Resource]:
        readers: list[Resource] = []
        if args.spec.reads_backups and args.backups is not None:
            readers.append(
                gcp.storage.BucketIAMMember(
                    f"{name}-backups",
                    bucket=args.backups,
                    role="roles/storage.objectViewer",
                    member=member,
                    opts=self.child(depends_on=ready),
                )
            )
        if args.spec.reads_database_secret and args.database_secret is not None:
            readers.append(
                gcp.secretmanager.SecretIamMember(
                    f"{name}-database-secret",
                    project=args.placement.project,
                    secret_id=args.database_secret,
                    role="roles/secretmanager.secretAccessor",
                    member=member,
                    opts=self.child(depends_on=ready),
                )
            )
        return readers

    def _account(self, name: str, args: GkeWorkloadIdentityArgs) -> gcp.serviceaccount.Account:
        account = gcp.serviceaccount.Account(
            f"{name}-account",
            account_id=_account_id(args),
            project=args.placement.project,
            display_name=f"{args.spec.namespace}/{args.spec.service_account} of {args.cluster_name}",
            opts=self.child(),
        )
        pool = args.placement.workload_pool
        self.granted.append(
            gcp.serviceaccount.IAMMember(
                f"{name}-user",
                service_account_id=account.name,
                role="roles/iam.workloadIdentityUser",
                member=f"serviceAccount:{pool}[{args.spec.namespace}/{args.spec.service_account}]",
                opts=self.child(depends_on=args.cluster_ready),
            )
        )
        return account


def _account_id(args: GkeWorkloadIdentityArgs) -> str:
    return bounded(
        f"{args.labels.environment[:4]}-{args.spec.namespace}-{args.spec.service_account}", ACCOUNT_LIMIT
    )


def _principal(args: GkeWorkloadIdentityArgs) -> str:
    place = args.placement
    return (
        f"principal://iam.googleapis.com/projects/{place.project_number}/locations/global/workloadIdentityPools/"
        f"{place.workload_pool}/subject/ns/{args.spec.namespace}/sa/{args.spec.service_account}"
    )
