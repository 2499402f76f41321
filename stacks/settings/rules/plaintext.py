"""Finds secrets where they must not be: in the settings tree, or unencrypted beside it.

The tree reaches the program as one JSON text, in which an encrypted value would stand in the clear; and a
stack file is committed. So the tree holds no secret at all, encrypted or not. No message repeats a value.
"""

import re
from collections.abc import Iterator
from typing import Any, Final

from stacks.settings.document import KEY, StackFile
from stacks.settings.faults import Fault, Path, shown
from stacks.settings.fields import fields_at
from stacks.settings.model import Settings

SECRET_KEY: Final = re.compile(
    r"(^|[_.:/-])(password|passwd|pwd|passphrase|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credential)s?$",
    re.IGNORECASE,
)
"""Names under which people keep secrets; a name that goes on (``secret_arn``) points at one and is fine."""

CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")

SECRET_VALUE: Final = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY"
    r"|\b(AKIA|ASIA)[0-9A-Z]{16}\b"  # AWS key ids
    r"|\b(gh[pousr]_|github_pat_|glpat-|xox[abeprs]-|pul-|sk_live_|rk_live_|AIza)[\w-]{10,}"
    r"|\beyJ[\w-]{10,}\.[\w-]{10,}\."  # JWTs
    r"|://[^/\s:@]+:[^/\s@]+@"  # URLs with a password
)
"""Shapes that nothing but a credential has; the prefixes are GitHub's, GitLab's, Slack's, Pulumi's, Stripe's, Google's."""

AWS_SECRET: Final = re.compile(
    r"(?<![\w/+:-])(?=[A-Za-z0-9/+]*[A-Z])(?=[A-Za-z0-9/+]*[a-z])(?=[A-Za-z0-9/+]*\d)[A-Za-z0-9/+]{40}(?![\w/+:=-])"
)
"""The shape of an AWS secret access key."""

ELSEWHERE: Final = (
    "keep it beside the tree with `pulumi config set --secret platform:<name>`, or in Secrets Manager"
)
REPLACE: Final = "take it out, replace it if it was committed, and"


def faults(file: StackFile) -> Iterator[Fault]:
    """Yield a fault for each secret in the tree and each plain one beside it."""
    if isinstance(file.settings, dict) and set(file.settings) == {"secure"}:
        yield file.fault(
            (),
            "is encrypted, and the program would hand it to the clouds in the clear; write it plain, it holds no secret",
        )
        return
    for path, value in _leaves(file.settings, ()):
        if len(path) > 1 and path[-1] == "secure":
            yield file.fault(
                path[:-1],
                f"is an encrypted value inside the settings tree, where it would be read in the clear; {ELSEWHERE}",
            )
        elif _is_secret(value) or (_is_named_so(path[-1:], value) and not _is_setting(path)):
            yield file.fault(
                path, f"looks like a secret, and the settings tree is no place for one; {REPLACE} {ELSEWHERE}"
            )
    for key, value in file.config.items():
        for path, leaf in _leaves(value, (key,)) if key != KEY else ():
            if path[-1] != "secure" and (_is_secret(leaf) or _is_named_so(path, leaf)):
                sentence = f"looks like a secret in plain text; {REPLACE} set it again with `pulumi config set --secret {shown(key)}`"
                yield file.fault_beside(path, sentence)


def _is_secret(value: Any) -> bool:
    return isinstance(value, str) and any(shape.search(value) for shape in (SECRET_VALUE, AWS_SECRET))


def _is_named_so(path: Path, value: Any) -> bool:
    """Tell whether a value, unless it is empty or a switch, stands under a name for secrets."""
    if isinstance(value, bool) or value in (None, ""):
        return False
    return any(SECRET_KEY.search(CAMEL.sub("_", str(part))) for part in path)


def _is_setting(path: Path) -> bool:
    """Tell whether the tree itself has a setting of this name, such as a quota's number of secrets."""
    return path[-1] in fields_at(Settings, path[:-1])


def _leaves(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    if isinstance(value, dict) and value:
        for key, below in value.items():
            yield from _leaves(below, (*path, key))
    elif isinstance(value, list) and value:
        for index, below in enumerate(value):
            yield from _leaves(below, (*path, index))
    else:
        yield path, value
