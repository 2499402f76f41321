"""What an environment decides about its CDN."""

import re
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, field_validator

from components.foundation.placement import AwsRegion
from components.foundation.spec import Spec

PathPattern = Annotated[str, StringConstraints(pattern=r"^/[A-Za-z0-9_.*$/~\"'@:+&?-]{1,254}$")]
Label = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$")]


ORIGIN = re.compile(r"https://[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+(:\d{1,5})?")
"""An origin as browsers send it (RFC 6454): scheme, host and port, and nothing behind them."""


class CdnSpec(Spec):
    """A CDN for a frontend. It is HTTPS only, signed towards its bucket, filtered and logged whatever this says."""

    host: Label = Field(default="app", description="The label under the AWS domain that it answers to.")
    spa: bool = Field(
        default=True,
        description="Whether paths without a file extension are the application's, and get index.html.",
    )
    api_paths: tuple[PathPattern, ...] = Field(
        default=("/api/*",), description="Paths that go to the load balancers and are never cached."
    )
    static_paths: tuple[PathPattern, ...] = Field(
        default=("/assets/*", "/_next/static/*"),
        description="Paths of files whose names change with their content.",
    )
    cors_origins: tuple[str, ...] = Field(
        default=(),
        description="Other origins whose pages may read files here, such as https://www.example.com.",
    )
    content_security_policy: str = Field(
        default=(
            "default-src 'self'; base-uri 'self'; frame-ancestors 'none'; object-src 'none'; "
            "img-src 'self' data:; style-src 'self' 'unsafe-inline'"
        ),
        min_length=1,
    )
    minimum_tls: Literal["TLSv1.2_2021", "TLSv1.2_2025"] = "TLSv1.2_2021"
    price_class: Literal["PriceClass_100", "PriceClass_200", "PriceClass_All"] = "PriceClass_100"
    preview_days: int = Field(default=7, ge=1, le=90, description="Days that previews of branches are kept.")
    second_region: AwsRegion | None = Field(
        default=None,
        description="A region that keeps a copy of the pages, for when the home region's bucket fails.",
    )
    error_percent: float = Field(
        default=1, gt=0, le=100, description="Share of 5xx answers that wakes somebody."
    )

    @field_validator("cors_origins")
    @classmethod
    def _origins_are_named(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        for origin in origins:
            if "*" in origin:
                raise ValueError(
                    f"{origin} lets pages of strangers read what is served here; name the origins one by one, as "
                    "https://www.example.com"
                )
            if not ORIGIN.fullmatch(origin):
                raise ValueError(
                    f"{origin} is not an origin as browsers send it, so that it would never match; write scheme and host "
                    "alone, as https://www.example.com"
                )
        return origins
