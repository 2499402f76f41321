"""What the providers of the three younger clouds refuse of their own configuration."""

from typing import Any

import pytest

from simulator import clouds
from simulator.values import Secret
from tests.simulator.clouds.samples import SAMPLES, TENANT, urn_of

GCP, AZURE, CLOUDFLARE = (
    "pulumi:providers:gcp",
    "pulumi:providers:azure-native",
    "pulumi:providers:cloudflare",
)
SENTINEL = "s3ntinel"

REFUSED: list[tuple[str, dict[str, Any], str, str]] = [
    (GCP, {"project": "Platform"}, "project", "must be a project's id, of 6 to 30 lowercase letters"),
    (GCP, {"project": "123456789012"}, "project", "a project's number or display name will not do"),
    (GCP, {"billingProject": "short"}, "billingProject", "must be a project's id"),
    (GCP, {"region": "us-east-1"}, "region", "such as us-central1, not 'us-east-1'"),
    (GCP, {"zone": "us-central1"}, "zone", "such as us-central1-a, not 'us-central1'"),
    (GCP, {"zone": "us-east4-a"}, "zone", "zone us-east4-a does not lie in region us-central1"),
    (GCP, {"defaultLabels": '{"Owner": "x"}'}, "defaultLabels", "has the key 'Owner'"),
    (GCP, {"defaultLabels": {"owner": "A B"}}, "defaultLabels.owner", "lowercase letters, digits, _ and -"),
    (GCP, {"credentials": f'{{"private_key": "{SENTINEL}"}}'}, "credentials", "credentials must be a secret"),
    (GCP, {"accessToken": SENTINEL}, "accessToken", "pulumi config set --secret gcp:accessToken"),
    (
        GCP,
        {"accessToken": Secret(SENTINEL), "credentials": "key.json"},
        "accessToken",
        "accessToken conflicts with credentials",
    ),
    (AZURE, {"subscriptionId": "production"}, "subscriptionId", "must be the GUID of a subscription"),
    (AZURE, {"tenantId": "example.com"}, "tenantId", "must be the GUID of a tenant"),
    (AZURE, {"clientId": Secret(SENTINEL)}, "clientId", "must be the GUID of a client"),
    (AZURE, {"location": "us-east-1"}, "location", "such as eastus, not 'us-east-1'"),
    (AZURE, {"environment": "AzureCloud"}, "environment", "one of public, usgovernment, china"),
    (AZURE, {"clientSecret": SENTINEL}, "clientSecret", "--secret azure-native:clientSecret"),
    (AZURE, {"oidcToken": SENTINEL}, "oidcToken", "oidcToken must be a secret"),
    (
        AZURE,
        {"auxiliaryTenantIds": '["x"]'},
        "auxiliaryTenantIds[0]",
        "must be the GUID of a tenant, not 'x'",
    ),
    (AZURE, {"auxiliaryTenantIds": [TENANT] * 4}, "auxiliaryTenantIds", "must be at most 3, not 4"),
    (CLOUDFLARE, {"apiToken": SENTINEL}, "apiToken", "pulumi config set --secret cloudflare:apiToken"),
    (CLOUDFLARE, {"apiToken": Secret(f"{SENTINEL} ")}, "apiToken", "must hold no white space"),
    (CLOUDFLARE, {"email": "ops@example.com"}, "email", "email conflicts with apiToken"),
    (CLOUDFLARE, {"apiKey": Secret(SENTINEL), "email": "a@b.c"}, "apiKey", "apiKey conflicts with apiToken"),
    (CLOUDFLARE, {"apiToken": None, "apiKey": Secret(SENTINEL)}, "email", "apiKey needs email to be set"),
    (CLOUDFLARE, {"baseUrl": "http://x"}, "baseUrl", "must be an address that begins with https://"),
    (CLOUDFLARE, {"accountId": "x"}, "accountId", "has no property accountId"),
]


@pytest.mark.parametrize(("token", "overrides", "path", "words"), REFUSED)
def test_each_refusal_says_why_and_shows_no_secret(
    token: str, overrides: dict[str, Any], path: str, words: str
) -> None:
    failures = clouds.check(token, urn_of(token), {**SAMPLES[token], **overrides}, None).failures
    told = [failure for failure in failures if failure.path == path and words in failure.reason]
    assert len(told) == 1, failures
    assert SENTINEL not in str(failures)


def test_a_file_that_holds_a_key_is_named_in_the_open() -> None:
    inputs = {**SAMPLES[GCP], "credentials": "/run/secrets/key.json"}
    assert clouds.check(GCP, urn_of(GCP), inputs, None).failures == ()
