"""Every alert has a runbook that says enough at three in the morning, and the tables are those of the catalogue."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from components.observability.alerts import catalogue
from tests.components.observability.alerts.documents import (
    INDEX,
    OF_OBJECTIVES,
    RUNBOOKS,
    TABLE,
    WRITE,
    alerts_page,
    index_page,
)

PAGES = sorted(path for path in RUNBOOKS.glob("*.md") if path != INDEX)
SECTIONS = ["Meaning", "Checks", "Mitigation", "Escalation"]
BLOCK = re.compile(r"^```sh\n(.+?)\n```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#]+)[^)]*\)")
COMMANDS = (
    "pq ",
    "sql ",
    "kubectl ",
    "aws ",
    "curl ",
    "istioctl ",
    "argocd ",
    "velero ",
    "infra ",
    "amtool ",
)


@pytest.mark.parametrize(
    ("file", "wanted"), [(TABLE, alerts_page()), (INDEX, index_page())], ids=["table", "index"]
)
def test_a_page_is_what_the_catalogue_says(file: Path, wanted: str) -> None:
    if os.environ.get(WRITE):
        file.write_text(wanted, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == wanted, (
        f"{file.name}: run this test with {WRITE}=1, and read what changes"
    )


def test_each_alert_has_its_runbook_and_no_runbook_is_of_none() -> None:
    assert {page.stem for page in PAGES} == {alert.name for alert in catalogue()} | set(OF_OBJECTIVES)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_runbook_has_its_sections_and_commands(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert text.startswith(f"# {page.stem}\n")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == SECTIONS
    parts = dict(zip(SECTIONS, re.split(r"^## .+$", text, flags=re.MULTILINE)[1:], strict=True))
    assert all(len(part.strip()) >= 6 for part in parts.values())
    blocks = BLOCK.findall(parts["Checks"])
    assert blocks, "no command to begin with"
    assert any(command in block for block in blocks for command in COMMANDS)
    assert parts["Mitigation"].strip().startswith("- ")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_runbook_leads_to_pages_that_are_there(page: Path) -> None:
    links = LINK.findall(page.read_text(encoding="utf-8"))
    dead = [link for link in links if "://" not in link and not (page.parent / link).is_file()]
    assert dead == []


def test_no_two_runbooks_say_the_same() -> None:
    meanings = [page.read_text(encoding="utf-8").split("## ")[1] for page in PAGES]
    checks = [page.read_text(encoding="utf-8").split("## ")[2] for page in PAGES]
    assert len(set(meanings)) == len(set(checks)) == len(PAGES)


@pytest.mark.parametrize("page", [*PAGES, INDEX], ids=lambda page: page.stem)
def test_commands_are_read_by_a_shell(page: Path) -> None:
    """Quotes that do not end, or a pipe into nothing, are found before the night in which they are typed."""
    for block in BLOCK.findall(page.read_text(encoding="utf-8")):
        done = subprocess.run(["bash", "-n"], input=block, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
