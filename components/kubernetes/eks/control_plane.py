"""The managed part of a cluster: its API, its logs, its encryption and its identity issuer."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi_aws as aws
from pulumi import Output, Resource, ResourceOptions

from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.names import bounded
from components.foundation.placement import AwsPlacement
from components.foundation.policy_documents import Statement, identity_policy, on_behalf_of, service_trust
from components.foundation.spec import Wire
from components.kubernetes.eks.spec import ClusterSpec


@dataclass(frozen=True, kw_only=True)
class ControlPlaneArgs:
    """A cluster's spec, wired to its subnets and keys. ``private_subnets`` are keyed by zone letter."""

    cluster_name: str
    spec: ClusterSpec
    placement: AwsPlacement
    labels: Labels
    protected: bool
    private_subnets: Mapping[str, Wire[str]]
    secrets_key_arn: Wire[str]
    logs_key_arn: Wire[str]

    @property
    def cluster_arn(self) -> str:
        """The ARN that the cluster will have; it follows from its name."""
        return self.placement.arn("eks", f"cluster/{self.cluster_name}")


class ControlPlane(Component):
    """An EKS control plane that only access entries open, with its logs and Secrets under our own keys.

    The log group exists before the cluster: EKS would create one of its own otherwise, unencrypted and kept
    for ever. Nothing is put into the cluster by EKS itself: the add-ons do that, in their order.
    """

    urn_type = "platform:kubernetes:ControlPlane"

    endpoint: Output[str]
    cluster_security_group_id: Output[str]
    certificate_authority: Output[str]
    oidc_issuer: Output[str]
    oidc_provider_arn: Output[str]
    log_group: Output[str]

    def __init__(self, name: str, args: ControlPlaneArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        role, grants = self._role(name, args)
        logs = self._logs(name, args)
        self.log_group = logs.name
        self.cluster = self._cluster(name, args, role, [*grants, logs])
        self.endpoint = self.cluster.endpoint
        self.cluster_security_group_id = self.cluster.vpc_config.cluster_security_group_id
        self.certificate_authority = self.cluster.certificate_authority.data
        issuers = self.cluster.identities.apply(lambda identities: identities[0].oidcs or [])
        self.oidc_issuer = issuers.apply(lambda oidcs: str(oidcs[0].issuer))
        self.oidc_provider_arn = self._issuer(name, args).arn
        self.publish()

    def _role(self, name: str, args: ControlPlaneArgs) -> tuple[aws.iam.Role, list[Resource]]:
        """Return the role that EKS acts with, and its grants, without which a cluster cannot be created."""
        role_name = bounded(f"{args.cluster_name}-control-plane", 64)
        trust = service_trust("eks.amazonaws.com", on_behalf_of(args.placement, args.cluster_arn))
        role = aws.iam.Role(
            f"{name}-role",
            name=role_name,
            description=f"EKS runs the control plane of {args.cluster_name} with it",
            assume_role_policy=trust,
            max_session_duration=3600,
            tags=args.labels.aws(role_name),
            opts=self.child(),
        )
        managed = aws.iam.RolePolicyAttachment(
            f"{name}-cluster-policy",
            role=role.name,
            policy_arn=args.placement.managed_policy("AmazonEKSClusterPolicy"),
            opts=self.child(),
        )
        encryption = Statement(
            sid="EncryptSecrets",
            actions=["kms:Encrypt", "kms:Decrypt", "kms:ListGrants", "kms:DescribeKey"],
            resources=[args.secrets_key_arn],
        )
        key = aws.iam.RolePolicy(
            f"{name}-secrets-key",
            name="secrets-key",
            role=role.name,
            policy=identity_policy(encryption),
            opts=self.child(),
        )
        return role, [managed, key]

    def _logs(self, name: str, args: ControlPlaneArgs) -> aws.cloudwatch.LogGroup:
        return aws.cloudwatch.LogGroup(
            f"{name}-logs",
            name=f"/aws/eks/{args.cluster_name}/cluster",
            region=args.placement.region,
            kms_key_id=args.logs_key_arn,
            retention_in_days=args.spec.log_days,
            tags=args.labels.aws(f"{args.cluster_name}-control-plane"),
            opts=self.child(),
        )

    def _cluster(
        self, name: str, args: ControlPlaneArgs, role: aws.iam.Role, after: list[Resource]
    ) -> aws.eks.Cluster:
        spec = args.spec
        return aws.eks.Cluster(
            f"{name}-cluster",
            name=args.cluster_name,
            region=args.placement.region,
            version=spec.version,
            role_arn=role.arn,
            bootstrap_self_managed_addons=False,
            enabled_cluster_log_types=list(spec.log_types),
            deletion_protection=args.protected,
            access_config={
                "authentication_mode": "API",
                "bootstrap_cluster_creator_admin_permissions": False,
            },
            encryption_config={"provider": {"key_arn": args.secrets_key_arn}, "resources": ["secrets"]},
            kubernetes_network_config={"ip_family": "ipv4", "service_ipv4_cidr": str(spec.service_cidr)},
            upgrade_policy={"support_type": "EXTENDED" if spec.extended_support else "STANDARD"},
            zonal_shift_config={"enabled": True},
            vpc_config=self._vpc_config(args),
            tags=args.labels.aws(args.cluster_name),
            opts=self.child(depends_on=after, protect=args.protected or None),
        )

    def _vpc_config(self, args: ControlPlaneArgs) -> aws.eks.ClusterVpcConfigArgs:
        public = [str(cidr) for cidr in args.spec.public_access_cidrs]
        return aws.eks.ClusterVpcConfigArgs(
            subnet_ids=[args.private_subnets[zone] for zone in sorted(args.private_subnets)],
            endpoint_private_access=True,
            endpoint_public_access=bool(public),
            public_access_cidrs=public or None,
        )

    def _issuer(self, name: str, args: ControlPlaneArgs) -> aws.iam.OpenIdConnectProvider:
        """Let IAM trust the cluster's own tokens. IAM fetches the issuer's certificate by itself."""
        return aws.iam.OpenIdConnectProvider(
            f"{name}-issuer",
            url=self.oidc_issuer,
            client_id_lists=["sts.amazonaws.com"],
            tags=args.labels.aws(f"{args.cluster_name}-issuer"),
            opts=self.child(),
        )
