"""The program that ``pulumi up`` and ``infra preview`` both run: settings in, composition, outputs out."""

import pulumi

from stacks.compositions import compose
from stacks.settings.loader import load_running

for name, value in compose(load_running()).exports().items():
    pulumi.export(name, value)
