"""Azure Monitor: what is logged, what is measured, and who is told."""

from simulator.clouds.azure.resource_manager import azure_kind
from simulator.clouds.refusals import Given, Refused, between, matches, one_of

NAME = r"[^*#&+:<>?@%{}\\/|]{1,260}"
NAME_RULE = "1 to 260 characters without *#&+:<>?@%{}\\/|"
RESOURCE = r"[\w.-]{1,260}"
FREQUENCIES = ("PT1M", "PT5M", "PT15M", "PT30M", "PT1H")
WINDOWS = (*FREQUENCIES, "PT6H", "PT12H", "P1D")


def _goes_somewhere(given: Given) -> Refused:
    """Source: Diagnostic Settings REST API: one destination at least."""
    places = ("workspaceId", "storageAccountId", "eventHubAuthorizationRuleId", "marketplacePartnerId")
    if all(given.lacks(place) for place in places):
        yield "workspaceId", f"one of {', '.join(places)} must be set"


def _criteria(given: Given) -> Refused:
    if given.has("criteria") and given.lacks("criteria.odataType"):
        yield "criteria.odataType", "criteria needs odataType to be set"


KINDS = (
    azure_kind(
        "azure-native:monitor:DiagnosticSetting",
        "Microsoft.Insights/diagnosticSettings/{name}",
        name="name",
        scope="resourceUri",
        etag=None,
        state=False,
        refusals=(matches("name", NAME, NAME_RULE), _goes_somewhere),
    ),
    azure_kind(
        "azure-native:monitor:ActionGroup",
        "Microsoft.Insights/actionGroups/{actionGroupName}",
        name="actionGroupName",
        etag=None,
        state=False,
        outputs={"enabled": True},
        refusals=(
            matches("actionGroupName", NAME, NAME_RULE),
            matches("groupShortName", r".{1,12}", "1 to 12 characters"),
        ),
    ),
    azure_kind(
        "azure-native:monitor:MetricAlert",
        "Microsoft.Insights/metricAlerts/{ruleName}",
        name="ruleName",
        etag=None,
        state=False,
        outputs={"isMigrated": False, "lastUpdatedTime": "2026-01-01T00:00:00.0000000Z"},
        refusals=(
            matches("ruleName", NAME, NAME_RULE),
            between("severity", 0, 4),
            one_of("evaluationFrequency", FREQUENCIES),
            one_of("windowSize", WINDOWS),
            _criteria,
        ),
    ),
    azure_kind(
        "azure-native:monitor:AzureMonitorWorkspace",
        "Microsoft.Monitor/accounts/{azureMonitorWorkspaceName}",
        name="azureMonitorWorkspaceName",
        outputs={
            "accountId": "{uuid:36}",
            "publicNetworkAccess": "Enabled",
            "privateEndpointConnections": [],
        },
        refusals=(
            matches(
                "azureMonitorWorkspaceName",
                r"(?!-)[A-Za-z0-9-]{4,63}(?<!-)",
                "4 to 63 letters, digits and hyphens",
            ),
        ),
    ),
    azure_kind(
        "azure-native:monitor:DataCollectionEndpoint",
        "Microsoft.Insights/dataCollectionEndpoints/{dataCollectionEndpointName}",
        name="dataCollectionEndpointName",
        outputs={"immutableId": "dce-{hex:32}"},
        refusals=(matches("dataCollectionEndpointName", RESOURCE, "1 to 260 letters, digits, and ._-"),),
    ),
    azure_kind(
        "azure-native:monitor:DataCollectionRule",
        "Microsoft.Insights/dataCollectionRules/{dataCollectionRuleName}",
        name="dataCollectionRuleName",
        outputs={"immutableId": "dcr-{hex:32}"},
        refusals=(matches("dataCollectionRuleName", RESOURCE, "1 to 260 letters, digits, and ._-"),),
    ),
    azure_kind(
        "azure-native:monitor:DataCollectionRuleAssociation",
        "Microsoft.Insights/dataCollectionRuleAssociations/{associationName}",
        name="associationName",
        scope="resourceUri",
        refusals=(matches("associationName", RESOURCE, "1 to 260 letters, digits, and ._-"),),
    ),
)
