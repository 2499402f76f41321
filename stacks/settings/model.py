"""The tree behind ``platform:settings``: which systems an environment has and how large they are.

The leaves are the Specs of the components themselves, so a size is described and checked in one place.
"""

from collections.abc import Iterator
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from components.data.cache import CacheSpec
from components.data.postgres import PostgresSpec
from components.data.postgres_recovery import RecoverySpec, mismatches
from components.foundation.addresses import Cidr
from components.foundation.labels import Environment, Labels, Slug
from components.foundation.placement import AccountId, AwsPlacement, AwsRegion
from components.foundation.spec import Spec
from components.kubernetes.eks.spec import ClusterSpec
from components.kubernetes.namespaces import NamespaceSpec
from components.networking.network_spec import NetworkSpec
from components.networking.zones import zone_faults

Email = Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]


class RegionSettings(Spec):
    """What an environment runs in one AWS region."""

    network: NetworkSpec = Field(description="The VPC: its range, zones, NAT and endpoints.")
    cluster: ClusterSpec = Field(description="The EKS cluster and its node pools.")
    namespaces: dict[Slug, NamespaceSpec] = Field(
        default_factory=dict, description="Tenant namespaces of the cluster, by name."
    )
    database: PostgresSpec | None = Field(
        default=None, description="The PostgreSQL primary, in the home region."
    )
    cache: CacheSpec | None = Field(default=None, description="The Redis-compatible cache.")
    recovery: RecoverySpec | None = Field(
        default=None, description="The replica of the home region's PostgreSQL that recovery promotes."
    )


class AwsSettings(Spec):
    """The account, the regions and who is told when an alarm goes off."""

    account_id: AccountId = Field(
        description="The only account that this stack may touch, twelve digits in quotes."
    )
    home_region: AwsRegion = Field(description="The region that holds the primary database.")
    alarm_emails: tuple[Email, ...] = Field(
        default=(), description="Addresses subscribed to every region's alarms."
    )
    regions: dict[AwsRegion, RegionSettings] = Field(min_length=1, description="The regions in use, by name.")

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        faults = [*self._home_faults(), *self._zone_faults(), *self._recovery_faults()]
        if faults:
            raise ValueError("; ".join(faults))
        return self

    def _home_faults(self) -> Iterator[str]:
        if self.home_region not in self.regions:
            yield (
                f"home_region {self.home_region} is not among the regions ({', '.join(self.regions)}); describe it "
                "there, or name one that is described"
            )
        for region, settings in self.regions.items():
            if region != self.home_region and settings.database:
                yield (
                    f"regions.{region}.database stands outside the home region {self.home_region}, where the primary "
                    "lives; other regions hold a recovery replica (recovery:)"
                )

    def _zone_faults(self) -> Iterator[str]:
        for region, settings in self.regions.items():
            for fault in zone_faults(settings.network.zones, region):
                yield f"regions.{region}.network.zones: {fault}"

    def _recovery_faults(self) -> Iterator[str]:
        home = self.regions.get(self.home_region)
        recovering = {region: each.recovery for region, each in self.regions.items() if each.recovery}
        if len(recovering) > 1:
            yield f"recovery stands in {' and '.join(recovering)}; runbooks promote one replica, so keep one"
        for region, recovery in recovering.items():
            if region == self.home_region:
                yield (
                    f"regions.{region}.recovery stands in the home region and would fail together with what it "
                    "recovers; move it to another region"
                )
            elif home is None or home.database is None:
                yield f"regions.{region}.recovery has nothing to recover; describe a database in the home region"
            else:
                for fault in mismatches(recovery, home.database):
                    yield f"regions.{region}.recovery: {fault}"

    @property
    def recovery_region(self) -> str | None:
        """The region that can take over the database, if there is one."""
        return next((region for region, settings in self.regions.items() if settings.recovery), None)


class Settings(Spec):
    """Everything that an environment decides."""

    environment: Environment = Field(description="Which environment this is; it equals the stack's name.")
    owner: Slug = Field(description="The team that is called when something breaks.")
    cost_center: Slug = Field(description="Who pays.")
    protected: bool = Field(
        description="Whether clusters, data stores and keys refuse to be deleted. Production requires it."
    )
    aws: AwsSettings = Field(description="The AWS account and regions.")
    reserved_addresses: dict[Slug, Cidr] = Field(
        default_factory=dict,
        description="Ranges that others hold (other clouds, offices, VPN clients), which nothing here may overlap.",
    )

    @property
    def labels(self) -> Labels:
        """The labels that every resource of the environment carries."""
        return Labels(environment=self.environment, owner=self.owner, cost_center=self.cost_center)

    def placement(self, region: str) -> AwsPlacement:
        """Return the environment's account in ``region``."""
        return AwsPlacement(account_id=self.aws.account_id, region=region)
