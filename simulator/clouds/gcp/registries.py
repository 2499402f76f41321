"""Repositories of images and who may read them."""

from simulator.clouds.gcp.iam import MEMBER, ROLE
from simulator.clouds.gcp.naming import ETAG, LABELS_MOVE, PROJECT, SINCE, at, labels_moved, merged
from simulator.clouds.kind import Kind
from simulator.clouds.refusals import Given, Refused, matches, one_of


def _policies(given: Given) -> Refused:
    for path, policy in given.objects("cleanupPolicies"):
        if policy.has("condition") and policy.has("mostRecentVersions"):
            yield path, "a cleanup policy has a condition or mostRecentVersions, not both"
        if policy.text("action") == "DELETE" and policy.has("mostRecentVersions"):
            yield f"{path}.action", "mostRecentVersions says what to keep: set action to KEEP"


KINDS = (
    Kind(
        "gcp:artifactregistry/repository:Repository",
        id=at("projects/{project}/locations/{location}/repositories/{repositoryId}"),
        defaults={"mode": "STANDARD_REPOSITORY"},
        outputs={
            **PROJECT,
            **merged(),
            "createTime": SINCE,
            "location": at("{location}"),
            "name": "{repositoryId}",
            "registryUri": at("{location}-docker.pkg.dev/{project}/{repositoryId}"),
            "updateTime": SINCE,
        },
        volatile=LABELS_MOVE,
        moved=labels_moved,
        refusals=(
            matches(
                "repositoryId",
                r"[a-z]([a-z0-9-]{0,61}[a-z0-9])?",
                "1 to 63 lower-case letters, digits or hyphens",
            ),
            one_of("mode", ("STANDARD_REPOSITORY", "VIRTUAL_REPOSITORY", "REMOTE_REPOSITORY")),
            _policies,
        ),
    ),
    Kind(
        "gcp:artifactregistry/repositoryIamMember:RepositoryIamMember",
        id=at("projects/{project}/locations/{location}/repositories/{repository}/{role}/{member}"),
        outputs={**PROJECT, **ETAG, "location": at("{location}")},
        refusals=(ROLE, MEMBER),
    ),
)
