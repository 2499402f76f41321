"""What an environment decides about its container images."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from components.foundation.spec import Spec

_NAME = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*(?:/[a-z0-9]+(?:[._-][a-z0-9]+)*)*")


def _repository(name: str) -> str:
    if not 2 <= len(name) <= 200 or not _NAME.fullmatch(name):
        raise ValueError(
            f"{name!r} is not the name of a repository: ECR takes lower-case letters and digits with single . _ - / between "
            "them, such as backend-api; rewrite it"
        )
    return name


RepositoryName = Annotated[str, AfterValidator(_repository)]


class RegistrySpec(Spec):
    """Repositories whose tags never move, whose images are scanned and whose old ones go."""

    repositories: tuple[RepositoryName, ...] = Field(
        min_length=1, description="Repositories by name, without the environment's."
    )
    untagged_days: int = Field(default=7, ge=1, description="Days that images without a tag are kept.")
    releases: int = Field(
        default=50, ge=2, description="Tagged images that are kept of each repository, the newest."
    )
    scanning: Literal["BASIC", "ENHANCED"] = Field(
        default="BASIC",
        description="BASIC scans on push and is free; ENHANCED goes on scanning and is billed by image.",
    )
