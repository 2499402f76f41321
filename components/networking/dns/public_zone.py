"""A public zone: signed, logged, and closed to certificate authorities that nobody asked."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi_aws as aws
from pulumi import Output, Resource, ResourceOptions

from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.log_retention import LogDays
from components.foundation.metric_alarms import Alarm, Watch, raise_alarm
from components.foundation.placement import AwsPlacement
from components.foundation.policy_documents import Conditions, Statement, resource_policy
from components.foundation.spec import Wire
from components.networking.dns.names import name_faults

HOME = "us-east-1"
"""Where Route 53 keeps its metrics, its query logs and the keys it signs with (Route 53 developer guide)."""

AUTHORITIES = ("amazon.com", "amazontrust.com", "awstrust.com", "amazonaws.com")
"""The names under which Amazon's certificate authority signs (ACM user guide, CAA records)."""

CAA_TTL = 3600

CLUSTERS_AUTHORITY = "letsencrypt.org; validationmethods=dns-01"
"""Let's Encrypt for clusters, and only with a proof in the zone itself (RFC 8657): no web server can speak for a name."""

_DNSSEC_FAULTS = {
    "dnssec-failure": (
        "DNSSECInternalFailure",
        "The signing key cannot be used; look at its policy and state",
    ),
    "dnssec-key-action": (
        "DNSSECKeySigningKeysNeedingAction",
        "Route 53 cannot sign with the key; look at key-signing keys of the zone and at the KMS key",
    ),
}


@dataclass(frozen=True, kw_only=True)
class PublicZoneArgs:
    """A zone's name and what it is wired to; key and topic stand in us-east-1, whatever the stack's region.

    ``placement`` is the account; its region does not matter. ``logs_key_arn`` encrypts the query log. ``clusters_issue``
    says that clusters get certificates for names of the zone by themselves.
    """

    domain: str
    placement: AwsPlacement
    labels: Labels
    protected: bool
    log_days: LogDays
    logs_key_arn: Wire[str]
    alarm_topic_arn: Wire[str]
    clusters_issue: bool = False


class PublicZone(Component):
    """A delegated zone with DNSSEC, a log of all queries and a CAA record for Amazon, and for Let's Encrypt where clusters need it.

    The parent zone has to delegate it: NS records to ``name_servers``, and only after the zone is signed the DS
    record ``ds_record``. Taking the zone away goes the other way round: DS first, then a day of waiting, or
    resolvers that validate will not answer for it any more (Route 53 developer guide, disabling DNSSEC).

    Outputs: ``zone_id``, ``name_servers``, ``ds_record``.

    :raises ValueError: if the name cannot be a zone.
    """

    urn_type = "platform:networking:PublicZone"

    zone_id: Output[str]
    name_servers: Output[Sequence[str]]
    ds_record: Output[str]

    def __init__(self, name: str, args: PublicZoneArgs, opts: ResourceOptions | None = None) -> None:
        faults = list(name_faults(args.domain))
        if faults:
            raise ValueError(f"zone {name}: {'; '.join(faults)}")
        super().__init__(name, opts)
        zone = aws.route53.Zone(
            f"{name}-zone",
            name=args.domain,
            comment=f"{args.domain} of {args.labels.environment}",
            force_destroy=not args.protected,
            tags=args.labels.aws(args.domain),
            opts=self.child(protect=args.protected or None),
        )
        ds_record = self._sign(name, args, zone)
        self._log(name, args, zone)
        self._authorities(name, args, zone)
        self._watch(name, args, zone)
        self.zone_id = zone.zone_id
        self.name_servers = zone.name_servers
        self.ds_record = ds_record
        self.publish()

    def _sign(self, name: str, args: PublicZoneArgs, zone: aws.route53.Zone) -> Output[str]:
        """Sign the zone and return its DS record, which is known once the zone is signed and not before."""
        key = aws.kms.Key(
            f"{name}-dnssec",
            region=HOME,
            description=f"Signs {args.domain}",
            customer_master_key_spec="ECC_NIST_P256",
            key_usage="SIGN_VERIFY",
            deletion_window_in_days=30 if args.protected else 7,
            policy=_signing_policy(args, zone.arn),
            tags=args.labels.aws(f"{name}-dnssec"),
            opts=self.child(protect=args.protected or None),
        )
        aws.kms.Alias(
            f"{name}-dnssec",
            region=HOME,
            name=f"alias/{args.labels.environment}/dnssec-{args.domain.replace('.', '-')}",
            target_key_id=key.key_id,
            opts=self.child(),
        )
        signing = aws.route53.KeySigningKey(
            f"{name}-signing",
            hosted_zone_id=zone.zone_id,
            key_management_service_arn=key.arn,
            name=f"{args.labels.environment}_1",
            status="ACTIVE",
            opts=self.child(),
        )
        signed = aws.route53.HostedZoneDnsSec(
            f"{name}-dnssec",
            hosted_zone_id=signing.hosted_zone_id,
            signing_status="SIGNING",
            opts=self.child(depends_on=[signing]),
        )
        return Output.all(signing.ds_record, signed.id).apply(lambda both: str(both[0]))

    def _log(self, name: str, args: PublicZoneArgs, zone: aws.route53.Zone) -> None:
        path = f"/aws/route53/{args.domain}"
        group = aws.cloudwatch.LogGroup(
            f"{name}-queries",
            region=HOME,
            name=path,
            kms_key_id=args.logs_key_arn,
            retention_in_days=args.log_days,
            tags=args.labels.aws(f"{name}-queries"),
            opts=self.child(),
        )
        here = args.placement.elsewhere(HOME)
        policy = aws.cloudwatch.LogResourcePolicy(
            f"{name}-queries",
            region=HOME,
            policy_name=f"{args.labels.environment}-{name}-queries",
            policy_document=resource_policy(
                Statement(
                    sid="Route53WritesQueries",
                    principals={"Service": ["route53.amazonaws.com"]},
                    actions=["logs:CreateLogStream", "logs:PutLogEvents"],
                    resources=[here.arn("logs", f"log-group:{path}:*")],
                    conditions={
                        "StringEquals": {"aws:SourceAccount": here.account_id},
                        "ArnLike": {"aws:SourceArn": f"arn:{here.partition}:route53:::hostedzone/*"},
                    },
                )
            ),
            opts=self.child(),
        )
        # Route 53 tries at once whether it may write.
        waits: list[Resource] = [policy]
        aws.route53.QueryLog(
            f"{name}-queries",
            zone_id=zone.zone_id,
            cloudwatch_log_group_arn=group.arn,
            opts=self.child(depends_on=waits),
        )

    def _authorities(self, name: str, args: PublicZoneArgs, zone: aws.route53.Zone) -> None:
        allowed = (*AUTHORITIES, *((CLUSTERS_AUTHORITY,) if args.clusters_issue else ()))
        issue = [f'0 {tag} "{authority}"' for tag in ("issue", "issuewild") for authority in allowed]
        aws.route53.Record(
            f"{name}-caa",
            zone_id=zone.zone_id,
            name=args.domain,
            type="CAA",
            ttl=CAA_TTL,
            records=issue,
            opts=self.child(),
        )

    def _watch(self, name: str, args: PublicZoneArgs, zone: aws.route53.Zone) -> None:
        here = args.placement.elsewhere(HOME)
        watch = Watch(owner=self, placement=here, labels=args.labels, topic_arn=args.alarm_topic_arn)
        for role, (metric, remedy) in _DNSSEC_FAULTS.items():
            alarm = Alarm(
                role=role,
                namespace="AWS/Route53",
                metric=metric,
                statistic="Maximum",
                breach="above",
                threshold=0,
                unit="faults",
                remedy=remedy,
                periods=1,
                missing="notBreaching",
            )
            raise_alarm(name, alarm, watch, subject=args.domain, dimensions={"HostedZoneId": zone.zone_id})


def _signing_policy(args: PublicZoneArgs, zone_arn: Wire[str]) -> Output[str]:
    """Return the policy that Route 53 asks for of a key that signs (developer guide, customer managed keys for DNSSEC)."""
    of_zone: Conditions = {
        "StringEquals": {"aws:SourceAccount": args.placement.account_id},
        "ArnEquals": {"aws:SourceArn": zone_arn},
    }
    service = {"Service": ["dnssec-route53.amazonaws.com"]}
    return resource_policy(
        Statement(
            sid="AccountDecidesThroughIam",
            principals={"AWS": [args.placement.global_arn("iam", "root")]},
            actions=["kms:*"],
            resources=["*"],
        ),
        Statement(
            sid="Route53Signs",
            principals=service,
            actions=["kms:DescribeKey", "kms:GetPublicKey", "kms:Sign"],
            resources=["*"],
            conditions=of_zone,
        ),
        Statement(
            sid="Route53TakesGrants",
            principals=service,
            actions=["kms:CreateGrant"],
            resources=["*"],
            conditions={**of_zone, "Bool": {"kms:GrantIsForAWSResource": "true"}},
        ),
    )
