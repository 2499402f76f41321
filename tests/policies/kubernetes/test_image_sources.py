"""Where images may come from: the list takes in what admission lets in, and no more than somebody could mean."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from policies.kubernetes import images as room
from policies.kubernetes.images import from_known_source, image_sources
from stacks.settings.platform_model import REGISTRIES

OF_CLOUDS = {
    "ACCOUNT.dkr.ecr.REGION.amazonaws.com",
    "NAME.azurecr.io",
    "REGION-docker.pkg.dev/NAME",
}


def test_the_list_is_what_admission_lets_in_and_the_clouds_own_registries() -> None:
    assert set(image_sources()) == {*REGISTRIES, *OF_CLOUDS}


@pytest.mark.parametrize(
    "image",
    [
        "ghcr.io",
        "ghcr.io/",
        "12345678901a.dkr.ecr.us-east-1.amazonaws.com/web:1",
        "123456789012.dkr.ecr.us-east-1.amazonaws.com.evil.example/web:1",
        "ours.azurecr.io.evil.example/web:1",
        "evil.example/ours.azurecr.io/web:1",
        "us-central1-docker.pkg.dev/web:1",
    ],
)
def test_what_only_looks_like_one_of_them_is_strange(image: str) -> None:
    assert not from_known_source(image)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("- https://ghcr.io\n", "ghcr"),
        ("- ghcr\n", "ghcr"),
        ("- '*'\n", "pattern"),
        ("[]\n", "at least 1 item"),
    ],
)
def test_a_list_that_says_nothing_clear_is_refused(
    text: str, fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / room.FILE).write_text(text)
    monkeypatch.setattr(room, "files", lambda _: tmp_path)
    with pytest.raises(ValidationError, match=fault):
        image_sources.__wrapped__()
