"""RDS Proxy: spoken to over TLS alone, and silent about what goes through it."""

from policies.framework import tokens
from policies.framework.resources import Resource
from policies.framework.rules import PROMOTED, Context, Outcomes, require, resource_rule

PROXY = (tokens.RDS_PROXY,)
GUIDE = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/"


@resource_rule(
    name="rds-proxy-tls",
    title="Database proxies refuse connections without TLS",
    types=PROXY,
    severity="high",
    levels=PROMOTED,
    remediation="Set requireTls; the parameter rds.force_ssl of the database does not reach the clients of a proxy.",
    url=GUIDE + "rds-proxy.howitworks.html",
)
def rds_proxy_tls(proxy: Resource, _: Context) -> Outcomes:
    """Require TLS of clients: the proxy ends their connections, so the database cannot ask it of them."""
    yield from require(proxy["requireTls"].is_true(), "plain connections are accepted: set requireTls")


@resource_rule(
    name="rds-proxy-quiet",
    title="Database proxies write no statements into their log",
    types=PROXY,
    severity="medium",
    levels=PROMOTED,
    remediation="Leave debugLogging off, but for the hour in which somebody looks for what pins sessions.",
    url=GUIDE + "rds-proxy-managing.html",
)
def rds_proxy_quiet(proxy: Resource, _: Context) -> Outcomes:
    """Refuse a log that holds what customers entrusted to the database."""
    yield from require(
        ~proxy["debugLogging"].is_true(), "the log holds the text of statements: turn debugLogging off"
    )


RULES = (rds_proxy_tls, rds_proxy_quiet)
