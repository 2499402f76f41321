"""Software that nobody mends any more."""

from policies.framework import tokens
from policies.framework.resources import Resource
from policies.framework.rules import Context, Levels, Outcomes, require, resource_rule

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


RULES = (ingress_nginx_retired,)
