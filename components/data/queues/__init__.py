"""Amazon SQS: a queue, the queue its failures end in, and what watches both."""

from components.data.queues.queue import Queue, QueueArgs
from components.data.queues.spec import QueueName, QueueSpec

__all__ = ["Queue", "QueueArgs", "QueueName", "QueueSpec"]
