"""Software that nobody mends any more, and versions of the API that nobody serves any more."""

from policies.framework import tokens
from policies.framework.resources import Resource
from policies.framework.retired_tokens import RETIRED
from policies.framework.rules import (
    PROMOTED,
    Context,
    Levels,
    Outcomes,
    Violation,
    require,
    resource_rule,
)

WARNED = Levels("advisory", "advisory", "advisory")
"""For what somebody has chosen with open eyes, and should hear of at each change until it is gone."""


@resource_rule(
    name="ingress-nginx-retired",
    title="The way in is software that is mended",
    types=(tokens.HELM_RELEASE,),
    severity="high",
    levels=WARNED,
    remediation="Take `nginx` out and describe `gateway`: Ingresses become HTTPRoutes, which ingress2gateway writes.",
    url="https://kubernetes.io/blog/2025/11/11/ingress-nginx-retirement/",
)
def ingress_nginx_retired(release: Resource, _: Context) -> Outcomes:
    """Warn of a controller that gets no fixes since March 2026, whatever is found in it."""
    yield from require(
        ~release["chart"].equals("ingress-nginx"),
        "ingress-nginx gets no fixes since 2026-03-24, and has known holes: move to the Gateway API",
    )


@resource_rule(
    name="api-version-served",
    title="Objects are of a version of the API that clusters go on serving",
    types=RETIRED,
    severity="medium",
    levels=PROMOTED,
    remediation="Write the object in the version that took its place; the guide names it for each kind.",
    trivy=("KSV-0107",),
    kyverno=("check-deprecated-apis",),
    url="https://kubernetes.io/docs/reference/using-api/deprecation-guide/",
)
def api_version_served(_: Resource, __: Context) -> Outcomes:
    """Refuse a kind of a version that was given up: the upgrade that drops it leaves the object where nobody changes it."""
    yield Violation("this version of its API was given up: write it in the version that took its place")


RULES = (ingress_nginx_retired, api_version_served)
