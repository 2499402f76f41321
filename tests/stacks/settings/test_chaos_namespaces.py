"""Which namespaces are opened to chaos experiments: those that one is about, and none where there are none."""

import json
from typing import Any

from stacks.settings.platform_model import PlatformSettings

OPENED = {"chaos-mesh.org/inject": "enabled"}


def platform(**facts: Any) -> PlatformSettings:
    return PlatformSettings.model_validate_json(json.dumps(facts))


def test_what_the_requirements_ask_is_about_two_namespaces() -> None:
    decided = platform(chaos={})
    assert {name: decided.opened(name) for name in ("backend", "database", "frontend", "argocd")} == {
        "backend": OPENED,
        "database": OPENED,
        "frontend": {},
        "argocd": {},
    }


def test_without_experiments_nothing_is_opened() -> None:
    assert platform().opened("backend") == {}


def test_a_disk_is_in_no_namespace() -> None:
    disk = {"kind": "disk-fill", "probability": 0.1, "minutes": 1}
    assert platform(chaos={"experiments": {"disk": disk}}).opened("backend") == {}
