"""The page in a real browser: quiet, reachable by keyboard, readable in both colour schemes, on paper and on a telephone."""

import base64
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from operations.html_report.page import Page
from tests.operations.html_report.browser import CHROMIUM, DRIVER, ENTER, ESCAPE, TAB, Browser, browser

pytestmark = pytest.mark.skipif(
    CHROMIUM is None or DRIVER is None,
    reason="no Chromium with its driver is installed, so no browser opens the page",
)

CONTRAST = Path(__file__).with_name("contrast.js").read_text()
FOCUSED = "const e = document.activeElement; return e.id || e.textContent.trim().slice(0, 30)"


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browser(tmp_path_factory.mktemp("browser")) as opened:
        yield opened


@pytest.fixture(params=["html", "eventful_html"])
def every_page(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    file = tmp_path / "page.html"
    file.write_text(request.getfixturevalue(request.param))
    return file


@pytest.fixture
def plain(html: str, tmp_path: Path) -> Path:
    file = tmp_path / "page.html"
    file.write_text(html)
    return file


def shown(window: Browser) -> int:
    rows: int = window.run("return [...document.querySelectorAll('tr.f')].filter(row => !row.hidden).length")
    return rows


def test_it_says_nothing_and_asks_nothing(window: Browser, every_page: Path) -> None:
    window.log("browser"), window.log("performance")
    window.open(every_page)
    window.run("document.querySelectorAll('details').forEach(part => { part.open = true; })")
    assert window.log("browser") == []
    told = [json.loads(entry["message"])["message"] for entry in window.log("performance")]
    asked = [
        event["params"]["request"]["url"] for event in told if event["method"] == "Network.requestWillBeSent"
    ]
    assert [url for url in asked if not url.startswith("data:")] == [every_page.as_uri()]


def test_what_would_break_its_policy_is_seen(window: Browser, plain: Path) -> None:
    """The check above can fail: a script that the policy does not name is refused and told."""
    plain.write_text(plain.read_text().replace("</main>", "</main><script>document.title = 'mine'</script>"))
    window.log("browser")
    window.open(plain)
    assert "Content Security Policy" in window.log("browser")[0]["message"]
    assert window.run("return document.title") == "dev: stack report"


def test_the_keyboard_reaches_sections_and_filter_in_order(window: Browser, plain: Path) -> None:
    window.open(plain)
    stops = []
    for _ in range(11):
        window.press(TAB)
        stops.append(window.run(FOCUSED))
    assert stops[:10] == [
        "Skip to the content", "Graph", "Changes", "Findings", "Cost", "Addresses", "Recovery", "filter", "open", "theme",
    ]  # fmt: skip
    assert window.run("return document.activeElement.getAttribute('aria-label')") == "Picture of the layers"
    assert window.run("return getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_the_way_past_the_navigation_is_seen_and_works(window: Browser, plain: Path) -> None:
    window.open(plain)
    window.press(TAB)
    assert window.run("return document.activeElement.getBoundingClientRect().top") >= 0
    window.press(ENTER)
    assert window.until("document.activeElement.id === 'content'")


def test_a_section_is_reached_and_not_covered_by_the_bar(window: Browser, plain: Path) -> None:
    window.open(plain)
    for _ in range(5):
        window.press(TAB)
    window.press(ENTER)
    assert window.until("location.hash === '#cost'")
    top, bar = window.run(
        "return [document.getElementById('cost').getBoundingClientRect().top,"
        " document.querySelector('nav').getBoundingClientRect().bottom]"
    )
    assert bar <= top < bar + 120


def test_the_filter_keeps_what_matches_and_gives_the_rest_back(window: Browser, plain: Path) -> None:
    window.open(plain)
    every = shown(window)
    window.run("document.getElementById('filter').focus()")
    window.press(*"postgres-instance")
    assert window.until("document.getElementById('matches').textContent !== ''")
    some = shown(window)
    assert 0 < some < every
    assert window.run("return document.getElementById('matches').textContent") == f"{some} rows"
    assert window.run(
        "return [...document.querySelectorAll('tr.f')].every(row => row.hidden"
        " === !row.textContent.toLowerCase().includes('postgres-instance'))"
    )
    seen = window.run(
        "return [...document.querySelectorAll('tr.f')].filter(row => row.getClientRects().length).length"
    )
    assert seen == some
    window.press(ESCAPE)
    assert shown(window) == every
    assert window.run("return document.querySelectorAll('details[open]').length") == 0
    assert window.run("return document.getElementById('matches').textContent") == ""


def test_a_box_of_the_graph_opens_its_part_of_the_list(window: Browser, plain: Path, page: Page) -> None:
    window.open(plain)
    data = next(layer for layer in page.layers if layer.name == "data")
    window.run("document.querySelector(`a[href='#layer-data']`).focus()")
    window.press(ENTER)
    assert window.until("document.getElementById('layer-data').open")
    assert window.until("document.activeElement.tagName === 'SUMMARY'")
    component = data.components[0]
    window.run(f"document.querySelector(`#layer-data a[href='#{component.anchor}']`).focus()")
    window.press(ENTER)
    table = f"document.querySelector('#{component.anchor} table')"
    assert window.until(f"{table}.getClientRects().length === 1")
    assert window.run(f"return {table}.querySelectorAll('tbody tr').length") == len(component.resources)


def test_everything_opens_and_closes_at_once(window: Browser, plain: Path) -> None:
    window.open(plain)
    window.run("document.getElementById('open').focus()")
    window.press(ENTER)
    assert window.run("return document.querySelectorAll('details:not([open])').length") == 0
    window.press(ENTER)
    assert window.run("return document.querySelectorAll('details[open]').length") == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_read_in_both_schemes(
    window: Browser, every_page: Path, scheme: str, tmp_path: Path
) -> None:
    window.colours(scheme)
    window.open(every_page)
    window.run("document.querySelectorAll('details').forEach(part => { part.open = true; })")
    looked, poor = window.run(CONTRAST)
    assert poor == []
    assert looked > 100
    assert window.run("return getComputedStyle(document.body).backgroundColor") == {
        "light": "rgb(255, 255, 255)", "dark": "rgb(13, 17, 23)",
    }[scheme]  # fmt: skip
    assert window.picture(tmp_path / f"{scheme}.png").stat().st_size > 10_000
    window.colours("light")


def test_a_text_that_cannot_be_read_is_found(window: Browser, plain: Path) -> None:
    """The check above can fail."""
    window.open(plain)
    window.run("document.querySelector('header p').style.setProperty('color', '#bbbbbb')")
    _, poor = window.run(CONTRAST)
    assert [found[0] for found in poor] == ["P"]


def test_the_button_goes_through_the_schemes_whatever_the_system_says(window: Browser, plain: Path) -> None:
    window.colours("light")
    window.open(plain)
    window.run("document.getElementById('theme').focus()")
    seen = []
    for _ in range(3):
        window.press(ENTER)
        seen.append(
            window.run(
                "return [document.activeElement.textContent, getComputedStyle(document.body).backgroundColor]"
            )
        )
    assert seen == [
        ["Colours: dark", "rgb(13, 17, 23)"],
        ["Colours: light", "rgb(255, 255, 255)"],
        ["Colours: system", "rgb(255, 255, 255)"],
    ]
    assert window.run("return document.cookie") == ""


def test_dark_chosen_against_a_light_system_can_be_read(window: Browser, every_page: Path) -> None:
    for scheme, theme in (("light", "dark"), ("dark", "light")):
        window.colours(scheme)
        window.open(every_page)
        window.run("document.documentElement.dataset.theme = arguments[0]", theme)
        assert window.run(CONTRAST)[1] == []
    window.colours("light")


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_no_width_scrolls_sideways(window: Browser, every_page: Path, width: int, tmp_path: Path) -> None:
    window.devtools(
        "Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False
    )
    try:
        window.open(every_page)
        window.run("document.querySelectorAll('details.keep').forEach(part => { part.open = true; })")
        assert window.run(
            "return document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        )
        window.picture(tmp_path / f"{width}.png", whole=True)
    finally:
        window.devtools("Emulation.clearDeviceMetricsOverride")


def test_it_prints_without_the_tools_and_with_what_was_folded(
    window: Browser, plain: Path, tmp_path: Path
) -> None:
    window.open(plain)
    window.run("window.opened = 0; addEventListener('beforeprint', () => {"
               " window.opened = document.querySelectorAll('details.keep[open]').length; })")  # fmt: skip
    printed = base64.b64decode(window.devtools("Page.printToPDF", printBackground=True)["data"])
    (tmp_path / "page.pdf").write_bytes(printed)
    assert printed.startswith(b"%PDF")
    pages = len(re.findall(rb"/Type\s*/Page[^s]", printed))
    assert 1 < pages < 20
    assert window.run("return window.opened") == window.run(
        "return document.querySelectorAll('details.keep').length"
    )
    assert window.run("return document.querySelectorAll('details[open]').length") == 0


def test_paper_is_white_whatever_the_screen_is(window: Browser, plain: Path) -> None:
    window.open(plain)
    window.run("document.documentElement.dataset.theme = 'dark'")
    dark = [{"name": "prefers-color-scheme", "value": "dark"}]
    window.devtools("Emulation.setEmulatedMedia", media="print", features=dark)
    try:
        shown = "const style = getComputedStyle(document.body); return [style.backgroundColor, style.color]"
        assert window.run(shown) == ["rgb(255, 255, 255)", "rgb(27, 31, 36)"]
        assert window.run(CONTRAST)[1] == []
        assert window.run("return document.querySelector('nav').getClientRects().length") == 0
    finally:
        window.devtools("Emulation.setEmulatedMedia", media="", features=[])
