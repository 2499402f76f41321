"""Amazon OpenSearch Service: what an environment decides about its search domain, and the component."""

from components.data.search.domain import Search, SearchArgs
from components.data.search.spec import SearchSpec, production_faults

__all__ = ["Search", "SearchArgs", "SearchSpec", "production_faults"]
