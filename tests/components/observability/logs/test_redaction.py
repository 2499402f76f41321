"""The script that hides secrets in logs, run in the same dialect of Lua as Fluent Bit runs it."""

from time import perf_counter
from typing import Any

import pytest
from lupa import luajit21

from components.observability.logs.pipeline import script
from components.observability.logs.spec import LogsSpec

SPEC = LogsSpec.model_validate({"namespaces": {"falco": "audit"}}, strict=False)
HIDDEN = "[redacted]"
WITHHELD = "[withheld: this record could not be read for secrets]"
SENTINEL = "Zx9Sentinel7Qv"

POD: dict[str, Any] = {
    "namespace_name": "backend",
    "pod_name": "backend-api-6d5f-abcde",
    "container_name": "backend-api",
    "host": "ip-10-16-0-1",
    "pod_id": "8b1c",
    "docker_id": "ffff",
    "labels": {"app": "backend-api", "pod-template-hash": "6d5f"},
}


class Filter:
    """The script as Fluent Bit holds it: loaded once, called for each record."""

    def __init__(self, spec: LogsSpec = SPEC) -> None:
        self.lua: Any = luajit21.LuaRuntime()
        self.lua.execute(script(spec))

    def __call__(self, record: Any) -> dict[str, Any]:
        given = self.lua.table_from(record, recursive=True) if isinstance(record, dict) else record
        code, stamp, cleaned = self.lua.globals().redact("kube.x", 1.5, given)
        assert (code, stamp) == (2, 1.5)
        found = plain(cleaned)
        assert isinstance(found, dict)
        return found

    def line(self, text: str) -> str:
        found = self({"log": text, "kubernetes": POD})["log"]
        assert isinstance(found, str)
        return found


def plain(value: Any) -> Any:
    """Return what Lua holds as Python does."""
    if luajit21.lua_type(value) != "table":
        return value
    keys = list(value.keys())
    if keys and keys == list(range(1, len(keys) + 1)):
        return [plain(value[key]) for key in keys]
    return {key: plain(value[key]) for key in keys}


@pytest.fixture(scope="module")
def clean() -> Filter:
    return Filter()


SECRETS = {
    "an assignment": (f"login failed password={SENTINEL} for ada", f"login failed password={HIDDEN} for ada"),
    "a field": (f'{{"user":"ada","password":"{SENTINEL} two"}}', f'{{"user":"ada","password":"{HIDDEN}"}}'),
    "a field in escaped JSON": (
        f'said "{{\\"api_key\\":\\"{SENTINEL}\\"}}"',
        f'said "{{\\"api_key\\":\\"{HIDDEN}\\"}}"',
    ),
    "an environment variable": (
        f"DB_PASSWORD='{SENTINEL} x' AWS_SECRET_ACCESS_KEY={SENTINEL}",
        f"DB_PASSWORD='{HIDDEN}' AWS_SECRET_ACCESS_KEY={HIDDEN}",
    ),
    "a quote that nobody closes": (f'token: "{SENTINEL} and on', f'token: "{HIDDEN}'),
    "a bearer": (f"Authorization: Bearer {SENTINEL}.x", f"Authorization: {HIDDEN}"),
    "a digest": (f"authorization: Digest user=a, response={SENTINEL}", f"authorization: {HIDDEN}"),
    "a bearer by itself": (f"sent bearer {SENTINEL}", f"sent bearer {HIDDEN}"),
    "a basic login": ("used Basic dXNlcjpwYXNz to ask", f"used Basic {HIDDEN} to ask"),
    "cookies": (f"Cookie: a={SENTINEL}; b={SENTINEL}", f"Cookie: {HIDDEN}"),
    "a signed token": (
        f"got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.{SENTINEL} here",
        f"got {HIDDEN} here",
    ),
    "an access key of AWS": ("key AKIAIOSFODNN7EXAMPLE used", f"key {HIDDEN} used"),
    "a token of GitHub": (
        "clone with ghp_0123456789abcdefghijABCDEFGHIJ012345 now",
        f"clone with {HIDDEN} now",
    ),
    "a token of Slack": ("hook xoxb-123456789012-abcdefABCDEF", f"hook {HIDDEN}"),
    "a login in an address": (
        f"connect postgresql://app:{SENTINEL}@db:5432/platform",
        f"connect postgresql://app:{HIDDEN}@db:5432/platform",
    ),
    "an e-mail address": ("sent to ada.lovelace+x@example.co.uk, done", f"sent to {HIDDEN}, done"),
    "a card": ("paid 4111111111111111 today", f"paid {HIDDEN} today"),
    "a card in groups": (
        "2026-11-26 12:00:00 paid 5500-0000-0000-0004.",
        f"2026-11-26 12:00:00 paid {HIDDEN}.",
    ),
    "a card behind other numbers": ("order 12 4111 1111 1111 1111 4", f"order 12 {HIDDEN} 4"),
    "a card of fifteen digits": ("amex 3782 822463 10005", f"amex {HIDDEN}"),
    "a private key": (
        f"key: -----BEGIN RSA PRIVATE KEY-----\nMIIE{SENTINEL}\n-----END RSA PRIVATE KEY-----",
        f"key: -----BEGIN RSA {HIDDEN}",
    ),
    "a line of a private key": ("MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQDZx9SentinelQ", HIDDEN),
}


@pytest.mark.parametrize("kind", SECRETS)
def test_secrets_of_every_class_are_gone(clean: Filter, kind: str) -> None:
    given, expected = SECRETS[kind]
    assert clean.line(given) == expected


@pytest.mark.parametrize("before", ["password=", "Bearer A", "eyJaaaaaaaaaaaaaaaa.", "Cookie: "])
def test_a_secret_that_is_longer_than_what_is_looked_at_is_gone_to_its_end(
    clean: Filter, before: str
) -> None:
    text = clean.line(f"{before}{'a1' * 5_000}{SENTINEL}")
    assert SENTINEL not in text
    assert HIDDEN in text


ORDINARY = (
    "GET /api/orders/42?page=2 200 12ms",
    "basic authentication is off",
    "bearer tokens are refused",
    "2026-11-26T14:38:35.123456789Z listening on 0.0.0.0:3000",
    "order 4111111111111112 is not a card",
    "timestamp 1790000000000000000 sequence 1234567890123456",
    "sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0bf822cd15d6c15b0f00a08",
    "trace 4bf92f3577b34da6a3ce929d0e0e4736 span 00f067aa0ba902b7",
    "see https://example.com:8443/path#part and user@ nothing",
    "größer als €5 → 日本語",
    "",
)


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_text_is_as_it_was(clean: Filter, text: str) -> None:
    assert clean.line(text) == text


def test_fields_are_hidden_by_their_name_however_deep_and_of_whatever_type(clean: Filter) -> None:
    entry = {
        "user": {"Password": SENTINEL, "X-Api-Key": 12345, "hasToken": True, "name": "ada"},
        "items": [{"client-secret": {"inner": SENTINEL}}, "card 4111111111111111"],
        "status": 200,
    }
    assert clean({"entry": entry, "kubernetes": POD})["entry"] == {
        "user": {"Password": HIDDEN, "X-Api-Key": HIDDEN, "hasToken": True, "name": "ada"},
        "items": [{"client-secret": HIDDEN}, f"card {HIDDEN}"],
        "status": 200,
    }


def test_names_of_fields_are_read_too(clean: Filter) -> None:
    assert clean({"entry": {"ada@example.com": 1}})["entry"] == {HIDDEN: 1}


def test_whose_a_record_is_stays_and_what_is_not_needed_goes(clean: Filter) -> None:
    assert clean({"log": "x", "stream": "stdout", "kubernetes": POD}) == {
        "log": "x",
        "stream": "stdout",
        "kubernetes": {
            "namespace_name": "backend",
            "pod_name": "backend-api-6d5f-abcde",
            "container_name": "backend-api",
            "host": "ip-10-16-0-1",
            "app": "backend-api",
        },
        "log_class": "application",
        "log_index": "pods-application",
    }


@pytest.mark.parametrize(
    ("about", "expected"),
    [
        ({**POD, "labels": {"platform.internal/log-class": "debug"}}, "debug"),
        ({**POD, "labels": {"platform.internal/log-class": "nonsense"}}, "application"),
        ({**POD, "namespace_name": "falco"}, "audit"),
        ({**POD, "namespace_name": "falco", "labels": {"platform.internal/log-class": "debug"}}, "debug"),
        ({**POD, "labels": "none"}, "application"),
        ("unreadable", "application"),
        (None, "application"),
    ],
)
def test_the_class_is_of_the_label_then_of_the_namespace(clean: Filter, about: Any, expected: str) -> None:
    record = {"log": "x"} if about is None else {"log": "x", "kubernetes": about}
    found = clean(record)
    assert (found["log_class"], found["log_index"]) == (expected, f"pods-{expected}")


@pytest.mark.parametrize(
    "record", [None, "text", 7, {}, {"log": ""}, {"log": "\x00\xff"}, {1: "one", 2: "two"}]
)
def test_malformed_records_survive(clean: Filter, record: Any) -> None:
    assert clean(record)["log_class"] == "application"


def test_a_record_that_cannot_be_read_says_nothing_rather_than_a_secret(clean: Filter) -> None:
    clean.lua.execute("looped = { log = 'password=" + SENTINEL + "' }; looped.again = looped")
    found = clean(clean.lua.globals().looped)
    assert SENTINEL not in repr(found)
    assert found["log"] == f"password={HIDDEN}"
    assert WITHHELD in repr(found)


def test_a_script_that_fails_withholds_the_text() -> None:
    broken = Filter()
    broken.lua.execute("string.lower = function() error('broken') end")
    assert broken({"log": f"password={SENTINEL}", "kubernetes": POD})["log"] == WITHHELD


@pytest.mark.parametrize("piece", ["token", "eyJ", "a@", "://a:", "4111 ", "password=", "bearer "])
def test_no_line_holds_up_a_node(clean: Filter, piece: str) -> None:
    text = piece * (262_144 // len(piece))
    start = perf_counter()
    clean.line(text)
    assert perf_counter() - start < 5


def test_the_chart_renders_the_script_as_it_is() -> None:
    assert "{{" not in script(SPEC)
