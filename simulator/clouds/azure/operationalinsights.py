"""Log Analytics workspaces."""

from simulator.clouds.azure.resource_manager import azure_kind
from simulator.clouds.refusals import between, matches

KINDS = (
    azure_kind(
        "azure-native:operationalinsights:Workspace",
        "Microsoft.OperationalInsights/workspaces/{workspaceName}",
        name="workspaceName",
        outputs={
            "customerId": "{uuid:36}",
            "createdDate": "2026-01-01T00:00:00.0000000Z",
            "modifiedDate": "2026-01-01T00:00:00.0000000Z",
            "retentionInDays": 30,
        },
        refusals=(
            matches(
                "workspaceName",
                r"[A-Za-z0-9][A-Za-z0-9-]{2,61}[A-Za-z0-9]",
                "4 to 63 letters, digits and hyphens",
            ),
            between("retentionInDays", 7, 730, "days"),
        ),
    ),
)
