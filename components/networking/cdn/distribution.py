"""A distribution over private buckets, with the API of the load balancers under the same name."""

from dataclasses import dataclass

import pulumi_aws as aws
from pulumi import Output, ResourceOptions

from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.metric_alarms import Alarm, Watch, raise_alarm
from components.foundation.placement import AwsPlacement
from components.foundation.spec import Wire
from components.networking.cdn.behaviors import API, default_behavior, ordered_behaviors
from components.networking.cdn.caching import caching
from components.networking.cdn.delivery import EDGE_REGION, deliver_logs
from components.networking.cdn.pointer import pointer
from components.networking.cdn.spec import CdnSpec
from components.networking.certificates import RegionalCertificate

PAGES = "pages"
SECOND = "pages-second"
BOTH = "pages-both"

MISSING = (403, 404)
FAILED = (500, 502, 503, 504)

ERROR_SECONDS = 10
"""How long a missing file is remembered: short, because a release may be uploading it."""

API_SECONDS = 30


@dataclass(frozen=True, kw_only=True)
class PageOrigin:
    """A bucket, by its regional domain name; ``second`` is that of its copy in another region, if there is one."""

    domain: str
    second: str | None = None


@dataclass(frozen=True, kw_only=True)
class ApiOrigin:
    """The name that the load balancers answer to, and the header that opens them."""

    domain: Wire[str]
    header: str
    secret: Wire[str]


@dataclass(frozen=True, kw_only=True)
class CdnArgs:
    """A spec wired to its zone, certificate, buckets and logs.

    ``web_acl_arn`` is a firewall of scope CLOUDFRONT. ``logs_bucket_arn`` is a bucket whose policy lets
    delivery.logs.amazonaws.com write. ``alarm_topic_arn`` stands in us-east-1, where CloudFront measures.
    """

    spec: CdnSpec
    domain: str
    zone_id: Wire[str]
    certificate: RegionalCertificate
    web_acl_arn: Wire[str]
    pages: PageOrigin
    api: ApiOrigin | None
    logs_bucket_arn: Wire[str] | None
    placement: AwsPlacement
    labels: Labels
    alarm_topic_arn: Wire[str]


class Cdn(Component):
    """A frontend at ``<host>.<domain>``.

    A release is uploaded whole under ``releases/<id>/`` of the bucket and goes live by one write of the key
    ``release`` in the key-value store; writing the former id rolls it back. Both take seconds and need no
    invalidation, because the folder is part of the cache's key. A branch is previewed under ``/previews/<branch>/``,
    uploaded to the folder of that name, and the bucket's lifecycle ends it. Paths of an application (``spa``) get
    index.html from the pointer function and not from an error page, which would also swallow the API's own 404.

    There is no ``ContinuousDeploymentPolicy``. CloudFront does not serve HTTP/3 on a distribution that has one, which
    this one has to; it sends at most 15 % of requests to its staging distribution, never half or all; and it tries out
    settings of the edge, while what is released here is files. Promoting it also copies the settings behind Pulumi's
    back. The pointer moves all requests at once and back again (CloudFront developer guide, continuous deployment).

    Outputs: ``distribution_id``, ``distribution_arn`` (for the bucket's policy), ``domain_name`` (its public name),
    ``pointer_arn`` (the key-value store that the pipeline writes).

    :raises ValueError: if the certificate does not stand in us-east-1.
    """

    urn_type = "platform:networking:Cdn"

    distribution_id: Output[str]
    distribution_arn: Output[str]
    domain_name: Output[str]
    pointer_arn: Output[str]

    def __init__(self, name: str, args: CdnArgs, opts: ResourceOptions | None = None) -> None:
        certificate_arn = args.certificate.usable_in(EDGE_REGION, f"CDN {name}")
        super().__init__(name, opts)
        store, function = pointer(self, name, args.spec, args.labels)
        distribution = self._distribution(name, args, certificate_arn, function.arn)
        self._names(name, args, distribution)
        if args.logs_bucket_arn is not None:
            deliver_logs(
                self,
                name,
                physical=f"{args.labels.environment}-{args.spec.host}-cdn",
                distribution_arn=distribution.arn,
                bucket_arn=args.logs_bucket_arn,
                labels=args.labels,
            )
        self._watch(name, args, distribution)
        self.distribution_id = distribution.id
        self.distribution_arn = distribution.arn
        self.domain_name = Output.from_input(f"{args.spec.host}.{args.domain}")
        self.pointer_arn = store.arn
        self.publish()

    def _distribution(
        self, name: str, args: CdnArgs, certificate_arn: Wire[str], function_arn: Output[str]
    ) -> aws.cloudfront.Distribution:
        physical = f"{args.labels.environment}-{args.spec.host}"
        caches = caching(self, name, physical, args.spec)
        pages = BOTH if args.pages.second else PAGES
        return aws.cloudfront.Distribution(
            f"{name}-distribution",
            aliases=[f"{args.spec.host}.{args.domain}"],
            comment=f"{args.spec.host} of {args.labels.environment}",
            enabled=True,
            is_ipv6_enabled=True,
            http_version="http2and3",
            price_class=args.spec.price_class,
            default_root_object="index.html",
            origins=self._origins(name, args, physical),
            origin_groups=_groups(args),
            default_cache_behavior=default_behavior(args.spec, pages, caches["html"], function_arn),
            ordered_cache_behaviors=ordered_behaviors(
                args.spec, pages, caches, function_arn, api=args.api is not None
            ),
            custom_error_responses=[
                {"error_code": code, "error_caching_min_ttl": ERROR_SECONDS} for code in MISSING
            ],
            viewer_certificate={
                "acm_certificate_arn": certificate_arn,
                "ssl_support_method": "sni-only",
                "minimum_protocol_version": args.spec.minimum_tls,
            },
            restrictions={"geo_restriction": {"restriction_type": "none"}},
            web_acl_id=args.web_acl_arn,
            tags=args.labels.aws(name),
            opts=self.child(),
        )

    def _origins(
        self, name: str, args: CdnArgs, physical: str
    ) -> list[aws.cloudfront.DistributionOriginArgsDict]:
        access = aws.cloudfront.OriginAccessControl(
            f"{name}-access",
            name=physical,
            description=f"Signs what {physical} asks of its buckets",
            origin_access_control_origin_type="s3",
            signing_behavior="always",
            signing_protocol="sigv4",
            opts=self.child(),
        )
        buckets = {PAGES: args.pages.domain, SECOND: args.pages.second}
        origins: list[aws.cloudfront.DistributionOriginArgsDict] = [
            {"origin_id": key, "domain_name": domain, "origin_access_control_id": access.id}
            for key, domain in buckets.items()
            if domain is not None
        ]
        if args.api is not None:
            origins.append(
                {
                    "origin_id": API,
                    "domain_name": args.api.domain,
                    "custom_headers": [{"name": args.api.header, "value": args.api.secret}],
                    "custom_origin_config": {
                        "origin_protocol_policy": "https-only",
                        "origin_ssl_protocols": ["TLSv1.2"],
                        "http_port": 80,
                        "https_port": 443,
                        "origin_read_timeout": API_SECONDS,
                        "origin_keepalive_timeout": 5,
                    },
                }
            )
        return origins

    def _names(self, name: str, args: CdnArgs, distribution: aws.cloudfront.Distribution) -> None:
        for kind in ("A", "AAAA"):
            aws.route53.Record(
                f"{name}-{kind.lower()}",
                zone_id=args.zone_id,
                name=f"{args.spec.host}.{args.domain}",
                type=kind,
                aliases=[
                    {
                        "name": distribution.domain_name,
                        "zone_id": distribution.hosted_zone_id,
                        "evaluate_target_health": False,
                    }
                ],
                opts=self.child(),
            )

    def _watch(self, name: str, args: CdnArgs, distribution: aws.cloudfront.Distribution) -> None:
        alarm = Alarm(
            role="errors",
            namespace="AWS/CloudFront",
            metric="5xxErrorRate",
            statistic="Average",
            breach="above",
            threshold=args.spec.error_percent,
            unit="percent",
            remedy="Write the former release back to the pointer; then look at the API",
            missing="notBreaching",
        )
        watch = Watch(
            owner=self,
            placement=args.placement.elsewhere(EDGE_REGION),
            labels=args.labels,
            topic_arn=args.alarm_topic_arn,
        )
        dimensions: dict[str, Wire[str]] = {"DistributionId": distribution.id, "Region": "Global"}
        raise_alarm(name, alarm, watch, subject=f"{args.labels.environment}-cdn", dimensions=dimensions)


def _groups(args: CdnArgs) -> list[aws.cloudfront.DistributionOriginGroupArgsDict] | None:
    if args.pages.second is None:
        return None
    return [
        {
            "origin_id": BOTH,
            "failover_criteria": {"status_codes": list(FAILED)},
            "members": [{"origin_id": PAGES}, {"origin_id": SECOND}],
        }
    ]
