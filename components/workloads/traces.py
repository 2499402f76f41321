"""What a workload is told of traces: where they go, and what it is called in them."""

from components.workloads.spec import WorkloadSpec
from components.workloads.wiring import Collector


def traced(name: str, spec: WorkloadSpec, collector: Collector | None) -> dict[str, str]:
    """Return the variables by which every SDK of OpenTelemetry is told (its specification, SDK environment variables).

    What the team sets itself stands: a variable of the spec's is left out here. Which traces are kept is decided where all
    of their spans are seen, so that the application begins every one of them.
    """
    if collector is None:
        return {}
    told = {
        "OTEL_EXPORTER_OTLP_ENDPOINT": collector.address,
        "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc",
        "OTEL_RESOURCE_ATTRIBUTES": f"service.namespace={spec.namespace}",
        "OTEL_SERVICE_NAME": name,
        "OTEL_TRACES_SAMPLER": "parentbased_always_on",
    }
    return {key: value for key, value in told.items() if key not in spec.environment}
