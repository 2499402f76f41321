"""What an environment decides about images that are raised by themselves."""

import re
from typing import Annotated, Final, Self

from pydantic import Field, StringConstraints, model_validator

from components.delivery.argo.cd.projects_spec import ApplicationName
from components.foundation.cluster.sign_on import SecretPath
from components.foundation.spec import RefusalError, Spec

Reference = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([._/:-][a-z0-9]+)*$")]
"""An image without its tag: ``backend-api`` of the account's own registry, or with the host of another before it."""

Email = Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]

VERSIONS: Final = re.compile(r"^v?\d+(\.\d+)?\.x$|^[~^]\d+(\.\d+){0,2}$")
"""A range of versions: ``1.x``, ``1.4.x``, ``^1.4.0``, ``~1.4``."""

TAG: Final = re.compile(r"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$")


class FollowedImageSpec(Spec):
    """An image of an application, and what of it is followed.

    A tag of the account's own registry never moves, so that the newest version of a range is named by its tag, which is as
    good as its digest. Everywhere else a tag can be made to mean something else, so that one tag is followed and written
    down with the digest that it means.
    """

    image: Reference
    follow: str = Field(
        description="A range of versions such as `1.x`, or a tag of a registry that is not ours."
    )
    name: str | None = Field(
        default=None, description="What the image is called in the kustomization, where that differs."
    )

    @property
    def own(self) -> bool:
        """Whether the image lies in the account's own registry: then it begins with no host."""
        first = self.image.partition("/")[0]
        return "." not in first and ":" not in first

    @model_validator(mode="after")
    def _can_be_followed(self) -> Self:
        if self.own and not VERSIONS.fullmatch(self.follow):
            raise ValueError(
                f"{self.image} lies in the account's own registry, whose tags never move, and {self.follow!r} is no range "
                "of versions, so that nothing would ever be new: write one such as 1.x"
            )
        if not self.own and (VERSIONS.fullmatch(self.follow) or not TAG.fullmatch(self.follow)):
            raise ValueError(
                f"{self.image} lies in a registry where a version's tag may be moved, and {self.follow!r} would be written "
                "down without its digest: follow one tag, such as main"
            )
        return self


class WriterSpec(Spec):
    """The GitHub App that writes into the applications' repositories. It is another than the one that reads them.

    ``secret`` names the entry of the secret store that holds the App's key under ``github-writer-key``.
    """

    app_id: int = Field(gt=0)
    installation_id: int = Field(gt=0)
    secret: SecretPath


class ImageUpdatesSpec(Spec):
    """Images that are raised in git as new ones are published: application -> image by a name.

    With ``reviewed`` each is a pull request, which somebody merges; without, it is a commit on the branch that runs.
    """

    writer: WriterSpec
    author: Email
    reviewed: bool = True
    minutes: int = Field(default=5, ge=2, le=1_440, description="How often registries are asked.")
    applications: dict[ApplicationName, dict[ApplicationName, FollowedImageSpec]] = Field(min_length=1)

    @model_validator(mode="after")
    def _follows_something(self) -> Self:
        faults = [
            f"applications.{name}: follows no image, and the updater would refuse it: name one, or take it out"
            for name, images in self.applications.items()
            if not images
        ]
        for name, images in self.applications.items():
            seen: dict[str, str] = {}
            for alias, one in images.items():
                if (before := seen.setdefault(one.image, alias)) != alias:
                    faults.append(
                        f"applications.{name}.{alias}: is the image of {before} once more, and each would undo the other: "
                        "leave one of them out"
                    )
        if faults:
            raise RefusalError(*faults)
        return self


def production_faults(spec: ImageUpdatesSpec) -> list[str]:
    """Return what production does not accept."""
    if spec.reviewed:
        return []
    return [
        (
            "image_updates.reviewed: is false, so that whatever is pushed to a registry runs in production unseen: set it to "
            "true"
        )
    ]
