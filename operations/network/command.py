"""``infra network``: read the settings, run the stack on simulated clouds, and draw what addresses it has."""

import json
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from operations.faults import FINE, FOUND_WANTING, CannotJudge
from operations.files import require_writable, write
from operations.judgement import check_settings
from operations.network.page import page
from operations.network.ranges import NetworkMap, overlaps
from operations.network.registered import network_map
from operations.streams import printing
from simulator.program import run
from stacks.settings.document import read


def build(project: Path, stack: str) -> NetworkMap:
    """Return the map of a stack.

    :raises CannotJudge: if the settings or the program are faulty.
    """
    check_settings(project, stack)
    done = run(project, stack, preview=False)
    if done.faults:
        raise CannotJudge(*(str(fault) for fault in done.faults))
    return network_map(stack, done.resources, read(project, stack))


def show(project: Path, stack: str, html: Path | None, json_file: Path | None) -> int:
    """Write or print the map and return the exit code: 1 where ranges overlap.

    :raises CannotJudge: if there is nothing to draw or a file cannot be written.
    """
    for file in (html, json_file):
        require_writable(file)
    with Console(stderr=True).status(f"drawing the network of {stack}"):
        map_ = build(project, stack)
    with printing():
        if html is not None:
            write(html, page(map_))
        if json_file is not None:
            write(json_file, json.dumps(map_.as_json(), indent=1) + "\n")
        if html is None and json_file is None:
            _print(map_)
    shared = overlaps(map_.ranges)
    for one, other in shared:
        sys.stderr.write(
            f"{one.network} of {one.name} overlaps {other.network} of {other.name}; routes need disjoint ranges, so move one\n"
        )
    return FOUND_WANTING if shared else FINE


def _print(map_: NetworkMap) -> None:
    table = Table("range", "kind", "name", "place", "zone", "tier", title=f"Network of {map_.stack}")
    for one in map_.ranges:
        table.add_row(str(one.network), one.kind, one.name, one.place or one.cloud, one.zone, one.tier)
    console = Console()
    console.print(table)
    for peering in map_.peerings:
        console.print(
            f"peering {peering.name}: {peering.one} and {peering.other}", highlight=False, soft_wrap=True
        )
