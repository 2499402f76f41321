import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.policies.framework.samples import Entry


@pytest.fixture
def exported(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes entries as `pulumi stack export` does, and a change of the whole file."""

    def export(entries: Sequence[Entry], change: Callable[[Any], None] = lambda _: None) -> Path:
        content = {
            "version": 3,
            "deployment": {"manifest": {"version": "v3.272.0"}, "resources": list(entries)},
        }
        change(content)
        file = tmp_path / "state.json"
        file.write_text(json.dumps(content, indent=4))
        return file

    return export
