"""The buckets of every region: logs, backups and their copy, the audit trail, artifacts, evidence of incidents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pulumi import ResourceOptions

from components.data.object_store import (
    ACCESS_LOGS_PREFIX,
    DataClass,
    ObjectStore,
    ObjectStoreArgs,
    ReplicaTarget,
    bucket_name,
    deliveries,
)
from components.foundation.policy_documents import Statement
from components.security.key_policies import Domain
from stacks.layers.foundation import Foundation
from stacks.settings.model import Settings

DUMPS_FOLDER = "postgresql"
"""The folder of a region's backups for dumps of databases, which expire by age. What Velero writes beside it does not:
its repository shares parts between backups of all ages, and Velero itself removes what no backup needs any more."""

LOAD_BALANCER_PREFIX = "load-balancers"
"""The folder of a region's logs that its load balancers are told to write under."""

DELIVERED_PREFIX = "delivered"
"""The folder of a region's logs for what CloudWatch's log delivery writes, such as CloudFront's standard logs."""

CONFIG_PREFIX = "config"
"""The folder of a region's logs for AWS Config, which refuses buckets with a lock such as the audit's."""

TRAIL_PREFIX = "trail"
"""The folder of the audit store that the account's trail writes under."""


KEYS: Mapping[DataClass, Domain] = {"incidents": "artifacts"}
"""The key of a class of data that has none of its own: evidence is a result of workflows, as artifacts are."""


@dataclass(frozen=True)
class Stores:
    """A region's buckets; what the region does not have is None."""

    logs: ObjectStore
    backups: ObjectStore | None
    audit: ObjectStore | None
    artifacts: ObjectStore | None
    incidents: ObjectStore | None


def trail_name(settings: Settings) -> str:
    """Return the name of the account's trail, known before it exists: the audit store lets in no other."""
    return f"{settings.environment}-trail"


def build(settings: Settings, account: ResourceOptions, bases: Mapping[str, Foundation]) -> dict[str, Stores]:
    """Build the buckets of each region that has any, those of the home region last: they copy to the others."""
    home, away = settings.aws.home_region, settings.aws.bucket_copy_region
    built: dict[str, Stores] = {}
    for region in (*(region for region in bases if region != home), home):
        if settings.aws.regions[region].stores is not None:
            copy = built[away].backups if region == home and away in built else None
            target = _target(bases[away], copy) if away and copy else None
            built[region] = _of_region(_Site(settings, region, account, bases[region]), target)
    return built


@dataclass(frozen=True)
class _Site:
    settings: Settings
    region: str
    account: ResourceOptions
    base: Foundation

    def store(
        self,
        data_class: DataClass,
        logs: ObjectStore | None = None,
        statements: Sequence[Statement] = (),
        replica: ReplicaTarget | None = None,
    ) -> ObjectStore | None:
        """Build the store of a class, or nothing where the region has none."""
        stores = self.settings.aws.regions[self.region].stores
        spec = stores.by_class.get(data_class) if stores else None
        if spec is None:
            return None
        args = ObjectStoreArgs(
            data_class=data_class,
            spec=spec,
            placement=self.base.placement,
            labels=self.settings.labels,
            protected=self.settings.protected,
            key_arn=self.base.keys.arns.get(KEYS.get(data_class, data_class))
            if data_class != "logs"
            else None,
            logs=logs,
            statements=statements,
            replica=replica,
            expiring=(f"{DUMPS_FOLDER}/",) if data_class == "backups" else (),
        )
        return ObjectStore(f"{self.region}-{data_class}", args, self.account)

    def arn(self, data_class: DataClass) -> str:
        """Return the ARN of a store, known before it exists."""
        stores = self.settings.aws.regions[self.region].stores
        spec = stores.by_class.get(data_class) if stores else None
        usual = bucket_name(self.settings.environment, data_class, self.base.placement)
        return f"arn:{self.base.placement.partition}:s3:::{(spec and spec.name) or usual}"


def _of_region(site: _Site, replica: ReplicaTarget | None) -> Stores:
    logs = site.store("logs", statements=_log_writers(site))
    if logs is None:
        raise LookupError(f"the stores of {site.region} have no logs, which their settings require")
    trail = deliveries.trail_events(
        site.arn("audit"), site.base.placement, TRAIL_PREFIX, trail_name(site.settings)
    )
    return Stores(
        logs=logs,
        backups=site.store("backups", logs, replica=replica),
        audit=site.store("audit", logs, statements=trail),
        artifacts=site.store("artifacts", logs),
        incidents=site.store("incidents", logs),
    )


def _log_writers(site: _Site) -> Sequence[Statement]:
    bucket, placement = site.arn("logs"), site.base.placement
    return (
        *deliveries.access_logs(bucket, placement, ACCESS_LOGS_PREFIX),
        *deliveries.load_balancer_logs(bucket, placement, LOAD_BALANCER_PREFIX),
        *deliveries.delivered_logs(bucket, placement, DELIVERED_PREFIX),
        *deliveries.configuration_history(bucket, placement, CONFIG_PREFIX),
    )


def _target(base: Foundation, copy: ObjectStore) -> ReplicaTarget:
    return ReplicaTarget(
        bucket_name=copy.bucket_name,
        placement=base.placement,
        key_arn=base.keys.arns["backups"],
        ready=copy.ready,
    )
