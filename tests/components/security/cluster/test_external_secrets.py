"""External Secrets: the operator, and what a namespace fetches through it."""

from typing import Any

import pytest
from pydantic import ValidationError

from components.foundation.cluster.site import ClusterSite
from components.foundation.spec import RefusalError
from components.security.cluster.secrets.namespace_secrets import (
    Found,
    Literal,
    NamespaceSecrets,
    NamespaceSecretsArgs,
    Remote,
)
from components.security.cluster.secrets.operator import ExternalSecrets, ExternalSecretsArgs
from components.security.cluster.secrets.spec import ExternalSecretsSpec, FetchedSecretSpec
from components.security.cluster.secrets.stores import (
    AzureKeyVault,
    GoogleSecretManager,
    SecretsManager,
    Store,
)
from tests.components.foundation.cluster.sites import SHARED, of_component, on_site
from tests.components.recording import Recording, assert_sound

RELEASE = "kubernetes:helm.sh/v3:Release"
STORE = "kubernetes:external-secrets.io/v1:SecretStore"
FETCHED = "kubernetes:external-secrets.io/v1:ExternalSecret"
ACCOUNT = "kubernetes:core/v1:ServiceAccount"

VALUES = {
    "username": {"secret": "database/postgresql", "property": "username"},
    "host": {"secret": "database/postgresql", "property": "host"},
}
URL = "postgresql://{{ .username }}@{{ .host }}/platform"
KNOWN: dict[tuple[str, str], Found] = {
    ("database/postgresql", "username"): Remote("production/database/postgresql", "username"),
    ("database/postgresql", "host"): Remote("production/database/postgresql", "host"),
}


EAST = SecretsManager(region="us-east-1")


def a_secret(**decided: Any) -> FetchedSecretSpec:
    usual = {"target": "backend-api-secrets", "template": {"DATABASE_URL": URL}, "values": VALUES}
    return FetchedSecretSpec.model_validate({**usual, **decided}, strict=False)


def operator(certified: bool = False, **decided: Any) -> Recording:
    def program(site: ClusterSite) -> None:
        ExternalSecrets(
            site, ExternalSecretsArgs(certificates=site.ready if certified else None, monitored=True)
        )

    return on_site(program, **decided)


def fetched(
    secret: FetchedSecretSpec | None = None,
    store: Store = EAST,
    known: dict[tuple[str, str], Found] = KNOWN,
    *,
    awaited: bool = False,
) -> Recording:
    def program(site: ClusterSite) -> None:
        site.ledger.claim("namespace", "backend", "the test")
        NamespaceSecrets(
            site,
            NamespaceSecretsArgs(
                namespace="backend",
                secrets={"backend-secrets": secret or a_secret()},
                store=store,
                known=known,
                annotations={"eks.amazonaws.com/role-arn": "arn:role"},
                labels={"azure.workload.identity/use": "true"},
                granted=(),
                after=site.ready,
                awaited=awaited,
            ),
        )
        site.ledger.settle()

    return on_site(program)


def test_what_waits_for_a_secret_may_wait_until_it_is_there() -> None:
    def annotations(recording: Recording) -> Any:
        return recording.only(FETCHED).inputs["metadata"].get("annotations")

    assert annotations(fetched()) is None
    assert annotations(fetched(awaited=True)) == {"pulumi.com/waitFor": "condition=Ready"}


def test_no_store_serves_the_whole_cluster_and_nothing_is_pushed_out() -> None:
    values = operator().only(RELEASE).inputs["values"]
    assert values["crds"] == {
        "createClusterExternalSecret": False,
        "createClusterSecretStore": False,
        "createClusterPushSecret": False,
        "createPushSecret": False,
    }
    assert {key: values[key] for key in values if key.startswith("process")} == {
        "processClusterStore": False,
        "processClusterExternalSecret": False,
        "processPushSecret": False,
        "processClusterPushSecret": False,
    }


def test_the_operator_runs_as_often_as_the_cluster_asks() -> None:
    def replicas(count: int) -> tuple[Any, ...]:
        values = operator(replicas=count).only(RELEASE).inputs["values"]
        budgets = (
            values["podDisruptionBudget"]["enabled"],
            values["webhook"]["podDisruptionBudget"]["enabled"],
        )
        return values["replicaCount"], values["webhook"]["replicaCount"], values["leaderElect"], *budgets

    assert replicas(1) == (1, 1, True, False, False)
    assert replicas(2) == (2, 2, True, True, True)


def test_cert_manager_issues_for_the_webhook_where_it_is_there() -> None:
    without, with_it = operator(), operator(certified=True)
    values = without.only(RELEASE).inputs["values"]
    assert values["webhook"]["certManager"]["enabled"] is False
    assert values["certController"]["create"] is True
    issuer = with_it.only("kubernetes:cert-manager.io/v1:Issuer")
    values = with_it.only(RELEASE).inputs["values"]
    assert issuer.inputs["spec"] == {"selfSigned": {}}
    assert values["certController"]["create"] is False
    assert values["webhook"]["certManager"] == {
        "enabled": True,
        "cert": {
            "issuerRef": {"group": "cert-manager.io", "kind": "Issuer", "name": "external-secrets-webhook"}
        },
    }
    assert with_it.depends_on(with_it.only(RELEASE), "kubernetes:cert-manager.io/v1:Issuer") == {
        "main-external-secrets-external-secrets-webhook"
    }


def test_the_operator_is_sound() -> None:
    assert_sound(of_component(operator()), ExternalSecrets, regions=set())


def test_what_is_fetched_reads_as_it_was_asked_for() -> None:
    recording = fetched()
    entry = recording.only(FETCHED)
    assert entry.inputs["metadata"] == {"name": "backend-secrets", "namespace": "backend", "labels": SHARED}
    assert entry.inputs["spec"] == {
        "secretStoreRef": {"name": "aws-secrets-manager", "kind": "SecretStore"},
        "target": {
            "name": "backend-api-secrets",
            "creationPolicy": "Owner",
            "deletionPolicy": "Retain",
            "template": {"type": "Opaque", "engineVersion": "v2", "data": {"DATABASE_URL": URL}},
        },
        "data": [
            {
                "secretKey": name,
                "remoteRef": {"key": "production/database/postgresql", "property": name},
            }
            for name in ("username", "host")
        ],
        "refreshInterval": "1h",
    }
    assert recording.depends_on(entry, STORE) == {"main-backend-secrets-store"}
    assert_sound(of_component(recording), NamespaceSecrets, regions=set())


def test_the_account_hands_no_token_to_pods() -> None:
    account = fetched().only(ACCOUNT)
    assert account.inputs == {
        "automountServiceAccountToken": False,
        "metadata": {
            "name": "external-secrets-sa",
            "namespace": "backend",
            "labels": {**SHARED, "azure.workload.identity/use": "true"},
            "annotations": {"eks.amazonaws.com/role-arn": "arn:role"},
        },
        "apiVersion": "v1",
        "kind": "ServiceAccount",
    }


STORES: dict[str, tuple[Store, dict[str, Any]]] = {
    "aws-secrets-manager": (
        SecretsManager(region="us-east-1"),
        {
            "aws": {
                "service": "SecretsManager",
                "region": "us-east-1",
                "auth": {"jwt": {"serviceAccountRef": {"name": "external-secrets-sa"}}},
            }
        },
    ),
    "google-secret-manager": (
        GoogleSecretManager(project="example", cluster="main", location="us-central1"),
        {
            "gcpsm": {
                "projectID": "example",
                "auth": {
                    "workloadIdentity": {
                        "serviceAccountRef": {"name": "external-secrets-sa"},
                        "clusterName": "main",
                        "clusterLocation": "us-central1",
                        "clusterProjectID": "example",
                    }
                },
            }
        },
    ),
    "azure-key-vault": (
        AzureKeyVault(url="https://main.vault.azure.net/", tenant_id="4444"),
        {
            "azurekv": {
                "authType": "WorkloadIdentity",
                "vaultUrl": "https://main.vault.azure.net/",
                "tenantId": "4444",
                "serviceAccountRef": {"name": "external-secrets-sa"},
            }
        },
    ),
}


@pytest.mark.parametrize("name", STORES)
def test_each_cloud_is_reached_as_the_namespaces_own_account(name: str) -> None:
    store, provider = STORES[name]
    recording = fetched(store=store)
    made = recording.only(STORE).inputs
    assert made["metadata"]["name"] == name
    assert made["spec"] == {"provider": provider}
    assert recording.only(FETCHED).inputs["spec"]["secretStoreRef"]["name"] == name


def test_what_is_no_secret_stands_in_the_template() -> None:
    known: dict[tuple[str, str], Found] = {**KNOWN, ("database/postgresql", "host"): Literal("db.internal")}
    spec = fetched(known=known).only(FETCHED).inputs["spec"]
    assert spec["target"]["template"]["data"] == {
        "DATABASE_URL": "postgresql://{{ .username }}@db.internal/platform"
    }
    assert [entry["secretKey"] for entry in spec["data"]] == ["username"]


def test_what_is_no_secret_still_goes_through_its_function() -> None:
    known: dict[tuple[str, str], Found] = {**KNOWN, ("database/postgresql", "host"): Literal('a"b')}
    secret = a_secret(template={"DATABASE_URL": "{{ .username | urlquery }}@{{ .host | urlquery }}"})
    spec = fetched(secret, known=known).only(FETCHED).inputs["spec"]
    assert spec["target"]["template"]["data"] == {
        "DATABASE_URL": '{{ .username | urlquery }}@{{ "a\\"b" | urlquery }}'
    }


def test_a_secret_that_nobody_makes_is_refused() -> None:
    secret = a_secret(values={**VALUES, "host": {"secret": "database/mysql", "property": "host"}})
    with pytest.raises(RefusalError) as refused:
        fetched(secret)
    assert refused.value.sentences == (
        (
            "backend/backend-secrets wants the secret database/mysql, which nobody makes here, and would never be made: take "
            "one of database/postgresql, or describe what keeps it"
        ),
    )


def test_a_property_that_a_secret_lacks_is_refused() -> None:
    secret = a_secret(values={**VALUES, "host": {"secret": "database/postgresql", "property": "address"}})
    with pytest.raises(RefusalError) as refused:
        fetched(secret)
    assert refused.value.sentences == (
        (
            "backend/backend-secrets wants address of database/postgresql, which has no such property, and would never be "
            "made: take one of host, username"
        ),
    )


def test_a_namespace_that_nobody_makes_is_refused() -> None:
    def program(site: ClusterSite) -> None:
        NamespaceSecrets(
            site,
            NamespaceSecretsArgs(
                namespace="backend",
                secrets={"backend-secrets": a_secret()},
                store=SecretsManager(region="us-east-1"),
                known=KNOWN,
                annotations={},
                labels={},
                granted=(),
                after=(),
            ),
        )
        site.ledger.settle()

    with pytest.raises(RefusalError, match="counts on the namespace backend, which nothing here makes"):
        on_site(program)


@pytest.mark.parametrize(
    ("decided", "sentence"),
    [
        (
            {"template": {"A": "{{ .username }} {{ .host }} {{.port}}"}},
            "template speaks of port, which values does not name, and the Secret would never be made",
        ),
        (
            {"template": {"A": "{{ .username }}"}},
            "values.host is in no template, so it would be fetched for nothing",
        ),
        ({"refresh": "hourly"}, "should match pattern"),
        ({"values": {}}, "at least 1 item"),
    ],
)
def test_a_secret_that_could_not_be_made_is_refused(decided: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        a_secret(**decided)


def test_two_owners_of_one_secret_are_refused() -> None:
    with pytest.raises(
        ValidationError, match=r"backend\.two\.target: backend-api-secrets is made by one already"
    ):
        ExternalSecretsSpec(namespaces={"backend": {"one": a_secret(), "two": a_secret()}})


def test_a_namespace_that_fetches_nothing_is_refused() -> None:
    with pytest.raises(ValidationError, match=r"namespaces\.backend fetches nothing"):
        ExternalSecretsSpec(namespaces={"backend": {}})
