"""Where CloudWatch keeps the logs of a cluster's pods: a group for each class, encrypted and not for ever."""

from dataclasses import dataclass

from pulumi import Output, Resource, ResourceOptions

from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.log_groups import log_group
from components.foundation.placement import AwsPlacement
from components.foundation.spec import Wire
from components.observability.logs.spec import LogsSpec


def group_prefix(cluster: str) -> str:
    """Return what the names of a cluster's groups begin with; the class follows."""
    return f"/platform/{cluster}/pods"


@dataclass(frozen=True, kw_only=True)
class PodLogGroupsArgs:
    """A cluster's name, how long its logs are kept, and the key that encrypts them."""

    spec: LogsSpec
    cluster: str
    placement: AwsPlacement
    labels: Labels
    logs_key_arn: Wire[str]


class PodLogGroups(Component):
    """A log group for each class. Output: ``prefix``. ``ready`` is what a writer waits for, who may make no group."""

    urn_type = "platform:observability:PodLogGroups"

    prefix: Output[str]

    def __init__(self, name: str, args: PodLogGroupsArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        prefix = group_prefix(args.cluster)
        self.ready: list[Resource] = [
            log_group(
                self,
                f"{name}-{one}",
                path=f"{prefix}/{one}",
                days=spec.days,
                key_arn=args.logs_key_arn,
                placement=args.placement,
                labels=args.labels,
            )
            for one, spec in args.spec.classes.named().items()
        ]
        self.prefix = Output.from_input(prefix)
        self.publish()
