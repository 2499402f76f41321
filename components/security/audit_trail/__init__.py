"""Who did what in the account: the trail, and the alarms on what should never happen unseen."""

from components.security.audit_trail.spec import TrailSpec
from components.security.audit_trail.trail import AuditTrail, AuditTrailArgs

__all__ = ["AuditTrail", "AuditTrailArgs", "TrailSpec"]
