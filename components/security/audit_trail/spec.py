"""What an environment decides about its account's audit trail."""

from pydantic import Field

from components.foundation.log_retention import LogDays
from components.foundation.spec import Spec


class TrailSpec(Spec):
    """The account's one trail, of all regions, with files that show when somebody changed them."""

    log_days: LogDays = Field(
        default=365,
        description="Days that events can be searched in CloudWatch; the audit store keeps them longer.",
    )
    insights: bool = Field(
        default=False,
        description="Whether unusual rates of calls and of errors are pointed out, which is billed by call.",
    )
