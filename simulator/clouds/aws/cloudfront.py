"""Distributions and what they refer to, which are of no region but take certificates of one."""

from simulator.clouds.aws.arns import in_region
from simulator.clouds.kind import Autoname, Kind
from simulator.clouds.refusals import Given, Refused, arn, conflicts, matches, one_of
from simulator.values import UNKNOWN

ZONE = "Z2FDTNDATAQYW2"
"""The zone of every distribution's name (AWS General Reference, CloudFront endpoints)."""

VERSIONS = ("http1.1", "http2", "http2and3", "http3")
TLS = (
    "SSLv3", "TLSv1", "TLSv1_2016", "TLSv1.1_2016", "TLSv1.2_2018", "TLSv1.2_2019", "TLSv1.2_2021", "TLSv1.2_2025",
    "TLSv1.3_2025",
)  # fmt: skip
LARGEST_FUNCTION = 10_240
ONLY_EAST = "CloudFront takes them from nowhere else"


def _certificate(given: Given) -> Refused:
    path = "viewerCertificate.acmCertificateArn"
    yield from in_region(path, "us-east-1", ONLY_EAST)(given)
    if given.has("aliases") and given.true("viewerCertificate.cloudfrontDefaultCertificate"):
        yield "aliases", "names of one's own need a certificate of one's own in viewerCertificate"


def _origins(given: Given) -> Refused:
    members = [*given.objects("origins"), *given.objects("originGroups")]
    known = [one.raw("originId") for _, one in members]
    listed = (given.raw("originGroups"), *given.items("origins"), *given.items("originGroups"))
    if UNKNOWN in (*known, *listed) or not isinstance(given.known("origins"), list):
        return
    names = {one.text("originId") for _, one in members}
    for path, one in members:
        if known.count(one.raw("originId")) > 1:
            yield f"{path}.originId", f"two origins are called {one.shown('originId')}"
    behaviors = [*given.objects("defaultCacheBehavior"), *given.objects("orderedCacheBehaviors")]
    for path, behavior in behaviors:
        target = behavior.text("targetOriginId")
        if target is not None and target not in names:
            yield f"{path}.targetOriginId", f"there is no origin or origin group {target}"
    for path, group in given.objects("originGroups"):
        if len(group.items("members")) not in {0, 2}:
            yield f"{path}.members", "an origin group has exactly two members"


def _behaviors(given: Given) -> Refused:
    for path, behavior in [*given.objects("defaultCacheBehavior"), *given.objects("orderedCacheBehaviors")]:
        yield from (
            (f"{path}.{where}", reason)
            for where, reason in conflicts("cachePolicyId", "forwardedValues")(behavior)
        )
        if behavior.lacks("cachePolicyId") and behavior.lacks("forwardedValues"):
            yield f"{path}.cachePolicyId", "a behaviour needs cachePolicyId or forwardedValues to be set"


def _staged(given: Given) -> Refused:
    staged = given.true("staging") or given.has("continuousDeploymentPolicyId")
    if staged and given.text("httpVersion") in {"http3", "http2and3"}:
        yield "httpVersion", "continuous deployment does not work with HTTP/3: set http2"


def _lifetimes(given: Given) -> Refused:
    low, usual, high = (given.number(name) for name in ("minTtl", "defaultTtl", "maxTtl"))
    if low is not None and usual is not None and usual < low:
        yield "defaultTtl", "defaultTtl must not be below minTtl"
    if usual is not None and high is not None and high < usual:
        yield "maxTtl", "maxTtl must not be below defaultTtl"


def _code(given: Given) -> Refused:
    text = given.text("code")
    if text is not None and len(text.encode()) > LARGEST_FUNCTION:
        yield "code", f"a function has at most {LARGEST_FUNCTION} bytes"
    if given.items("keyValueStoreAssociations") and given.text("runtime") == "cloudfront-js-1.0":
        yield "runtime", "key-value stores need the runtime cloudfront-js-2.0"
    if len(given.items("keyValueStoreAssociations")) > 1:
        yield "keyValueStoreAssociations", "a function has at most one key-value store"


KINDS = (
    Kind(
        "aws:cloudfront/distribution:Distribution",
        id="E{upper:13}",
        defaults={
            "httpVersion": "http2",
            "isIpv6Enabled": False,
            "priceClass": "PriceClass_All",
            "retainOnDelete": False,
            "staging": False,
            "waitForDeployment": True,
        },
        outputs={
            "arn": "arn:{partition}:cloudfront::{account}:distribution/{id}",
            "callerReference": "{uuid:36.reference}",
            "continuousDeploymentPolicyId": "",
            "domainName": "d{lower:13}.cloudfront.net",
            "etag": "E{upper:13.etag}",
            "hostedZoneId": ZONE,
            "inProgressValidationBatches": 0,
            "lastModifiedTime": "1970-01-01 00:00:00 +0000 UTC",
            "loggingV1Enabled": False,
            "status": "Deployed",
            "trustedKeyGroups": [],
            "trustedSigners": [],
        },
        ordered=frozenset({"orderedCacheBehaviors"}),
        refusals=(
            one_of("httpVersion", VERSIONS),
            one_of("priceClass", ("PriceClass_100", "PriceClass_200", "PriceClass_All")),
            one_of("viewerCertificate.minimumProtocolVersion", TLS),
            matches("defaultRootObject", r"(?!/).{0,255}", "the name of an object, without a leading /"),
            matches("comment", r"[\s\S]{0,128}", "at most 128 characters"),
            _certificate,
            _origins,
            _behaviors,
            _staged,
        ),
    ),
    Kind(
        "aws:cloudfront/originAccessControl:OriginAccessControl",
        id="E{upper:13}",
        autoname=Autoname(limit=64),
        defaults={"description": "Managed by Pulumi"},
        outputs={
            "arn": "arn:{partition}:cloudfront::{account}:origin-access-control/{id}",
            "etag": "E{upper:13.etag}",
        },
        refusals=(
            one_of("signingBehavior", ("always", "never", "no-override")),
            one_of("signingProtocol", ("sigv4",)),
            one_of("originAccessControlOriginType", ("s3", "mediastore", "mediapackagev2", "lambda")),
        ),
    ),
    Kind(
        "aws:cloudfront/cachePolicy:CachePolicy",
        id="{uuid}",
        autoname=Autoname(limit=128),
        defaults={"defaultTtl": 86_400, "maxTtl": 31_536_000, "minTtl": 0},
        outputs={
            "arn": "arn:{partition}:cloudfront::{account}:cache-policy/{id}",
            "etag": "E{upper:13.etag}",
        },
        refusals=(_lifetimes,),
    ),
    Kind(
        "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy",
        id="{uuid}",
        autoname=Autoname(limit=128),
        outputs={
            "arn": "arn:{partition}:cloudfront::{account}:response-headers-policy/{id}",
            "etag": "E{upper:13.etag}",
        },
    ),
    Kind(
        "aws:cloudfront/function:Function",
        id="{name}",
        autoname=Autoname(limit=64),
        defaults={"publish": True},
        outputs={
            "arn": "arn:{partition}:cloudfront::{account}:function/{name}",
            "etag": "E{upper:13.etag}",
            "liveStageEtag": "E{upper:13.live}",
            "status": "UNASSOCIATED",
        },
        refusals=(
            one_of("runtime", ("cloudfront-js-1.0", "cloudfront-js-2.0")),
            matches("name", r"[A-Za-z0-9_-]{1,64}", "1 to 64 letters, digits, - or _"),
            _code,
        ),
    ),
    Kind(
        "aws:cloudfront/keyValueStore:KeyValueStore",
        id="{name}",
        autoname=Autoname(limit=64),
        outputs={
            "arn": "arn:{partition}:cloudfront::{account}:key-value-store/{uuid}",
            "etag": "E{upper:13.etag}",
            "lastModifiedTime": "1970-01-01T00:00:00Z",
        },
        refusals=(matches("name", r"[A-Za-z0-9_-]{1,64}", "1 to 64 letters, digits, - or _"),),
    ),
    Kind(
        "aws:cloudfront/keyvaluestoreKey:KeyvaluestoreKey",
        id="{keyValueStoreArn},{key}",
        outputs={"totalSizeInBytes": 0},
        refusals=(
            arn("keyValueStoreArn", "cloudfront"),
            matches("key", r"[\s\S]{1,512}", "1 to 512 characters"),
            matches("value", r"[\s\S]{1,1024}", "1 to 1024 characters"),
        ),
    ),
)
