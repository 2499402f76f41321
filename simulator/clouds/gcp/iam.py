"""Service accounts, members of roles, and federated identities."""

from simulator.clouds.gcp.naming import ETAG, PROJECT, at
from simulator.clouds.kind import Kind, Refusal
from simulator.clouds.refusals import Given, Refused, exactly_one, matches

ROLE: Refusal = matches(
    "role",
    r"(roles|(projects|organizations)/[a-z0-9-]+/roles)/[A-Za-z0-9_.]+",
    "a role such as roles/storage.objectViewer",
)

MEMBER: Refusal = matches(
    "member",
    r"(allUsers|allAuthenticatedUsers|(user|serviceAccount|group|domain|principal|principalSet|deleted|projectOwner"
    r"|projectEditor|projectViewer):.+)",
    "a member such as serviceAccount:name@project.iam.gserviceaccount.com",
)


def _provider_length(given: Given) -> Refused:
    condition = given.text("attributeCondition")
    if condition is not None and len(condition) > 4096:
        yield "attributeCondition", "attributeCondition must have at most 4096 characters"
    for path, aws in given.objects("aws"):
        account = aws.text("accountId")
        if account is not None and not (account.isdigit() and len(account) == 12):
            yield (
                f"{path}.accountId",
                f"accountId must be an account number of twelve digits, not {account!r}",
            )


LOG_TYPES = ("ADMIN_READ", "DATA_READ", "DATA_WRITE")
"""What the record of a project can be told to hold (Resource Manager API, AuditLogConfig)."""


def _log_types(given: Given) -> Refused:
    for path, config in given.objects("auditLogConfigs"):
        kind = config.text("logType")
        if kind is not None and kind not in LOG_TYPES:
            yield f"{path}.logType", f"logType must be one of {', '.join(LOG_TYPES)}, not {kind!r}"


def _pool_id(name: str) -> Refusal:
    return matches(
        name,
        r"(?!gcp-)[a-z0-9-]{4,32}",
        "4 to 32 lower-case letters, digits or hyphens that do not begin with gcp-",
    )


KINDS = (
    Kind(
        "gcp:projects/iAMMember:IAMMember",
        id="{project}/{role}/{member}",
        outputs=ETAG,
        refusals=(ROLE, MEMBER),
    ),
    Kind(
        "gcp:projects/iAMAuditConfig:IAMAuditConfig",
        id="{project}/audit_config/{service}",
        outputs=ETAG,
        refusals=(_log_types,),
    ),
    Kind(
        "gcp:serviceaccount/account:Account",
        id=at("projects/{project}/serviceAccounts/{accountId}@{project}.iam.gserviceaccount.com"),
        defaults={"createIgnoreAlreadyExists": False},
        outputs={
            **PROJECT,
            "disabled": False,
            "email": "{accountId}@{project}.iam.gserviceaccount.com",
            "member": "serviceAccount:{email}",
            "name": "{id}",
            "uniqueId": "{digits:21}",
        },
        refusals=(
            matches(
                "accountId",
                r"[a-z][a-z0-9-]{4,28}[a-z0-9]",
                "6 to 30 lower-case letters, digits or hyphens that begin with a letter",
            ),
        ),
    ),
    Kind(
        "gcp:serviceaccount/iAMMember:IAMMember",
        id="{serviceAccountId}/{role}/{member}",
        outputs=ETAG,
        refusals=(ROLE, MEMBER),
    ),
    Kind(
        "gcp:iam/workloadIdentityPool:WorkloadIdentityPool",
        id=at("projects/{project}/locations/global/workloadIdentityPools/{workloadIdentityPoolId}"),
        outputs={
            **PROJECT,
            "name": at(
                "projects/{project_number}/locations/global/workloadIdentityPools/{workloadIdentityPoolId}"
            ),
            "state": "ACTIVE",
        },
        refusals=(
            _pool_id("workloadIdentityPoolId"),
            matches("displayName", r".{0,32}", "at most 32 characters"),
        ),
    ),
    Kind(
        "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider",
        id=at(
            "projects/{project}/locations/global/workloadIdentityPools/{workloadIdentityPoolId}/providers/"
            "{workloadIdentityPoolProviderId}"
        ),
        outputs={
            **PROJECT,
            "name": at(
                "projects/{project_number}/locations/global/workloadIdentityPools/{workloadIdentityPoolId}/providers/"
                "{workloadIdentityPoolProviderId}"
            ),
            "state": "ACTIVE",
        },
        refusals=(
            matches(
                "workloadIdentityPoolProviderId",
                r"(?!gcp-)[a-z0-9-]{3,32}",
                "3 to 32 lower-case letters, digits or hyphens",
            ),
            matches("displayName", r".{0,32}", "at most 32 characters"),
            exactly_one("aws", "oidc", "saml", "x509"),
            _provider_length,
        ),
    ),
)
