"""A cluster of another cloud, whose service accounts AWS believes by the tokens that the cluster signs."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi_aws as aws
from pulumi import Output, Resource, ResourceOptions

from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.placement import AwsPlacement
from components.foundation.spec import Wire
from components.kubernetes.workload_identity import AUDIENCE, IdentityIssuer


@dataclass(frozen=True, kw_only=True)
class ForeignIssuerArgs:
    """A cluster's name and the URL that its tokens name as their issuer, and what stands before that answers."""

    cluster_name: str
    url: Wire[str]
    placement: AwsPlacement
    labels: Labels
    after: Sequence[Resource] = ()


class ForeignIssuer(Component):
    """The account's trust in a cluster's tokens; what a token may do is said by the role of each service account.

    Output: ``provider_arn``. ``issuer`` is what workload identities are made with.
    """

    urn_type = "platform:kubernetes:ForeignIssuer"

    provider_arn: Output[str]

    def __init__(self, name: str, args: ForeignIssuerArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        # Its certificate needs no thumbprint: AWS checks it against the authorities that everybody trusts.
        provider = aws.iam.OpenIdConnectProvider(
            f"{name}-provider",
            url=args.url,
            client_id_lists=[AUDIENCE],
            tags=args.labels.aws(name),
            opts=self.child(depends_on=args.after),
        )
        self.provider_arn = provider.arn
        self.issuer = IdentityIssuer(
            cluster_name=args.cluster_name,
            cluster=args.cluster_name,
            placement=args.placement,
            mode="irsa",
            oidc_issuer=args.url,
            oidc_provider_arn=provider.arn,
            agent=None,
        )
        self.publish()
