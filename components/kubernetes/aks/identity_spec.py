"""What an environment decides about the identity of one workload of a cluster on AKS."""

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from components.foundation.spec import RefusalError, Spec

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$")]


class AksIdentitySpec(Spec):
    """One Kubernetes service account, by its exact name, and what of the recovery it may read.

    Each right is on the one container or secret that is meant, never on an account or a vault.
    """

    namespace: Name = Field(description="Namespace of the service account.")
    service_account: Name = Field(description="Name of the Kubernetes service account.")
    reads_backups: bool = Field(default=False, description="Whether it reads the copies of the backups.")
    reads_database_secret: bool = Field(
        default=False, description="Whether it reads the database's password."
    )

    @model_validator(mode="after")
    def _may_do_something(self) -> Self:
        if not self.reads_backups and not self.reads_database_secret:
            raise RefusalError(
                f"{self.namespace}/{self.service_account} may do nothing, which is a mistake: set reads_backups or "
                "reads_database_secret, or leave the identity out"
            )
        return self
