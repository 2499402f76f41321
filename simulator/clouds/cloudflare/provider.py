"""Cloudflare's provider: what it refuses of its own configuration."""

import re

from simulator.clouds.kind import Kind
from simulator.clouds.refusals import Given, Refused, conflicts, kept_secret, matches
from simulator.clouds.templates import uuid

CREDENTIALS = ("apiToken", "apiKey", "apiUserServiceKey")


def _credentials(given: Given) -> Refused:
    """Judge the form without a word of the value."""
    for path in CREDENTIALS:
        value = given.text(path)
        if value is not None and (not value or re.search(r"\s", value)):
            yield path, f"{path} must not be empty and must hold no white space"


def _email(given: Given) -> Refused:
    """Source: the SDK's ProviderArgs."""
    if given.has("apiKey") and given.lacks("email"):
        yield "email", "apiKey needs email to be set: a key of the old kind belongs to a person"
    if given.has("apiToken") and given.has("email"):
        yield "email", "email conflicts with apiToken: only one of them may be set"


KIND = Kind(
    "pulumi:providers:cloudflare",
    id=lambda case: uuid(case.urn),
    secret_outputs=frozenset(CREDENTIALS),
    refusals=(
        *(kept_secret(path, "cloudflare") for path in CREDENTIALS),
        _credentials,
        _email,
        conflicts(*CREDENTIALS),
        matches("baseUrl", r"https://\S+", "an address that begins with https://"),
    ),
)
