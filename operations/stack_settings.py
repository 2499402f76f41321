"""The settings of a stack, for commands that end with a sentence for each fault in them."""

from pathlib import Path

from operations.faults import CannotJudge
from stacks.settings.faults import SettingsError
from stacks.settings.loader import load
from stacks.settings.model import Settings


def load_settings(project: Path, stack: str) -> Settings:
    """Return the checked settings of a stack.

    :raises CannotJudge: with every fault that they have.
    """
    try:
        return load(project, stack)
    except SettingsError as invalid:
        raise CannotJudge(*(str(fault) for fault in invalid.faults)) from None
