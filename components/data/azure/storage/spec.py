"""What an environment decides about its storage account, and what Azure is known to refuse of it."""

from ipaddress import IPv4Network
from typing import Annotated, Final, Literal, Self

from pydantic import Field, StringConstraints, field_validator, model_validator

from components.foundation.addresses import PRIVATE_SPACE, Cidr
from components.foundation.spec import RefusalError, Spec

Redundancy = Literal["LRS", "ZRS", "GRS", "GZRS"]

ContainerName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9-]{1,61}[a-z0-9])$")]

Issuer = Annotated[str, StringConstraints(pattern=r"^https://[a-z0-9.-]+\.[a-z]{2,}(/[\w./-]*)?$")]

WriterName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,22}[a-z0-9]$")]

PRODUCTION_DAYS: Final = 30


class WriterSpec(Spec):
    """A workload outside Azure that writes backup copies here, known by the tokens of its own issuer.

    ``issuer`` and ``subject`` are what its tokens say: for an IAM role the account's issuer of outbound federation
    (``https://<id>.tokens.sts.global.api.aws``) and the role's ARN; for a pod of EKS the cluster's OIDC issuer and
    ``system:serviceaccount:<namespace>:<name>``. Either is written here as it is and looked up nowhere, so that nothing
    in Azure waits for anything in AWS.
    """

    issuer: Issuer
    subject: str = Field(min_length=1, max_length=600)

    @field_validator("subject")
    @classmethod
    def _names_one_workload(cls, subject: str) -> str:
        if "*" in subject:
            raise ValueError(
                f"{subject!r} holds a wildcard, which Entra compares letter by letter, so that nobody would match: name "
                "the one role or service account that writes"
            )
        return subject


class BackupStorageSpec(Spec):
    """The size and rules of the account.

    ``redundancy``: copies in one building (LRS), three zones (ZRS), or these and another region (GRS, GZRS).
    ``container`` holds the backup copies; nobody can change or delete one for ``immutable_days``, and they go after
    ``keep_days``. After ``cool_after_days`` they are stored for less and read for more. ``allowed_ranges`` are public
    addresses that may reach the account from outside; none leaves it to our network and to Azure's own services.
    """

    redundancy: Redundancy
    container: ContainerName = "backups"
    immutable_days: int = Field(default=7, ge=1, le=146000)
    keep_days: int = Field(default=35, ge=1, le=3650)
    cool_after_days: int = Field(default=7, ge=0, le=3650)
    flow_log_keep_days: int = Field(default=90, ge=1, le=365)
    allowed_ranges: tuple[Cidr, ...] = Field(default=(), max_length=400)
    writers: dict[WriterName, WriterSpec] = Field(default_factory=dict)

    @field_validator("container")
    @classmethod
    def _no_double_hyphens(cls, container: str) -> str:
        if "--" in container:
            raise ValueError(
                f"{container!r} has two hyphens in a row, which Azure refuses in the name of a container: use one"
            )
        return container

    @field_validator("allowed_ranges")
    @classmethod
    def _can_be_rules_of_the_account(cls, allowed: tuple[IPv4Network, ...]) -> tuple[IPv4Network, ...]:
        for network in allowed:
            if any(network.subnet_of(space) for space in PRIVATE_SPACE):
                raise ValueError(
                    f"{network} is private, and Azure refuses it in a rule of a storage account: name the public address "
                    "behind it"
                )
            if network.prefixlen == 31 or network.prefixlen < 8:
                raise ValueError(
                    f"{network} cannot stand in a rule of a storage account: name a /8 to /30, or single addresses as /32"
                )
        return allowed

    @model_validator(mode="after")
    def _days_are_in_order(self) -> Self:
        faults = []
        if self.immutable_days > self.keep_days:
            faults.append(
                f"keep_days is {self.keep_days} and immutable_days {self.immutable_days}: the rule that deletes would be "
                "refused until the copies may go; keep them at least as long"
            )
        if self.cool_after_days >= self.keep_days:
            faults.append(
                f"cool_after_days is {self.cool_after_days}, when the copies of {self.keep_days} days are gone already: "
                "lower it"
            )
        if faults:
            raise RefusalError(*faults)
        return self


def production_faults(spec: BackupStorageSpec) -> list[str]:
    """Return what of a spec is too little for production, each with its consequence and way out."""
    faults = []
    if spec.redundancy == "LRS":
        faults.append(
            "redundancy is LRS: the copies would stand in one building; take ZRS, or GZRS for another region too"
        )
    if spec.keep_days < PRODUCTION_DAYS:
        faults.append(
            f"keep_days is {spec.keep_days}: damage noticed later could not be undone; keep {PRODUCTION_DAYS} or more"
        )
    return faults
