"""How much of the past the images' repository in Google Cloud keeps."""

from typing import Annotated

from pydantic import Field, StringConstraints

from components.foundation.spec import Spec


class ArtifactRegistrySpec(Spec):
    """The repository's name and how much of the past it keeps."""

    repository: Annotated[str, StringConstraints(pattern=r"^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$")] = Field(
        default="platform", description="Name of the repository."
    )
    keep_versions: int = Field(
        default=20, ge=1, le=1000, description="Newest versions of an image that always stay."
    )
    untagged_days: int = Field(
        default=14, ge=1, le=365, description="Days until an image without a tag is deleted."
    )
