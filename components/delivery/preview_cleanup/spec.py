"""What an environment decides about the clean-up of its previews."""

from pydantic import Field

from components.foundation.cron import CronSchedule
from components.foundation.spec import Spec


class PreviewCleanupSpec(Spec):
    """When old previews go, and how old they are then.

    ``dry_run`` tells what would go and removes nothing: it is how a new environment begins.
    """

    schedule: CronSchedule = Field(default="0 2 * * *", description="When it is looked for them, in UTC.")
    days: int = Field(default=7, ge=1, le=365, description="Days after which a preview is old.")
    dry_run: bool = Field(default=False, description="Whether it is only told what would be removed.")
    databases: bool = Field(default=True, description="Whether databases of old previews go too.")
    buckets: bool = Field(default=True, description="Whether buckets of old previews go too.")


def production_faults(_: PreviewCleanupSpec) -> list[str]:
    """Return why production has no clean-up of previews."""
    return [
        "preview_cleanup: production has no previews, and a job that deletes namespaces has nothing to do there: take it out"
    ]
