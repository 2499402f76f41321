"""What an environment decides about balancing: which origins there are, in which order, and how they are watched."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from components.foundation.spec import RefusalError, Spec
from components.networking.cloudflare.names import ZoneName, address_fault, address_of

PoolName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,30}$")]

Steering = Literal["off", "random", "least_outstanding_requests"]
"""``off`` is failover in the order of the pools; the others spread over all healthy ones. Those that measure or map
visitors (dynamic, geo, proximity) cost a surcharge of their own and are left out."""

ProbeRegion = Literal[
    "WNAM", "ENAM", "WEU", "EEU", "NSAM", "SSAM", "OC", "ME", "NAF", "SAF", "SAS", "SEAS", "NEAS"
]


class PoolSpec(Spec):
    """One origin: a region's or a cloud's entrance.

    ``address`` is for an origin that this stack does not build; of those that it builds the stack knows it.
    """

    address: str | None = Field(
        default=None, description="A public address or host that this stack does not build."
    )
    host: ZoneName | None = Field(
        default=None, description="The Host that is sent to it, where its certificate is of another name."
    )
    weight: float | None = Field(
        default=None, gt=0, le=1, description="Its share of requests, with steering random."
    )
    probe_from: tuple[ProbeRegion, ...] = Field(
        default=("ENAM",), min_length=1, description="Where Cloudflare probes it from."
    )

    @model_validator(mode="after")
    def _public(self) -> Self:
        if self.address is None:
            return self
        address = address_of(self.address)
        fault = (
            address_fault("A" if address.version == 4 else "AAAA", self.address)
            if address is not None
            else None
        )
        if fault:
            raise RefusalError(fault)
        return self


class BalancingSpec(Spec):
    """A load balancer at the edge. ``order`` is that of failover.

    An entrance that the stack builds is known by its pool's name: ``aws-<region>``, ``gcp-<region>``, ``azure-<location>``.
    """

    host: Annotated[str, StringConstraints(pattern=r"^(@|\*|[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)$")] = Field(
        default="@", description="The host that is balanced, inside the zone; @ is the zone itself."
    )
    pools: dict[PoolName, PoolSpec] = Field(min_length=1, description="Origins by name.")
    order: tuple[PoolName, ...] = Field(
        default=(), description="Every pool once, in the order in which they take over; one pool needs none."
    )
    steering: Steering = "off"
    session_affinity: Literal["none", "cookie", "ip_cookie"] = "none"
    interval: int = Field(default=60, ge=5, le=3600, description="Seconds between probes.")
    timeout: int = Field(default=5, ge=1, le=10, description="Seconds that a probe waits.")
    retries: int = Field(
        default=2, ge=0, le=5, description="Probes repeated at once before one counts as failed."
    )
    health_path: Annotated[str, StringConstraints(pattern=r"^/[A-Za-z0-9/_.-]*$")] = "/health"
    expected_codes: Annotated[
        str, StringConstraints(pattern=r"^([1-5]\d\d|[1-5]xx)(,([1-5]\d\d|[1-5]xx))*$")
    ] = "200"
    notify: tuple[Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")], ...] = Field(
        default=(), description="Who is told when an origin goes down or comes back."
    )

    @property
    def by_order(self) -> dict[str, PoolSpec]:
        """The pools in the order in which they take over."""
        return {name: self.pools[name] for name in self.order or self.pools}

    @model_validator(mode="after")
    def _steerable(self) -> Self:
        faults = [*self._order_faults(), *self._weight_faults()]
        if self.timeout * (self.retries + 1) >= self.interval:
            faults.append(
                f"timeout {self.timeout} with {self.retries} retries can last as long as interval {self.interval}, so that "
                "probes would overtake one another; raise interval, or lower one of the two"
            )
        if faults:
            raise RefusalError(*faults)
        return self

    def _order_faults(self) -> list[str]:
        if not self.order and len(self.pools) == 1:
            return []
        if sorted(self.order) == sorted(self.pools):
            return []
        return [
            (
                f"order names {', '.join(self.order) or 'nothing'} and the pools are {', '.join(sorted(self.pools))}: Pulumi hands a "
                "mapping over sorted by its keys, so which pool takes over would be chance; name each pool once"
            )
        ]

    def _weight_faults(self) -> list[str]:
        weights = {name: pool.weight for name, pool in self.pools.items()}
        if self.steering != "random":
            return [
                f"the weight of {name} has no effect with steering {self.steering}; set steering to random, or take it out"
                for name, weight in weights.items()
                if weight is not None
            ]
        missing = [name for name, weight in weights.items() if weight is None]
        if missing:
            return [f"steering is random and {', '.join(missing)} has no weight; give each pool its share"]
        total = sum(weight for weight in weights.values() if weight is not None)
        if abs(total - 1) > 1e-9:
            return [f"the weights of the pools add up to {total:g}, not to 1; make them shares of a whole"]
        return []
