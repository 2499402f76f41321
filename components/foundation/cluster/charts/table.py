"""The one table of chart versions, which Renovate raises: ``versions.yaml``."""

from functools import cache
from importlib.resources import files

import yaml
from pydantic import Field, TypeAdapter

from components.foundation.spec import Spec

TABLE = "versions.yaml"


class Chart(Spec):
    """A chart, where it comes from and at which version it is installed.

    ``repository`` is an ``https://`` address of a chart repository, or ``oci://`` with the path above the chart.
    ``app`` is the version of what it installs, for people. ``definitions`` are the custom resource definitions that the
    chart brings, by their full names; a cluster has one owner of each. ``name`` is what the repository calls the chart
    where the row's key is another: two versions of one chart stand side by side while one takes over from the other.
    """

    repository: str = Field(pattern=r"^(https|oci)://[^\s/]+(/[^\s]*)?$")
    version: str = Field(pattern=r"^v?\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$")
    app: str
    definitions: tuple[str, ...] = ()
    name: str | None = None


@cache
def charts() -> dict[str, Chart]:
    """Return all charts by name.

    :raises pydantic.ValidationError: for a table with a chart that lacks a version or a repository.
    """
    text = (files(__package__) / TABLE).read_text()
    return TypeAdapter(dict[str, Chart]).validate_python(yaml.safe_load(text), strict=False)


def chart(name: str) -> Chart:
    """Return one chart.

    :raises ValueError: for one that the table lacks.
    """
    if name not in charts():
        raise ValueError(
            f"the chart {name} has no version: give it a row in components/foundation/cluster/charts/{TABLE}"
        )
    return charts()[name]
