"""Which repository's workflows may look at an account, and which may change it."""

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from components.delivery.workflows import WorkflowsSpec
from components.foundation.spec import RefusalError

RoleName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][\w+=,.@-]{0,63}$")]
"""The name of an IAM role."""


class PipelinesSpec(WorkflowsSpec):
    """The workflows that may act in the account, and the roles that they take on.

    The role names are settings because clusters name the deployer before it exists.
    """

    preview_role: RoleName = "platform-previewer"
    deploy_role: RoleName = "platform-deployer"
    deploy_minutes: int = Field(default=120, ge=60, le=720)

    @model_validator(mode="after")
    def _roles_are_two(self) -> Self:
        if self.preview_role == self.deploy_role:
            raise RefusalError(
                f"preview_role: {self.preview_role} is the deploy role's name too, so that pull requests would deploy; "
                "give each a name of its own"
            )
        return self
