"""The account that everything of a stack is made in."""

import pulumi_aws as aws
from pulumi import ProviderResource, ResourceOptions

from stacks.settings.azure_model import AzureSettings
from stacks.settings.gcp_model import GcpSettings
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


def open_google(settings: Settings, google: GcpSettings) -> ResourceOptions:
    """Return the options that tie a component to the stack's one Google Cloud provider.

    Calls are counted and billed to the project itself, which some of Google's APIs demand of a person's own login.
    """
    import pulumi_gcp as gcp  # noqa: PLC0415 - no stack without Google Cloud pays for its SDK

    provider = gcp.Provider(
        "gcp",
        project=google.project,
        region=google.region,
        billing_project=google.project,
        user_project_override=True,
        default_labels=settings.labels.gcp(),
    )
    return ResourceOptions(providers=[provider])


def open_subscription(azure: AzureSettings) -> ProviderResource:
    """Register the stack's one Azure provider.

    Subscription and tenant are said here, so that nothing lands wherever a login happens to point.
    """
    import pulumi_azure_native as azure_native  # noqa: PLC0415 - no stack without Azure pays for its SDK

    return azure_native.Provider(
        "azure", subscription_id=azure.subscription_id, tenant_id=azure.tenant_id, location=azure.location
    )
