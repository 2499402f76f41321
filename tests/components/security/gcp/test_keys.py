"""Keys of Google Cloud: one for each kind of data, each for one service alone; and the APIs that come first."""

from typing import Any

import pulumi_gcp as gcp
import pytest

from components.security.gcp.keys import USERS, GcpKeys, GcpKeysArgs
from components.security.gcp.services import AGENT_APIS, APIS, GcpServices, GcpServicesArgs
from tests.components.google import LABELS, PLACE, RENDERED, recorded
from tests.components.recording import Recording

ROLE = "roles/cloudkms.cryptoKeyEncrypterDecrypter"


def built(*, protected: bool = True, preview: bool = False) -> Recording:
    def program() -> dict[str, Any]:
        services = GcpServices("apis", GcpServicesArgs(placement=PLACE))
        keys = GcpKeys(
            "main",
            GcpKeysArgs(
                placement=PLACE,
                labels=LABELS,
                protected=protected,
                ring="production-us-central1",
                agents=services.agents,
                services=tuple(services.on("cloudkms")),
            ),
        )
        return {"ids": keys.key_ids, "enabled": services.enabled}

    return recorded(program, preview=preview)


def test_each_kind_of_data_has_a_key_that_is_turned_over() -> None:
    recording = built()
    assert set(recording.named(gcp.kms.CryptoKey)) == {f"main-{domain}" for domain in USERS}
    for domain, entry in (
        (name.removeprefix("main-"), one) for name, one in recording.named(gcp.kms.CryptoKey).items()
    ):
        assert entry.inputs["rotationPeriod"] == "7776000s"
        assert entry.inputs["destroyScheduledDuration"] == "2592000s"
        assert entry.inputs["labels"] == {**RENDERED, "domain": domain}
        assert entry.property_dependencies["keyRing"] == {recording.only(gcp.kms.KeyRing).urn}


@pytest.mark.parametrize("protected", [True, False])
def test_keys_are_left_behind_because_google_never_deletes_their_names(protected: bool) -> None:
    recording = built(protected=protected)
    assert {entry.protect for entry in recording.of(gcp.kms.CryptoKey)} == {protected}
    kept = [*recording.of(gcp.kms.CryptoKey), *recording.of(gcp.kms.KeyRing)]
    assert {entry.retain_on_delete for entry in kept} == {True}


def test_a_key_is_used_by_one_service_which_exists_by_then() -> None:
    recording = built()
    grants = recording.named(gcp.kms.CryptoKeyIAMMember)
    assert {name: entry.inputs["member"] for name, entry in grants.items()} == {
        f"main-{domain}-{agent}": PLACE.agent(agent) for domain, agent in USERS.items()
    }
    assert {entry.inputs["role"] for entry in grants.values()} == {ROLE}
    for domain, agent in USERS.items():
        entry = grants[f"main-{domain}-{agent}"]
        agents = recording.depends_on(entry, gcp.projects.ServiceIdentity)
        apis = recording.depends_on(entry, gcp.projects.Service)
        assert (
            (f"apis-{AGENT_APIS[agent]}-agent" in agents) if agent in AGENT_APIS else "apis-compute" in apis
        )


def test_agents_are_written_as_google_names_them() -> None:
    assert (
        PLACE.agent("gke")
        == "serviceAccount:service-123456789012@container-engine-robot.iam.gserviceaccount.com"
    )
    assert (
        PLACE.agent("storage")
        == "serviceAccount:service-123456789012@gs-project-accounts.iam.gserviceaccount.com"
    )


def test_apis_are_switched_on_and_left_on() -> None:
    recording = built()
    services = recording.named(gcp.projects.Service)
    assert {entry.inputs["service"] for entry in services.values()} == {
        f"{api}.googleapis.com" for api in APIS
    }
    assert {entry.inputs["disableOnDestroy"] for entry in services.values()} == {False}
    assert recording.returned["enabled"] == [f"{api}.googleapis.com" for api in APIS]


def test_an_agent_is_asked_for_when_its_api_is_on() -> None:
    recording = built()
    for entry in recording.of(gcp.projects.ServiceIdentity):
        assert recording.depends_on(entry, gcp.projects.Service) == {entry.name.removesuffix("-agent")}


def test_a_preview_registers_the_same() -> None:
    assert built(preview=True).counts() == built().counts()
