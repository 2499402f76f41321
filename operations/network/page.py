"""The page: the picture, the table, the peerings and the space that is left, in one file that fetches nothing."""

from html import escape

from operations.network.picture import picture, style
from operations.network.ranges import NetworkMap, Range

LIGHT = """\
--ground: #ffffff; --ink: #1b1f24; --soft: #57606a; --line: #d0d7de; --edge: #6e7781;
  --network: #eaeef2; --private: #bfdcff; --public: #ffdcb3; --isolated: #cdeecb; --proxies: #c6eef0;
  --control-plane: #fff0b3; --pods: #e3d5fb; --services: #fbd3e5; --vpn-clients: #d9d4c5; --reserved: #dfe3e8; --focus: #0550ae;"""
"""The colours of the page and of what is drawn on it, as custom properties."""

DARK = """\
--ground: #0d1117; --ink: #e6edf3; --soft: #9aa4af; --line: #3d444d;
  --edge: #8b949e; --network: #21262d; --private: #1f4b7d; --public: #7a4a12; --isolated: #235c2b; --proxies: #155e63;
  --control-plane: #665200; --pods: #4c3580; --services: #7a2a52; --vpn-clients: #55503f; --reserved: #30363d; --focus: #79c0ff;"""
"""The same on a dark ground."""

DRAWN = """\
svg { display: block; height: auto; min-width: 880px; width: 100%; }
svg text { fill: var(--ink); font: 12px system-ui, sans-serif; text-anchor: middle; }
svg text.caption { font-size: 14px; text-anchor: start; } svg text.cloud { font-size: 18px; font-weight: 600; text-anchor: start; }
svg .range { font-weight: 600; } svg .where { fill: var(--soft); }
rect { fill: var(--network); stroke: var(--edge); } rect.private { fill: var(--private); } rect.other { fill: var(--private); }
rect.public { fill: var(--public); } rect.isolated { fill: var(--isolated); } rect.proxies { fill: var(--proxies); }
rect.control-plane { fill: var(--control-plane); } rect.pods { fill: var(--pods); } rect.services { fill: var(--services); }
rect.vpn-clients { fill: var(--vpn-clients); } rect.reserved { fill: var(--reserved); stroke-dasharray: 5 3; }
path.peering { fill: none; stroke: var(--edge); stroke-width: 2; } g:focus path { stroke: var(--focus); stroke-width: 4; }
g:focus { outline: none; } g:focus rect { stroke: var(--focus); stroke-width: 3; }
"""
"""How the picture is drawn."""

STYLE = f"""
:root {{ color-scheme: light dark; {LIGHT} }}
@media (prefers-color-scheme: dark) {{ :root {{ {DARK} }} }}
body {{ background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 1160px; padding: 24px; }}
h1 {{ font-size: 1.6rem; margin: 0 0 .25rem; }} h2 {{ font-size: 1.2rem; margin: 2rem 0 .5rem; }}
p {{ color: var(--soft); margin: .25rem 0 1rem; }} a {{ color: var(--focus); }}
{DRAWN}.key {{ display: flex; flex-wrap: wrap; gap: .25rem 1rem; list-style: none; padding: 0; }} .key span {{ border: 1px solid var(--edge);
  display: inline-block; height: .9em; margin-right: .4em; width: 1.4em; }}
.scroll {{ overflow-x: auto; }} .scroll:focus {{ outline: 3px solid var(--focus); }}
table {{ border-collapse: collapse; width: 100%; }} caption {{ color: var(--soft); text-align: left; }}
th, td {{ border-bottom: 1px solid var(--line); padding: .3rem .75rem .3rem 0; text-align: left; vertical-align: top; }}
td.number, th.number {{ font-variant-numeric: tabular-nums; text-align: right; }} code {{ font: 14px ui-monospace, monospace; white-space: nowrap; }}
@media print {{ @page {{ margin: 12mm; size: A4; }} body {{ max-width: none; padding: 0; }} .scroll {{ overflow: visible; }}
  rect, .key span {{ print-color-adjust: exact; -webkit-print-color-adjust: exact; }} svg {{ max-height: 205mm; min-width: 0; }}
  h2 {{ break-after: avoid; }} thead {{ display: table-header-group; }} tr {{ break-inside: avoid; }} table, code {{ font-size: 10px; }} }}
"""

KEY = (
    "network", "private", "public", "isolated", "proxies", "control-plane", "pods", "services", "vpn-clients", "reserved",
)  # fmt: skip
"""The colours in the order of the key: what a subnet's tier or a range's kind is called in a class of the style."""


NAMES = {"control-plane": "control plane", "vpn-clients": "VPN clients"}


def page(map_: NetworkMap) -> str:
    """Return the page of a map as HTML."""
    title = f"Network of {map_.stack}"
    used = {style(one) for one in map_.ranges}
    key = "".join(
        f'<li><span style="background: var(--{one})"></span>{NAMES.get(one, one)}</li>'
        for one in KEY
        if one in used
    )
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<style>{STYLE}</style>
</head>
<body>
<main>
<h1>{escape(title)}</h1>
<p>Written by <code>infra network {escape(map_.stack)}</code> from what the stack registers. Do not edit it.</p>
<ul class="key" aria-label="Colours of the picture">{key}</ul>
<p>Each bar is a whole range, however large. A line at the right joins what routes to each other. Every box can be reached
with the tab key, and the table below says the same.</p>
<div class="scroll" role="region" aria-label="Picture of the ranges" tabindex="0">
{picture(map_)}
</div>
<h2 id="ranges">Ranges</h2>
<div class="scroll" role="region" aria-labelledby="ranges" tabindex="0">
{_ranges(map_)}
</div>
<h2>Peerings</h2>
{_peerings(map_)}
<h2>Free space</h2>
{_free(map_)}
</main>
</body>
</html>
"""


def _ranges(map_: NetworkMap) -> str:
    heads = ("Range", "Kind", "Name", "Cloud", "Place", "Zone", "Tier")
    rows = "\n".join(_range(one) for one in map_.ranges)
    return (
        "<table>\n<caption>Every range, by cloud, place and address.</caption>\n<thead><tr>"
        + "".join(f'<th scope="col">{head}</th>' for head in heads)
        + f'<th class="number" scope="col">Addresses</th></tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>'
    )


def _range(one: Range) -> str:
    cells = "".join(
        f"<td>{escape(text)}</td>" for text in (one.kind, one.name, one.cloud, one.place, one.zone, one.tier)
    )
    return (
        f'<tr><th scope="row"><code>{one.network}</code></th>{cells}'
        f'<td class="number">{one.network.num_addresses:,}</td></tr>'
    )


def _peerings(map_: NetworkMap) -> str:
    if not map_.peerings:
        return "<p>No network of this environment is joined to another.</p>"
    rows = "\n".join(
        f'<tr><th scope="row">{escape(one.name)}</th><td>{escape(one.one)}</td><td>{escape(one.other)}</td></tr>'
        for one in map_.peerings
    )
    return (
        "<table>\n<caption>Between what packets are routed: peered networks, Google's services, people on the VPN. Nothing else joins two clouds or environments.</caption>\n<thead><tr>"
        '<th scope="col">Peering</th><th scope="col">One</th><th scope="col">Other</th></tr></thead>\n'
        f"<tbody>\n{rows}\n</tbody>\n</table>"
    )


def _free(map_: NetworkMap) -> str:
    rows = "\n".join(
        f'<tr><th scope="row"><code>{one.network}</code> {escape(one.name)}</th><td>'
        + (", ".join(f"<code>{block}</code>" for block in map_.free(one)) or "nothing")
        + f'</td><td class="number">{sum(block.num_addresses for block in map_.free(one)):,}</td></tr>'
        for one in map_.of("network")
        if map_.inside(one)
    )
    return (
        "<table>\n<caption>What no subnet holds yet.</caption>\n<thead><tr>"
        '<th scope="col">Network</th><th scope="col">Free blocks</th><th class="number" scope="col">Addresses</th></tr></thead>\n'
        f"<tbody>\n{rows}\n</tbody>\n</table>"
    )
