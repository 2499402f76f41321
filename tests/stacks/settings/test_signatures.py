"""Whose signatures are checked where."""

from typing import Any

import pytest

from tests.stacks.settings.conftest import Desk

SIGNERS = "[{ repository: example/app }]"
NOTHING_TO_CHECK = (
    "are of whoever builds this environment's images, and there is no registry that would hold one, so that nothing would be "
    "checked; describe {}, or leave signers out"
)
CASES: dict[str, tuple[list[Any], str, str]] = {
    "no registry on AWS": (
        [("      registry: { repositories: [backend-api, frontend-app], releases: 100 }\n", "")],
        "              signers:",
        f"aws.regions.us-east-1.platform.admission.signers: {NOTHING_TO_CHECK.format('aws.registry')}",
    ),
    "no registry on Azure": (
        [("      registry: {}\n", "", 1)],
        "\n          signers:",
        f"azure.platform.admission.signers: {NOTHING_TO_CHECK.format('azure.registry')}",
    ),
    "two judges on Google": (
        [("        admission: {}  #", f"        admission: {{ signers: {SIGNERS} }}  #")],
        "        admission: { signers",
        (
            "gcp.platform.admission.signers: would be asked after by a second judge: on GKE Binary Authorization checks who "
            "built an image; leave them out"
        ),
    ),
}


@pytest.fixture
def desk(furnished: Desk) -> Desk:
    return furnished


@pytest.mark.parametrize("case", CASES)
def test_signers_without_images_are_refused(desk: Desk, case: str) -> None:
    changes, marker, said = CASES[case]
    desk.edit("production", *changes)
    assert desk.expected("production", [(marker, said)])[0] in desk.faults("production")
