"""Traces and logs of a cluster, and their way into the region's search domain."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pulumi import Output, Resource

from components.data.search.domain import administrator_name
from components.foundation.cluster.mesh import GATEWAY_NAMESPACE
from components.foundation.spec import RefusalError
from components.kubernetes.identity_policies.pod_logs import pod_logs
from components.kubernetes.identity_policies.search import search_administrator, search_client
from components.kubernetes.workload_identity import Grants, WorkloadIdentity, role_name
from components.observability import destinations
from components.observability.destinations import Destination
from components.observability.logs import logs, pipeline
from components.observability.logs.groups import PodLogGroups, PodLogGroupsArgs, group_prefix
from components.observability.logs.logs import LogStore, PodLogs, PodLogsArgs
from components.observability.logs.search import writer as writer_of_logs
from components.observability.logs.spec import LogsSpec
from components.observability.logs.values import NAME as LOGS_ACCOUNT
from components.observability.search_access import access
from components.observability.search_access.access import SearchAccess, SearchAccessArgs
from components.observability.tracing import places, tracing
from components.observability.tracing.search import writer as writer_of_traces
from components.observability.tracing.spec import TracingSpec
from components.observability.tracing.tracing import TraceStore, Tracing, TracingArgs
from components.security.cluster.secrets.spec import FetchedSecretSpec, RemoteValueSpec
from stacks.layers.platform import secrets
from stacks.layers.platform.data_access import store_ranges
from stacks.layers.platform.secrets import Secrets
from stacks.layers.platform.site import AwsSide, PlatformSite

DOMAIN: Final = "search"
"""What a region's domain is called, after its environment."""

HIGHLY_AVAILABLE: Final = 2
"""From so many nodes on a domain keeps a copy of each shard."""


@dataclass(frozen=True, kw_only=True)
class Telemetry:
    """What a cluster has of it; the rest is None."""

    access: SearchAccess | None
    tracing: Tracing | None
    logs: PodLogs | None


def build(site: PlatformSite, kept: Secrets | None) -> Telemetry:
    """Build what the settings have of it, on a cluster of AWS."""
    spec, side = site.spec, site.aws
    if side is None:
        return Telemetry(access=None, tracing=None, logs=None)
    told = _access(site, side)
    ready = told.ready if told else []
    return Telemetry(
        access=told,
        tracing=_tracing(site, side, kept, spec.tracing, ready) if spec.tracing else None,
        logs=_logs(site, side, kept, spec.logs, ready) if spec.logs else None,
    )


def _copies(site: PlatformSite, side: AwsSide) -> tuple[int, int]:
    """Return how many nodes the region's domain has, and how many copies of a shard it keeps beside itself."""
    search = site.settings.aws.regions[side.region].search
    nodes = search.nodes if search else 1
    return nodes, 1 if nodes >= HIGHLY_AVAILABLE else 0


def _role(site: PlatformSite, side: AwsSide, namespace: str, account: str) -> str:
    name = role_name(site.cluster.name, namespace, account)
    return side.base.placement.global_arn("iam", f"role/{name}")


def _domain_arn(site: PlatformSite, side: AwsSide) -> str:
    return side.base.placement.arn("es", f"domain/{site.settings.environment}-{DOMAIN}")


def _access(site: PlatformSite, side: AwsSide) -> SearchAccess | None:
    """Build the job that tells the domain who writes, where anything does."""
    domain, spec, place = side.systems.search, site.spec, side.base.placement
    if domain is None or not spec.writes_to_search:
        return None
    _, copies = _copies(site, side)
    writers = []
    if spec.tracing is not None and spec.tracing.storage == "search":
        writers.append(writer_of_traces(spec.tracing, _role(site, side, places.NAMESPACE, places.JAEGER)))
    if spec.logs is not None and spec.logs.search:
        role = _role(site, side, pipeline.NAMESPACE, LOGS_ACCOUNT)
        writers.append(writer_of_logs(spec.logs, role, copies=copies))
    administrator = place.global_arn(
        "iam", f"role/{administrator_name(f'{site.settings.environment}-{DOMAIN}', side.region)}"
    )
    identity = site.aws_identity(
        access.NAMESPACE, access.ACCOUNT, search_administrator(administrator_arn=administrator)
    )
    return SearchAccess(
        site.cluster,
        SearchAccessArgs(
            writers=writers,
            address=_address(domain.endpoint),
            region=side.region,
            ranges=store_ranges(site),
            administrator_arn=administrator,
            annotations=identity.annotations,
            granted=identity.granted,
        ),
    )


def _address(host: Output[str]) -> Output[str]:
    return Output.concat("https://", host)


def _tracing(
    site: PlatformSite, side: AwsSide, kept: Secrets | None, spec: TracingSpec, told: Sequence[Resource]
) -> Tracing:
    store = _trace_store(site, side) if spec.storage == "search" else None
    senders = [*site.tenants, *([GATEWAY_NAMESPACE] if site.spec.gateway else [])]
    home = tracing.namespace(site.cluster, spec, senders, store)
    return Tracing(
        site.cluster,
        TracingArgs(
            spec=spec,
            namespace=home,
            senders=senders,
            resource=_resource(site, side),
            store=store,
            store_ready=told,
            secrets=_fetched(site, kept, places.NAMESPACE, spec.destinations.all, home.ready),
            monitored=site.monitored,
        ),
    )


def _trace_store(site: PlatformSite, side: AwsSide) -> TraceStore | None:
    domain = side.systems.search
    if domain is None:
        return None
    nodes, copies = _copies(site, side)
    identity = _client(site, side, places.NAMESPACE, places.JAEGER)
    return TraceStore(
        address=_address(domain.endpoint),
        region=side.region,
        nodes=nodes,
        copies=copies,
        ranges=store_ranges(site),
        annotations=identity.annotations,
        granted=identity.granted,
        by_token=side.clusters.cluster.issuer.mode == "irsa",
    )


def _client(site: PlatformSite, side: AwsSide, namespace: str, account: str) -> WorkloadIdentity:
    return site.aws_identity(namespace, account, search_client(domain_arn=_domain_arn(site, side)))


def _resource(site: PlatformSite, side: AwsSide) -> Mapping[str, str]:
    return {
        "cloud.provider": "aws",
        "cloud.region": side.region,
        "deployment.environment.name": site.settings.environment,
        "k8s.cluster.name": site.cluster.name,
    }


def _logs(
    site: PlatformSite, side: AwsSide, kept: Secrets | None, spec: LogsSpec, told: Sequence[Resource]
) -> PodLogs:
    domain = side.systems.search
    store = LogStore(host=domain.endpoint, ranges=store_ranges(site)) if domain and spec.search else None
    home = logs.namespace(site.cluster, store)
    groups = PodLogGroups(
        f"{site.cluster.name}-pod-logs",
        PodLogGroupsArgs(
            spec=spec,
            cluster=site.cluster.name,
            placement=side.base.placement,
            labels=site.settings.labels,
            logs_key_arn=side.base.keys.arns["logs"],
        ),
        side.account,
    )
    identity = site.aws_identity(pipeline.NAMESPACE, LOGS_ACCOUNT, _log_grants(site, side, spec, store))
    credentials = _fetched(site, kept, pipeline.NAMESPACE, spec.destinations.all, home.ready)
    return PodLogs(
        site.cluster,
        PodLogsArgs(
            spec=spec,
            namespace=home,
            environment=site.settings.environment,
            region=side.region,
            groups=group_prefix(site.cluster.name),
            annotations=identity.annotations,
            granted=identity.granted,
            ready=[*groups.ready, *(told if store else ()), *credentials],
            store=store,
            monitored=site.monitored,
        ),
    )


def _log_grants(site: PlatformSite, side: AwsSide, spec: LogsSpec, store: LogStore | None) -> Grants:
    prefix = group_prefix(site.cluster.name)
    write = pod_logs(
        placement=side.base.placement, groups=[f"{prefix}/{name}" for name in spec.classes.named()]
    )
    ask = search_client(domain_arn=_domain_arn(site, side)).inline if store else {}
    return Grants(inline={**write.inline, **ask})


def _fetched(
    site: PlatformSite,
    kept: Secrets | None,
    namespace: str,
    wanted: Sequence[Destination],
    after: Sequence[Resource],
) -> Sequence[Resource]:
    """Have the credentials of outside services fetched into one Secret, and return what brings it.

    :raises RefusalError: if nothing fetches secrets, or nobody keeps one of these.
    """
    if not wanted:
        return ()
    if kept is None:
        raise RefusalError(
            f"cluster {site.cluster.name}: the namespace {namespace} sends to outside services, and nothing fetches their "
            "credentials: describe external_secrets, or take the destinations out"
        )
    return secrets.fetch(
        site, kept.operator, namespace, {destinations.SECRET: _credentials(wanted)}, after, awaited=True
    ).ready


def _credentials(wanted: Sequence[Destination]) -> FetchedSecretSpec:
    named = {destinations.PROPERTIES[type(one)]: one.secret for one in wanted}
    return FetchedSecretSpec(
        target=destinations.SECRET,
        template={name: f"{{{{ .{name} }}}}" for name, _ in named},
        values={name: RemoteValueSpec(secret=path, property=part) for (name, part), path in named.items()},
    )
