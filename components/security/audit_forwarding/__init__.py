"""The audit log of clusters, forwarded to a store that nobody can delete from."""

from components.security.audit_forwarding.forwarding import AuditForwarding, AuditForwardingArgs
from components.security.audit_forwarding.spec import AuditForwardingSpec, production_faults

__all__ = ["AuditForwarding", "AuditForwardingArgs", "AuditForwardingSpec", "production_faults"]
