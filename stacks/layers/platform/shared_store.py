"""How a cluster's Prometheus writes to the store of all clusters: with a role of the home region's account."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pulumi import Resource

from components.foundation.cluster.namespace import MONITORING
from components.foundation.spec import Wire
from components.kubernetes.identity_policies.metrics_writer import metrics_writer
from components.observability.metrics.remote import SharedStore, remote
from components.observability.metrics.stack import ACCOUNT
from stacks.layers.platform.site import PlatformSite


@dataclass(frozen=True, kw_only=True)
class Written:
    """The part of Prometheus' spec that writes, and what its account needs for it; empty where nothing is written."""

    remote: Mapping[str, Any] = field(default_factory=dict)
    annotations: Wire[dict[str, str]] | None = None
    granted: Sequence[Resource] = ()


def written(site: PlatformSite) -> Written:
    """Return how the cluster's metrics are written, where the settings share them."""
    spec, store = site.spec.metrics, site.home.shared_metrics
    if spec is None or not spec.shared or store is None:
        return Written()
    home = site.home.base
    identity = site.home_identity(
        MONITORING,
        ACCOUNT,
        metrics_writer(placement=home.placement, workspace_arn=store.arn, key_arn=home.keys.arns["metrics"]),
    )
    return Written(
        remote=remote(
            SharedStore(
                endpoint=store.endpoint,
                region=home.placement.region,
                cluster=site.cluster.name,
                role=identity.token_role,
            )
        ),
        annotations=identity.annotations,
        granted=identity.granted,
    )
