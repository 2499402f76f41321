"""What the search domain is told of the logs of pods: who writes them, how they are indexed, and when they go."""

from typing import Any, Final

from components.observability.logs.spec import LogsSpec
from components.observability.search_access.writers import Kept, Writer

INDICES: Final = "pods-*"

KEYWORD: Final = {"type": "keyword", "ignore_above": 1024}


def writer(spec: LogsSpec, role_arn: str, *, copies: int) -> Writer:
    """Return the writer of logs, who reads nothing.

    :param copies: of each shard beside itself.
    """
    return Writer(
        name="pod_logs",
        role_arn=role_arn,
        pattern=INDICES,
        kept=[
            Kept(name=f"platform_pods_{name}", pattern=f"pods-{name}-*", days=one.search_days)
            for name, one in spec.classes.named().items()
        ],
        templates={"platform_pods": template(copies)},
    )


def template(copies: int) -> dict[str, Any]:
    """Return how an index of logs is made.

    What applications write is one field, whatever is in it: with a field for each of their names an index would grow until
    it takes no more (OpenSearch documentation, flat object).
    """
    about = ("namespace_name", "pod_name", "container_name", "host", "app")
    fields: dict[str, Any] = {
        "@timestamp": {"type": "date_nanos"},
        "log": {"type": "text"},
        "entry": {"type": "flat_object"},
        "stream": KEYWORD,
        "log_class": KEYWORD,
        "kubernetes": {"properties": dict.fromkeys(about, KEYWORD)},
    }
    return {
        "index_patterns": [INDICES],
        "priority": 100,
        "template": {
            "settings": {"index": {"number_of_shards": 1, "number_of_replicas": copies}},
            "mappings": {"dynamic": False, "properties": fields},
        },
    }
