"""The CDN: what it makes and refuses, and what its pointer does with a path."""

import json
import shutil
import subprocess
from typing import Any

import pulumi_aws as aws
import pytest

from components.networking.cdn import ApiOrigin, Cdn, CdnArgs, CdnSpec, PageOrigin
from components.networking.cdn.pointer import LARGEST_FUNCTION, code
from components.networking.certificates import RegionalCertificate
from tests.components.data.databases import LABELS, WEST
from tests.components.recording import Recording, assert_sound, record

ANSWERS: dict[Any, Any] = {
    aws.cloudfront.Distribution: {"domainName": "d1.cloudfront.net", "hostedZoneId": "Z2"},
    aws.cloudfront.KeyValueStore: {"arn": "arn:store"},
    aws.cloudfront.Function: {"arn": "arn:function"},
}


def built(spec: CdnSpec | None = None, **changes: Any) -> Recording:
    given: dict[str, Any] = {
        "spec": spec or CdnSpec(),
        "domain": "aws.example.com",
        "zone_id": "Z1",
        "certificate": RegionalCertificate(region="us-east-1", arn="arn:certificate"),
        "web_acl_arn": "arn:acl",
        "pages": PageOrigin(domain="pages.s3.us-east-1.amazonaws.com"),
        "api": ApiOrigin(domain="origin.aws.example.com", header="x-origin-verify", secret="sentinel"),
        "logs_bucket_arn": "arn:aws:s3:::logs",
        "placement": WEST,
        "labels": LABELS,
        "alarm_topic_arn": "arn:alarms",
        **changes,
    }
    return record(lambda: Cdn("cdn", CdnArgs(**given)), answers=ANSWERS)


def test_it_makes_exactly_this_and_all_that_has_a_region_in_us_east_1() -> None:
    recording = built()
    assert_sound(recording, Cdn, regions={"us-east-1"})
    assert recording.counts() == {
        "aws:cloudfront/cachePolicy:CachePolicy": 2,
        "aws:cloudfront/distribution:Distribution": 1,
        "aws:cloudfront/function:Function": 1,
        "aws:cloudfront/keyValueStore:KeyValueStore": 1,
        "aws:cloudfront/keyvaluestoreKey:KeyvaluestoreKey": 1,
        "aws:cloudfront/originAccessControl:OriginAccessControl": 1,
        "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": 3,
        "aws:cloudwatch/logDelivery:LogDelivery": 1,
        "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": 1,
        "aws:cloudwatch/logDeliverySource:LogDeliverySource": 1,
        "aws:cloudwatch/metricAlarm:MetricAlarm": 1,
        "aws:route53/record:Record": 2,
        "platform:networking:Cdn": 1,
    }


def test_the_distribution_is_modern_private_and_guarded() -> None:
    inputs = built().only(aws.cloudfront.Distribution).inputs
    assert inputs["httpVersion"] == "http2and3"
    assert inputs["isIpv6Enabled"] is True
    assert inputs["webAclId"] == "arn:acl"
    assert inputs["viewerCertificate"]["minimumProtocolVersion"] == "TLSv1.2_2021"
    assert inputs["defaultRootObject"] == "index.html"
    pages, api = inputs["origins"]
    assert pages["originAccessControlId"] == "cdn-access-id"
    assert api["customHeaders"] == [{"name": "x-origin-verify", "value": "sentinel"}]
    assert api["customOriginConfig"]["originProtocolPolicy"] == "https-only"


def test_what_is_kept_how_long() -> None:
    recording = built()
    ttls = {
        name: [entry.inputs[key] for key in ("minTtl", "defaultTtl", "maxTtl")]
        for name, entry in recording.named(aws.cloudfront.CachePolicy).items()
    }
    assert ttls == {"cdn-static": [31_536_000] * 3, "cdn-html": [0, 300, 300]}
    told = {
        name: entry.inputs["customHeadersConfig"]["items"][0]["value"]
        for name, entry in recording.named(aws.cloudfront.ResponseHeadersPolicy).items()
    }
    assert told == {
        "cdn-static": "public, max-age=31536000, immutable",
        "cdn-html": "public, max-age=300, must-revalidate",
        "cdn-api": "private, no-store",
    }
    behaviors = recording.only(aws.cloudfront.Distribution).inputs["orderedCacheBehaviors"]
    assert [(one["pathPattern"], one["targetOriginId"], one["cachePolicyId"]) for one in behaviors] == [
        ("/api/*", "api", "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"),
        ("/assets/*", "pages", "cdn-static-id"),
        ("/_next/static/*", "pages", "cdn-static-id"),
    ]
    secured = recording.named(aws.cloudfront.ResponseHeadersPolicy)["cdn-html"].inputs[
        "securityHeadersConfig"
    ]
    assert secured["strictTransportSecurity"]["accessControlMaxAgeSec"] == 63_072_000
    assert secured["frameOptions"]["frameOption"] == "DENY"


def test_without_load_balancers_there_is_no_api() -> None:
    inputs = built(api=None).only(aws.cloudfront.Distribution).inputs
    assert [origin["originId"] for origin in inputs["origins"]] == ["pages"]
    assert all(one["targetOriginId"] == "pages" for one in inputs["orderedCacheBehaviors"])


def test_a_second_region_takes_over_when_the_first_fails() -> None:
    pages = PageOrigin(domain="a.s3.us-east-1.amazonaws.com", second="b.s3.us-west-2.amazonaws.com")
    inputs = built(pages=pages).only(aws.cloudfront.Distribution).inputs
    assert inputs["originGroups"] == [
        {
            "originId": "pages-both",
            "failoverCriteria": {"statusCodes": [500, 502, 503, 504]},
            "members": [{"originId": "pages"}, {"originId": "pages-second"}],
        }
    ]
    assert inputs["defaultCacheBehavior"]["targetOriginId"] == "pages-both"


def test_the_pipelines_release_survives_an_up() -> None:
    key = built().only(aws.cloudfront.KeyvaluestoreKey)
    assert (key.inputs["key"], key.ignore_changes) == ("release", ("value",))


def test_a_certificate_of_another_region_is_refused() -> None:
    with pytest.raises(
        ValueError, match="CDN cdn takes a certificate of us-east-1 and was given one of us-west-2"
    ):
        built(certificate=RegionalCertificate(region="us-west-2", arn="arn:c"))


@pytest.mark.parametrize("spa", [True, False])
def test_the_pointers_code_fits_a_function(spa: bool) -> None:
    text = code(CdnSpec(spa=spa))
    assert len(text.encode()) < LARGEST_FUNCTION
    assert "__SPA__" not in text


def answered(uri: str, *, spa: bool = True, release: str | None = "v42") -> Any:
    """Run the function as CloudFront would, with a store that holds one release or fails."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    text = code(CdnSpec(spa=spa)).removeprefix("import cf from 'cloudfront';\n")
    held = json.dumps(release)
    fake = f"const cf = {{ kvs: () => ({{ get: async () => {{ if ({held} === null) throw new Error(); return {held}; }} }}) }};"
    event = json.dumps({"request": {"uri": uri, "headers": {}}})
    script = f"{fake}\n{text}\nhandler({event}).then(r => console.log(JSON.stringify(r)));"
    done = subprocess.run([node, "-e", script], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("uri", "spa", "asked"),
    [
        ("/", True, "/releases/v42/index.html"),
        ("/orders/17", True, "/releases/v42/index.html"),
        ("/orders/", True, "/releases/v42/index.html"),
        ("/orders/", False, "/releases/v42/orders/index.html"),
        ("/orders", False, "/releases/v42/orders"),
        ("/assets/app.1a2b.js", True, "/releases/v42/assets/app.1a2b.js"),
        ("/previews/feature-x", True, "/previews/feature-x/index.html"),
        ("/previews/feature-x/orders/17", True, "/previews/feature-x/index.html"),
        ("/previews/feature-x/assets/a.js", True, "/previews/feature-x/assets/a.js"),
        ("/previews/../releases/v41/a.js", True, "/nothing/previews/../releases/v41/a.js"),
        ("/releases/v43/index.html", True, "/nothing/releases/v43/index.html"),
    ],
)
def test_a_path_is_looked_for_in_the_live_release(uri: str, spa: bool, asked: str) -> None:
    assert answered(uri, spa=spa)["uri"] == asked


@pytest.mark.parametrize("release", [None, "../v41", ""])
def test_without_a_release_it_says_so_and_is_not_remembered(release: str | None) -> None:
    answer = answered("/", release=release)
    assert answer["statusCode"] == 503
    assert answer["headers"]["cache-control"]["value"] == "no-store"
