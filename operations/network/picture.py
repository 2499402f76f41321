"""The picture: a bar for each network, as wide as all others, with its subnets where they lie in it."""

from collections.abc import Iterator
from html import escape
from ipaddress import IPv4Network
from typing import Final

from operations.network.ranges import NetworkMap, Range

WIDTH, MARGIN, BAR, GAP = 1120, 16, 44, 34

ASIDE: Final = 36
"""Room at the right for the lines between peered networks."""

PIXELS_A_LETTER: Final = 7
"""About how wide a letter is. A label that does not fit its box is its zone alone, or left to the title and the table."""


def picture(map_: NetworkMap) -> str:
    """Return the SVG of a map. Every box is a stop of the keyboard and says its facts to a screen reader."""
    rows = list(_rows(map_))
    height = MARGIN * 2 + len(rows) * (BAR + GAP)
    lines = "\n".join(_peerings(map_, [one.name for one in rows]))
    title = f"Address ranges of {map_.stack}"
    body = "\n".join(
        row for number, one in enumerate(rows) for row in _row(map_, one, MARGIN + number * (BAR + GAP))
    )
    summary = f"{len(rows)} ranges, each drawn over the same width, with the subnets inside it at their places. The table below holds the same facts."
    return (
        f'<svg viewBox="0 0 {WIDTH} {height}" role="group" aria-labelledby="picture-title picture-about">\n'
        f'<title id="picture-title">{escape(title)}</title>\n<desc id="picture-about">{escape(summary)}</desc>\n'
        f"{body}\n{lines}\n</svg>"
    )


def _rows(map_: NetworkMap) -> Iterator[Range]:
    """Yield what gets a bar: everything that is not cut out of something else."""
    yield from (one for one in map_.ranges if one.within is None)


def _row(map_: NetworkMap, one: Range, top: int) -> Iterator[str]:
    where = " · ".join(part for part in (one.cloud, one.place, one.kind) if part)
    yield (
        f'<text class="caption" x="{MARGIN}" y="{top + 14}"><tspan class="range">{one.network}</tspan> '
        f'{escape(one.name)} <tspan class="where">{escape(where)}</tspan></text>'
    )
    yield _box(one, one.network, top + 20, f"bar {one.kind}", label="")
    for subnet in map_.inside(one) if one.kind == "network" else []:
        yield _box(subnet, one.network, top + 20, f"subnet {subnet.tier or 'other'}", label=_label(subnet))


def _peerings(map_: NetworkMap, names: list[str]) -> Iterator[str]:
    """Yield a line at the right between the bars of each two networks that are peered."""
    right = WIDTH - MARGIN - ASIDE
    for number, peering in enumerate(map_.peerings):
        if peering.one not in names or peering.other not in names:
            continue
        one, other = (
            MARGIN + names.index(end) * (BAR + GAP) + 20 + (BAR - 8) / 2
            for end in (peering.one, peering.other)
        )
        bend = right + 10 + 6 * (number % 4)
        said = escape(f"{peering.name}: {peering.one} and {peering.other} are peered")
        yield (
            f'<g tabindex="0" role="img" aria-label="{said}"><title>{said}</title>'
            f'<path class="peering" d="M{right} {one:.0f} H{bend} V{other:.0f} H{right}"/></g>'
        )


def _box(one: Range, around: IPv4Network, top: int, style: str, label: str) -> str:
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
    fitting = next(
        (words for words in (label, label[-1:]) if words and len(words) * PIXELS_A_LETTER <= width), ""
    )
    text = (
        f'<text x="{x + width / 2:.1f}" y="{top + BAR / 2 + 1:.0f}" aria-hidden="true">{escape(fitting)}</text>'
        if fitting
        else ""
    )
    return (
        f'<g tabindex="0" role="img" aria-label="{escape(said)}"><title>{escape(said)}</title>'
        f'<rect class="{style}" x="{x:.1f}" y="{top}" width="{max(width, 2):.1f}" height="{BAR - 8}" rx="3"/>{text}</g>'
    )


def _label(subnet: Range) -> str:
    letter = subnet.zone[-1:] if subnet.zone else ""
    return " ".join(part for part in (subnet.tier or subnet.name, letter) if part)
