"""What an environment decides about restoring a dump into another cloud's database."""

from pydantic import Field

from components.foundation.spec import Spec


class DatabaseRestoreSpec(Spec):
    """A job that stands ready and runs when somebody says so: ``kubectl create job --from=cronjob/database-restore``.

    ``overwrite`` lets it replace a database that holds tables; until then it takes an empty one alone, so that a drill
    cannot undo a recovery.
    """

    hours: int = Field(default=6, ge=1, le=48, description="Hours after which a restore is given up.")
    scratch_gib: int = Field(default=50, ge=1, le=16_000, description="Room for one compressed dump, in GiB.")
    overwrite: bool = Field(default=False, description="Whether a database that holds tables is replaced.")
