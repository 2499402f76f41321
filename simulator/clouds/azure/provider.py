"""Azure's provider: what it refuses of its own configuration."""

import re

from simulator.clouds.azure.inherited import location_of
from simulator.clouds.kind import Kind
from simulator.clouds.refusals import Given, Refused, kept_secret, one_of
from simulator.clouds.scope import decoded
from simulator.clouds.templates import uuid
from simulator.values import UNKNOWN, reveal

GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
LOCATION = re.compile(r"[a-z]+\d?")
IDENTITIES = {
    "subscriptionId": "subscription",
    "tenantId": "tenant",
    "clientId": "client",
    "partnerId": "partner",
}
CREDENTIALS = ("clientSecret", "clientCertificatePassword", "oidcToken", "oidcRequestToken")
MOST_TENANTS = 3


def _identities(given: Given) -> Refused:
    for path, owner in IDENTITIES.items():
        value = given.text(path)
        if value is not None and not GUID.fullmatch(value):
            sentence = (
                f"{path} must be the GUID of a {owner}, as 00000000-0000-0000-0000-000000000000, "
                f"not {given.shown(path)}"
            )
            yield path, sentence


def _tenants(given: Given) -> Refused:
    """Source: the SDK's ProviderArgs and learn.microsoft.com, auxiliary tokens in cross-tenant requests."""
    tenants = decoded(given.known("auxiliaryTenantIds"))
    listed = [reveal(tenant) for tenant in tenants] if isinstance(tenants, list) else []
    if len(listed) > MOST_TENANTS:
        sentence = f"auxiliaryTenantIds must be at most {MOST_TENANTS}, not {len(listed)}"
        yield "auxiliaryTenantIds", sentence
    for index, tenant in enumerate(listed):
        if tenant is not UNKNOWN and isinstance(tenant, str) and not GUID.fullmatch(tenant):
            path = f"auxiliaryTenantIds[{index}]"
            yield path, f"{path} must be the GUID of a tenant, not {tenant!r}"


def _location(given: Given) -> Refused:
    location = given.text("location")
    if location is not None and not LOCATION.fullmatch(location_of(location)):
        yield "location", f"location must be the name of a region of Azure such as eastus, not {location!r}"


KIND = Kind(
    "pulumi:providers:azure-native",
    id=lambda case: uuid(case.urn),
    refusals=(
        _identities,
        _tenants,
        _location,
        *(kept_secret(path, "azure-native") for path in CREDENTIALS),
        one_of("environment", ("public", "usgovernment", "china")),
    ),
)
