"""What makes a release atomic: a function that puts the live release's folder before every path."""

from importlib import resources
from pathlib import Path

import pulumi_aws as aws

from components.foundation.component import Component
from components.foundation.labels import Labels
from components.networking.cdn.spec import CdnSpec

LARGEST_FUNCTION = 10_240
"""Bytes of a function (CloudFront quotas)."""

RELEASE_KEY = "release"
FIRST_RELEASE = "initial"


def code(spec: CdnSpec) -> str:
    """Return the function's code.

    :raises ValueError: if it is larger than CloudFront takes.
    """
    text = Path(str(resources.files(__package__) / "pointer.js")).read_text()
    text = text.replace("__SPA__", "true" if spec.spa else "false")
    if len(text.encode()) > LARGEST_FUNCTION:
        raise ValueError(
            f"the pointer's code has {len(text.encode())} bytes and CloudFront takes {LARGEST_FUNCTION}: shorten pointer.js"
        )
    return text


def pointer(
    owner: Component, name: str, spec: CdnSpec, labels: Labels
) -> tuple[aws.cloudfront.KeyValueStore, aws.cloudfront.Function]:
    """Register the store, its first value and the function that reads it."""
    physical = f"{labels.environment}-{spec.host}-pointer"
    store = aws.cloudfront.KeyValueStore(
        f"{name}-pointer",
        name=physical,
        comment=f"Which release of {spec.host} is live",
        tags=labels.aws(physical),
        opts=owner.child(),
    )
    aws.cloudfront.KeyvaluestoreKey(
        f"{name}-release",
        key_value_store_arn=store.arn,
        key=RELEASE_KEY,
        value=FIRST_RELEASE,
        # The pipeline moves it; an `up` must not move it back.
        opts=owner.child(ignore_changes=["value"]),
    )
    function = aws.cloudfront.Function(
        f"{name}-pointer",
        name=physical,
        comment="Puts the live release before the path",
        runtime="cloudfront-js-2.0",
        publish=True,
        code=code(spec),
        key_value_store_associations=[store.arn],
        tags=labels.aws(physical),
        opts=owner.child(),
    )
    return store, function
