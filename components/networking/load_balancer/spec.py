"""What an environment decides about a load balancer, and what Elastic Load Balancing is known to refuse of it."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from components.foundation.spec import RefusalError, Spec

TlsPolicy = Literal[
    "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
    "ELBSecurityPolicy-TLS13-1-3-2021-06",
]
"""TLS 1.3 with forward secrecy alone. Route 53's checkers and CloudFront still need 1.2 beside it (ELB user guide)."""

MOST_GROUPS = 5
"""Target groups that one action forwards to (ELB quotas)."""

SHORTEST_SLOW_START = 30
LONGEST_SLOW_START = 900

GroupName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]{0,11}$")]


class TargetHealthSpec(Spec):
    """When a pod gets requests and when it gets none any more."""

    path: Annotated[str, StringConstraints(pattern=r"^/[\x21-\x7e]{0,254}$")] = "/health"
    interval_seconds: int = Field(default=15, ge=5, le=300)
    timeout_seconds: int = Field(default=5, ge=2, le=120)
    healthy_after: int = Field(default=2, ge=2, le=10)
    unhealthy_after: int = Field(default=3, ge=2, le=10)

    @model_validator(mode="after")
    def _timely(self) -> Self:
        if self.timeout_seconds >= self.interval_seconds:
            raise RefusalError(
                f"timeout_seconds is {self.timeout_seconds} and interval_seconds {self.interval_seconds}: a check would "
                "begin before the last one ended, which ELB refuses; shorten the timeout"
            )
        return self


class LoadBalancerAlarms(Spec):
    """When people are woken for a load balancer. Counts are of five minutes."""

    server_errors: int = Field(
        default=50, ge=0, description="Answers with 5xx, by the balancer or the targets."
    )
    latency_seconds: float = Field(
        default=0.5, gt=0, le=60, description="95th percentile of the targets' answers."
    )


class LoadBalancerSpec(Spec):
    """A public load balancer. It speaks TLS 1.3, drops malformed headers and is watched whatever this says."""

    ingress: Literal["cloudflare", "world"] = Field(
        default="cloudflare", description="Who may connect: Cloudflare's published ranges, or everybody."
    )
    groups: dict[GroupName, int] = Field(
        default={"blue": 100, "green": 0}, description="Target groups with their share in percent."
    )
    target_protocol: Literal["HTTP", "HTTPS"] = "HTTPS"
    target_port: int = Field(default=8443, ge=1, le=65535)
    health: TargetHealthSpec = TargetHealthSpec()
    sticky_seconds: int | None = Field(
        default=None, ge=1, le=604_800, description="None: no sticky sessions."
    )
    slow_start_seconds: int = Field(default=0, description="0, or 30 to 900, over which a new pod warms up.")
    drain_seconds: int = Field(default=60, ge=0, le=3600)
    idle_seconds: int = Field(default=60, ge=1, le=4000)
    tls_policy: TlsPolicy = "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"
    alarms: LoadBalancerAlarms = LoadBalancerAlarms()

    @property
    def locked(self) -> bool:
        """Whether requests have to prove that they came through the edge, which nobody does without one."""
        return self.ingress == "cloudflare"

    @model_validator(mode="after")
    def _acceptable(self) -> Self:
        faults = []
        if not 1 <= len(self.groups) <= MOST_GROUPS:
            faults.append(
                f"an action forwards to 1 to {MOST_GROUPS} target groups, not {len(self.groups)}: drop some"
            )
        for group, share in self.groups.items():
            if not 0 <= share <= 100:
                faults.append(f"the share of {group} is {share}, and a share is 0 to 100 percent: correct it")
        if sum(self.groups.values()) != 100:
            faults.append(
                f"the shares of {', '.join(self.groups)} add up to {sum(self.groups.values())}, so that no group would get "
                "what its share says: make them 100 together"
            )
        if (
            self.slow_start_seconds
            and not SHORTEST_SLOW_START <= self.slow_start_seconds <= LONGEST_SLOW_START
        ):
            faults.append(
                f"slow_start_seconds is {self.slow_start_seconds}, and ELB takes 0 or {SHORTEST_SLOW_START} to "
                f"{LONGEST_SLOW_START}: choose one of those"
            )
        if faults:
            raise RefusalError(*faults)
        return self
