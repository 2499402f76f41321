"""Accounts of Google Cloud that GitHub's workflows act as by workload identity federation: one to look, one to act."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import pulumi_gcp as gcp
from pulumi import Output, Resource, ResourceOptions

from components.delivery.workflows import ISSUER, WorkflowsSpec
from components.foundation.component import Component
from components.foundation.gcp.placement import GcpPlacement
from components.foundation.labels import Labels
from components.foundation.spec import Wire

Purpose = Literal["previewer", "deployer"]

LOOKING: Final = (
    "roles/cloudsql.viewer",
    "roles/compute.viewer",
    "roles/container.clusterViewer",
    "roles/iam.securityReviewer",
    "roles/serviceusage.serviceUsageConsumer",
)
"""How things are configured; none of them reads an object, a row, an image or a secret's value."""

ACTING: Final = (
    "roles/artifactregistry.admin",
    "roles/binaryauthorization.policyEditor",
    "roles/cloudkms.admin",
    "roles/cloudsql.admin",
    "roles/compute.admin",
    "roles/container.admin",
    "roles/dns.admin",
    "roles/iam.securityReviewer",
    "roles/iam.serviceAccountAdmin",
    "roles/monitoring.alertPolicyEditor",
    "roles/monitoring.notificationChannelEditor",
    "roles/monitoring.uptimeCheckConfigEditor",
    "roles/pubsub.admin",
    "roles/secretmanager.admin",
    "roles/servicenetworking.networksAdmin",
    "roles/serviceusage.serviceUsageAdmin",
    "roles/storage.admin",
)
"""What the platform is made of here; a service that is new to it joins first, by a person's hand.

Not among them: pools of identities, through which pipelines come in, and the billing account. Both are for people.
"""

GRANTABLE: Final = (
    "roles/container.defaultNodeServiceAccount",
    "roles/monitoring.metricWriter",
    "roles/stackdriver.resourceMetadata.writer",
)
"""The roles over the project that the deployer may give and take, whatever the settings say: those of nodes."""

MOST_GRANTABLE: Final = 10
"""Roles that a condition on grants may name (IAM, limits on modifying project roles)."""


@dataclass(frozen=True, kw_only=True)
class GcpPipelineArgs:
    """Whose workflows, in which project. ``acts_as`` are the accounts that the deployer gives to machines, by a name.

    ``grants`` are the roles over the project that it gives to workloads, beside those of nodes.
    ``services`` are the APIs of IAM and of its tokens, which have to be on before a pool is made.
    """

    spec: WorkflowsSpec
    placement: GcpPlacement
    labels: Labels
    services: Sequence[Resource]
    acts_as: dict[str, Wire[str]]
    grants: Sequence[str] = ()

    @property
    def grantable(self) -> list[str]:
        """Every role that the deployer may give, each once."""
        return sorted({*GRANTABLE, *self.grants})


class GcpPipeline(Component):
    """A pool that lets in two subjects of one repository, and an account for each of them. No key exists.

    The first deployment is a person's, because it makes them.

    Outputs: ``provider_name``, ``previewer`` and ``deployer`` (addresses of the accounts), for the variables of the
    GitHub environments.

    :raises ValueError: if the deployer would have to give more roles than a condition can name.
    """

    urn_type = "platform:delivery:GcpPipeline"

    provider_name: Output[str]
    previewer: Output[str]
    deployer: Output[str]

    def __init__(self, name: str, args: GcpPipelineArgs, opts: ResourceOptions | None = None) -> None:
        if len(args.grantable) > MOST_GRANTABLE:
            raise ValueError(
                f"{name}: the deployer would give {len(args.grantable)} roles, and a condition names {MOST_GRANTABLE} at most; "
                "let fewer roles of workloads reach over the project"
            )
        super().__init__(name, opts)
        pool = gcp.iam.WorkloadIdentityPool(
            f"{name}-github",
            workload_identity_pool_id=f"{args.labels.environment}-github",
            project=args.placement.project,
            display_name=f"GitHub for {args.labels.environment}",
            description="Workflows that may look and act here",
            opts=self.child(depends_on=args.services),
        )
        provider = self._trust(name, args, pool)
        self.provider_name = provider.name
        previewer = self._account(name, args, pool, "previewer", args.spec.preview_subject, LOOKING)
        deployer = self._account(name, args, pool, "deployer", args.spec.deploy_subject, ACTING)
        self._hand_out(name, args, deployer)
        self.previewer, self.deployer = previewer.email, deployer.email
        self.publish()

    def _trust(
        self, name: str, args: GcpPipelineArgs, pool: gcp.iam.WorkloadIdentityPool
    ) -> gcp.iam.WorkloadIdentityPoolProvider:
        spec = args.spec
        return gcp.iam.WorkloadIdentityPoolProvider(
            f"{name}-github-provider",
            workload_identity_pool_id=pool.workload_identity_pool_id,
            workload_identity_pool_provider_id="github",
            project=args.placement.project,
            display_name="GitHub",
            description=f"Two environments of {spec.repository}, and nobody else"[:256],
            oidc={"issuer_uri": ISSUER},
            attribute_mapping={"google.subject": "assertion.sub"},
            # The whole subject, not the repository alone: a job outside the two environments gets nothing.
            attribute_condition=f"assertion.sub in ['{spec.preview_subject}', '{spec.deploy_subject}']",
            opts=self.child(),
        )

    def _account(
        self,
        name: str,
        args: GcpPipelineArgs,
        pool: gcp.iam.WorkloadIdentityPool,
        purpose: Purpose,
        subject: str,
        roles: Sequence[str],
    ) -> gcp.serviceaccount.Account:
        account = gcp.serviceaccount.Account(
            f"{name}-{purpose}",
            account_id=f"platform-{purpose}",
            project=args.placement.project,
            display_name=f"Pipelines of {args.labels.environment}: {purpose}",
            opts=self.child(depends_on=args.services),
        )
        gcp.serviceaccount.IAMMember(
            f"{name}-{purpose}-github",
            service_account_id=account.name,
            role="roles/iam.workloadIdentityUser",
            member=Output.concat("principal://iam.googleapis.com/", pool.name, "/subject/", subject),
            opts=self.child(),
        )
        for role in roles:
            gcp.projects.IAMMember(
                f"{name}-{purpose}-{role.removeprefix('roles/')}",
                project=args.placement.project,
                role=role,
                member=account.member,
                opts=self.child(),
            )
        return account

    def _hand_out(self, name: str, args: GcpPipelineArgs, deployer: gcp.serviceaccount.Account) -> None:
        """Let the deployer give nodes and workloads what is theirs, and by none of it become stronger itself."""
        named = ", ".join(f"'{role}'" for role in args.grantable)
        gcp.projects.IAMMember(
            f"{name}-deployer-grants",
            project=args.placement.project,
            role="roles/resourcemanager.projectIamAdmin",
            member=deployer.member,
            condition={
                "title": "named-roles-only",
                "description": "Gives and takes the roles of nodes and workloads, and no others",
                "expression": f"api.getAttribute('iam.googleapis.com/modifiedGrantsByRole', []).hasOnly([{named}])",
            },
            opts=self.child(),
        )
        for whom, account_id in args.acts_as.items():
            gcp.serviceaccount.IAMMember(
                f"{name}-deployer-as-{whom}",
                service_account_id=account_id,
                role="roles/iam.serviceAccountUser",
                member=deployer.member,
                opts=self.child(),
            )
