"""CloudFront: TLS on both sides, private buckets, a firewall, headers and logs."""

from collections.abc import Iterator

from policies.framework import tokens
from policies.framework.facts import fact, some
from policies.framework.index import Stack
from policies.framework.resources import Resource
from policies.framework.rules import (
    ALWAYS,
    PRODUCTION,
    Context,
    Outcomes,
    require,
    resource_rule,
    stack_rule,
)
from policies.framework.values import Value

GUIDE = "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/"
TYPES = (tokens.DISTRIBUTION,)
BROKEN = ("SSLv3", "TLSv1", "TLSv1.1")
MODERN = ("TLSv1.2_2021", "TLSv1.2_2025", "TLSv1.3_2025")


def _behaviors(distribution: Resource) -> Iterator[Value]:
    yield from distribution["defaultCacheBehavior"].items()
    yield from distribution["orderedCacheBehaviors"].items()


@resource_rule(
    name="cf-https",
    title="Distributions speak modern TLS on both sides",
    types=TYPES,
    severity="critical",
    levels=ALWAYS,
    remediation="Set viewerProtocolPolicy to redirect-to-https, minimumProtocolVersion to TLSv1.2_2021 and custom origins to https-only.",
    checkov=("CKV_AWS_34", "CKV_AWS_174", "CKV2_AWS_54", "CKV2_AWS_72"),
    trivy=("AWS-0012", "AWS-0013"),
    prowler=("cloudfront_distributions_https_enabled", "cloudfront_distributions_origin_traffic_encrypted"),
    url=GUIDE + "using-https.html",
)
def cf_https(distribution: Resource, _: Context) -> Outcomes:
    """Refuse plain requests, old TLS and plain origins."""
    for behavior in _behaviors(distribution):
        secure = behavior["viewerProtocolPolicy"].equals("redirect-to-https", "https-only")
        yield from require(secure, f"{behavior.where} answers plain requests: redirect to HTTPS")
    modern = distribution.at("viewerCertificate", "minimumProtocolVersion").equals(*MODERN)
    yield from require(modern, "viewers may use old TLS: set minimumProtocolVersion to TLSv1.2_2021 or newer")
    for origin in distribution["origins"].items():
        custom = origin["customOriginConfig"]
        if not custom.absent:
            yield from require(
                custom["originProtocolPolicy"].equals("https-only"),
                f"{origin.where} is asked plainly: set https-only",
            )
            broken = some(custom["originSslProtocols"].contains(version) for version in BROKEN)
            yield from require(
                ~broken, f"{origin.where} may be asked over old TLS: set originSslProtocols to TLSv1.2"
            )


@resource_rule(
    name="cf-private-buckets",
    title="Buckets behind a distribution are reached by it alone",
    types=TYPES,
    severity="high",
    levels=ALWAYS,
    remediation="Set originAccessControlId of every S3 origin; identities of the older kind cannot sign with SigV4.",
    checkov=("CKV2_AWS_46",),
    prowler=("cloudfront_distributions_s3_origin_access_control",),
    url=GUIDE + "private-content-restricting-access-to-s3.html",
)
def cf_private_buckets(distribution: Resource, _: Context) -> Outcomes:
    """Require an origin access control on each origin that is a bucket."""
    for origin in distribution["origins"].items():
        if not origin["customOriginConfig"].absent:
            continue
        yield from require(
            origin["originAccessControlId"].given(),
            f"{origin.where} needs a public bucket: set originAccessControlId",
        )


@resource_rule(
    name="cf-guarded",
    title="Distributions have a firewall, headers and a first page",
    types=TYPES,
    severity="high",
    levels=PRODUCTION,
    remediation="Set webAclId, defaultRootObject, and responseHeadersPolicyId of every behaviour.",
    checkov=("CKV_AWS_68", "CKV_AWS_259", "CKV_AWS_305", "CKV2_AWS_32"),
    trivy=("AWS-0011",),
    prowler=("cloudfront_distributions_default_root_object", "cloudfront_distributions_using_waf"),
    url=GUIDE + "SecurityAndPrivateContent.html",
)
def cf_guarded(distribution: Resource, _: Context) -> Outcomes:
    """Require what keeps attacks out and browsers careful."""
    yield from require(distribution["webAclId"].given(), "attacks reach the origin: set webAclId")
    yield from require(
        distribution["defaultRootObject"].given(), "the root may list the bucket: set defaultRootObject"
    )
    for behavior in _behaviors(distribution):
        yield from require(
            behavior["responseHeadersPolicyId"].given(),
            f"{behavior.where} answers without HSTS: set responseHeadersPolicyId",
        )


@stack_rule(
    name="cf-logged",
    title="Distributions log who asked for what",
    types=TYPES,
    severity="medium",
    levels=PRODUCTION,
    remediation="Add a LogDeliverySource of the distribution with its destination and delivery.",
    checkov=("CKV_AWS_86",),
    trivy=("AWS-0010",),
    prowler=("cloudfront_distributions_logging_enabled",),
    url=GUIDE + "standard-logging.html",
)
def cf_logged(stack: Stack, __: Context) -> Outcomes:
    """Require a delivery of either kind of standard log."""
    for distribution in stack.of(tokens.DISTRIBUTION):
        old_style = fact(bool((distribution.entry.get("inputs") or {}).get("loggingConfig")))
        delivered = some(
            named
            & some(
                same
                for _, same in stack.naming(
                    "deliverySourceName", source, tokens.LOG_DELIVERY, identities=("name",)
                )
            )
            for source, named in stack.naming(
                "resourceArn", distribution, tokens.LOG_DELIVERY_SOURCE, identities=("arn",)
            )
        )
        yield from require(
            old_style | delivered, "nobody can tell who asked: deliver its access logs", of=distribution
        )


RULES = (cf_https, cf_private_buckets, cf_guarded, cf_logged)
