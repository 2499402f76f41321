"""Reading a reviewed YAML file into its model, or saying all that is wrong with it."""

from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

Model = TypeVar("Model", bound=BaseModel)


def parsed(model: type[Model], file: Path, error: type[ValueError]) -> Model:
    """Return what a file says.

    :param error: what is raised if it is missing or malformed; the text names each fault.
    """
    try:
        return model.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError):
        raise error(f"{file.name} cannot be read as YAML: restore it from the repository") from None
    except ValidationError as fault:
        raise error(faults(file, fault)) from None


def faults(file: Path, fault: ValidationError) -> str:
    """Return every fault of a file in words, each with its place."""
    said = [
        f"{'.'.join(map(str, one['loc'])) or 'the file'}: {one['msg'].removeprefix('Value error, ')}"
        for one in fault.errors()
    ]
    return f"{file.name} has {len(said)} fault(s): {'; '.join(said)}"
