"""Helm releases: which version, from where, taken back when it fails, and with TLS that is verified."""

import re
from typing import Final

from policies.framework import tokens
from policies.framework.facts import Fact
from policies.framework.resources import Resource
from policies.framework.rules import ALWAYS, PROMOTED, Context, Control, Outcomes, require, resource_rule
from policies.framework.values import Value
from policies.kubernetes.chart_sources import allowed
from policies.kubernetes.tls_switches import off

RELEASES: Final = (tokens.HELM_RELEASE,)
HELM: Final = "https://helm.sh/docs/"
PROVIDER: Final = "https://www.pulumi.com/registry/packages/kubernetes/api-docs/helm/v3/release/"

EXACT: Final = re.compile(r"v?\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?")
"""A version and nothing of a range: Helm reads ``1.2`` and ``1.x`` as one too."""

NETWORKS: Final = ("cilium",)
"""Charts that Helm must not wait for: no node is ready, and so no other pod starts, before they run."""


def _beside(chart: Value) -> Fact:
    """Return whether a chart is a folder of the program's own repository, which is reviewed with it."""
    return chart.test(lambda raw: str(raw).startswith("./") and ".." not in str(raw))


@resource_rule(
    name="release-pinned",
    title="Charts are installed at one version",
    types=RELEASES,
    severity="high",
    levels=PROMOTED,
    remediation="Write the whole version, as 1.2.3; a range or none takes what was published last.",
    url=HELM + "chart_best_practices/dependencies/",
)
def release_pinned(release: Resource, _: Context) -> Outcomes:
    """Require a version that two deployments read alike. A chart of the program's own repository has none."""
    exact = release["version"].test(lambda raw: EXACT.fullmatch(str(raw)) is not None)
    yield from require(
        _beside(release["chart"]) | exact, "the version is none or a range: write one version, as 1.2.3"
    )


@resource_rule(
    name="release-source",
    title="Charts come from repositories that were reviewed",
    types=RELEASES,
    severity="high",
    levels=ALWAYS,
    remediation="Use a chart of a repository of policies/kubernetes/chart_sources.yaml, or have the repository reviewed and "
    "add it there.",
    controls=(Control("CIS EKS", "1.8", "5.1.4"),),
    url=HELM + "topics/chart_repository/",
)
def release_source(release: Resource, _: Context) -> Outcomes:
    """Refuse strange repositories, and a chart by an alias, which means what the deploying machine's Helm has it mean."""
    chart = release["chart"]
    repository = release.at("repositoryOpts", "repo")
    whole = chart.test(lambda raw: "://" in str(raw))
    from_chart = whole & chart.test(lambda raw: allowed(str(raw)))
    known = repository.test(lambda raw: allowed(str(raw)))
    plain = chart.test(lambda raw: "/" not in str(raw))
    yield from require(
        _beside(chart) | from_chart | (plain & known),
        "its repository is not among the reviewed ones: use one of them, or add it to chart_sources.yaml",
    )


@resource_rule(
    name="release-whole",
    title="A release that fails is taken back, within a time that somebody chose",
    types=RELEASES,
    severity="medium",
    levels=PROMOTED,
    remediation="Set atomic and timeout. A chart of the network alone may set cleanupOnFail in the place of atomic.",
    url=PROVIDER,
)
def release_whole(release: Resource, _: Context) -> Outcomes:
    """Require that an upgrade which does not get ready leaves nothing half changed, and does not hang."""
    network = release["chart"].test(lambda raw: str(raw).rsplit("/", 1)[-1] in NETWORKS)
    back = release["atomic"].is_true() | (network & release["cleanupOnFail"].is_true())
    yield from require(back, "a failed upgrade stays as it is, half done: set atomic")
    yield from require(
        release["timeout"].at_least(1), "nobody says how long it may take: set timeout, in seconds"
    )


@resource_rule(
    name="release-verifies-tls",
    title="No value of a chart has it accept any certificate",
    types=RELEASES,
    severity="high",
    levels=PROMOTED,
    remediation="Take the value out, and give the chart the authority's certificate where it is not a public one.",
    url=HELM + "chart_best_practices/values/",
)
def release_verifies_tls(release: Resource, _: Context) -> Outcomes:
    """Refuse switches that let whoever answers pass for whoever was asked, as keys, flags, variables and in texts."""
    values = release["values"]
    if values.unknown:
        yield from require(values.undecided(), "one of its values switches the verification of TLS off")
    for value in values.within():
        message = f"{value.where} switches the verification of TLS off: take it out"
        yield from require(~off(value), message)


RULES = (release_pinned, release_source, release_whole, release_verifies_tls)
