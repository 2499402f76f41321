"""Records of one zone, for what proves a domain or publishes names."""

from pulumi import Output

from components.foundation.placement import AwsPlacement
from components.foundation.policy_documents import Statement, identity_policy
from components.foundation.spec import Wire
from components.kubernetes.workload_identity import Grants


def route53_challenges(*, placement: AwsPlacement, zone_id: Wire[str]) -> Grants:
    """Return what cert-manager needs: to write the challenge's records of a zone, and none but those.

    Source: cert-manager, "Route53" (DNS-01), and the condition keys of Route 53's change of record sets.
    """
    zone = Output.format("arn:{0}:route53:::hostedzone/{1}", placement.partition, zone_id)
    write = Statement(
        sid="WriteChallenges",
        actions=["route53:ChangeResourceRecordSets"],
        resources=[zone],
        conditions={
            "ForAllValues:StringEquals": {"route53:ChangeResourceRecordSetsRecordTypes": ["TXT"]},
            "ForAllValues:StringLike": {
                "route53:ChangeResourceRecordSetsNormalizedRecordNames": ["_acme-challenge.*"]
            },
        },
    )
    read = Statement(sid="ReadRecords", actions=["route53:ListResourceRecordSets"], resources=[zone])
    follow = Statement(
        sid="FollowChanges",
        actions=["route53:GetChange"],
        resources=[f"arn:{placement.partition}:route53:::change/*"],
    )
    return Grants(inline={"prove-domains": identity_policy(write, read, follow)})


def route53_names(*, placement: AwsPlacement, zone_id: Wire[str]) -> Grants:
    """Return what external-dns needs: to write addresses and its own marks in a zone, and to find that zone.

    Source: external-dns, "AWS", least privilege. Certificates' challenges are none of its business.
    """
    zone = Output.format("arn:{0}:route53:::hostedzone/{1}", placement.partition, zone_id)
    write = Statement(
        sid="WriteNames",
        actions=["route53:ChangeResourceRecordSets"],
        resources=[zone],
        conditions={
            "ForAllValues:StringEquals": {
                "route53:ChangeResourceRecordSetsRecordTypes": ["A", "AAAA", "CNAME", "TXT"]
            },
            "ForAllValues:StringNotLike": {
                "route53:ChangeResourceRecordSetsNormalizedRecordNames": ["_acme-challenge.*"]
            },
        },
    )
    read = Statement(
        sid="ReadRecords",
        actions=["route53:ListResourceRecordSets", "route53:ListTagsForResource"],
        resources=[zone],
    )
    find = Statement(sid="FindZone", actions=["route53:ListHostedZones"], resources=["*"])
    return Grants(inline={"publish-names": identity_policy(write, read, find)})
