"""What an environment decides about the identity of one workload of a GKE cluster."""

import re
from typing import Annotated, Final, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from components.foundation.spec import RefusalError, Spec

PRIMITIVE: Final = ("roles/owner", "roles/editor", "roles/viewer")

SCOPED: Final = re.compile(r"roles/(storage|secretmanager|cloudkms|artifactregistry)\.")
"""Services whose roles are granted on one bucket, secret, key or repository, never on the whole project."""

Mode = Literal["impersonation", "direct"]

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$")]
Role = Annotated[str, StringConstraints(pattern=r"^(roles|projects/[a-z0-9-]+/roles)/[A-Za-z0-9_.]+$")]
Grant = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]


class GkeIdentitySpec(Spec):
    """One Kubernetes service account, by its exact name, and what it may do in Google Cloud.

    ``roles`` are of the project, by a key that names the grant; roles on buckets and secrets are granted on the one
    that is meant, by ``reads_backups`` and ``reads_database_secret``. ``mode`` is ``impersonation`` of an account of
    Google's, which every API takes, or ``direct``, which grants to the Kubernetes account itself without an annotation.
    """

    namespace: Name = Field(description="Namespace of the service account.")
    service_account: Name = Field(description="Name of the Kubernetes service account.")
    roles: dict[Grant, Role] = Field(
        default_factory=dict, description="Roles in the project, by a key of yours."
    )
    reads_backups: bool = Field(default=False, description="Whether it reads the copies of the backups.")
    reads_database_secret: bool = Field(
        default=False, description="Whether it reads the database's password."
    )
    mode: Mode = Field(default="impersonation", description="impersonation, or direct without an annotation.")

    @model_validator(mode="after")
    def _is_narrow(self) -> Self:
        faults = [
            f"roles.{key}: {role} grants nearly the whole project: name roles of single services"
            for key, role in self.roles.items()
            if role in PRIMITIVE
        ]
        faults += [
            f"roles.{key}: {role} would reach every bucket, secret, key or repository of the project: set reads_backups or "
            "reads_database_secret, which grant it on the one that is meant"
            for key, role in self.roles.items()
            if SCOPED.match(role)
        ]
        if not self.roles and not self.reads_backups and not self.reads_database_secret:
            faults.append(
                f"{self.namespace}/{self.service_account} may do nothing, which is a mistake: name a role, or leave the "
                "identity out"
            )
        if faults:
            raise RefusalError(*faults)
        return self
