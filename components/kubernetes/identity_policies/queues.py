"""What may be done with queues: by those who count their messages, and by those who send and take them."""

from collections.abc import Sequence

from components.foundation.policy_documents import Statement, identity_policy
from components.foundation.spec import Wire
from components.kubernetes.workload_identity import Grants


def queue_depths(queues: Sequence[Wire[str]]) -> Grants:
    """Return the right to count the messages of queues, and to read none (KEDA, "AWS SQS Queue")."""
    count = Statement(
        sid="CountMessages", actions=["sqs:GetQueueAttributes", "sqs:GetQueueUrl"], resources=list(queues)
    )
    return Grants(inline={"count-messages": identity_policy(count)})


def queue_clients(
    *, sends_to: Sequence[Wire[str]], takes_from: Sequence[Wire[str]], key_arn: Wire[str]
) -> Grants:
    """Return the right to send to some queues and take from others, with the key that their messages are encrypted under.

    SQS encrypts with a data key that whoever sends has it make, and whoever takes has it decrypt (SQS developer guide,
    key management).
    """
    statements = []
    if sends_to:
        statements.append(
            Statement(sid="Send", actions=["sqs:GetQueueUrl", "sqs:SendMessage"], resources=list(sends_to))
        )
    if takes_from:
        statements.append(
            Statement(
                sid="Take",
                actions=[
                    "sqs:ChangeMessageVisibility",
                    "sqs:DeleteMessage",
                    "sqs:GetQueueAttributes",
                    "sqs:GetQueueUrl",
                    "sqs:ReceiveMessage",
                ],
                resources=list(takes_from),
            )
        )
    actions = ["kms:Decrypt", *(["kms:GenerateDataKey"] if sends_to else [])]
    statements.append(Statement(sid="UseKey", actions=actions, resources=[key_arn]))
    return Grants(inline={"queues": identity_policy(*statements)})
