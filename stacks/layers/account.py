"""The account that everything of a stack is made in."""

import pulumi_aws as aws
from pulumi import ResourceOptions

from stacks.settings.model import Settings


def open_account(settings: Settings) -> ResourceOptions:
    """Return the options that tie a component to the stack's one AWS provider.

    The provider refuses to act in any other account, so that a wrong profile ends in an error and not in a
    second platform. Regions are said by each resource, not by a provider each.
    """
    provider = aws.Provider(
        "aws", region=settings.aws.home_region, allowed_account_ids=[settings.aws.account_id]
    )
    return ResourceOptions(providers=[provider])
