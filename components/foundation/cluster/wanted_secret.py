"""Secrets that come from the cloud's secret store: asked for here by name, and brought by whoever speaks with the store."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class WantedSecret:
    """A Secret that has to be there before a chart is installed.

    ``values`` are its keys and the property of ``path``, in the secret store, that each holds; ``plain`` are further keys
    that hold nothing secret. ``labels`` are those by which it is found.
    """

    name: str
    path: str
    values: Mapping[str, str]
    plain: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
