"""AWS Certificate Manager: one wildcard certificate for each region that needs it, validated over DNS."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import pulumi_aws as aws
from pulumi import Output, ResourceOptions
from pydantic import Field

from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.metric_alarms import Alarm, Watch, raise_alarm
from components.foundation.placement import AwsPlacement
from components.foundation.spec import Spec, Wire

EDGE_REGION = "us-east-1"
"""The only region whose certificates CloudFront takes (CloudFront developer guide, requirements for certificates)."""

DAY = 86_400
VALIDATION_TTL = 300


class CertificatesSpec(Spec):
    """What an environment decides about its certificates; they are logged publicly and renewed whatever this says."""

    key_algorithm: Literal["RSA_2048", "EC_prime256v1"] = Field(
        default="RSA_2048", description="Both load balancers and CloudFront take these two and no others."
    )
    alarm_days: int = Field(
        default=30,
        ge=7,
        le=60,
        description="Days before the end at which somebody is told that renewal hangs.",
    )


@dataclass(frozen=True, kw_only=True)
class RegionalCertificate:
    """A validated certificate and the region that it can be used in."""

    region: str
    arn: Wire[str]

    def usable_in(self, region: str, user: str) -> Wire[str]:
        """Return the ARN for something in ``region``.

        :raises ValueError: if the certificate stands in another region, where AWS would not find it.
        """
        if self.region != region:
            raise ValueError(
                f"{user} takes a certificate of {region} and was given one of {self.region}, which AWS refuses: pass the "
                f"certificate of {region}"
            )
        return self.arn


@dataclass(frozen=True, kw_only=True)
class CertificatesArgs:
    """The domain, its zone and the regions, with the topic that hears of each region's certificate."""

    spec: CertificatesSpec
    domain: str
    zone_id: Wire[str]
    placement: AwsPlacement
    labels: Labels
    alarm_topic_arns: Mapping[str, Wire[str]]


class Certificates(Component):
    """``*.<domain>`` and the domain itself, in each region that has a topic.

    ACM asks for the same validation record for one domain in all regions of an account, so there is one, and every
    region waits for it. As long as it stands, ACM renews by itself.

    Output: ``arns``, by region. Beside it, for wiring: ``regional``, region -> :class:`RegionalCertificate`.
    """

    urn_type = "platform:networking:Certificates"

    arns: Output[dict[str, str]]

    def __init__(self, name: str, args: CertificatesArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        certificates = {region: self._certificate(name, args, region) for region in args.alarm_topic_arns}
        first = (
            certificates[EDGE_REGION] if EDGE_REGION in certificates else next(iter(certificates.values()))
        )
        proof = first.domain_validation_options[0]
        record = aws.route53.Record(
            f"{name}-validation",
            zone_id=args.zone_id,
            name=proof.resource_record_name,
            type=proof.resource_record_type,
            records=[proof.resource_record_value],
            ttl=VALIDATION_TTL,
            opts=self.child(),
        )
        self.regional: dict[str, RegionalCertificate] = {}
        for region, certificate in certificates.items():
            validated = aws.acm.CertificateValidation(
                f"{name}-{region}",
                region=region,
                certificate_arn=certificate.arn,
                validation_record_fqdns=[record.fqdn],
                opts=self.child(),
            )
            self.regional[region] = RegionalCertificate(region=region, arn=validated.certificate_arn)
            self._watch(name, args, region, certificate)
        self.arns = Output.all(**{region: one.arn for region, one in self.regional.items()})
        self.publish()

    def _certificate(self, name: str, args: CertificatesArgs, region: str) -> aws.acm.Certificate:
        return aws.acm.Certificate(
            f"{name}-{region}",
            region=region,
            domain_name=f"*.{args.domain}",
            subject_alternative_names=[args.domain],
            validation_method="DNS",
            key_algorithm=args.spec.key_algorithm,
            # Browsers distrust certificates that no public log holds.
            options={"certificate_transparency_logging_preference": "ENABLED"},
            tags=args.labels.aws(f"{name}-{region}"),
            opts=self.child(),
        )

    def _watch(
        self, name: str, args: CertificatesArgs, region: str, certificate: aws.acm.Certificate
    ) -> None:
        alarm = Alarm(
            role="expiry",
            namespace="AWS/CertificateManager",
            metric="DaysToExpiry",
            statistic="Minimum",
            breach="below",
            threshold=args.spec.alarm_days,
            unit="days",
            remedy="Renewal hangs: look at the validation record of the zone and at its CAA record",
            period_seconds=DAY,
            periods=1,
            missing="notBreaching",
        )
        watch = Watch(
            owner=self,
            placement=args.placement.elsewhere(region),
            labels=args.labels,
            topic_arn=args.alarm_topic_arns[region],
        )
        raise_alarm(
            f"{name}-{region}",
            alarm,
            watch,
            subject=f"{args.labels.environment}-certificate",
            dimensions={"CertificateArn": certificate.arn},
        )
