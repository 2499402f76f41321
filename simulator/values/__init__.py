"""Values while they are being computed: plain Python data, with unknowns and secrets marked.

Three forms of one value exist. The **plain** form is what the simulated clouds compute with: ``None``, ``bool``,
``int``, ``float``, ``str``, ``list`` and ``dict``, plus :data:`UNKNOWN` and :class:`Secret`. The **wire** form is the
protobuf ``Struct`` that the SDKs and the engine exchange. The **state** form is the JSON of ``pulumi stack export``.
Assets and archives stay mappings under their own signature in every form.
"""

from simulator.values.marks import (
    UNKNOWN,
    Secret,
    Unknown,
    Unreadable,
    holds_secret,
    holds_unknown,
    plain,
    reveal,
    secret,
    secret_leaves,
)
from simulator.values.signatures import (
    ARCHIVE,
    ASSET,
    OUTPUT_VALUE,
    RESOURCE,
    SECRET,
    SENTINELS,
    SIGNATURE,
    UNKNOWN_SENTINEL,
)
from simulator.values.stored import from_state, to_state
from simulator.values.wire import from_struct, to_struct

__all__ = [
    "ARCHIVE",
    "ASSET",
    "OUTPUT_VALUE",
    "RESOURCE",
    "SECRET",
    "SENTINELS",
    "SIGNATURE",
    "UNKNOWN",
    "UNKNOWN_SENTINEL",
    "Secret",
    "Unknown",
    "Unreadable",
    "from_state",
    "from_struct",
    "holds_secret",
    "holds_unknown",
    "plain",
    "reveal",
    "secret",
    "secret_leaves",
    "to_state",
    "to_struct",
]
