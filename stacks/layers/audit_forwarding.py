"""What the API servers of all regions say of their callers, forwarded to the home region's audit store."""

from collections.abc import Mapping
from dataclasses import dataclass

from pulumi import ResourceOptions

from components.data.object_store import ObjectStore
from components.security.audit_forwarding import AuditForwarding, AuditForwardingArgs
from stacks.layers.clusters import Clusters
from stacks.layers.foundation import Foundation, cluster_name
from stacks.settings.model import Settings


@dataclass(frozen=True)
class Audited:
    """Clusters and their foundations by region, and the store that their events go to."""

    bases: Mapping[str, Foundation]
    runtimes: Mapping[str, Clusters]
    store: ObjectStore | None


def build(settings: Settings, account: ResourceOptions, audited: Audited) -> dict[str, AuditForwarding]:
    """Build the way of each region's events; none where the environment does not forward any."""
    spec, store, home = settings.aws.audit_forwarding, audited.store, settings.aws.home_region
    if spec is None or store is None:
        return {}
    return {
        region: AuditForwarding(
            f"{region}-audit-forwarding",
            AuditForwardingArgs(
                spec=spec,
                placement=base.placement,
                labels=settings.labels,
                cluster_name=cluster_name(settings, region),
                log_group=audited.runtimes[region].cluster.log_group,
                bucket_arn=store.bucket_arn,
                store_placement=audited.bases[home].placement,
                store_key_arn=audited.bases[home].keys.arns["audit"],
                logs_key_arn=base.keys.arns["logs"],
                alarm_topic_arn=base.alarms.arn,
                ready=store.ready,
            ),
            account,
        )
        for region, base in audited.bases.items()
    }
