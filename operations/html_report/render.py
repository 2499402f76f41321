"""From the page as data to one file: templates that escape every text, one style and one script, and a policy for both."""

from base64 import b64encode
from functools import lru_cache
from hashlib import sha256
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from operations.html_report.page import Page
from operations.network.page import DARK, DRAWN, KEY, LIGHT, NAMES
from operations.network.picture import picture, style
from operations.reports.summary import OPERATIONS, SIMULATED, about, counted, money, name_of, signed

PARTS: Final = "operations.html_report"


def render(page: Page) -> str:
    """Return the page as one HTML document, the same bytes for the same page.

    What it may do is bound by a Content-Security-Policy of its own: nothing is fetched, and only the style and the
    script whose hashes it names are used. Every text of a resource, a rule or a setting is escaped by the templates.
    """
    environment = _environment()
    css = environment.get_template("page.css").render()
    js = environment.get_template("page.js").render()
    return environment.get_template("page.html").render(
        page=page,
        css=Markup(css),  # noqa: S704 - our own file, with the colours of the network's page put in
        js=Markup(js),  # noqa: S704 - our own file
        policy=f"default-src 'none'; style-src '{_hash(css)}'; script-src '{_hash(js)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'",
        addresses=Markup(picture(page.network)) if page.network else "",  # noqa: S704 - it escapes its texts itself
        colours=_colours(page),
    )


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader(PARTS, "parts"),
        # The style and the script hold no text of the stack
        autoescape=select_autoescape(("html",), ("css", "js"), default_for_string=True, default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "money": money, "signed": signed, "counted": counted, "about": about, "name_of": name_of,
    }  # fmt: skip
    environment.globals |= {
        "OPERATIONS": OPERATIONS, "SIMULATED": SIMULATED, "KEY": KEY,
        "LIGHT": LIGHT, "DARK": DARK, "DRAWN": DRAWN,
    }  # fmt: skip
    return environment


def _colours(page: Page) -> list[tuple[str, str]]:
    """Return the colours that the picture of the addresses uses, each with its name."""
    used = {style(one) for one in page.network.ranges} if page.network else set()
    return [(one, NAMES.get(one, one)) for one in KEY if one in used]


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"
