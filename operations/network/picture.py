"""The picture: a bar for each network, as wide as all others, with its subnets where they lie in it."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from ipaddress import IPv4Network
from typing import Final

from operations.network.ranges import NetworkMap, Range

WIDTH, MARGIN, BAR, GAP = 1120, 16, 44, 34

HEADING: Final = 40
"""How much room the name of a cloud takes above its first bar."""

ASIDE: Final = 36
"""Room at the right for the lines between peered networks."""

PIXELS_A_LETTER: Final = 7
"""About how wide a letter is. A label that does not fit its box is shortened, or left to the title and the table."""


def picture(map_: NetworkMap) -> str:
    """Return the SVG of a map. Every box is a stop of the keyboard and says its facts to a screen reader."""
    rows, headings, height = _layout(map_)
    title = f"Address ranges of {map_.stack}"
    body = "\n".join(
        f'<text class="cloud" x="{MARGIN}" y="{top}">{escape(cloud)}</text>' for cloud, top in headings
    )
    body += "\n" + "\n".join(part for one, top in rows for part in _row(map_, one, top))
    lines = "\n".join(_peerings(map_, {one.name: top for one, top in rows}))
    summary = f"{len(rows)} ranges, each drawn over the same width, with the subnets inside it at their places. The table below holds the same facts."
    return (
        f'<svg viewBox="0 0 {WIDTH} {height}" role="group" aria-labelledby="picture-title picture-about">\n'
        f'<title id="picture-title">{escape(title)}</title>\n<desc id="picture-about">{escape(summary)}</desc>\n'
        f"{body}\n{lines}\n</svg>"
    )


def _layout(map_: NetworkMap) -> tuple[list[tuple[Range, int]], list[tuple[str, int]], int]:
    """Return what gets a bar with its top, the clouds with the line of their names, and the height of it all.

    Everything that is not cut out of something else gets a bar.
    """
    rows: list[tuple[Range, int]] = []
    headings: list[tuple[str, int]] = []
    top = MARGIN
    for one in map_.ranges:
        if one.within is not None:
            continue
        if not headings or headings[-1][0] != one.cloud:
            headings.append((one.cloud, top + 20))
            top += HEADING
        rows.append((one, top))
        top += BAR + GAP
    return rows, headings, top + MARGIN


def _row(map_: NetworkMap, one: Range, top: int) -> Iterator[str]:
    where = " · ".join(part for part in (one.place, one.tier, one.kind) if part)
    yield (
        f'<text class="caption" x="{MARGIN}" y="{top + 14}"><tspan class="range">{one.network}</tspan> '
        f'{escape(one.name)} <tspan class="where">{escape(where)}</tspan></text>'
    )
    yield _box(one, one.network, top + 20, f"bar {style(one)}", labels=())
    for subnet in map_.inside(one) if one.kind == "network" else []:
        yield _box(subnet, one.network, top + 20, f"subnet {style(subnet)}", labels=_labels(subnet, one))


def style(one: Range) -> str:
    """Return the class by which the page colours a box: the tier of a subnet, else what the range is for."""
    return (one.tier or "other" if one.kind == "subnet" else one.kind).replace(" ", "-").lower()


def _peerings(map_: NetworkMap, tops: Mapping[str, int]) -> Iterator[str]:
    """Yield a line at the right between the bars of each two networks that are peered."""
    right = WIDTH - MARGIN - ASIDE
    for number, peering in enumerate(map_.peerings):
        if peering.one not in tops or peering.other not in tops:
            continue
        # Apart by a few pixels, so that two lines that end at one bar can be told from each other.
        apart = 5 * (number % 4) - 8
        one, other = (tops[end] + 20 + (BAR - 8) / 2 + apart for end in (peering.one, peering.other))
        bend = right + 10 + 7 * (number % 4)
        said = escape(f"{peering.name}: {peering.one} and {peering.other} are joined")
        yield (
            f'<g tabindex="0" role="img" aria-label="{said}"><title>{said}</title>'
            f'<path class="peering" d="M{right} {one:.0f} H{bend} V{other:.0f} H{right}"/></g>'
        )


def _box(one: Range, around: IPv4Network, top: int, style: str, labels: Sequence[str]) -> str:
    scale = (WIDTH - 2 * MARGIN - ASIDE) / around.num_addresses
    x = MARGIN + (int(one.network.network_address) - int(around.network_address)) * scale
    width = one.network.num_addresses * scale
    said = ", ".join(
        part
        for part in (
            str(one.network),
            one.name,
            one.tier and f"tier {one.tier}",
            one.zone and f"zone {one.zone}",
            f"{one.network.num_addresses:,} addresses",
        )
        if part
    )
    fitting = next((words for words in labels if len(words) * PIXELS_A_LETTER <= width), "")
    text = (
        f'<text x="{x + width / 2:.1f}" y="{top + BAR / 2 + 1:.0f}" aria-hidden="true">{escape(fitting)}</text>'
        if fitting
        else ""
    )
    return (
        f'<g tabindex="0" role="img" aria-label="{escape(said)}"><title>{escape(said)}</title>'
        f'<rect class="{style}" x="{x:.1f}" y="{top}" width="{max(width, 2):.1f}" height="{BAR - 8}" rx="3"/>{text}</g>'
    )


def _labels(subnet: Range, network: Range) -> list[str]:
    """Return what a box may say of itself, the longest first."""
    own = subnet.name.removeprefix(f"{network.name}-")
    if not subnet.zone:
        return [own]
    zone = subnet.zone.removeprefix(subnet.place)
    return [f"{subnet.tier or own} {zone}", zone]
