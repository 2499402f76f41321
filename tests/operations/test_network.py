"""The network map: whole, true, readable, and of ranges that share nothing, over all environments together."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from ipaddress import IPv4Network
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from operations.network import command, registered
from operations.network.page import KEY, STYLE, page
from operations.network.picture import picture
from operations.network.ranges import NetworkMap, Range, free_of, overlaps
from operations.network.registered import network_map
from simulator import schema
from simulator.program import Run
from stacks.settings.document import handed_over, read
from tests.operations.commands import ROOT, infra
from tests.shipped import brought_up

STACKS = ("dev", "staging", "production")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
CIDR = re.compile(r"(?:10|172|192|100)\.\d{1,3}\.\d{1,3}\.\d{1,3}/(?:[89]|[12]\d|3[01])")


@pytest.fixture(scope="module")
def runs() -> dict[str, Run]:
    """Each environment, brought up once."""
    return {stack: brought_up(stack) for stack in STACKS}


@pytest.fixture(scope="module")
def maps(runs: dict[str, Run]) -> dict[str, NetworkMap]:
    """The map of each environment, made of that run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            command, "run", lambda _project, stack, *, preview: runs[stack] if not preview else None
        )
        return {stack: command.build(ROOT, stack) for stack in STACKS}


def a_range(network: str, **facts: Any) -> Range:
    facts = {
        "stack": "dev",
        "cloud": "AWS",
        "place": "us-east-1",
        "kind": "network",
        "name": network,
        **facts,
    }
    return Range(network=IPv4Network(network), **facts)


def test_no_two_ranges_of_any_environment_overlap(maps: dict[str, NetworkMap]) -> None:
    everything = [one for map_ in maps.values() for one in map_.ranges]
    assert len(everything) > 40
    assert [
        (str(one.network), one.name, str(other.network), other.name) for one, other in overlaps(everything)
    ] == []


def test_every_range_that_a_stack_registers_stands_on_its_map(
    maps: dict[str, NetworkMap], runs: dict[str, Run]
) -> None:
    """The counterpart of a table of types: a range in the inputs of a type that nobody listed is found here."""
    for stack, map_ in maps.items():
        known = {one.network for one in map_.ranges}
        missing = {
            (entry["type"], text)
            for entry in runs[stack].resources
            if entry["custom"] and not entry["type"].startswith(("kubernetes:", "cloudflare:"))
            for text in CIDR.findall(json.dumps(entry["inputs"], default=str))
            if not IPv4Network(text, strict=False).is_global
            and not any(
                IPv4Network(text, strict=False).subnet_of(network)
                or network.subnet_of(IPv4Network(text, strict=False))
                for network in known
            )
        }
        assert missing == set()


@pytest.mark.parametrize("stack", STACKS)
def test_the_committed_page_is_what_the_stack_says_today(stack: str, maps: dict[str, NetworkMap]) -> None:
    file, wanted = ROOT / "docs" / "network" / f"{stack}.html", page(maps[stack])
    if os.environ.get("WRITE_INVENTORIES"):
        file.write_text(wanted, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == wanted, (
        f"docs/network/{stack}.html is not what the stack says; run `infra network {stack} --html docs/network/{stack}.html`"
    )


OVERLAPPING: dict[str, tuple[Range, Range, bool]] = {
    "two networks": (a_range("10.0.0.0/16"), a_range("10.0.128.0/17"), True),
    "two networks of two environments": (a_range("10.0.0.0/16"), a_range("10.0.0.0/16", stack="staging"), True),
    "a subnet and its network": (
        a_range("10.0.0.0/16"), a_range("10.0.1.0/24", kind="subnet", within=IPv4Network("10.0.0.0/16")), False,
    ),
    "a subnet and the like network of another environment": (
        a_range("10.0.0.0/16", stack="staging"),
        a_range("10.0.1.0/24", kind="subnet", within=IPv4Network("10.0.0.0/16")), True,
    ),
    "two subnets": (
        a_range("10.0.1.0/24", kind="subnet", within=IPv4Network("10.0.0.0/16")),
        a_range("10.0.1.128/25", kind="subnet", within=IPv4Network("10.0.0.0/16")), True,
    ),
    "services inside a network": (a_range("10.0.0.0/16"), a_range("10.0.8.0/22", kind="services"), True),
    "a network in what somebody else holds": (a_range("10.0.0.0/16"), a_range("10.0.0.0/8", kind="reserved"), True),
    "what two environments know to be somebody else's": (
        a_range("10.9.0.0/16", kind="reserved"), a_range("10.9.0.0/16", kind="reserved", stack="staging"), False,
    ),
    "two reservations of one environment": (
        a_range("10.9.0.0/16", kind="reserved", name="a"), a_range("10.9.0.0/16", kind="reserved", name="b"), True,
    ),
    "neighbours": (a_range("10.0.0.0/16"), a_range("10.1.0.0/16"), False),
}  # fmt: skip


@pytest.mark.parametrize(("one", "other", "shared"), OVERLAPPING.values(), ids=OVERLAPPING)
def test_what_may_share_addresses(one: Range, other: Range, shared: bool) -> None:
    assert overlaps([one, other]) == ([(one, other)] if shared else [])


def test_what_is_free_and_what_is_taken_make_the_whole() -> None:
    network = IPv4Network("10.0.0.0/16")
    taken = [IPv4Network("10.0.0.0/19"), IPv4Network("10.0.32.0/21")]
    free = free_of(network, taken)
    assert list(map(str, free)) == ["10.0.40.0/21", "10.0.48.0/20", "10.0.64.0/18", "10.0.128.0/17"]
    assert sum(one.num_addresses for one in (*free, *taken)) == network.num_addresses
    assert free_of(network, [network]) == []


FOREIGN: dict[str, tuple[str, dict[str, Any], list[tuple[str, str]]]] = {
    "Google Cloud's subnetwork": (
        "gcp:compute/subnetwork:Subnetwork",
        {"ipCidrRange": "10.18.0.0/20", "secondaryIpRanges": [{"rangeName": "pods", "ipCidrRange": "10.64.0.0/14"}]},
        [("subnet", "10.18.0.0/20"), ("pods", "10.64.0.0/14")],
    ),
    "services of Google Cloud's cluster": (
        "gcp:compute/subnetwork:Subnetwork",
        {"secondaryIpRanges": [{"rangeName": "services", "ipCidrRange": "172.20.64.0/20"}]},
        [("services", "172.20.64.0/20")],
    ),
    "Google Cloud's control plane": (
        "gcp:container/cluster:Cluster", {"privateClusterConfig": {"masterIpv4CidrBlock": "10.18.146.0/28"}},
        [("control plane", "10.18.146.0/28")],
    ),
    "a range handed to Google": (
        "gcp:compute/globalAddress:GlobalAddress", {"address": "10.18.128.0", "prefixLength": 20}, [("reserved", "10.18.128.0/20")],
    ),
    "Azure's network": (
        "azure-native:network:VirtualNetwork", {"addressSpace": {"addressPrefixes": ["10.19.0.0/16"]}}, [("network", "10.19.0.0/16")],
    ),
    "Azure's cluster": (
        "azure-native:containerservice:ManagedCluster",
        {"networkProfile": {"podCidr": "10.68.0.0/14", "serviceCidr": "172.20.80.0/20"}},
        [("pods", "10.68.0.0/14"), ("services", "172.20.80.0/20")],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("token", "inputs", "expected"), FOREIGN.values(), ids=FOREIGN)
def test_other_clouds_ranges_are_read(
    token: str, inputs: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    entry = {"type": token, "urn": f"urn:pulumi:dev::p::{token}::one", "inputs": inputs}
    read_off = network_map("dev", [entry], read(ROOT, "dev"))
    found = [(one.kind, str(one.network)) for one in read_off.ranges if one.name.startswith("one")]
    assert sorted(found) == sorted(expected)


def test_the_types_that_are_read_are_types_of_the_sdks() -> None:
    named = {
        **{token: [at for _, at in rows] for token, rows in registered.RANGES.items()},
        **registered.PEERINGS,
    }
    for token, places in named.items():
        declared = schema.declaration_of(token)
        assert declared is not None, token
        for at in places:
            assert re.split(r"[.\[/]", at)[0] in declared.inputs.shapes, (token, at)


def test_a_peering_joins_two_networks_on_the_page(maps: dict[str, NetworkMap]) -> None:
    joined = {peering.name: (peering.one, peering.other) for peering in maps["production"].peerings}
    assert joined == {
        "us-east-1-us-west-2-peering": ("us-east-1-network", "us-west-2-network"),
        "us-east-1 VPN": ("us-east-1 VPN clients", "us-east-1-network"),
        "us-central1-network-private-services": (
            "us-central1-network-nodes",
            "us-central1-network-private-services-range",
        ),
    }
    assert picture(maps["production"]).count('class="peering"') == len(joined)
    assert "No network of this environment is joined" in page(replace(maps["dev"], peerings=()))


WHOLE: dict[str, set[tuple[str, str]]] = {
    "AWS": {
        ("us-east-1", "network"), ("us-east-1", "private a"), ("us-east-1", "private b"), ("us-east-1", "private c"),
        ("us-east-1", "public a"), ("us-east-1", "public b"), ("us-east-1", "public c"), ("us-east-1", "isolated a"),
        ("us-east-1", "isolated b"), ("us-east-1", "isolated c"), ("us-east-1", "services"), ("us-east-1", "VPN clients"),
        ("us-west-2", "network"), ("us-west-2", "private a"), ("us-west-2", "private b"), ("us-west-2", "private c"),
        ("us-west-2", "public a"), ("us-west-2", "public b"), ("us-west-2", "public c"), ("us-west-2", "isolated a"),
        ("us-west-2", "isolated b"), ("us-west-2", "isolated c"), ("us-west-2", "services"),
    },
    "Google Cloud": {
        ("us-central1", "private"), ("us-central1", "proxies"), ("us-central1", "control plane"), ("us-central1", "pods"),
        ("us-central1", "services"), ("", "reserved"),
    },
    "Azure": {
        ("eastus", "network"), ("eastus", "private"), ("eastus", "isolated"), ("eastus", "private 1"),
        ("eastus", "private 2"), ("eastus", "private 3"), ("eastus", "pods"), ("eastus", "services"),
    },
}  # fmt: skip
"""What production's map shows, by cloud: each place with the tiers and zones of its subnets and its other ranges."""


def test_production_shows_the_places_tiers_and_zones_of_every_cloud(maps: dict[str, NetworkMap]) -> None:
    shown: dict[str, set[tuple[str, str]]] = {}
    for one in maps["production"].ranges:
        zone = one.zone.removeprefix(one.place)
        what = f"{one.tier} {zone}".strip() if one.kind == "subnet" else one.kind
        shown.setdefault(one.cloud, set()).add((one.place, what))
    assert shown == WHOLE


def test_what_others_hold_stands_on_the_map() -> None:
    file = handed_over("dev", {"reserved_addresses": {"office": "10.200.0.0/16"}})
    (office,) = network_map("dev", [], file).ranges
    assert (office.cloud, office.kind, str(office.network)) == ("elsewhere", "reserved", "10.200.0.0/16")


@pytest.mark.parametrize("stack", STACKS)
def test_every_box_has_a_colour_of_the_key_in_both_lights(stack: str, maps: dict[str, NetworkMap]) -> None:
    text = page(maps[stack])
    classes = {found.split()[-1] for found in re.findall(r'<rect class="([^"]*)"', text)}
    keyed = set(re.findall(r'background: var\(--([a-z-]+)\)"></span>', text))
    assert classes == keyed
    light, _, dark = text.partition("@media (prefers-color-scheme: dark)")
    for name in keyed:
        assert f"--{name}: #" in light
        assert f"--{name}: #" in dark
        assert f"rect.{name} {{" in text or name == "network"


def luminance(colour: str) -> float:
    """Return how light a colour is (WCAG 2.2, relative luminance)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("light", [0, 1], ids=["light", "dark"])
def test_labels_can_be_read_on_every_colour(light: int) -> None:
    """4.5 to 1 for text and 3 to 1 for the edge of a box are what WCAG 2.2 asks for (1.4.3, 1.4.11)."""
    blocks = re.findall(r":root \{([^}]*)\}", STYLE)
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", blocks[light]))

    def contrast(one: str, other: str) -> float:
        bright, dim = sorted((luminance(colours[one]), luminance(colours[other])), reverse=True)
        return (bright + 0.05) / (dim + 0.05)

    for ground in ("ground", *KEY):
        assert contrast("ink", ground) >= 4.5, ground
    assert contrast("soft", "ground") >= 4.5
    assert contrast("edge", "ground") >= 3
    assert contrast("focus", "ground") >= 4.5


def test_every_box_is_reached_by_keyboard_and_says_what_it_is(maps: dict[str, NetworkMap]) -> None:
    drawn = ET.fromstring(picture(maps["production"]))  # noqa: S314 - our own text
    boxes = [box for box in drawn.iter("g") if box.find("rect") is not None]
    assert len(boxes) == len(maps["production"].ranges)
    for box in boxes:
        said = box.get("aria-label") or ""
        assert (box.get("tabindex"), box.get("role")) == ("0", "img")
        assert box.findtext("title") == said
        assert CIDR.search(said)
    assert drawn.findtext("title") == "Address ranges of production"


def test_the_page_fetches_nothing_and_knows_both_lights(maps: dict[str, NetworkMap]) -> None:
    text = page(maps["production"])
    assert not re.search(r"(?:src|href)=|url\(|@import|<script", text)
    assert "prefers-color-scheme: dark" in text
    assert "@media print" in text
    assert text.count('scope="row"') == len(maps["production"].ranges) + 3 + len(
        [one for one in maps["production"].of("network") if maps["production"].inside(one)]
    )


def test_names_cannot_break_the_page(maps: dict[str, NetworkMap]) -> None:
    odd = replace(maps["dev"], ranges=(a_range("10.0.0.0/16", name='<b>"&'),))
    assert "<b>" not in page(odd)


@pytest.mark.parametrize("option", ["--html", "--json"])
def test_the_command_writes_what_it_is_asked_for(
    option: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], maps: dict[str, NetworkMap]
) -> None:
    file = tmp_path / "map"
    assert infra("network", "dev", option, str(file), capsys=capsys).code == 0
    written = file.read_text()
    assert (
        written == page(maps["dev"]) if option == "--html" else json.loads(written) == maps["dev"].as_json()
    )


def test_the_command_prints_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    ended = infra("network", "dev", capsys=capsys)
    assert (ended.code, "Network of dev" in ended.out) == (0, True)


def test_ranges_that_overlap_end_it_with_one(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    both = NetworkMap("dev", (a_range("10.0.0.0/16", name="one"), a_range("10.0.0.0/17", name="other")), ())
    monkeypatch.setattr("operations.network.command.build", lambda *_: both)
    ended = infra("network", "dev", "--json", "-", capsys=capsys)
    assert ended.code == 1
    assert "10.0.0.0/16 of one overlaps 10.0.0.0/17 of other" in ended.err


def test_a_file_that_cannot_be_written_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ended = infra("network", "dev", "--html", str(tmp_path / "none" / "map.html"), capsys=capsys)
    assert (ended.code, "its folder does not exist" in ended.err) == (2, True)


@pytest.fixture
def drawn(tmp_path: Path) -> Callable[[Path], str]:
    """Return a function that lets a real browser lay a page out and hands back what it made of it."""

    def drawn(file: Path) -> str:
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
                 "--disable-background-networking", "--disable-component-update", f"--user-data-dir={tmp_path / 'profile'}"]  # fmt: skip
        done = subprocess.run(
            [str(CHROMIUM), *flags, "--dump-dom", file.as_uri()],
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        )
        return done.stdout

    return drawn


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed, so no browser draws the page")
def test_a_browser_draws_the_page_wholly(
    drawn: Callable[[Path], str], tmp_path: Path, maps: dict[str, NetworkMap]
) -> None:
    file = tmp_path / "map.html"
    measure = "<script>const r=[...document.querySelectorAll('rect')].map(b=>b.getBoundingClientRect());document.title=[r.length,Math.round(Math.min(...r.map(b=>b.width))*10),document.documentElement.scrollWidth<=innerWidth].join()</script>"
    file.write_text(page(maps["production"]).replace("</body>", measure + "</body>"))
    title = re.search(r"<title>([^<]*)</title>", drawn(file))
    assert title is not None
    count, narrowest, fits = title[1].split(",")
    assert (int(count), fits) == (len(maps["production"].ranges), "true")
    assert int(narrowest) >= 10
