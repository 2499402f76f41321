"""What no log and no trace may carry: by the name of a field, and by how a value looks.

Logs are read by a script (``logs/redact.lua``), traces by the collector's redaction processor, whose expressions are Go's.
Names are shared; each of the two writes values in its own language.
"""

from typing import Final

NAMES: Final = (
    "access_key",
    "api_key",
    "apikey",
    "authorization",
    "client_secret",
    "cookie",
    "credential",
    "passwd",
    "password",
    "private_key",
    "pwd",
    "secret",
    "session_id",
    "token",
)
"""Words of a field's name that make its value a secret, in small letters; a hyphen or dot counts as an underscore."""

VALUES: Final = (
    r"(?i)\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,}",
    r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+\.?[A-Za-z0-9_-]*",
    r"\b(AKIA|ASIA)[A-Z0-9]{16}\b",
    r"\b(gh[pousr]_|github_pat_|xox[abpr]-|sk_live_|rk_live_|glpat-)[A-Za-z0-9_-]{10,}",
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
    r"://[^\s:/@]+:[^\s@/]+@",
    r"(?i)\b(password|passwd|pwd|secret|token|api[_-]?key)=[^\s&]+",
    r"\b[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}\b",
    r"\b(?:4\d{3}|5[1-5]\d{2}|2[2-7]\d{2}|6(?:011|5\d{2})|3[47]\d{2}|3(?:0[0-5]|[68]\d)\d)[ -]?\d{4,6}[ -]?\d{4,5}[ -]?\d{0,4}\b",
)
"""Expressions of values that are blocked wherever they stand in a span: tokens, keys, logins in addresses, e-mail, cards."""


def key_patterns() -> list[str]:
    """Return expressions of the names of fields whose values are blocked, in Go's syntax."""
    return [f"(?i).*{name.replace('_', '[_.-]?')}.*" for name in NAMES]
