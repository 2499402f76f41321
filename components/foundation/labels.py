"""Who owns a thing and who pays for it: one model, rendered the way each cloud writes it."""

from typing import Annotated, Literal

from pydantic import StringConstraints

from components.foundation.spec import Spec

Environment = Literal["dev", "staging", "production"]

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,61}[a-z0-9]$")]
"""Lower-case words joined by hyphens, at most 63 characters: valid as a label value in every cloud."""

REQUIRED_AWS_TAGS = ("environment", "owner", "cost-center", "managed-by")
"""The tags that every taggable AWS resource of the platform carries; the policies hold it to that."""

REQUIRED_GCP_LABELS = REQUIRED_AWS_TAGS
"""The labels that every resource of Google Cloud that takes labels carries; the policies hold it to that."""
REQUIRED_AZURE_TAGS = REQUIRED_AWS_TAGS
"""The same on Azure, whose tags take the same names."""


class Labels(Spec):
    """The facts that bills, audits and on-call engineers search by."""

    environment: Environment
    owner: Slug
    cost_center: Slug

    def aws(self, name: str, **roles: str) -> dict[str, str]:
        """Return AWS tags, with the resource's display name and any tags that give it a role."""
        return {"Name": name, **self._shared(), **roles}

    def gcp(self, **roles: str) -> dict[str, str]:
        """Return Google Cloud labels: lower case in keys and values, which Google demands of both."""
        return {**self._shared(), **roles}

    def azure(self, **roles: str) -> dict[str, str]:
        """Return Azure tags, with any that give a resource a role. A resource's name is no tag there."""
        return {**self._shared(), **roles}

    def kubernetes(self) -> dict[str, str]:
        """Return Kubernetes labels in the platform's own domain."""
        return {f"platform.internal/{key}": value for key, value in self._shared().items()} | {
            "app.kubernetes.io/managed-by": "pulumi"
        }

    def _shared(self) -> dict[str, str]:
        return {
            "environment": self.environment,
            "owner": self.owner,
            "cost-center": self.cost_center,
            "managed-by": "pulumi",
        }
