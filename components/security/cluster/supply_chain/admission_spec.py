"""What an environment decides about the images that are let in."""

from typing import Annotated

from pydantic import Field, StringConstraints

from components.foundation.spec import Spec

Repository = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9](-?[A-Za-z0-9])*/[A-Za-z0-9._-]+$")]
Branch = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]*$")]


class SignerSpec(Spec):
    """The workflows of a repository on GitHub, by the branch that they run for, whose signatures count.

    The signature is Sigstore's without a key: the certificate names the workflow, as GitHub vouched for it.
    """

    repository: Repository = Field(description="Owner and name on GitHub, as example/backend-api.")
    branch: Branch = Field(default="main", description="Branch whose workflows may sign.")


class AdmissionSpec(Spec):
    """Which images may run: from which registries, under which tags, and signed by whom.

    ``enforce`` refuses what breaks a rule; without it the rule warns and records, by which a team sees what would be
    refused. ``signers`` are those of the images in the account's own registries; none leaves signatures unchecked, as
    where the cloud itself checks them.
    """

    enforce: bool = Field(
        default=True, description="Whether what breaks a rule is refused, or only recorded."
    )
    signers: tuple[SignerSpec, ...] = Field(
        default=(), description="Whose signatures images of the account's own registries carry."
    )


def production_faults(spec: AdmissionSpec) -> list[str]:
    """Return what is too little for production, each with its consequence and way out."""
    if spec.enforce:
        return []
    return ["enforce: false lets any image run and only writes it down: leave it out"]
