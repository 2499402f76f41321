"""The passwords that backups are encrypted with before they leave a cluster: the same for all clusters of all clouds."""

from dataclasses import dataclass
from typing import Final

import pulumi_random as random
from pulumi import Output, ResourceOptions

from components.foundation.component import Component

LENGTH: Final = 48
"""Letters and digits alone, 285 bits: they are written into files and environment variables without escaping."""


@dataclass(frozen=True, kw_only=True)
class BackupKeysArgs:
    """Which passwords there are. A stack that is protected refuses to lose them, and every backup with them."""

    protected: bool


class BackupKeys(Component):
    """Two passwords that belong to no cloud, so that what was copied to another can be read when the first is gone.

    They live in the stack's state, which is encrypted and versioned, and in a Secret of each cluster that needs them.
    They are never changed in place: what was encrypted with the old one could not be read any more.

    Outputs, both secret: ``dumps`` of databases, and ``repository`` of the data of volumes.
    """

    urn_type = "platform:resilience:BackupKeys"

    dumps: Output[str]
    repository: Output[str]

    def __init__(self, name: str, args: BackupKeysArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self.dumps = self._password(f"{name}-dumps", args)
        self.repository = self._password(f"{name}-repository", args)
        self.publish()

    def _password(self, name: str, args: BackupKeysArgs) -> Output[str]:
        password = random.RandomPassword(
            name,
            length=LENGTH,
            special=False,
            min_lower=1,
            min_upper=1,
            min_numeric=1,
            opts=self.child(protect=args.protected or None),
        )
        return Output.secret(password.result)
