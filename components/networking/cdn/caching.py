"""How long what is kept, at the edge and by browsers, and which headers every answer carries."""

from dataclasses import dataclass

import pulumi_aws as aws
from pulumi import Output

from components.foundation.component import Component
from components.networking.cdn.spec import CdnSpec

YEAR = 31_536_000
FIVE_MINUTES = 300
TWO_YEARS = 2 * YEAR
PREFLIGHT_SECONDS = 3600
"""How long a browser remembers that it may ask from another origin."""

CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
CORS_OF_BUCKETS = "88a5eaf4-2fd4-4709-b370-b4c650ea3fcf"
ALL_VIEWER_EXCEPT_HOST = "b689b0a8-53d0-40ab-baf2-68738e2966ac"
"""Managed policies of CloudFront, the same in every account (CloudFront developer guide, managed policies)."""

BROWSERS = {
    "static": f"public, max-age={YEAR}, immutable",
    "html": f"public, max-age={FIVE_MINUTES}, must-revalidate",
    "api": "private, no-store",
}
"""What browsers are told to keep, by the kind of answer."""


@dataclass(frozen=True)
class Caching:
    """The policies of one kind of answer: at the edge, and in its headers."""

    cache_policy_id: Output[str] | str
    headers_policy_id: Output[str]


def caching(owner: Component, name: str, physical: str, spec: CdnSpec) -> dict[str, Caching]:
    """Register the policies and return them by kind: static, html, api."""
    kept: dict[str, Output[str] | str] = {
        "static": _kept(owner, name, physical, "static", YEAR, YEAR),
        "html": _kept(owner, name, physical, "html", 0, FIVE_MINUTES),
        "api": CACHING_DISABLED,
    }
    return {
        kind: Caching(kept[kind], _headers(owner, name, physical, kind, value, spec))
        for kind, value in BROWSERS.items()
    }


def _kept(owner: Component, name: str, physical: str, kind: str, least: int, usual: int) -> Output[str]:
    nothing: aws.cloudfront.CachePolicyParametersInCacheKeyAndForwardedToOriginArgsDict = {
        "cookies_config": {"cookie_behavior": "none"},
        "headers_config": {"header_behavior": "none"},
        "query_strings_config": {"query_string_behavior": "none"},
        "enable_accept_encoding_brotli": True,
        "enable_accept_encoding_gzip": True,
    }
    policy = aws.cloudfront.CachePolicy(
        f"{name}-{kind}",
        name=f"{physical}-{kind}",
        comment=f"{usual} seconds",
        min_ttl=least,
        default_ttl=usual,
        max_ttl=usual,
        parameters_in_cache_key_and_forwarded_to_origin=nothing,
        opts=owner.child(),
    )
    return policy.id


def _headers(owner: Component, name: str, physical: str, kind: str, value: str, spec: CdnSpec) -> Output[str]:
    policy = aws.cloudfront.ResponseHeadersPolicy(
        f"{name}-{kind}",
        name=f"{physical}-{kind}",
        comment=f"Headers of {kind} answers",
        custom_headers_config={"items": [{"header": "Cache-Control", "value": value, "override": True}]},
        cors_config=_cors(spec) if kind != "api" else None,
        security_headers_config={
            "strict_transport_security": {
                "access_control_max_age_sec": TWO_YEARS,
                "include_subdomains": True,
                "preload": True,
                "override": True,
            },
            "content_type_options": {"override": True},
            "frame_options": {"frame_option": "DENY", "override": True},
            "referrer_policy": {"referrer_policy": "strict-origin-when-cross-origin", "override": True},
            "content_security_policy": {
                "content_security_policy": spec.content_security_policy,
                "override": True,
            },
        },
        opts=owner.child(),
    )
    return policy.id


def _cors(spec: CdnSpec) -> aws.cloudfront.ResponseHeadersPolicyCorsConfigArgsDict | None:
    """Return what the edge itself says to other origins, because an answer that is kept was asked for by another one."""
    if not spec.cors_origins:
        return None
    return {
        "access_control_allow_credentials": False,
        "access_control_allow_headers": {"items": ["*"]},
        "access_control_allow_methods": {"items": ["GET", "HEAD"]},
        "access_control_allow_origins": {"items": list(spec.cors_origins)},
        "access_control_max_age_sec": PREFLIGHT_SECONDS,
        "origin_override": True,
    }
