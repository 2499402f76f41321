"""What the search domain is told of Jaeger: that it writes and reads its own indices, and when they go."""

from components.observability.search_access.writers import Kept, Writer
from components.observability.tracing.jaeger_config import INDEX
from components.observability.tracing.spec import TracingSpec


def writer(spec: TracingSpec, role_arn: str) -> Writer:
    """Return Jaeger as one who writes. Its own templates know how spans are indexed."""
    return Writer(
        name="traces",
        role_arn=role_arn,
        pattern=INDEX,
        kept=[Kept(name="platform_traces", pattern=INDEX, days=spec.keep_days)],
        reads=True,
        makes_templates=True,
    )
