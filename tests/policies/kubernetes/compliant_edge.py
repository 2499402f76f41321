"""The way into the small cluster, and what changes how many answer there."""

from typing import Any

from policies.framework import tokens
from tests.policies.framework.samples import Entry
from tests.policies.kubernetes.compliant_platform import custom

HTTPS = {"name": "https", "port": 443, "protocol": "HTTPS", "tls": {"certificateRefs": [{"name": "tls"}]}}
HTTP = {"name": "http", "port": 80, "protocol": "HTTP", "allowedRoutes": {"namespaces": {"from": "Same"}}}


def route(name: str, section: str, provider: str, **held: Any) -> Entry:
    parent = {"name": "gateway", "namespace": "app", "sectionName": section}
    return custom(tokens.HTTP_ROUTE, name, {"parentRefs": [parent], **held}, provider)


def ways_in(provider: str) -> list[Entry]:
    redirect = {
        "filters": [{"type": "RequestRedirect", "requestRedirect": {"scheme": "https", "statusCode": 301}}]
    }
    to_web = {"backendRefs": [{"name": "web", "port": 8080}]}
    one_page = {**to_web, "matches": [{"path": {"type": "Exact", "value": "/health"}}]}
    backend = {"path": "/", "pathType": "Prefix", "backend": {"service": {"name": "web"}}}
    ingress = {
        "ingressClassName": "alb",
        "tls": [{"hosts": ["old.example.com"], "secretName": "tls"}],
        "rules": [{"host": "old.example.com", "http": {"paths": [backend]}}],
    }
    return [
        custom(tokens.GATEWAY, "gateway", {"listeners": [HTTPS, HTTP]}, provider),
        route("redirect", "http", provider, rules=[redirect]),
        route("pages", "https", provider, rules=[to_web], hostnames=["www.example.com"]),
        route("health", "https", provider, rules=[one_page]),
        custom(tokens.INGRESS, "ingress", ingress, provider),
    ]


def scalers(provider: str) -> list[Entry]:
    web = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}
    by_cpu = {"type": "Resource", "resource": {"name": "cpu", "target": {"averageUtilization": 60}}}
    sizes = {"containerPolicies": [{"containerName": "*", "controlledResources": ["memory"]}]}
    return [
        custom(tokens.HORIZONTAL_SCALER, "by-load", {"scaleTargetRef": web, "metrics": [by_cpu]}, provider),
        custom(
            tokens.SCALED_OBJECT,
            "by-queue",
            {"scaleTargetRef": {"name": "web"}, "triggers": [{"type": "aws-sqs-queue"}]},
            provider,
        ),
        custom(
            tokens.VERTICAL_SCALER,
            "by-use",
            {"targetRef": web, "updatePolicy": {"updateMode": "Recreate"}, "resourcePolicy": sizes},
            provider,
        ),
    ]
