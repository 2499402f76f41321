"""What a search domain is told of those who write to it: their rights, their templates, and what it deletes when.

The domain stands in the VPC and knows no passwords: whoever asks signs with a role of IAM, and the domain's own access
control says what that role may do (OpenSearch Service guide, fine-grained access control).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

Document = dict[str, Any]

SECURITY: Final = "_plugins/_security/api"
POLICIES: Final = "_plugins/_ism/policies"

LOOKS: Final = (
    "cluster:monitor/main",
    "cluster:monitor/health",
    "cluster:monitor/state",
    "cluster:monitor/nodes/info",
    "indices:admin/template/get",
    "indices:admin/index_template/get",
)
"""What clients ask of a domain before they write: its version, its health, the templates there are."""

WRITES: Final = ("indices:data/write/bulk", "indices:data/read/scroll", "cluster_composite_ops")


@dataclass(frozen=True, kw_only=True)
class Kept:
    """Indices that are deleted once they are so many days old. ``name`` is the policy's, ``pattern`` of the indices'."""

    name: str
    pattern: str
    days: int

    def policy(self) -> Document:
        """Return the domain's policy for them (OpenSearch documentation, Index State Management)."""
        gone = {"state_name": "gone", "conditions": {"min_index_age": f"{self.days}d"}}
        return {
            "policy": {
                "description": f"Deletes {self.pattern} after {self.days} days",
                "default_state": "kept",
                "states": [
                    {"name": "kept", "actions": [], "transitions": [gone]},
                    {
                        "name": "gone",
                        "actions": [
                            {"retry": {"count": 3, "backoff": "exponential", "delay": "1h"}, "delete": {}}
                        ],
                        "transitions": [],
                    },
                ],
                "ism_template": [{"index_patterns": [self.pattern], "priority": 100}],
            }
        }


@dataclass(frozen=True, kw_only=True)
class Writer:
    """One who writes: a name, the role of IAM by which it signs, its indices, and what becomes of them.

    ``reads`` lets it search as well. ``templates`` are those of its indices by name; ``makes_templates`` lets it bring its
    own instead.
    """

    name: str
    role_arn: str
    pattern: str
    kept: Sequence[Kept]
    reads: bool = False
    makes_templates: bool = False
    templates: Mapping[str, Document] = field(default_factory=dict)

    def steps(self) -> list[Document]:
        """Return what the domain is told of it, in the order in which it is told."""
        role = f"platform_{self.name}"
        return [
            *(_policy(one) for one in self.kept),
            *(_put(f"_index_template/{name}", body) for name, body in sorted(self.templates.items())),
            _put(f"{SECURITY}/roles/{role}", self._rights()),
            _put(f"{SECURITY}/rolesmapping/{role}", {"backend_roles": [self.role_arn]}),
        ]

    def _rights(self) -> Document:
        makes = (
            ["indices:admin/template/put", "indices:admin/index_template/put"] if self.makes_templates else []
        )
        reads = ["read", "indices:admin/mappings/get", "indices:admin/aliases/get"] if self.reads else []
        return {
            "cluster_permissions": [*LOOKS, *WRITES, *makes],
            "index_permissions": [
                {
                    "index_patterns": [self.pattern],
                    "allowed_actions": ["create_index", "write", "indices:admin/mapping/put", *reads],
                }
            ],
        }


def plan(writers: Sequence[Writer]) -> list[Document]:
    """Return everything that the domain is told, writer by writer."""
    return [step for writer in sorted(writers, key=lambda one: one.name) for step in writer.steps()]


def _put(path: str, body: Document) -> Document:
    return {"kind": "document", "path": path, "body": body}


def _policy(one: Kept) -> Document:
    return {"kind": "policy", "path": f"{POLICIES}/{one.name}", "body": one.policy()}
