"""The parameter group of PostgreSQL: TLS only, statements observable."""

import pulumi_aws as aws

from components.data.postgres.spec import PostgresSpec
from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.placement import AwsPlacement


def parameter_group(
    owner: Component,
    name: str,
    *,
    identifier: str,
    spec: PostgresSpec,
    placement: AwsPlacement,
    labels: Labels,
) -> aws.rds.ParameterGroup:
    """Register the group that an instance and its replicas in one region run with.

    The family is part of both names: another major gets its group beside the old one, which goes only after
    the instances have left it. A replica in another region falls back to AWS's default group unless that
    region has one of its own.
    """
    physical = f"{identifier}-{spec.family}"
    return aws.rds.ParameterGroup(
        f"{name}-parameters-{spec.family}",
        region=placement.region,
        name=physical,
        family=spec.family,
        description=f"{spec.family} of {identifier}",
        parameters=[
            aws.rds.ParameterGroupParameterArgs(name=key, value=value, apply_method=method)
            for key, (value, method) in _parameters(spec).items()
        ],
        tags=labels.aws(physical),
        opts=owner.child(),
    )


def _parameters(spec: PostgresSpec) -> dict[str, tuple[str, str]]:
    """Return value and apply method by name; static parameters wait for a reboot.

    ``rds.force_ssl`` is static in some families, and on by default from PostgreSQL 15: RDS then keeps the
    method of its default, so that any other would show as a change for ever. A new instance starts with it.
    """
    return {
        "rds.force_ssl": ("1", "pending-reboot"),
        "log_connections": ("1", "immediate"),
        "log_disconnections": ("1", "immediate"),
        "log_lock_waits": ("1", "immediate"),
        "log_min_duration_statement": (str(spec.slow_statement_ms), "immediate"),
        "shared_preload_libraries": ("pg_stat_statements,auto_explain", "pending-reboot"),
        "auto_explain.log_min_duration": (str(spec.slow_statement_ms), "immediate"),
        "max_connections": (str(spec.max_connections), "pending-reboot"),
    }
