"""Which path is answered by whom, and how."""

from collections.abc import Mapping

import pulumi_aws as aws
from pulumi import Output

from components.networking.cdn.caching import ALL_VIEWER_EXCEPT_HOST, CORS_OF_BUCKETS, Caching
from components.networking.cdn.spec import CdnSpec

API = "api"
READING = ["GET", "HEAD", "OPTIONS"]
CACHED = ["GET", "HEAD"]
EVERY = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"]


def default_behavior(
    spec: CdnSpec, pages: str, html: Caching, function_arn: Output[str]
) -> aws.cloudfront.DistributionDefaultCacheBehaviorArgsDict:
    """Return how pages are answered."""
    behavior: aws.cloudfront.DistributionDefaultCacheBehaviorArgsDict = {
        "target_origin_id": pages,
        "viewer_protocol_policy": "redirect-to-https",
        "allowed_methods": READING,
        "cached_methods": CACHED,
        "compress": True,
        "cache_policy_id": html.cache_policy_id,
        "response_headers_policy_id": html.headers_policy_id,
        "function_associations": [{"event_type": "viewer-request", "function_arn": function_arn}],
    }
    if spec.cors_origins:
        behavior["origin_request_policy_id"] = CORS_OF_BUCKETS
    return behavior


def ordered_behaviors(
    spec: CdnSpec, pages: str, caches: Mapping[str, Caching], function_arn: Output[str], *, api: bool
) -> list[aws.cloudfront.DistributionOrderedCacheBehaviorArgsDict]:
    """Return how the API is answered, then files that never change."""
    of_api: list[aws.cloudfront.DistributionOrderedCacheBehaviorArgsDict] = [
        {
            "path_pattern": path,
            "target_origin_id": API,
            "viewer_protocol_policy": "https-only",
            "allowed_methods": EVERY,
            "cached_methods": CACHED,
            "compress": True,
            "cache_policy_id": caches["api"].cache_policy_id,
            "origin_request_policy_id": ALL_VIEWER_EXCEPT_HOST,
            "response_headers_policy_id": caches["api"].headers_policy_id,
        }
        for path in (spec.api_paths if api else ())
    ]
    of_files: list[aws.cloudfront.DistributionOrderedCacheBehaviorArgsDict] = [
        {
            "path_pattern": path,
            "target_origin_id": pages,
            "viewer_protocol_policy": "redirect-to-https",
            "allowed_methods": READING,
            "cached_methods": CACHED,
            "compress": True,
            "cache_policy_id": caches["static"].cache_policy_id,
            "response_headers_policy_id": caches["static"].headers_policy_id,
            "function_associations": [{"event_type": "viewer-request", "function_arn": function_arn}],
        }
        for path in spec.static_paths
    ]
    for behavior in of_files if spec.cors_origins else ():
        behavior["origin_request_policy_id"] = CORS_OF_BUCKETS
    return of_api + of_files
