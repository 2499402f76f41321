"""Images with tools that jobs of several rooms run, each at one version. Renovate raises them by the line above each."""

from typing import Final

# renovate: datasource=docker depName=public.ecr.aws/aws-cli/aws-cli
AWS_CLI: Final = "public.ecr.aws/aws-cli/aws-cli:2.36.10"

# renovate: datasource=docker depName=ghcr.io/rclone/rclone
RCLONE: Final = "ghcr.io/rclone/rclone:1.75.0"

# renovate: datasource=docker depName=public.ecr.aws/docker/library/python
PYTHON: Final = "public.ecr.aws/docker/library/python:3.14.2-slim-trixie"
"""Debian's slim image and not Alpine's, which has no time zones (docker-library/python, Dockerfiles)."""

POSTGRES: Final = {
    "14": "public.ecr.aws/docker/library/postgres:14.23-bookworm",
    "15": "public.ecr.aws/docker/library/postgres:15.18-bookworm",
    "16": "public.ecr.aws/docker/library/postgres:16.14-bookworm",
    "17": "public.ecr.aws/docker/library/postgres:17.10-bookworm",
    "18": "public.ecr.aws/docker/library/postgres:18.4-bookworm",
}
"""By the server's major. Debian's image and not Alpine's, which has no gpg (docker-library/postgres, Dockerfiles)."""


def postgres_image(version: str) -> str:
    """Return the image whose tools are of a server's major.

    :param version: the server's, as ``15`` or ``15.15``.
    :raises ValueError: for a major that there is no image of.
    """
    major = version.partition(".")[0]
    if major not in POSTGRES:
        raise ValueError(
            f"there is no image with the tools of PostgreSQL {major}: its dumps could not be made or read; add one to "
            f"components/foundation/cluster/tool_images.py, which has {', '.join(POSTGRES)}"
        )
    return POSTGRES[major]
