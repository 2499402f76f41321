"""What External Secrets reaches: for whom, with which credentials, and how often it looks."""

import re
from typing import Final

from policies.framework import tokens
from policies.framework.facts import NO, Fact, some
from policies.framework.resources import Resource
from policies.framework.rules import (
    ALWAYS,
    PRODUCTION,
    PROMOTED,
    Context,
    Control,
    Outcomes,
    require,
    resource_rule,
)
from policies.framework.values import Value

DOCS: Final = "https://external-secrets.io/latest/"
SELECTOR: Final = frozenset({"key", "name", "namespace"})
"""What every reference to a key of a Secret is made of, whichever the store calls it: ``bearerToken``, ``apiKeyRef``."""

PUBLIC: Final = frozenset({"credConfig"})
"""References of that shape to a ConfigMap: the description of a federation of Google's, which holds nothing secret."""

NEVER: Final = re.compile(r"[-+]?(0+(\.0*)?(ns|us|µs|ms|s|m|h)?)+")
EVERYTHING: Final = re.compile(r"\^?(\.[*+]|\.\*\?|\(\.\*\)|)\$?")


@resource_rule(
    name="secret-store-bounded",
    title="A store of the whole cluster says which namespaces may ask it",
    types=(tokens.CLUSTER_SECRET_STORE,),
    severity="high",
    levels=ALWAYS,
    remediation="Name namespaces in spec.conditions, or give each namespace a SecretStore with an account of its own.",
    controls=(
        Control("CIS EKS", "1.8", "4.4.2"),
        Control("CIS GKE", "1.9", "4.4.2"),
        Control("CIS AKS", "1.8", "4.5.2"),
        Control("CIS Kubernetes", "1.12", "5.4.2"),
    ),
    url=DOCS + "api/clustersecretstore/",
)
def secret_store_bounded(store: Resource, _: Context) -> Outcomes:
    """Refuse no conditions, and each that every namespace fulfils: whoever makes an ExternalSecret reads all secrets."""
    conditions = store.at("spec", "conditions")
    yield from require(
        _filled(conditions), "every namespace may have any of its secrets: name namespaces in spec.conditions"
    )
    for condition in conditions.items():
        yield from require(
            ~_anybody(condition), f"{condition.where} is true of every namespace: name namespaces"
        )


def _filled(conditions: Value) -> Fact:
    return conditions.undecided() if conditions.unknown else conditions.given()


def _anybody(condition: Value) -> Fact:
    """Return whether a condition chooses every namespace: by an expression, or by a selector that asks for nothing."""
    selector = condition["namespaceSelector"]
    asks = selector["matchLabels"].given() | selector["matchExpressions"].given()
    idle = selector.undecided() if selector.unknown else selector.test(lambda _: True) & ~asks
    wide = some(
        one.test(lambda raw: EVERYTHING.fullmatch(str(raw)) is not None)
        for one in condition["namespaceRegexes"].items()
    )
    return idle | wide


@resource_rule(
    name="secret-store-no-static-credentials",
    title="Stores are reached with an identity that expires",
    types=(tokens.SECRET_STORE, tokens.CLUSTER_SECRET_STORE),
    severity="high",
    levels=PRODUCTION,
    remediation="Use the service account's own identity: jwt with serviceAccountRef on AWS, workloadIdentity on Google, "
    "WorkloadIdentity on Azure, kubernetes with serviceAccountRef for Vault.",
    controls=(
        Control("CIS EKS", "1.8", "4.4.2"),
        Control("CIS GKE", "1.9", "4.4.2"),
        Control("CIS AKS", "1.8", "4.5.2"),
        Control("CIS Kubernetes", "1.12", "5.4.2"),
    ),
    url=DOCS + "provider/aws-access/",
)
def secret_store_no_static_credentials(store: Resource, _: Context) -> Outcomes:
    """Refuse references to a key of a Secret, under any of their names, and stores whose secrets stand in the manifest."""
    provider = store.at("spec", "provider")
    for value in provider.within():
        yield from require(
            ~_static(value),
            f"{value.where} is a credential that does not expire: use the service account's identity",
        )
    for one in provider.at("fake", "data").items():
        yield from require(
            ~one.test(lambda _: True), "its secrets stand in its own manifest: use a store of the cloud"
        )


def _static(value: Value) -> Fact:
    key = value.path[-1] if value.path else ""
    named = isinstance(key, str) and key.lower().endswith("secretref")
    if value.unknown:
        return value.undecided() if named or key == "auth" else NO
    return value.test(
        lambda raw: isinstance(raw, dict) and key not in PUBLIC and (named or _selects(set(raw)))
    )


def _selects(keys: set[str]) -> bool:
    return "key" in keys and keys <= SELECTOR


@resource_rule(
    name="external-secret-refreshed",
    title="What is fetched from a store follows the store",
    types=(tokens.EXTERNAL_SECRET,),
    severity="medium",
    levels=PROMOTED,
    remediation="Set spec.refreshInterval, as 1h, and leave spec.refreshPolicy out or at Periodic.",
    url=DOCS + "api/externalsecret/",
)
def external_secret_refreshed(secret: Resource, _: Context) -> Outcomes:
    """Require an interval in writing: with none at all the operator's default counts, which is not ours to rely on."""
    interval, policy = secret.at("spec", "refreshInterval"), secret.at("spec", "refreshPolicy")
    yield from require(
        interval.test(lambda raw: NEVER.fullmatch(str(raw)) is None and raw != ""),
        "a password that was changed does not get here: set spec.refreshInterval",
    )
    periodic = policy.test(lambda raw: raw == "Periodic", absent=True)
    yield from require(
        periodic, "it is fetched once, whatever its interval is: leave spec.refreshPolicy at Periodic"
    )


RULES = (secret_store_bounded, secret_store_no_static_credentials, external_secret_refreshed)
