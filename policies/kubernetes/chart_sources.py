"""Where charts may come from: the reviewed list ``chart_sources.yaml``."""

from functools import lru_cache
from importlib.resources import files
from typing import Annotated, Final

import yaml
from pydantic import Field, StringConstraints, TypeAdapter

FILE: Final = "chart_sources.yaml"
Source = Annotated[str, StringConstraints(pattern=r"^(https|oci)://[a-z0-9.-]+(:\d+)?(/[A-Za-z0-9._-]+)*$")]


@lru_cache(maxsize=1)
def chart_sources() -> tuple[str, ...]:
    """Return the addresses of repositories, or of paths in them, that charts may come from.

    :raises pydantic.ValidationError: for a row that is no address with TLS, or for an empty list.
    """
    rows = TypeAdapter(Annotated[tuple[Source, ...], Field(min_length=1)])
    return rows.validate_python(yaml.safe_load((files(__package__) / FILE).read_text()), strict=False)


def allowed(address: str) -> bool:
    """Return whether an address is one of the list, or below one; a path that climbs or hides letters is not."""
    if any(trick in address for trick in ("..", "%", "\\", "?", "#")):
        return False
    place = address.rstrip("/") + "/"
    return any(place.startswith(source + "/") for source in chart_sources())
