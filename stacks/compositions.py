"""The stacks by name.

Today each composes the whole and differs by its settings alone. One that comes to differ in shape does so in its own
module, which this table already asks.
"""

from collections.abc import Callable

from components.foundation.labels import Environment
from stacks import dev, production, staging
from stacks.outputs import PlatformOutputs
from stacks.settings.model import Settings

COMPOSITIONS: dict[Environment, Callable[[Settings], PlatformOutputs]] = {
    "dev": dev.compose,
    "staging": staging.compose,
    "production": production.compose,
}


def compose(settings: Settings) -> PlatformOutputs:
    """Build the environment that the settings describe."""
    return COMPOSITIONS[settings.environment](settings)
