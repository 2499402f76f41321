"""One way down: settings, stacks, layers, components, providers. Imports that climb are defects."""

import ast
import sys
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("components", "stacks", "policies", "simulator", "operations")
COMPONENT_ROOMS = sorted(
    path.name for path in (ROOT / "components").iterdir() if (path / "__init__.py").is_file()
)

MAY_IMPORT = {
    "components": set(),
    "stacks": {"components"},
    "policies": {"components.foundation"},
    "simulator": {"components.foundation"},
    "operations": {"components", "stacks", "policies", "simulator"},
}
"""What each room may import of ours, besides itself; the table of the design."""


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph(*ROOMS, cache_dir=None)


def imports(graph: grimp.ImportGraph, room: str) -> set[tuple[str, str]]:
    """Return the direct imports of a room that lead out of it."""
    inside = {room} | graph.find_descendants(room)
    return {
        (module, imported)
        for module in inside
        for imported in graph.find_modules_directly_imported_by(module)
        if imported not in inside
    }


def within(module: str, room: str) -> bool:
    return module == room or module.startswith(f"{room}.")


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_what_lies_below_it(graph: grimp.ImportGraph, room: str) -> None:
    climbing = {
        (module, imported)
        for module, imported in imports(graph, room)
        if not any(within(imported, allowed) for allowed in MAY_IMPORT[room])
    }
    assert climbing == set()


@pytest.mark.parametrize("room", [room for room in COMPONENT_ROOMS if room != "foundation"])
def test_a_component_room_knows_the_foundation_and_no_other_room(graph: grimp.ImportGraph, room: str) -> None:
    elsewhere = {
        (module, imported)
        for module, imported in imports(graph, f"components.{room}")
        if not within(imported, "components.foundation")
    }
    assert elsewhere == set()


def test_settings_know_components_but_neither_layers_nor_stacks(graph: grimp.ImportGraph) -> None:
    climbing = {
        (module, imported)
        for module, imported in imports(graph, "stacks.settings")
        if not within(imported, "components")
    }
    assert climbing == set()


def test_layers_know_settings_and_components_but_no_stack(graph: grimp.ImportGraph) -> None:
    climbing = {
        (module, imported)
        for module, imported in imports(graph, "stacks.layers")
        if not within(imported, "components") and not within(imported, "stacks.settings")
    }
    assert climbing == set()


@pytest.mark.parametrize("cloud", ["pulumi_gcp", "pulumi_azure_native", "pulumi_cloudflare"])
def test_no_settings_bring_the_sdk_of_a_cloud_that_a_stack_may_do_without(cloud: str) -> None:
    """All stacks read all specs, so a component of these clouds stands in another module than its spec."""
    graph = grimp.build_graph(
        *ROOMS, include_external_packages=True, exclude_type_checking_imports=True, cache_dir=None
    )
    using = graph.find_modules_that_directly_import(cloud)
    assert len(using) > 3
    assert using & graph.find_upstream_modules("stacks.settings", as_package=True) == set()


@pytest.mark.parametrize(
    "room",
    ["components.observability.dashboards.authoring", "components.observability.metric_names.queries"],
)
def test_no_stack_needs_what_only_development_has(graph: grimp.ImportGraph, room: str) -> None:
    inside = {room} | graph.find_descendants(room)
    using = {user for module in inside for user in graph.find_downstream_modules(module)} - inside
    assert {one for one in using if not within(one, "operations")} == set()


FORBIDDEN_CALLS = {"Config", "get_stack", "get_project", "getenv", "today", "now", "StackReference"}


def test_no_component_reads_configuration_the_environment_or_the_clock() -> None:
    """A folder ``scripts`` holds what runs in pods: it is mounted there, and no component imports it (below)."""
    reading = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sorted((ROOT / "components").rglob("*.py"))
        if "scripts" not in path.parts
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and _called(node) in FORBIDDEN_CALLS
    ]
    assert reading == []


def test_what_runs_in_pods_is_of_the_standard_library_and_of_nobody_here(graph: grimp.ImportGraph) -> None:
    """Its image has Python alone, and what imports it would read a clock."""
    folders = sorted(
        ".".join(path.relative_to(ROOT).parent.parts)
        for path in (ROOT / "components").rglob("scripts/__init__.py")
    )
    assert folders
    for folder in folders:
        inside = {folder} | graph.find_descendants(folder)
        assert imports(graph, folder) == set()
        assert {
            module
            for one in inside
            for module in graph.find_modules_that_directly_import(one)
            if module not in inside
        } == set()
        foreign = {
            name
            for path in sorted((ROOT / Path(*folder.split("."))).glob("*.py"))
            for node in ast.walk(ast.parse(path.read_text()))
            for name in _imported(node)
        }
        assert foreign <= sys.stdlib_module_names


def _imported(node: ast.AST) -> list[str]:
    """Return the packages that a statement imports, but for neighbours."""
    if isinstance(node, ast.Import):
        return [one.name.partition(".")[0] for one in node.names]
    if isinstance(node, ast.ImportFrom) and node.level == 0:
        return [(node.module or "").partition(".")[0]]
    return []


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def test_no_top_level_package_hides_a_module_of_the_standard_library() -> None:
    assert not set(ROOMS) & sys.stdlib_module_names


def test_no_file_of_a_policy_pack_hides_a_module_of_the_standard_library() -> None:
    """A pack's own folder leads `sys.path` when the engine runs it, so `secrets.py` there would break boto."""
    hiding = [
        str(path.relative_to(ROOT))
        for manifest in (ROOT / "policies").glob("*/PulumiPolicy.yaml")
        for path in manifest.parent.iterdir()
        if path.stem in sys.stdlib_module_names and path.stem != "__main__"
    ]
    assert hiding == []
