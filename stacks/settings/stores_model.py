"""The buckets that a region may have: one for each class of data, each left out where it is not wanted."""

from collections.abc import Callable
from typing import Annotated

from pydantic import AfterValidator, Field

from components.data.object_store import DataClass, StoreSpec, production_faults, store_faults
from components.foundation.spec import RefusalError, Spec


def _of(data_class: DataClass) -> Callable[[StoreSpec], StoreSpec]:
    def allowed(spec: StoreSpec) -> StoreSpec:
        faults = store_faults(data_class, spec)
        if faults:
            raise RefusalError(*faults)
        return spec

    return allowed


class StoresSpec(Spec):
    """A region's buckets. Each other one logs to its logs who reached it, so that those are always there."""

    logs: Annotated[StoreSpec, AfterValidator(_of("logs"))] = Field(
        description="What S3, load balancers, CloudFront and AWS Config write."
    )
    backups: Annotated[StoreSpec, AfterValidator(_of("backups"))] | None = Field(
        default=None,
        description="Copies of data; those of the home region are copied to the one other region that has them.",
    )
    audit: Annotated[StoreSpec, AfterValidator(_of("audit"))] | None = Field(
        default=None, description="The account's audit trail, in the home region."
    )
    artifacts: Annotated[StoreSpec, AfterValidator(_of("artifacts"))] | None = Field(
        default=None, description="Build results and releases, in the home region."
    )
    incidents: Annotated[StoreSpec, AfterValidator(_of("incidents"))] | None = Field(
        default=None, description="What was gathered in incidents of the region's cluster."
    )

    @property
    def by_class(self) -> dict[DataClass, StoreSpec]:
        """The stores that there are."""
        named: dict[DataClass, StoreSpec | None] = {
            "logs": self.logs, "backups": self.backups, "audit": self.audit, "artifacts": self.artifacts,
            "incidents": self.incidents,
        }  # fmt: skip
        return {data_class: spec for data_class, spec in named.items() if spec is not None}


def stores_faults(stores: StoresSpec) -> list[str]:
    """Return what of a region's stores is too little for production, each with its consequence and way out."""
    return [
        f"{data_class}.{fault}"
        for data_class, spec in stores.by_class.items()
        for fault in production_faults(data_class, spec)
    ]
