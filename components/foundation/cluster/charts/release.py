"""Installs a chart as every chart is installed: pinned, whole or not at all, into a namespace that has its walls."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi_kubernetes as kubernetes
from pulumi import CustomTimeouts, Output, Resource, ResourceOptions

from components.foundation.cluster.charts.table import chart
from components.foundation.cluster.component import ClusterComponent
from components.foundation.cluster.namespace import PlatformNamespace
from components.foundation.cluster.site import ClusterSite

HISTORY = 5
"""How many revisions Helm keeps for a roll-back. Each is a Secret of up to 1 MiB."""

SYSTEM = "kube-system"


@dataclass(frozen=True, kw_only=True)
class ChartArgs:
    """A chart of the table, where it goes and with which values.

    ``release`` is the name of the release, the chart's own unless given; it is unique in its namespace. ``namespace`` is
    one of the platform's, or None for kube-system, whose level of pod security is Kubernetes' own business. ``values``
    may hold outputs and must hold no secret: a chart reads those from a Secret that it is told by name. ``after`` is what
    it waits for beside its namespace. ``seconds`` is how long Helm waits until everything is ready, before it takes all
    back. ``waits`` is False for what must not wait, a network without which no pod starts; its hooks do not run, because
    Helm waits for those whatever it is told. ``definitions_apart`` leaves the chart's definitions to somebody else.
    """

    chart: str
    values: Mapping[str, Any]
    namespace: PlatformNamespace | None
    release: str | None = None
    after: Sequence[Resource] = ()
    seconds: int = 600
    waits: bool = True
    definitions_apart: bool = False


class ChartRelease(ClusterComponent):
    """A chart at the version of the table. A failed installation or upgrade is rolled back whole.

    A Helm release is the one way of Pulumi's in which a chart's hooks run. ``ready`` is what custom resources of its
    definitions wait for. Outputs: ``release``, ``namespace`` and ``version``.

    :raises ValueError: for a chart that the table lacks, or whose definitions another release of the cluster owns.
    """

    urn_type = "platform:kubernetes:ChartRelease"

    release: Output[str]
    namespace: Output[str]
    version: Output[str]

    def __init__(self, site: ClusterSite, args: ChartArgs, opts: ResourceOptions | None = None) -> None:
        row, release = chart(args.chart), args.release or args.chart
        if not args.definitions_apart:
            for definition in row.definitions:
                site.ledger.claim("definition", definition, f"the release {release}")
        super().__init__(f"{release}-release", site, opts)
        before = [*(args.namespace.ready if args.namespace else site.ready), *args.after]
        over_oci, chart_name = row.repository.startswith("oci://"), row.name or args.chart
        made = kubernetes.helm.v3.Release(
            self.name,
            chart=f"{row.repository}/{chart_name}" if over_oci else chart_name,
            repository_opts=None if over_oci else {"repo": row.repository},
            version=row.version,
            name=release,
            namespace=args.namespace.namespace if args.namespace else SYSTEM,
            create_namespace=False,
            values=dict(args.values),
            atomic=args.waits,
            cleanup_on_fail=True,
            skip_await=not args.waits,
            disable_webhooks=not args.waits or None,
            skip_crds=args.definitions_apart,
            wait_for_jobs=args.waits,
            max_history=HISTORY,
            timeout=args.seconds,
            opts=self.child(depends_on=before, custom_timeouts=_timeouts(args.seconds)),
        )
        self.ready: list[Resource] = [made]
        self.release, self.version = made.name.apply(str), made.version.apply(str)
        self.namespace = made.namespace.apply(str)
        self.publish()


def _timeouts(seconds: int) -> CustomTimeouts:
    """Give Pulumi a minute more than Helm, so that it is Helm that gives up, and takes back what it did."""
    bound = f"{seconds + 60}s"
    return CustomTimeouts(create=bound, update=bound, delete=bound)
