"""Finds secrets where they must not be: in the settings tree, or unencrypted beside it.

The tree reaches the program as one JSON text, in which an encrypted value would stand in the clear; and a
stack file is committed. So the tree holds no secret at all, encrypted or not. No message repeats a value.
"""

import re
from collections.abc import Iterator
from typing import Any

from stacks.settings.document import KEY, StackFile
from stacks.settings.faults import Fault, Path, dotted

SECRET_KEY = re.compile(
    r"(^|[_.-])(password|passwd|passphrase|secret|token|api_?key|private_?key|credentials?)s?$", re.IGNORECASE
)
"""Names under which people keep secrets; a name that goes on (``secret_arn``) points at one and is fine."""

SECRET_VALUE = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY|\b(AKIA|ASIA)[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}|\bxox[abprs]-|"
    r"\beyJ[\w-]{10,}\.[\w-]{10,}\.|://[^/\s:@]+:[^/\s@]+@"
)
"""Shapes that nothing but a credential has: private keys, AWS key ids, GitHub and Slack tokens, JWTs, URLs with a password."""

WAY_OUT = "take it out (and replace it, if it was committed); keep it with `pulumi config set --secret platform:<name>` or in Secrets Manager"


def faults(document: StackFile) -> Iterator[Fault]:
    """Yield a fault for each secret in the tree and each plain one beside it."""
    for path, value in _leaves(document.settings, ()):
        if path and path[-1] == "secure":
            yield document.fault(
                path[:-1],
                f"is an encrypted value inside the settings tree, where it would be read in the clear; {WAY_OUT}",
            )
        elif _looks_secret(path, value):
            yield document.fault(
                path, f"looks like a secret, and the settings tree is no place for one; {WAY_OUT}"
            )
    for key, value in document.config.items():
        if key == KEY:
            continue
        for path, leaf in _leaves(value, (key,)):
            if path[-1] != "secure" and _looks_secret(path, leaf):
                line = document.line_in_file(("config", *path))
                yield Fault(
                    document.name, line, dotted(path), f"looks like a secret in plain text; {WAY_OUT}"
                )


def _looks_secret(path: Path, value: Any) -> bool:
    if not isinstance(value, str) or not value:
        return False
    named = bool(path) and SECRET_KEY.search(str(path[-1])) is not None
    return named or SECRET_VALUE.search(value) is not None


def _leaves(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    if isinstance(value, dict):
        for key, below in value.items():
            yield from _leaves(below, (*path, str(key)))
    elif isinstance(value, list):
        for index, below in enumerate(value):
            yield from _leaves(below, (*path, index))
    else:
        yield path, value
