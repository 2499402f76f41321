"""Every type the simulated clouds know, found by its token."""

import importlib
from functools import cache
from typing import Final

from simulator.clouds.kind import Kind

AWS_MODULES: Final = {
    "autoscaling": ("node_groups",),
    "cloudwatch": ("cloudwatch",),
    "ec2": ("network", "gateways", "firewalls", "launch_templates"),
    "eks": ("eks", "eks_access", "node_groups"),
    "elasticache": ("elasticache",),
    "iam": ("iam",),
    "kms": ("kms",),
    "rds": ("rds", "rds_groups"),
    "secretsmanager": ("secretsmanager",),
    "sns": ("sns",),
    "sqs": ("sqs",),
    "vpc": ("firewalls",),
}
"""The modules of ``simulator/clouds/aws`` that know a service, by the service's name in a token."""


@cache
def kind_of(token: str) -> Kind | None:
    """Return what is known of a type, or None for a type in no table."""
    package, _, rest = token.partition(":")
    if token.startswith("pulumi:providers:"):
        return _table("providers").get(token)
    if package == "aws":
        modules = AWS_MODULES.get(rest.partition("/")[0], ())
        return next(
            (table[token] for table in map(_table, (f"aws.{name}" for name in modules)) if token in table),
            None,
        )
    if package == "random":
        return _table("random_values").get(token)
    if package == "kubernetes":
        found: Kind | None = importlib.import_module("simulator.clouds.kubernetes").kind_of(token)
        return found
    return None


def place_of(token: str) -> str:
    """Return where a type of this package belongs, for the sentence that refuses an unknown one."""
    package, _, rest = token.partition(":")
    return (
        f"simulator/clouds/aws/{rest.partition('/')[0]}.py"
        if package == "aws"
        else f"simulator/clouds/{package}"
    )


@cache
def _table(module: str) -> dict[str, Kind]:
    kinds: tuple[Kind, ...] = importlib.import_module(f"simulator.clouds.{module}").KINDS
    return {kind.token: kind for kind in kinds}
