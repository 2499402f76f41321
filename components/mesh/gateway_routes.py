"""What the gateways themselves answer, and what the Gateway API has no word for."""

from typing import Any


def redirect(gateway: str) -> dict[str, Any]:
    """Return a route that sends everybody from HTTP to HTTPS for good."""
    return {
        "parentRefs": [{"name": gateway, "sectionName": "http"}],
        "rules": [
            {
                "filters": [
                    {"type": "RequestRedirect", "requestRedirect": {"scheme": "https", "statusCode": 301}}
                ]
            }
        ],
    }


def health_check(gateway: str, path: str, status: str, status_port: int) -> dict[str, Any]:
    """Return a route that answers 200 on one path, by asking a gateway whether it is ready.

    The Gateway API can answer nothing by itself. A route of an application that names its host goes before this one.

    :param status: the Service of the gateways that has the port of their health.
    """
    rewritten = {"type": "ReplaceFullPath", "replaceFullPath": "/healthz/ready"}
    return {
        "parentRefs": [{"name": gateway, "sectionName": "https"}],
        "rules": [
            {
                "matches": [{"path": {"type": "Exact", "value": path}}],
                "filters": [{"type": "URLRewrite", "urlRewrite": {"path": rewritten}}],
                "backendRefs": [{"name": status, "port": status_port}],
            }
        ],
    }


def tls_floor(gateway: str, port: int) -> dict[str, Any]:
    """Return what makes the gateways take TLS 1.3 and nothing below.

    A listener of the Gateway API cannot say so to Istio yet (istio/istio#59470), so that the proxy's own configuration is
    changed.
    """
    secured = {
        "name": "envoy.transport_sockets.tls",
        "typed_config": {
            "@type": "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext",
            "common_tls_context": {"tls_params": {"tls_minimum_protocol_version": "TLSv1_3"}},
        },
    }
    return {
        "workloadSelector": {"labels": {"istio": gateway}},
        "configPatches": [
            {
                "applyTo": "FILTER_CHAIN",
                "match": {"context": "GATEWAY", "listener": {"portNumber": port}},
                "patch": {"operation": "MERGE", "value": {"transport_socket": secured}},
            }
        ],
    }
