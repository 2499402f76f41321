"""What is taken out of evidence: by Python and by ``sed`` alike, and no less than it should be."""

import shutil
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.delivery.incidents.redaction import RULES, redact, sed_program

SECRET = "s3ntinel-Value9"
HOLDING = (
    f"Authorization: Bearer {SECRET}",
    f'{{"authorization":"Basic {SECRET}","path":"/x"}}',
    f"curl -H 'Proxy-Authorization: {SECRET}'",
    f"GET postgresql://owner:{SECRET}@db:5432/platform?sslmode=require",
    f"redis://:{SECRET}@cache:6379",
    f"amqps://u:{SECRET}/with/slashes@mq",
    f"DB_PASSWORD={SECRET}",
    f"AWS_SECRET_ACCESS_KEY={SECRET}",
    f"aws_session_token = {SECRET}",
    f'password: "{SECRET} with blanks"',
    f"passwd: '{SECRET} with blanks'",
    f'{{"api_key":"{SECRET}","ok":1}}',
    f'{{"apiKey": "{SECRET}\\"quoted {SECRET}", "ok": 1}}',
    f'"{{\\"token\\":\\"{SECRET}\\",\\"ok\\":1}}"',
    f"DATABASE_URL={SECRET}",
    f"client-secret={SECRET}&grant_type=x",
    f"Set-Cookie: sid={SECRET}; Path=/",
    f"https://hooks.slack.com/services/T0/B0/{SECRET}",
    f"?X-Amz-Signature={SECRET}&x=1",
    f"-----BEGIN RSA PRIVATE KEY-----\\n{SECRET}\\n-----END RSA PRIVATE KEY-----",
    f"jwt eyJhbGciOiJ.{SECRET}.{SECRET}",
)
TOKENS = (
    "AKIAABCDEFGHIJKLMNOP",
    "ghp_abcdefghijklmnopqrst",
    "xoxb-1234567890-abcdef",
    "sk_live_abcdefghijklmnop",
    "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj",
)
HARMLESS = (
    "GET http://backend:8080/health 200 12ms",
    "secretName: backend-api-secrets",
    '"automountServiceAccountToken": false,',
    "2026-11-26T14:32:10Z connection pool exhausted, 20 of 20 in use",
    "image public.ecr.aws/aws-cli/aws-cli:2.36.10",
)


@pytest.mark.parametrize("line", HOLDING)
def test_a_secret_is_taken_out(line: str) -> None:
    assert SECRET not in redact(line)
    assert "REDACTED" in redact(line)


@pytest.mark.parametrize("token", TOKENS)
def test_what_looks_like_a_token_is_taken_out(token: str) -> None:
    assert token not in redact(token)


@pytest.mark.parametrize("line", HARMLESS)
def test_what_tells_of_the_fault_stays(line: str) -> None:
    assert redact(line) == line


def test_what_was_json_stays_json() -> None:
    assert redact(f'{{"token": "{SECRET}", "n": 1}}') == '{"token": "REDACTED", "n": 1}'


def by_sed(text: str) -> str:
    if shutil.which("sed") is None:
        pytest.skip("needs sed, which is not installed")
    done = subprocess.run(
        ["sed", "--regexp-extended", "--expression", sed_program()],
        input=text.encode(),
        capture_output=True,
        check=True,
    )
    return done.stdout.decode()


def test_sed_takes_out_the_same() -> None:
    text = "\n".join((*HOLDING, *TOKENS, *HARMLESS)) + "\n"
    assert by_sed(text) == redact(text)


def test_no_pattern_ends_the_program_of_sed_early() -> None:
    assert [pattern for pattern, put in RULES if "#" in pattern + put] == []


PIECES = [
    "password",
    "token=",
    "api_key",
    '"',
    "'",
    ":",
    " ",
    "=",
    "\\",
    "://",
    "a",
    "@",
    "Bearer ",
    "{",
    "}",
    ",",
    "x9",
]


@settings(max_examples=10, deadline=None)
@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=12).map("".join), min_size=200, max_size=200))
def test_both_read_every_line_the_same_way(lines: list[str]) -> None:
    text = "\n".join(lines) + "\n"
    assert by_sed(text) == redact(text)
