"""How charts and the programs in them are told to accept any certificate: keys, flags, variables, lines of a text.

A switch that only says "no TLS at all", such as Argo CD's ``server.insecure`` behind a gateway, is another matter.
"""

import re
from typing import Final

from policies.framework.facts import NO, Fact
from policies.framework.values import Value

CARELESS: Final = re.compile(
    r".*("
    r"insecureskip(tls|ssl|hostname|certificate|cert)?verif(y|ication)"
    r"|skip(tls|ssl|certificate|cert)(verif(y|ication)|check)"
    r"|(tls|ssl)skipverif(y|ication)"
    r"|(tls|ssl)insecure|insecuretls"
    r"|allowinsecure(registry|registries)?"
    r"|(registry|repository)insecure"
    r"|no(verify(tls|ssl)|(tls|ssl)verify|checkcertificate)|sslnoverify|vaultskipverify"
    r")(insecure)?"
)
"""A key that is careless when it is true, in small letters and without dots, dashes and underscores."""

CAREFUL: Final = re.compile(
    r".*(verify(tls|ssl|certificates?|certs?)|(tls|ssl)verify|rejectunauthorized|httpsverify)"
)
"""A key that is careless when it is false. Whatever is CARELESS as well, such as ``insecureSkipTLSVerify``, is that."""

KEYS: Final = frozenset({"serverInsecure"})
"""Keys of one chart as it writes them: the Trivy operator's. Argo CD's ``server.insecure`` is another thing."""

HOLDERS: Final = frozenset({"registries", "tlsclientconfig", "httpoutput", "policiesbundle"})
"""What makes a plain ``insecure`` inside it say that certificates are not looked at: Image Updater's registries, Argo
CD's clusters, Falco's alerts, Trivy's policies. Elsewhere it may mean plain text, as for an exporter of traces."""

FLAG: Final = re.compile(
    r"(?:^|[\s\"'\[,])--?(?P<key>[A-Za-z][\w.-]+)(?:[= ][\"']?(?P<word>true|false|1|0)\b)?"
)
LINE: Final = re.compile(
    r"^\s*(?:-\s*)?[\"']?(?P<key>[\w.-]+)[\"']?\s*[:=]\s*[\"']?(?P<word>true|false|1|0)[\"']?\s*(?:#.*)?$",
    re.IGNORECASE | re.MULTILINE,
)
"""A line of a document that stands in a value as text: YAML, TOML or a file of variables."""

YES: Final = ("true", "1", "yes", "on")
UNSAID: Final = ("false", "0", "no", "off")


def off(value: Value) -> Fact:
    """Return whether a value switches the verification of certificates off, for itself and not for what it holds."""
    *above, key = [part for part in value.path if isinstance(part, str)] or [""]
    if key == "insecureRegistries":
        return value.given()
    holder = above[-1] if above else ""
    switched = _switched(key, holder, value)
    if value.unknown:
        return switched
    name = value["name"]  # as containers are given variables: {name: GIT_SSL_NO_VERIFY, value: "true"}
    by_pair = _switched(str(name.raw), "", value["value"]) if name.known else NO
    return switched | by_pair | value.test(_by_text)


def _switched(key: str, holder: str, value: Value) -> Fact:
    bare, within = _bare(key), _bare(holder)
    if CARELESS.fullmatch(bare) or key in KEYS or (bare == "insecure" and within in HOLDERS):
        flag = within.endswith("args")  # there a key alone is a flag, and a flag alone says yes
        return value.test(lambda raw: str(raw).lower() in YES or (flag and raw == ""), absent=flag)
    if CAREFUL.fullmatch(bare):
        return value.test(lambda raw: str(raw).lower() in UNSAID)
    return NO


def _by_text(raw: object) -> bool:
    if not isinstance(raw, str):
        return False
    said = [*FLAG.finditer(raw), *LINE.finditer(raw)]
    return any(_careless(_bare(one["key"]), (one["word"] or "true").lower()) for one in said)


def _careless(bare: str, word: str) -> bool:
    if CARELESS.fullmatch(bare):
        return word in YES
    return CAREFUL.fullmatch(bare) is not None and word in UNSAID


def _bare(key: str) -> str:
    return re.sub(r"[-_.]", "", key).lower()
