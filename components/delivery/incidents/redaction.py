"""What is taken out of logs and objects before anything of them is written: one table, for Python and for ``sed``.

It takes out too much rather than too little: a figure that is lost can be looked up, a password that got out cannot be
called back.
"""

import re
from typing import Final

GONE: Final = "REDACTED"

_NAMES: Final = (
    "passw(or)?d|passwd|pwd|passphrase|secrets?|tokens?|api[_-]?keys?|access[_-]?key(_?id)?|private[_-]?key|"
    "signing[_-]?key|encryption[_-]?key|credentials?|client[_-]?secret|connection[_-]?string|database[_-]?url|"
    "redis[_-]?url|dsn|webhook([_-]?url)?"
)
"""How what nobody may see is called: the ends of names, so that ``secretName`` is told and ``SECRET`` is not."""

RULES: Final[tuple[tuple[str, str], ...]] = (
    # Keys in PEM: on one line with its breaks escaped, or a line of base64 after the other.
    (r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*", GONE),
    (r"^\s*[A-Za-z0-9+/=]{60,}\s*$", GONE),
    (r"""((proxy-)?authorization[\\]*["']?\s*[:=]\s*[\\]*["']?)[^"'\\]+""", rf"\1{GONE}"),
    (r"""((set-)?cookie[\\]*["']?\s*[:=]\s*[\\]*["']?)[^"'\\]+""", rf"\1{GONE}"),
    (r"\b(bearer\s+)[A-Za-z0-9._~+/=-]{8,}", rf"\1{GONE}"),
    (r"""(://[^:/@ "']*:)[^@ "']+@""", rf"\1{GONE}@"),
    # JSON inside of JSON; JSON and YAML; and what stands without quotes: under a quoted key that is no text.
    (rf'''(({_NAMES})[\\]+"\s*:\s*[\\]+")[^"]*[\\]+"''', rf'\1{GONE}\\"'),
    (rf"""(({_NAMES})["']?\s*[:=]\s*")([^"\\]|[\\].)*""", rf"\1{GONE}"),
    (rf"""(({_NAMES})["']?\s*[:=]\s*')[^']*""", rf"\1{GONE}"),
    (rf"""(({_NAMES})\s*[:=]\s*)[^][(){{}} ,;&"'\\]+""", rf"\1{GONE}"),
    (r"""(x-amz-(signature|credential|security-token)=)[^& "']+""", rf"\1{GONE}"),
    (r"(hooks\.slack\.com/(services|workflows)/)[A-Za-z0-9/_-]+", rf"\1{GONE}"),
    (r"\b(AKIA|ASIA)[A-Z0-9]{16}\b", GONE),
    (r"\beyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*", GONE),
    (r"\b(gh[opusr]_|github_pat_|glpat-|xox[abeprs]-|sk_live_|rk_live_)[A-Za-z0-9_-]{10,}", GONE),
)
"""Pattern and replacement: extended regular expressions that mean the same to GNU ``sed`` and to Python, of any case."""

_COMPILED: Final = tuple((re.compile(pattern, re.IGNORECASE), put) for pattern, put in RULES)


def redact(text: str) -> str:
    """Return a text without what nobody may see, line by line, as ``sed`` reads it."""
    return "\n".join(_line(line) for line in text.split("\n"))


def _line(line: str) -> str:
    for pattern, put in _COMPILED:
        line = pattern.sub(put, line)
    return line


def sed_program() -> str:
    """Return the table as a program for ``sed --regexp-extended --file``."""
    return "".join(f"s#{pattern}#{put}#gI\n" for pattern, put in RULES)
