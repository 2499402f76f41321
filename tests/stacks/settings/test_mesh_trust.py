"""What clusters of one mesh have in common and what each has for itself, and where each one's authority comes from."""

from typing import Any

import pytest

from tests.stacks.settings.conftest import Desk

WEST = "aws.regions.us-west-2"
SHARED = (
    "trust: { mesh: production, domain: mesh.example.com, network: us-west-2, authority: mesh/us-west-2 }"
)
CASES: dict[str, tuple[list[Any], str, str]] = {
    "another domain in the same mesh": (
        [(SHARED, SHARED.replace("mesh.example.com", "west.example.com"))],
        "west.example.com",
        (
            f"{WEST}.platform.mesh.trust.domain: is west.example.com, and the same mesh production has mesh.example.com in "
            "aws.regions.us-east-1, so that neither would know the workloads of the other; give both one domain, or this one a "
            "mesh of its own"
        ),
    ),
    "two clusters in one network": (
        [(SHARED, SHARED.replace("network: us-west-2", "network: us-east-1"))],
        "network: us-east-1, authority: mesh/us-west-2",
        (
            f"{WEST}.platform.mesh.trust.network: us-east-1 is the network of aws.regions.us-east-1 already, whose pods are not "
            "reached from here directly; name another"
        ),
    ),
    "one authority for two": (
        [(SHARED, SHARED.replace("mesh/us-west-2", "mesh/us-east-1"))],
        "network: us-west-2, authority: mesh/us-east-1",
        (
            f"{WEST}.platform.mesh.trust.authority: mesh/us-east-1 is the authority of aws.regions.us-east-1 already, and none "
            "of the two could be taken back alone; give each cluster its own"
        ),
    ),
    "an authority that nobody brings": (
        [(SHARED, SHARED.replace("mesh/us-west-2", "mesh/west"))],
        "authority: mesh/west ",
        (
            f"{WEST}.platform.mesh.trust.authority: wants ca-cert, ca-key, cert-chain, root-cert of the secret mesh/west, which "
            "nobody is asked to bring; add it to the properties of that entry of aws.brought_secrets"
        ),
    ),
    "an authority without its key": (
        [
            (
                "properties: [ca-cert, ca-key, cert-chain, root-cert]",
                "properties: [ca-cert, cert-chain, root-cert]",
                1,
            )
        ],
        SHARED,
        (
            f"{WEST}.platform.mesh.trust.authority: wants ca-key of the secret mesh/us-west-2, which nobody is asked to bring; "
            "add it to the properties of that entry of aws.brought_secrets"
        ),
    ),
    "another cloud": (
        [
            (
                "        mesh: { mode: ambient, allows:",
                "        mesh: { mode: ambient, trust: { mesh: other, domain: other.example.com, network: g, authority: mesh/g }, allows:",
            )
        ],
        "mesh: other",
        (
            "gcp.platform.mesh.trust: has its authority from AWS Secrets Manager, which this cloud's cluster does not read; "
            "leave it out"
        ),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_does_not_fit_is_refused(desk: Any, case: str) -> None:
    edits, marker, said = CASES[case]
    desk.edit("production", *edits)
    (expected,) = desk.expected("production", [(marker, said)])
    assert desk.faults("production") == [expected]


def test_a_trust_needs_what_fetches_its_authority(desk: Desk) -> None:
    file = desk.file("production")
    before, _, rest = file.read_text().rpartition(
        "            external_secrets:\n              namespaces:\n"
    )
    left = rest[rest.index("          namespaces:\n") :]
    file.write_text(before + left)
    (expected,) = desk.expected(
        "production",
        [
            (
                SHARED,
                (
                    f"{WEST}.platform.mesh.trust: has its authority fetched by External Secrets, which this cluster does not "
                    "have, so that its control plane would never start; describe external_secrets, or leave trust out"
                ),
            )
        ],
    )
    assert expected in desk.faults("production")


def test_meshes_of_their_own_may_call_themselves_what_they_like(desk: Desk) -> None:
    other = SHARED.replace("mesh: production", "mesh: west").replace("mesh.example.com", "west.example.com")
    desk.edit("production", (SHARED, other.replace("network: us-west-2", "network: us-east-1")))
    assert desk.faults("production") == []


@pytest.fixture
def desk(furnished: Desk) -> Desk:
    return furnished
