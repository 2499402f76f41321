"""What Prometheus alone reads, where nothing says that it is to be read."""

import pytest

from tests.stacks.settings.conftest import Desk

UNREAD = (
    "is read by Prometheus alone, and without metrics_definitions nothing on this cluster says that it is to be read; set "
    "metrics_definitions to true, or take it out"
)
ON_EKS = "            metrics_definitions: true\n"
BEYOND = "        metrics_definitions: true\n        probes"


@pytest.fixture
def desk(furnished: Desk) -> Desk:
    return furnished


def test_a_reader_and_probes_without_definitions_are_refused_together(desk: Desk) -> None:
    desk.edit("production", (ON_EKS, ""))
    here = "aws.regions.us-east-1.platform"
    told = [
        ("            cloudwatch_exporter: {}", f"{here}.cloudwatch_exporter: {UNREAD}"),
        ("            probes: {", f"{here}.probes: {UNREAD}"),
    ]
    assert set(desk.expected("production", told)) <= set(desk.faults("production"))


@pytest.mark.parametrize(("cloud", "at"), [("gcp", 0), ("azure", 1)])
def test_probes_of_other_clouds_need_them_as_well(desk: Desk, cloud: str, at: int) -> None:
    desk.edit("production", (BEYOND, "        probes", at))
    faults = [fault for fault in desk.faults("production") if f"{cloud}.platform.probes" in fault]
    assert len(faults) == 1
    assert faults[0].endswith(UNREAD)


def test_cloudwatch_is_read_on_aws_alone(desk: Desk) -> None:
    desk.edit("production", (BEYOND, BEYOND.replace("probes", "cloudwatch_exporter: {}\n        probes")))
    (fault,) = (one for one in desk.faults("production") if "gcp.platform" in one)
    assert "reads CloudWatch, to which nothing of this cloud tells anything" in fault
