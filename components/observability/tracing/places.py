"""Where each part of the tracing answers."""

from typing import Final

NAMESPACE: Final = "tracing"
DOMAIN: Final = f"{NAMESPACE}.svc.cluster.local"

OTLP_GRPC, OTLP_HTTP = 4317, 4318
OWN_METRICS, SPAN_METRICS, HEALTH = 8888, 8889, 13133
QUERY: Final = 16686

AGENT: Final = "otel-agent"
GATEWAY: Final = "otel-gateway"
JAEGER: Final = "jaeger"
COLLECTOR: Final = "jaeger-collector"

AGENT_HOST: Final = f"{AGENT}.{DOMAIN}"
AGENT_ADDRESS: Final = f"http://{AGENT_HOST}:{OTLP_GRPC}"
"""Where applications send traces: the collector of the node that they run on, by OTLP over gRPC."""

QUERY_ADDRESS: Final = f"http://{JAEGER}.{DOMAIN}:{QUERY}"
"""Where Grafana asks for traces, and nobody from outside of the cluster."""

JAEGER_PODS: Final = {"app.kubernetes.io/name": JAEGER}
COLLECTOR_PODS: Final = {"app.kubernetes.io/name": "opentelemetry-collector"}
AGENT_PODS: Final = {**COLLECTOR_PODS, "app.kubernetes.io/instance": AGENT}
GATEWAY_PODS: Final = {**COLLECTOR_PODS, "app.kubernetes.io/instance": GATEWAY}
