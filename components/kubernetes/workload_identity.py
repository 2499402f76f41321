"""What a workload in a cluster may do in the cloud: a role for one service account, without any key."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import pulumi_aws as aws
from pulumi import Output, Resource, ResourceOptions

from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.names import bounded
from components.foundation.placement import AwsPlacement
from components.foundation.policy_documents import trust_policy
from components.foundation.spec import Wire

AUDIENCE = "sts.amazonaws.com"
IRSA_ANNOTATION = "eks.amazonaws.com/role-arn"

Mode = Literal["pod-identity", "irsa"]


@dataclass(frozen=True, kw_only=True)
class Grants:
    """What an identity may do: policies that AWS maintains, by name, and ours, as JSON by name.

    :raises ValueError: if nothing is granted.
    """

    managed: tuple[str, ...] = ()
    inline: Mapping[str, Wire[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.managed and not self.inline:
            raise ValueError(
                "an identity that may do nothing is a mistake: name a policy, or leave the identity out"
            )


@dataclass(frozen=True, kw_only=True)
class IdentityIssuer:
    """The cluster that vouches for its service accounts.

    ``cluster`` is the cluster's name as the cluster itself publishes it, so that what uses it waits for it.
    ``agent`` is the pod identity agent, which hands out credentials on every node; an association waits for
    it. ``oidc_issuer`` is a URL, as EKS gives it out.
    """

    cluster_name: str
    cluster: Wire[str]
    placement: AwsPlacement
    mode: Mode
    oidc_issuer: Wire[str]
    oidc_provider_arn: Wire[str]
    agent: Resource | None

    @property
    def cluster_arn(self) -> str:
        """The ARN of the cluster."""
        return self.placement.arn("eks", f"cluster/{self.cluster_name}")


@dataclass(frozen=True, kw_only=True)
class WorkloadIdentityArgs:
    """One service account and what it may do.

    ``held_by_addon`` leaves the pod identity association to the EKS add-on that owns the service account.
    ``any_service_account`` trusts every account of the namespace; production does not accept it.
    ``boundary_arn`` is a permissions boundary, ``path`` the role's path. ``role_name`` is for a role that others know by
    its name; any other is named after the cluster, the namespace and the service account.
    """

    issuer: IdentityIssuer
    labels: Labels
    protected: bool
    namespace: str
    service_account: str
    grants: Grants
    held_by_addon: bool = False
    any_service_account: bool = False
    boundary_arn: str | None = None
    path: str = "/"
    session_seconds: int = 3600
    role_name: str | None = None

    def __post_init__(self) -> None:
        whose = f"identity of {self.namespace}/{self.service_account}"
        if self.any_service_account and self.protected:
            raise ValueError(
                f"{whose}: any_service_account lets whoever may create a pod in the namespace use the role, which "
                "production does not accept: name one service account"
            )
        if self.any_service_account and self.issuer.mode == "pod-identity":
            raise ValueError(
                f"{whose}: pod identity associates a role with one service account, so any_service_account would do "
                "nothing: leave it out, or use irsa"
            )
        if "*" in f"{self.namespace}{self.service_account}":
            raise ValueError(
                f"{whose}: a name with a wildcard trusts nobody: name the service account exactly"
            )


def role_name(cluster: str, namespace: str, service_account: str) -> str:
    """Return what the role of a service account is called, by which others may speak of it before it stands."""
    return bounded(f"{cluster}-{namespace}-{service_account}", 64)


class WorkloadIdentity(Component):
    """A role that one service account of one cluster can assume, by Pod Identity or by its OIDC token.

    Both ways publish the same outputs: the role, and the annotations and labels that the service account has
    to carry (none for Pod Identity).
    """

    urn_type = "platform:kubernetes:WorkloadIdentity"

    role_arn: Output[str]
    role_name: Output[str]
    annotations: Output[dict[str, str]]
    service_account_labels: Output[dict[str, str]]

    def __init__(self, name: str, args: WorkloadIdentityArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        irsa = args.issuer.mode == "irsa"
        role = self._role(name, args)
        self.role_arn = role.arn
        self.role_name = role.name
        annotated = role.arn.apply(lambda arn: {IRSA_ANNOTATION: arn})
        self.annotations = annotated if irsa else Output.from_input({})
        self.service_account_labels = Output.all(**args.labels.kubernetes())
        # What a workload waits for: without its policies a pod starts and is refused at its first call.
        self.granted: list[Resource] = self._grants(name, args, role)
        if not irsa and not args.held_by_addon:
            self.granted.append(self._association(name, args, role))
        self.publish()

    def _role(self, name: str, args: WorkloadIdentityArgs) -> aws.iam.Role:
        usual = role_name(args.issuer.cluster_name, args.namespace, args.service_account)
        name_in_iam = args.role_name or usual
        return aws.iam.Role(
            f"{name}-role",
            name=name_in_iam,
            path=args.path,
            description=f"{args.namespace}/{args.service_account} of {args.issuer.cluster_name}",
            assume_role_policy=_irsa_trust(args) if args.issuer.mode == "irsa" else _pod_identity_trust(args),
            permissions_boundary=args.boundary_arn,
            max_session_duration=args.session_seconds,
            tags=args.labels.aws(name_in_iam),
            opts=self.child(),
        )

    def _grants(self, name: str, args: WorkloadIdentityArgs, role: aws.iam.Role) -> list[Resource]:
        managed: list[Resource] = [
            aws.iam.RolePolicyAttachment(
                f"{name}-{policy.rpartition('/')[2]}",
                role=role.name,
                policy_arn=args.issuer.placement.managed_policy(policy),
                opts=self.child(),
            )
            for policy in args.grants.managed
        ]
        inline = [
            aws.iam.RolePolicy(
                f"{name}-{policy_name}", name=policy_name, role=role.name, policy=policy, opts=self.child()
            )
            for policy_name, policy in args.grants.inline.items()
        ]
        return [*managed, *inline]

    def _association(
        self, name: str, args: WorkloadIdentityArgs, role: aws.iam.Role
    ) -> aws.eks.PodIdentityAssociation:
        agent = args.issuer.agent
        return aws.eks.PodIdentityAssociation(
            f"{name}-association",
            region=args.issuer.placement.region,
            cluster_name=args.issuer.cluster,
            namespace=args.namespace,
            service_account=args.service_account,
            role_arn=role.arn,
            tags=args.labels.aws(name),
            opts=self.child(depends_on=[agent] if agent else None),
        )


def _pod_identity_trust(args: WorkloadIdentityArgs) -> Output[str]:
    """Trust EKS's identity service, but only on behalf of this account of this cluster."""
    return trust_policy(
        {"Service": ["pods.eks.amazonaws.com"]},
        ["sts:AssumeRole", "sts:TagSession"],
        {
            "StringEquals": {
                "aws:SourceAccount": args.issuer.placement.account_id,
                "aws:RequestTag/kubernetes-namespace": args.namespace,
                "aws:RequestTag/kubernetes-service-account": args.service_account,
            },
            "ArnEquals": {"aws:SourceArn": args.issuer.cluster_arn},
        },
    )


def _irsa_trust(args: WorkloadIdentityArgs) -> Output[str]:
    """Trust tokens of the cluster's issuer whose subject and audience are exactly these."""
    issuer = args.issuer
    wired = Output.all(url=issuer.oidc_issuer, provider=issuer.oidc_provider_arn)
    return wired.apply(lambda found: _token_trust(args, found["url"], found["provider"]))


def _token_trust(args: WorkloadIdentityArgs, issuer_url: str, provider_arn: str) -> Output[str]:
    host = issuer_url.removeprefix("https://")
    account = "*" if args.any_service_account else args.service_account
    subject = {f"{host}:sub": f"system:serviceaccount:{args.namespace}:{account}"}
    audience = {f"{host}:aud": AUDIENCE}
    conditions = (
        {"StringEquals": audience, "StringLike": subject}
        if args.any_service_account
        else {"StringEquals": {**subject, **audience}}
    )
    return trust_policy({"Federated": [provider_arn]}, ["sts:AssumeRoleWithWebIdentity"], conditions)
