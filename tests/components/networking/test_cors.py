"""Other origins that may read the pages: named one by one, answered by the edge and by the bucket."""

import pulumi_aws as aws
import pytest
from pydantic import ValidationError

from components.networking.cdn import CdnSpec
from tests.components.data.object_store import stores
from tests.components.networking.test_cdn import built

OTHER = "https://www.example.com"


def test_the_edge_and_the_bucket_answer_named_origins_alone() -> None:
    recording = built(CdnSpec(cors_origins=(OTHER,)))
    policies = recording.named(aws.cloudfront.ResponseHeadersPolicy)
    for kind in ("html", "static"):
        cors = policies[f"cdn-{kind}"].inputs["corsConfig"]
        assert cors["accessControlAllowOrigins"] == {"items": [OTHER]}
        assert (cors["accessControlAllowCredentials"], cors["originOverride"]) == (False, True)
    assert "corsConfig" not in policies["cdn-api"].inputs
    behavior = recording.only(aws.cloudfront.Distribution).inputs["defaultCacheBehavior"]
    assert behavior["originRequestPolicyId"] == "88a5eaf4-2fd4-4709-b370-b4c650ea3fcf"
    bucket = stores.built("frontend", cors_origins=(OTHER,)).only(aws.s3.BucketCorsConfiguration).inputs
    assert bucket["corsRules"][0]["allowedOrigins"] == [OTHER]
    assert bucket["corsRules"][0]["allowedMethods"] == ["GET", "HEAD"]


def test_without_origins_nobody_else_may_read() -> None:
    recording = built()
    assert all("corsConfig" not in one.inputs for one in recording.of(aws.cloudfront.ResponseHeadersPolicy))
    assert stores.built("frontend").of(aws.s3.BucketCorsConfiguration) == []


@pytest.mark.parametrize(
    ("origin", "sentence"),
    [
        ("*", "* lets pages of strangers read what is served here; name the origins one by one"),
        ("http://www.example.com", "http://www.example.com is not an origin as browsers send it"),
        ("https://www.example.com/", "https://www.example.com/ is not an origin as browsers send it"),
    ],
)
def test_an_origin_that_opens_too_far_or_never_matches_is_refused(origin: str, sentence: str) -> None:
    with pytest.raises(ValidationError) as caught:
        CdnSpec(cors_origins=(origin,))
    assert sentence in str(caught.value)
