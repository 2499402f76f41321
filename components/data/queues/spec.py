"""What an environment decides about a queue, and what SQS is known to refuse of it."""

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from components.foundation.spec import RefusalError, Spec

DEAD_LETTER_DAYS = 14
"""How long a failed message is kept: the longest that SQS allows (API reference, SetQueueAttributes)."""

LONGEST_RETENTION_DAYS = DEAD_LETTER_DAYS - 1

QueueName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
"""A queue's name within its environment; what goes in front of and behind it fits the 80 characters of SQS."""


class QueueSpec(Spec):
    """A queue and its dead-letter queue. Both are encrypted and speak TLS alone, whatever this says.

    A standard queue's dead-letter queue counts the age of a message from when it was first sent (SQS developer
    guide, dead-letter queues), so a failure is kept for 14 days in all, and the source must keep less: what
    failed on its last day would be deleted the moment it arrived. Nothing moves a message that no consumer ever
    receives, so the source keeps as much as leaves four days for looking at failures.
    """

    visibility_seconds: int = Field(
        default=30, ge=1, le=43_200, description="How long a consumer has, before another one is given it."
    )
    retention_days: int = Field(
        default=10, ge=1, description="Days a message waits; the dead-letter queue keeps failures 14 in all."
    )
    max_receives: int = Field(
        default=5, ge=1, le=1_000, description="Attempts before a message is a failure."
    )
    delay_seconds: int = Field(default=0, ge=0, le=900)
    fifo: bool = Field(default=False, description="Whether order is kept within a group. Cannot be changed.")
    deduplicate_by_content: bool = Field(default=False, description="Whether FIFO tells twins by their body.")
    high_throughput: bool = Field(default=False, description="Whether FIFO is limited by group, not in all.")
    oldest_message_seconds: int = Field(
        default=3_600, ge=60, description="Age of the oldest waiting message at which people are woken."
    )

    @model_validator(mode="after")
    def _creatable(self) -> Self:
        faults = []
        if self.retention_days > LONGEST_RETENTION_DAYS:
            faults.append(
                f"retention_days is {self.retention_days}, and the dead-letter queue keeps a message {DEAD_LETTER_DAYS} "
                "days from when it was sent, so that late failures would vanish on arrival: set it to "
                f"{LONGEST_RETENTION_DAYS} or less"
            )
        faults += [
            f"{key} is of FIFO queues, and fifo is false: set fifo to true, or take {key} out"
            for key in ("deduplicate_by_content", "high_throughput")
            if getattr(self, key) and not self.fifo
        ]
        if self.oldest_message_seconds >= self.retention_days * 86_400:
            faults.append(
                f"oldest_message_seconds is {self.oldest_message_seconds}, and a message is deleted after "
                f"{self.retention_days * 86_400}, so the alarm could never go off in time: lower it"
            )
        if faults:
            raise RefusalError(*faults)
        return self
