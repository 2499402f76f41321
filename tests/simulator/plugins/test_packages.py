"""Every installed SDK has a plugin, so that no real one is ever used in its place."""

import json
from importlib.metadata import version
from pathlib import Path

from simulator.clouds.catalogue import kind_of
from simulator.plugins.packages import Package, installed_packages


def sdk(folder: Path, module: str, **described: object) -> None:
    (folder / module).mkdir(parents=True)
    (folder / module / "pulumi-plugin.json").write_text(json.dumps(described))


def test_the_sdks_that_are_installed_here_are_all_served_under_their_versions() -> None:
    packages = {package.name: package.version for package in installed_packages()}
    for name in ("aws", "kubernetes", "random"):
        assert packages[name] == version(f"pulumi-{name}")


def test_a_plugin_that_makes_no_resources_is_none_of_ours() -> None:
    assert "policy" not in {package.name for package in installed_packages()}


def test_a_new_sdk_is_served_without_a_change_here(tmp_path: Path) -> None:
    sdk(tmp_path / "one", "pulumi_gcp", resource=True, name="gcp", version="9.1.0")
    sdk(tmp_path / "one", "pulumi_azure_native", resource=True, version="3.2.0")
    sdk(tmp_path / "one", "pulumi_analyzer", resource=False)
    sdk(tmp_path / "two", "pulumi_gcp", resource=True, name="gcp", version="8.0.0")
    folders = [str(tmp_path / name) for name in ("one", "two", "none")]
    assert installed_packages(folders) == (Package("azure-native", "3.2.0"), Package("gcp", "9.1.0"))


def test_every_package_in_use_is_one_that_the_clouds_know() -> None:
    assert [
        package.name
        for package in installed_packages()
        if kind_of(f"pulumi:providers:{package.name}") is None
    ] == []
