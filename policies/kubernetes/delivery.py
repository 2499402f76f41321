"""Delivery: what projects of Argo CD let through, and who gets into Argo's web pages."""

import re

from policies.framework import tokens
from policies.framework.facts import Fact, some
from policies.framework.resources import Resource
from policies.framework.rules import ALWAYS, Context, Outcomes, require, resource_rule
from policies.framework.values import Value

PROJECTS = (tokens.APP_PROJECT, tokens.APP_PROJECT_PATCH)
EVERYTHING = re.compile(r"([a-z+]+://)?[*/]*\*[*/]*")
"""A pattern of nothing but stars, behind the scheme of an address or without."""

DOCS = "https://argo-cd.readthedocs.io/en/stable/"


@resource_rule(
    name="argo-project-narrow",
    title="A project names what may be delivered, and where to",
    types=PROJECTS,
    severity="critical",
    levels=ALWAYS,
    remediation="Name repositories, a cluster with its namespaces, and the kinds outside of namespaces.",
    url=DOCS + "user-guide/projects/",
)
def argo_project_narrow(project: Resource, _: Context) -> Outcomes:
    """Refuse repositories, destinations and cluster-wide kinds that are everything. An absent list lets nothing."""
    spec = project["spec"]
    for repository in spec["sourceRepos"].items():
        yield from require(~_everything(repository), "it takes any repository: name them")
    for destination in spec["destinations"].items():
        anywhere = _everything(destination["namespace"])
        yield from require(~anywhere, "it delivers to any namespace: name them")
        for key in ("server", "name"):
            yield from require(
                ~_everything(destination[key]), "it delivers to any cluster: name the cluster's own address"
            )
    for kind in spec["clusterResourceWhitelist"].items():
        whichever = _everything(kind["kind"]) | _everything(kind["group"])
        yield from require(~whichever, "it brings kinds outside of namespaces, whichever they are: name them")


@resource_rule(
    name="argo-sign-on",
    title="People get into Argo by the identity provider alone",
    types=(tokens.HELM_RELEASE,),
    severity="critical",
    levels=ALWAYS,
    remediation="Argo CD: admin.enabled and exec.enabled false, policy.default role:readonly or empty. Argo Workflows: "
    "server.authModes [sso].",
    url=DOCS + "operator-manual/user-management/",
)
def argo_sign_on(release: Resource, _: Context) -> Outcomes:
    """Refuse the charts' open doors: the administrator with a password, shells from the browser, the open server."""
    chart, values = release["chart"], release["values"]
    cm, rbac = values.at("configs", "cm"), values.at("configs", "rbac")
    of_cd, of_workflows = chart.equals("argo-cd"), chart.equals("argo-workflows")
    off = cm["admin.enabled"].equals(False, "false")
    yield from require(
        ~of_cd | off, "its administrator signs on with a password: set configs.cm admin.enabled to false"
    )
    shells = cm["exec.enabled"].is_true() | cm["exec.enabled"].equals("true")
    yield from require(
        ~of_cd | ~shells, "it opens shells in pods from the browser: set exec.enabled to false"
    )
    usual = rbac["policy.default"]
    harmless = ~usual.given() | usual.equals("role:readonly")
    yield from require(
        ~of_cd | harmless, "whoever signs on may change things: set policy.default to role:readonly"
    )
    modes = values.at("server", "authModes")
    by_people = modes.given() & ~some(mode.equals("server", "client") for mode in modes.items())
    yield from require(
        ~of_workflows | by_people, "its server acts for whoever asks: set server.authModes to [sso]"
    )


def _everything(value: Value) -> Fact:
    return value.test(lambda raw: isinstance(raw, str) and EVERYTHING.fullmatch(raw) is not None)


RULES = (argo_project_narrow, argo_sign_on)
