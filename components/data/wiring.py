"""What every data store is wired to: the network, the keys and the people it runs with."""

from collections.abc import Mapping
from dataclasses import dataclass

from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.metric_alarms import Watch
from components.foundation.placement import AwsPlacement
from components.foundation.spec import Wire


@dataclass(frozen=True, kw_only=True)
class StoreWiring:
    """The wiring that the Args of every data store begin with.

    ``identifier`` names the store in AWS. ``secret_name`` is where the way to it is kept. ``isolated_subnets``
    are by zone letter, ``clients`` are security group ids by name.
    """

    placement: AwsPlacement
    labels: Labels
    protected: bool
    identifier: str
    secret_name: str
    vpc_id: Wire[str]
    isolated_subnets: Mapping[str, Wire[str]]
    clients: Mapping[str, Wire[str]]
    logs_key_arn: Wire[str]
    secrets_key_arn: Wire[str]
    alarm_topic_arn: Wire[str]

    @property
    def subnet_ids(self) -> list[Wire[str]]:
        """The isolated subnets in the order of their zones."""
        return [self.isolated_subnets[zone] for zone in sorted(self.isolated_subnets)]

    def watch(self, owner: Component) -> Watch:
        """Return what the alarms of a store are hung on."""
        return Watch(
            owner=owner, placement=self.placement, labels=self.labels, topic_arn=self.alarm_topic_arn
        )
