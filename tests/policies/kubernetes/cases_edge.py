"""Changes of the ways into the small cluster and of its scalers, for the rules about them."""

from typing import Any

from policies.framework import tokens
from tests.policies.framework.cases import absent, fails, unknown
from tests.policies.framework.samples import UNKNOWN, Change, add, both, drop, named, put
from tests.policies.kubernetes.compliant import ELSEWHERE, PROVIDER
from tests.policies.kubernetes.compliant_platform import custom

NGINX, PLAIN = "nginx.ingress.kubernetes.io/", "kubernetes.io/ingress.allow-http"
PORTS = "alb.ingress.kubernetes.io/listen-ports"
GATE, HOST, INGRESS = "gateway-tls", "route-host-named", "ingress-closed"
FROM = "spec.listeners[1].allowedRoutes.namespaces.from"
RULE = "spec.rules[0]"


def moved(name: str) -> Change:
    return lambda entries: named(entries, name).update(provider=ELSEWHERE)


def annotated(key: str, value: Any = "x") -> Change:
    return put("ingress", f'metadata.annotations["{key}"]', value)


GATEWAYS = (
    fails(GATE, "plain text from anywhere", put("gateway", FROM, "All")),
    fails(GATE, "plain text of chosen namespaces", put("gateway", FROM, "Selector")),
    fails(GATE, "no TLS at all", put("gateway", "spec.listeners[0].protocol", "TCP")),
    fails(GATE, "pages in plain text", put("pages", "spec.parentRefs[0].sectionName", "http")),
    fails(GATE, "a redirect to plain text", put("redirect", f"{RULE}.filters[0].requestRedirect.scheme", "http"), HOST),
    fails(GATE, "one rule of a redirect answers", put("redirect", "spec.rules", [
        {"filters": [{"requestRedirect": {"scheme": "https"}}]}, {"backendRefs": [{"name": "web"}]}]), HOST),
    fails(GATE, "an empty list of certificates", put("gateway", "spec.listeners[0].tls.certificateRefs", [])),
    absent(GATE, "no certificate", drop("gateway", "spec.listeners[0].tls")),
    absent(GATE, "a route of every listener", drop("pages", "spec.parentRefs[0].sectionName")),
    absent(GATE, "its own namespace by default", drop("gateway", "spec.listeners[1].allowedRoutes"), None),
    absent(GATE, "passed through", put("gateway", "spec.listeners[0].tls", {"mode": "Passthrough"}), None),
    absent(GATE, "a route of another namespace does not reach it", both(
        drop("pages", "spec.parentRefs[0].sectionName"), put("pages", "metadata.namespace", "other")), None),
    absent(GATE, "a route of another cluster does not reach it", both(
        drop("pages", "spec.parentRefs[0].sectionName"), moved("pages")), None),
    absent(GATE, "a route of another gateway does not reach it", both(
        drop("pages", "spec.parentRefs[0].sectionName"), put("pages", "spec.parentRefs[0].name", "other")), None),
    unknown(GATE, "protocol", put("gateway", "spec.listeners[0].protocol", UNKNOWN)),
    unknown(GATE, "where routes may come from", put("gateway", FROM, UNKNOWN)),
    fails(HOST, "a wildcard", put("pages", "spec.hostnames[0]", "*.example.com")),
    fails(HOST, "no hosts", put("pages", "spec.hostnames", [])),
    fails(HOST, "a page and what is below it", put("health", f"{RULE}.matches[0].path.type", "PathPrefix")),
    absent(HOST, "any host", drop("pages", "spec.hostnames")),
    absent(HOST, "a rule without a page", drop("health", f"{RULE}.matches")),
    unknown(HOST, "one host", put("pages", "spec.hostnames[0]", UNKNOWN)),
    unknown(HOST, "a page of any host", put("health", f"{RULE}.matches[0].path.type", UNKNOWN)),
)  # fmt: skip

INGRESSES = (
    *(fails(INGRESS, f"a host {host}", put("ingress", f"{RULE}.host", host)) for host in ("*", "*.example.com", "")),
    fails(INGRESS, "a certificate of another host", put("ingress", "spec.tls[0].hosts", ["new.example.com"])),
    fails(INGRESS, "whatever else is asked for", put("ingress", "spec.defaultBackend", {"service": {"name": "web"}})),
    *(fails(INGRESS, f"the annotation {key}", annotated(key)) for key in (
        f"{NGINX}auth-snippet", f"{NGINX}configuration-snippet", f"{NGINX}server-snippet", "nginx.org/location-snippets",
        "haproxy.org/backend-config-snippet", f"{NGINX}server-alias", f"{NGINX}from-to-www-redirect")),
    *(fails(INGRESS, f"nginx reads {value!r}", annotated("nginx.org/rewrites", value)) for value in (
        "x; alias /srv;", "root /;", "/etc/passwd", "/etc/shadow", "/etc/group", "/etc/nginx/nginx.conf", "/etc/ingress-controller/ssl", "/var/run/secrets/token", "content_by_lua_block")),
    *(fails(INGRESS, f"{key} leaves its place by {value!r}", annotated(NGINX + key, value)) for key, value in (
        ("auth-url", "https://auth.example.com/a|b"), ("auth-url", "https://auth.example.com/a^b"), ("mirror-host", 'https://a.example.com"'),
        ("mirror-target", "https://a.example.com`b"), ("mirror-target", "https://a.example.com\\b"), ("auth-realm", "a\nb"), ("auth-realm", "a\rb"),
        ("auth-realm", "a;b"), ("rewrite-target", "/}"), ("rewrite-target", "/{"), ("auth-tls-match-cn", "CN=web#"),
        ("auth-tls-match-cn", "CN=web|all"), ("auth-url", "http://a.example.com/<b"), ("auth-url", "http://a.example.com/>b"))),
    fails(INGRESS, "nginx reads by its other prefix", annotated("nginx.com/jwt-key", "/etc/passwd")),
    fails(INGRESS, "plain text by Google's load balancer", annotated(PLAIN, "true")),
    fails(INGRESS, "plain text of Google's class", put("ingress", "spec.ingressClassName", "gce-internal")),
    fails(INGRESS, "plain text of Google's class, by the older annotation", annotated("kubernetes.io/ingress.class", "gce")),
    fails(INGRESS, "plain text of nginx", annotated(f"{NGINX}ssl-redirect", "false")),
    fails(INGRESS, "plain text of AWS's load balancer", annotated(PORTS, '[{"HTTP": 80}, {"HTTPS": 443}]')),
    absent(INGRESS, "no class, which may be Google's", drop("ingress", "spec.ingressClassName")),
    absent(INGRESS, "Google's without plain text", both(put("ingress", "spec.ingressClassName", "gce"), annotated(PLAIN, "false")), None),
    absent(INGRESS, "the older annotation comes first", both(
        put("ingress", "spec.ingressClassName", "gce"), annotated("kubernetes.io/ingress.class", "nginx")), None),
    absent(INGRESS, "a redirect of nginx by force", both(
        annotated(f"{NGINX}ssl-redirect", "false"), annotated(f"{NGINX}force-ssl-redirect", "true")), None),
    absent(INGRESS, "a redirect of AWS's load balancer", both(
        annotated(PORTS, '[{"HTTP": 80}, {"HTTPS": 443}]'), annotated("alb.ingress.kubernetes.io/ssl-redirect", "443")), None),
    absent(INGRESS, "TLS alone on AWS's load balancer", annotated(PORTS, '[{"HTTPS": 443}]'), None),
    *(absent(INGRESS, f"a plain {key}", annotated(key, value), None) for key, value in (
        (f"{NGINX}auth-url", "https://auth.example.com/check?a=b#c"), (f"{NGINX}rewrite-target", "/$2"), (f"{NGINX}auth-tls-match-cn", "CN=web"),
        (f"{NGINX}auth-realm", "The root of it|all\n"), ("nginx.org/rewrites", "serviceName=web rewrite=/;serviceName=a rewrite=/b"),
        ("example.com/note", "x; alias /srv;"), (f"{NGINX}configuration-snippet", ""))),
    unknown(INGRESS, "annotations", put("ingress", "metadata.annotations", UNKNOWN)),
    unknown(INGRESS, "a value for nginx", annotated(f"{NGINX}auth-url", UNKNOWN)),
    unknown(INGRESS, "class", put("ingress", "spec.ingressClassName", UNKNOWN)),
    fails(INGRESS, "a wildcard with its certificate", both(
        put("ingress", f"{RULE}.host", "*.example.com"), put("ingress", "spec.tls[0].hosts", ["*.example.com"]))),
    absent(INGRESS, "no TLS", drop("ingress", "spec.tls")),
    absent(INGRESS, "no TLS and no rules", both(drop("ingress", "spec.tls"), drop("ingress", "spec.rules"))),
    absent(INGRESS, "no host", drop("ingress", f"{RULE}.host")),
    absent(INGRESS, "a certificate of AWS", both(
        drop("ingress", "spec.tls"), annotated("alb.ingress.kubernetes.io/certificate-arn")), None),
    absent(INGRESS, "another annotation", annotated("nginx.ingress.kubernetes.io/limit-rps", "10"), None),
    unknown(INGRESS, "host", put("ingress", f"{RULE}.host", UNKNOWN)),
)  # fmt: skip

TARGET, APART = "scaler-has-target", "scalers-apart"
CONTROLLED = "spec.resourcePolicy.containerPolicies[0].controlledResources"

SCALING = (
    *(fails(TARGET, f"another name of {name}", put(name, f"spec.{key}.name", "other"))
      for name, key in (("by-load", "scaleTargetRef"), ("by-queue", "scaleTargetRef"), ("by-use", "targetRef"))),
    fails(TARGET, "another kind", put("by-load", "spec.scaleTargetRef.kind", "StatefulSet")),
    fails(TARGET, "another namespace", put("by-load", "metadata.namespace", "other")),
    fails(TARGET, "another cluster", moved("by-load")),
    absent(TARGET, "no target", drop("by-queue", "spec.scaleTargetRef")),
    absent(TARGET, "a kind that does not go without saying", drop("by-use", "spec.targetRef.kind"), None),
    unknown(TARGET, "name", put("by-queue", "spec.scaleTargetRef.name", UNKNOWN)),
    fails(APART, "by the cpu", put("by-use", CONTROLLED, ["cpu", "memory"])),
    fails(APART, "by the cpu of one container", both(
        put("by-use", CONTROLLED, ["cpu"]),
        put("by-load", "spec.metrics[0]", {"type": "ContainerResource", "containerResource": {"name": "cpu", "container": "web"}}))),
    fails(APART, "by the memory, over KEDA", put("by-queue", "spec.triggers[0].type", "memory")),
    absent(APART, "both by default", drop("by-use", "spec.resourcePolicy")),
    absent(APART, "both of a container by default", drop("by-use", CONTROLLED)),
    absent(APART, "by itself by default", both(drop("by-use", "spec.updatePolicy"), drop("by-use", "spec.resourcePolicy"))),
    absent(APART, "it advises alone", both(put("by-use", "spec.updatePolicy.updateMode", "Off"), drop("by-use", "spec.resourcePolicy")), None),
    absent(APART, "of another cluster", both(put("by-use", CONTROLLED, ["cpu"]), moved("by-use")), None, TARGET),
    absent(APART, "of something else", both(put("by-use", CONTROLLED, ["cpu"]), put("by-use", "spec.targetRef", {
        "kind": "StatefulSet", "name": "store"})), None),
    unknown(APART, "resources", put("by-use", CONTROLLED, UNKNOWN)),
)  # fmt: skip

AWAY = custom(tokens.STORAGE_CLASS, "local", {}, PROVIDER, None)
CLAIM = "claim-class-known"

CLAIMS = (
    fails(CLAIM, "one that EKS brings", put("claim", "spec.storageClassName", "gp2")),
    fails(CLAIM, "of a set", put("store", "spec.volumeClaimTemplates[0].spec.storageClassName", "gp2")),
    fails(CLAIM, "none on purpose", put("claim", "spec.storageClassName", "")),
    fails(CLAIM, "the class of another cluster", moved("claim")),
    absent(CLAIM, "the default", drop("claim", "spec.storageClassName")),
    absent(CLAIM, "a class of ours", both(add(AWAY), put("claim", "spec.storageClassName", "local")), None),
    unknown(CLAIM, "class", put("claim", "spec.storageClassName", UNKNOWN)),
)  # fmt: skip

EDGE = (*GATEWAYS, *INGRESSES, *SCALING, *CLAIMS)
