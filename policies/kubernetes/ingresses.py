"""Ways into a cluster by Ingresses: over TLS alone, for hosts that are named, and without code in annotations."""

import re
from collections.abc import Iterator
from typing import Final

from policies.framework import tokens
from policies.framework.facts import Fact, every, some
from policies.framework.index import alike
from policies.framework.resources import Resource
from policies.framework.rules import ALWAYS, Context, Outcomes, require, resource_rule
from policies.framework.values import Value

NGINX: Final = "nginx.ingress.kubernetes.io/"
OF_NGINX: Final = (NGINX, "nginx.org/", "nginx.com/")
"""What the annotations of both controllers begin with that write nginx.conf."""
OTHER_HOSTS: Final = ("server-alias", "from-to-www-redirect")
"""Annotations of ingress-nginx that take in hosts which the rules do not name."""

ACM: Final = "alb.ingress.kubernetes.io/certificate-arn"
"""The annotation by which a load balancer of AWS has its certificates."""
PORTS: Final = "alb.ingress.kubernetes.io/listen-ports"
AWS_REDIRECT: Final = "alb.ingress.kubernetes.io/ssl-redirect"
CLASS: Final = "kubernetes.io/ingress.class"
GOOGLE_HTTP: Final = "kubernetes.io/ingress.allow-http"
"""Whether a load balancer of Google answers in plain text too, which it does unless this is false."""

DIRECTIVES: Final = re.compile(
    r"\b(alias|root)\b[^;]*;|/etc/(passwd|shadow|group|nginx|ingress-controller)|/var/run/secrets|_by_lua"
)
"""Directives, files and languages by which an annotation of nginx reads what is the controller's (CVE-2021-25746)."""
BREAKS: Final = re.compile(
    r"[\r\n;{}]"  # these end a directive or a block, whatever stands there
    r"|https?://\S*[<>\"^`|\\]"  # and these no URL has (RFC 3986), but a quoted one in nginx.conf ends by them
    r"|CN=.*[#|]"  # and by these the name of a certificate becomes a comment, or several names
)
"""What leaves the place that a value of ingress-nginx has in nginx.conf (CVE-2025-1097, -1098, -24514)."""


@resource_rule(
    name="ingress-closed",
    title="Ingresses answer over TLS, for named hosts, and bring no code along",
    types=(tokens.INGRESS,),
    severity="critical",
    levels=ALWAYS,
    remediation="Set tls for every host, turn plain text off, write each host out, and leave snippets, aliases and characters "
    "of nginx.conf out of annotations.",
    checkov=("CKV_K8S_152", "CKV_K8S_153", "CKV_K8S_154"),
    trivy=("KCV-0093",),
    kyverno=("restrict-ingress-wildcard", "require-ingress-https", "nginx-ingress/restrict-annotations"),
    url="https://kubernetes.io/docs/concepts/services-networking/ingress/",
)
def ingress_closed(ingress: Resource, _: Context) -> Outcomes:
    """Refuse plain text, a host for everybody, and annotations by which one team configures the way in of all."""
    spec, annotations = ingress["spec"], ingress.at("metadata", "annotations")
    of_acm = annotations[ACM].given()
    yield from require(of_acm | spec["tls"].given(), "requests can be read on the way: set spec.tls")
    for plain, way_out in _in_plain(ingress):
        yield from require(~plain, f"requests can be read on the way: {way_out}")
    default = spec["defaultBackend"].given()
    yield from require(~default, "it answers for every host: name hosts in the place of a default")
    for rule in spec["rules"].items():
        named = rule["host"].test(lambda raw: bool(raw) and not str(raw).startswith("*"))
        yield from require(named, f"{rule.where}.host is none or a wildcard: write the host")
        covered = some(
            alike(rule["host"], host) for tls in spec["tls"].items() for host in tls["hosts"].items()
        )
        yield from require(of_acm | covered, f"{rule.where} has no certificate: name its host in spec.tls")
    for harmless, fault in _annotated(annotations):
        yield from require(harmless, f"the annotation {fault}")


def _in_plain(ingress: Resource) -> Iterator[tuple[Fact, str]]:
    """Yield whether each kind of controller answers in plain text beside TLS, and how to turn that off."""
    annotations = ingress.at("metadata", "annotations")
    older = annotations[CLASS]
    kind = ingress.at("spec", "ingressClassName") if older.absent else older
    of_google = kind.test(lambda raw: str(raw).startswith("gce"), absent=True)
    allowed = annotations[GOOGLE_HTTP]
    yield allowed.is_true() | of_google & ~allowed.equals(False), f"set {GOOGLE_HTTP} to false"
    redirects = ~annotations[NGINX + "ssl-redirect"].equals(False)
    forced = annotations[NGINX + "force-ssl-redirect"].is_true()
    yield ~(redirects | forced), f"leave {NGINX}ssl-redirect at true"
    listens = annotations[PORTS].test(lambda raw: '"HTTP"' in str(raw))
    yield listens & ~annotations[AWS_REDIRECT].given(), f"set {AWS_REDIRECT}"


def _annotated(annotations: Value) -> Iterator[tuple[Fact, str]]:
    """Yield whether each annotation stays within its Ingress, and what it does otherwise."""
    for key, value in annotations.entries():
        if "snippet" in key:
            yield ~value.given(), f"{key} is configuration for every host: leave it out"
        if key.startswith(NGINX) and key.removeprefix(NGINX) in OTHER_HOSTS:
            yield ~value.given(), f"{key} takes in hosts of others: write them as rules"
        if key.startswith(OF_NGINX):
            reaching = [value.test(lambda raw: DIRECTIVES.search(str(raw)) is not None)]
            if key.startswith(NGINX):
                reaching.append(value.test(lambda raw: BREAKS.search(str(raw).strip()) is not None))
            yield every(~one for one in reaching), f"{key} becomes code of nginx: write a plain value"


RULES = (ingress_closed,)
