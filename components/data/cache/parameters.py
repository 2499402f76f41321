"""The parameter group of a cache."""

import pulumi_aws as aws

from components.data.cache.spec import CacheSpec
from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.placement import AwsPlacement


def parameter_group(
    owner: Component, name: str, *, identifier: str, spec: CacheSpec, placement: AwsPlacement, labels: Labels
) -> aws.elasticache.ParameterGroup:
    """Register the group that a cache runs with.

    Family and mode are part of both names, because neither can change on a group in use: another engine, major
    version or mode gets its group beside the old one, which goes only after the cache has left it.
    """
    key = f"{spec.family.replace('.', '-')}-{'clustered' if spec.cluster_mode else 'single'}"
    physical = f"{identifier}-{key}"
    return aws.elasticache.ParameterGroup(
        f"{name}-parameters-{key}",
        region=placement.region,
        name=physical,
        family=spec.family,
        description=f"{spec.family} of {identifier}",
        parameters=[
            aws.elasticache.ParameterGroupParameterArgs(name=parameter, value=value)
            for parameter, value in _parameters(spec).items()
        ],
        tags=labels.aws(physical),
        opts=owner.child(),
    )


def _parameters(spec: CacheSpec) -> dict[str, str]:
    parameters = {"maxmemory-policy": spec.eviction, "cluster-enabled": "yes" if spec.cluster_mode else "no"}
    # Left out where it is empty: that is the engine's default, and ElastiCache takes no empty value.
    return parameters | ({"notify-keyspace-events": spec.keyspace_events} if spec.keyspace_events else {})
