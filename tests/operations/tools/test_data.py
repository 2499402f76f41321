"""Where the definitions of third parties are found, and what is said where they are not."""

import tarfile
from pathlib import Path

import pytest

from operations.faults import CannotJudge
from operations.tools import data
from operations.tools.data import definitions
from tests.simulator.cluster.test_client import DEFINITION


def test_a_named_folder_is_taken_as_it_is_or_packed(tmp_path: Path) -> None:
    folder = tmp_path / "crd-yaml"
    folder.mkdir()
    (folder / "gadgets.yaml").write_text(DEFINITION)
    found, said = definitions({"PLATFORM_DATA": str(tmp_path)})
    assert found is not None
    assert list(found.by_name) == ["gadgets.example.com"]
    assert said == f"definitions from {folder}"

    packed = tmp_path / "packed"
    packed.mkdir()
    with tarfile.open(packed / "crd-yaml.tar.xz", "w:xz") as archive:
        archive.add(folder / "gadgets.yaml", "./gadgets.yaml")
    unpacked, said = definitions({"PLATFORM_DATA": str(packed)})
    assert unpacked == found
    assert said == f"definitions from {packed / 'crd-yaml.tar.xz'}"


def test_without_any_there_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "BESIDE", tmp_path / "shared" / "data")
    found, said = definitions({})
    assert found is None
    assert said == (
        f"no definitions of custom resources in {tmp_path / 'shared' / 'data'}; name the folder of yours in PLATFORM_DATA"
    )


def test_a_named_folder_without_them_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CannotJudge, match=r"PLATFORM_DATA: .* holds neither crd-yaml nor crd-yaml\.tar\.xz"):
        definitions({"PLATFORM_DATA": str(tmp_path)})


def test_an_archive_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "crd-yaml.tar.xz").write_text("not packed")
    with pytest.raises(CannotJudge, match=r"crd-yaml\.tar\.xz: cannot be unpacked"):
        definitions({"PLATFORM_DATA": str(tmp_path)})


def test_a_folder_of_anything_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "crd-yaml").mkdir()
    (tmp_path / "crd-yaml" / "values.yaml").write_text("a: b\n")
    with pytest.raises(CannotJudge, match=r"crd-yaml: holds no definition of a custom resource"):
        definitions({"PLATFORM_DATA": str(tmp_path)})
