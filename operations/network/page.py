"""The page: the picture, the table, the peerings and the space that is left, in one file that fetches nothing."""

from html import escape

from operations.network.picture import picture
from operations.network.ranges import NetworkMap, Range

STYLE = """
:root { color-scheme: light dark; --ground: #ffffff; --ink: #1b1f24; --soft: #57606a; --line: #d0d7de;
  --bar: #eaeef2; --private: #bfdcff; --public: #ffdcb3; --isolated: #cdeecb; --pods: #e3d5fb; --services: #fbd3e5;
  --reserved: #dfe3e8; --focus: #0550ae; }
@media (prefers-color-scheme: dark) { :root { --ground: #0d1117; --ink: #e6edf3; --soft: #9aa4af; --line: #3d444d;
  --bar: #21262d; --private: #1f4b7d; --public: #7a4a12; --isolated: #235c2b; --pods: #4c3580; --services: #7a2a52;
  --reserved: #30363d; --focus: #79c0ff; } }
body { background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 1160px; padding: 24px; }
h1 { font-size: 1.6rem; margin: 0 0 .25rem; } h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; }
p { color: var(--soft); margin: .25rem 0 1rem; }
svg { width: 100%; height: auto; } svg text { fill: var(--ink); font: 12px system-ui, sans-serif; text-anchor: middle; }
svg text.caption { font-size: 14px; text-anchor: start; } .range { font-weight: 600; } .where { fill: var(--soft); }
rect { stroke: var(--line); fill: var(--bar); } rect.private { fill: var(--private); } rect.public { fill: var(--public); }
rect.isolated { fill: var(--isolated); } rect.pods { fill: var(--pods); } rect.services { fill: var(--services); }
rect.bar.reserved { fill: var(--reserved); stroke-dasharray: 5 3; } rect.other { fill: var(--private); }
path.peering { fill: none; stroke: var(--soft); stroke-width: 2; } g:focus path { stroke: var(--focus); stroke-width: 4; }
g:focus { outline: none; } g:focus rect { stroke: var(--focus); stroke-width: 3; }
.key { display: flex; flex-wrap: wrap; gap: 1rem; list-style: none; padding: 0; } .key span { border: 1px solid var(--line);
  display: inline-block; height: .9em; margin-right: .4em; width: 1.4em; }
.scroll { overflow-x: auto; } .scroll:focus { outline: 3px solid var(--focus); }
table { border-collapse: collapse; width: 100%; } caption { color: var(--soft); text-align: left; }
th, td { border-bottom: 1px solid var(--line); padding: .3rem .75rem .3rem 0; text-align: left; vertical-align: top; }
td.number { font-variant-numeric: tabular-nums; text-align: right; } code { font: 14px ui-monospace, monospace; }
"""

KEY = ("private", "public", "isolated", "pods", "services", "reserved")


def page(map_: NetworkMap) -> str:
    """Return the page of a map as HTML."""
    title = f"Network of {map_.stack}"
    key = "".join(f'<li><span style="background: var(--{one})"></span>{one}</li>' for one in KEY)
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
<p>A line at the right joins two networks that are peered. Each box can be reached with the tab key.</p>
{picture(map_)}
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
    heads = ("Range", "Kind", "Name", "Cloud", "Place", "Zone", "Tier", "Addresses")
    rows = "\n".join(_range(one) for one in map_.ranges)
    return (
        "<table>\n<caption>Every range, by cloud, place and address.</caption>\n<thead><tr>"
        + "".join(f'<th scope="col">{head}</th>' for head in heads)
        + f"</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>"
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
        return "<p>No network of this environment is peered with another.</p>"
    rows = "\n".join(
        f'<tr><th scope="row">{escape(one.name)}</th><td>{escape(one.one)}</td><td>{escape(one.other)}</td></tr>'
        for one in map_.peerings
    )
    return (
        "<table>\n<caption>Networks between which packets are routed.</caption>\n<thead><tr>"
        '<th scope="col">Peering</th><th scope="col">From</th><th scope="col">To</th></tr></thead>\n'
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
        '<th scope="col">Network</th><th scope="col">Free blocks</th><th scope="col">Addresses</th></tr></thead>\n'
        f"<tbody>\n{rows}\n</tbody>\n</table>"
    )
