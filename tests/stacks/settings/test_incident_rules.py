"""The response to incidents beside what it stands on."""

import pytest

from tests.stacks.settings.conftest import Desk, Edit, Expected

EAST = "aws.regions.us-east-1.platform.incidents"
STORE = "            incidents: { retention_days: 400, previous_days: 30 }\n"
BROUGHT = "properties: [pagerduty-token, slack-webhook, statuspage-token]"

REFUSED: dict[str, tuple[tuple[Edit, ...], tuple[Expected, ...]]] = {
    "nowhere to keep what is gathered": (
        ((STORE, ""),),
        (
            (
                "\n            incidents:\n",
                (
                    f"{EAST}: has nowhere to keep what it gathers, which would be lost with its pods; describe "
                    "stores.incidents in this region, or take it out"
                ),
            ),
        ),
    ),
    "a namespace that is nobody's": (
        (("remediates: [backend, frontend]", "remediates: [backend, sre]"),),
        (
            (
                "remediates: [backend, sre]",
                (
                    f"{EAST}.remediates: names sre, which is no namespace of this region, so that nothing would be mended; "
                    "take some of backend, frontend"
                ),
            ),
        ),
    ),
    "evidence that is gone before anybody reads it": (
        ((STORE, STORE.replace("400", "30")),),
        (
            (
                "retention_days: 30, previous_days: 30 }",
                (
                    "aws.regions.us-east-1.stores.incidents.retention_days: is 30: an incident could not be traced back; "
                    "set it to 365 or more"
                ),
            ),
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("edits", "said"), REFUSED.values(), ids=REFUSED)
def test_it_is_refused(furnished: Desk, edits: tuple[Edit, ...], said: tuple[Expected, ...]) -> None:
    furnished.edit("production", *edits)
    assert furnished.faults("production") == furnished.expected("production", said)


def test_a_credential_that_nobody_brings_is_refused_where_it_is_wanted(furnished: Desk) -> None:
    furnished.edit("production", (BROUGHT, "properties: [pagerduty-token, slack-webhook]"))
    said = (
        "wants statuspage-token of the secret observability/incidents, which nobody is asked to bring; add it to the "
        "properties of that entry of aws.brought_secrets"
    )
    faults = furnished.faults("production")
    assert len(faults) == 2
    assert all(said in one for one in faults)


@pytest.mark.parametrize(
    ("system", "said"),
    [
        (
            "argo_workflows",
            "is a workflow, and this cluster has no argo_workflows to run it, so that nobody would be paged",
        ),
        (
            "external_secrets",
            "reads the credentials of PagerDuty out of the secret store, and this cluster has no external",
        ),
    ],
)
def test_what_it_stands_on_has_to_be_there(furnished: Desk, system: str, said: str) -> None:
    lines = furnished.file("production").read_text().splitlines(keepends=True)
    start = lines.index(f"            {system}:\n")
    end = next(at for at in range(start + 1, len(lines)) if not lines[at].startswith(" " * 13))
    furnished.write("production", "".join(lines[:start] + lines[end:]))
    assert any(f"{EAST}: {said}" in fault for fault in furnished.faults("production"))


def test_a_token_in_settings_is_refused_and_not_repeated(furnished: Desk) -> None:
    furnished.edit(
        "production", ("{ service_id: PEXAMPLE1,", "{ token: sentinel-token, service_id: PEXAMPLE1,")
    )
    faults = furnished.faults("production")
    assert any("incidents.pagerduty.token: looks like a secret" in fault for fault in faults)
    assert not any("sentinel-token" in fault for fault in faults)
