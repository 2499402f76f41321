"""Pages to look at: of dev as it is, and of a stack in which everything happens that a page must show."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, cast

import pytest

from operations.html_report.command import _network
from operations.html_report.page import Page, page_of
from operations.html_report.render import render
from operations.judgement import Judgement, judge_stack
from operations.network.ranges import NetworkMap
from policies.cost.difference import Change, Difference
from policies.framework.findings import Excuse, Finding
from simulator.plan import Step
from simulator.program import Log, Run
from simulator.project import Project
from tests.operations.commands import ROOT

TODAY = date(2026, 11, 26)
HOSTILE = "<script>alert(1)</script>"
PREFIX = "urn:pulumi:dev::platform::"
DATABASE = f"{PREFIX}platform:data:Postgres$aws:rds/instance:Instance::database"
GONE = f"{PREFIX}aws:s3/bucket:Bucket::gone"


@pytest.fixture(scope="session")
def dev() -> Judgement:
    """Dev, judged."""
    return judge_stack(ROOT, "dev", None, TODAY)


@pytest.fixture(scope="session")
def network(dev: Judgement) -> NetworkMap | None:
    return _network(ROOT, dev)


@pytest.fixture(scope="session")
def page(dev: Judgement, network: NetworkMap | None) -> Page:
    return page_of(dev, network)


@pytest.fixture(scope="session")
def html(page: Page) -> str:
    return render(page)


def entry(urn: str, token: str, parent: str = "", **facts: Any) -> dict[str, Any]:
    return {
        "urn": urn,
        "type": token,
        "parent": parent,
        "custom": True,
        "inputs": {},
        "dependencies": [],
        **facts,
    }


def registered(project: Project, resources: list[dict[str, Any]], *logs: Log) -> Run:
    """Return a run that registered these entries."""
    run = Run(project, True, None, (), {}, {}, (), logs)
    run.__dict__["resources"] = resources
    return run


def finding(severity: str, level: str, verdict: str, message: str) -> Finding:
    return Finding(
        pack="security",
        policy=f"{severity}-rule",
        level=cast("Any", level),
        severity=cast("Any", severity),
        urn=DATABASE,
        message=message,
        verdict=cast("Any", verdict),
    )


@pytest.fixture(scope="session")
def eventful(dev: Judgement) -> Judgement:
    """A stack whose database is replaced, whose bucket is deleted, and whose names are hostile."""
    component = f"{PREFIX}platform:data:Postgres::{HOSTILE}"
    resources = [
        entry(component, "platform:data:Postgres", custom=False),
        entry(DATABASE, "aws:rds/instance:Instance", component),
        entry(f"{PREFIX}aws:sns/topic:Topic::{HOSTILE}", "aws:sns/topic:Topic", dependencies=[DATABASE]),
    ]
    steps = [
        Step("same", component),
        Step("update", resources[2]["urn"], changed=("policy",), was=f"{PREFIX}aws:sns/topic:Topic::former"),
        Step("delete", f"{PREFIX}aws:sns/topic:Topic::harmless"),
        Step("delete", GONE, guarded=True, refused="is protected: unset it"),
        Step("replace", DATABASE, ("name", "tags"), ("name",), (f"name forces it {HOSTILE}",), guarded=True),
    ]
    findings = [
        finding("critical", "mandatory", "fail", f"open to all {HOSTILE}"),
        finding("critical", "mandatory", "unknown", "cannot be told"),
        finding("high", "mandatory", "waived", "known and waived"),
        finding("low", "advisory", "fail", "could be better"),
    ]
    change = Change("changed", DATABASE, "PostgreSQL", "compute", Decimal(10), Decimal(25))
    run = registered(dev.run.project, resources, Log("warning", HOSTILE))
    return replace(
        dev,
        run=run,
        steps=steps,
        verdicts=replace(
            dev.verdicts,
            findings=findings,
            excuses={findings[2]: Excuse(date(2026, 12, 24), HOSTILE, "OPS-12")},
        ),
        change=Difference((change,), Decimal(10), Decimal(25), {}),
    )


@pytest.fixture(scope="session")
def eventful_html(eventful: Judgement, network: NetworkMap | None) -> str:
    return render(page_of(eventful, network, base=HOSTILE, day="2026-11-26"))
