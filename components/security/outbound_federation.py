"""An issuer of the account's own: its roles can say to other clouds who they are, without any key."""

from dataclasses import dataclass

import pulumi_aws as aws
from pulumi import Output, ResourceOptions

from components.foundation.component import Component


@dataclass(frozen=True, kw_only=True)
class OutboundFederationArgs:
    """Whether the issuer is protected: another one would be unknown wherever this one is trusted."""

    protected: bool


class OutboundFederation(Component):
    """IAM's outbound identity federation, which an account has once; one that is on already is taken over.

    Without it STS refuses ``GetWebIdentityToken`` (IAM API, EnableOutboundWebIdentityFederation).

    Output: ``issuer``, the URL that other clouds are told to trust.
    """

    urn_type = "platform:security:OutboundFederation"

    issuer: Output[str]

    def __init__(self, name: str, args: OutboundFederationArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        federation = aws.iam.OutboundWebIdentityFederation(
            f"{name}-issuer", opts=self.child(protect=args.protected or None)
        )
        self.issuer = federation.issuer_identifier
        self.publish()
