"""Options that several verbs share."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

StackName = Annotated[
    str, typer.Argument(help="The stack, as in Pulumi.STACK.yaml: dev, staging or production.")
]
Project = Annotated[Path, typer.Option("--project", help="The folder of Pulumi.yaml.", file_okay=False)]
AsOf = Annotated[
    datetime | None,
    typer.Option(
        "--as-of", formats=["%Y-%m-%d"], help="Judge as of this day: support calendars, waivers, prices."
    ),
]


def day(as_of: datetime | None) -> date:
    """Return the day to judge as of: today, unless one is given."""
    return as_of.date() if as_of else date.today()
