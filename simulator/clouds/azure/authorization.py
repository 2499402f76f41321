"""Who may do what, and what may not be deleted."""

from simulator.clouds.azure.resource_manager import azure_kind
from simulator.clouds.refusals import Given, Refused, matches, one_of

GUID = r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
GUID_RULE = "a GUID such as 00000000-0000-4000-8000-000000000000"


def _role_is_a_definition(given: Given) -> Refused:
    """Source: Role Assignments REST API: the definition is given by its whole id."""
    definition = given.text("roleDefinitionId")
    if definition is not None and "/providers/Microsoft.Authorization/roleDefinitions/" not in definition:
        yield "roleDefinitionId", "roleDefinitionId must be the id of a role definition, not its name"


KINDS = (
    azure_kind(
        "azure-native:authorization:RoleAssignment",
        "Microsoft.Authorization/roleAssignments/{roleAssignmentName}",
        name="roleAssignmentName",
        by="uuid",
        scope="scope",
        etag=None,
        state=False,
        outputs={"principalType": "User", "createdBy": "{uuid:36.by}", "updatedBy": "{uuid:36.by}",
                 "createdOn": "2026-01-01T00:00:00.0000000Z", "updatedOn": "2026-01-01T00:00:00.0000000Z"},
        refusals=(
            matches("roleAssignmentName", GUID, GUID_RULE),
            matches("principalId", GUID, GUID_RULE),
            _role_is_a_definition,
        ),
    ),
    azure_kind(
        "azure-native:authorization:ManagementLockByScope",
        "Microsoft.Authorization/locks/{lockName}",
        name="lockName",
        scope="scope",
        etag=None,
        state=False,
        refusals=(
            matches("lockName", r"[^<>%&:\\?/]{1,260}", "1 to 260 characters without <>%&:\\?/"),
            one_of("level", ("NotSpecified", "CanNotDelete", "ReadOnly")),
        ),
    ),
)  # fmt: skip
