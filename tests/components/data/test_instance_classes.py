"""What RDS classes are made of."""

import pytest

from components.data.instance_classes import burstable, connection_ceiling, memory_gib


@pytest.mark.parametrize(
    ("instance_class", "gib"),
    [
        ("db.t4g.micro", 1),
        ("db.t3.medium", 4),
        ("db.m6g.large", 8),
        ("db.r5.large", 16),
        ("db.r5.2xlarge", 64),
        ("db.r7g.16xlarge", 512),
        ("db.x2g.large", 32),
    ],
)
def test_memory_follows_family_and_size(instance_class: str, gib: int) -> None:
    assert memory_gib(instance_class) == gib


@pytest.mark.parametrize(
    "instance_class", ["db.r4.large", "db.t2.micro", "db.c5.large", "db.r5.huge", "db.r5"]
)
def test_an_older_or_unknown_class_is_refused(instance_class: str) -> None:
    with pytest.raises(ValueError, match="is not an RDS class that PostgreSQL runs on"):
        memory_gib(instance_class)


@pytest.mark.parametrize("instance_class", ["db.t3.4xlarge", "db.r5.micro", "db.m5.small"])
def test_a_size_that_the_family_lacks_is_refused(instance_class: str) -> None:
    with pytest.raises(ValueError, match=r"has no size .*; choose another size"):
        memory_gib(instance_class)


def test_a_missing_prefix_is_suggested() -> None:
    with pytest.raises(ValueError, match=r"did you mean 'db\.r5\.2xlarge'\?"):
        memory_gib("r5.2xlarge")


def test_connections_are_bounded_by_memory_and_by_rds() -> None:
    assert connection_ceiling("db.t4g.micro") == 112
    assert connection_ceiling("db.r5.2xlarge") == 5_000


def test_only_t_classes_are_burstable() -> None:
    assert burstable("db.t4g.medium")
    assert not burstable("db.r5.2xlarge")
