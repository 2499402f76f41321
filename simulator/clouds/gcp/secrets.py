"""Secrets and their versions."""

from simulator.clouds.gcp.iam import MEMBER, ROLE
from simulator.clouds.gcp.naming import ETAG, LABELS_MOVE, PROJECT, SINCE, at, labels_moved, merged
from simulator.clouds.kind import Kind
from simulator.clouds.refusals import Given, Refused, conflicts, matches


def _protected(given: Given) -> Refused:
    if given.true("deletionProtection"):
        yield "deletionProtection", "the secret cannot be deleted while deletionProtection is set"


def _one_replication(given: Given) -> Refused:
    for path, replication in given.objects("replication"):
        if replication.has("auto") == replication.has("userManaged") and not (
            replication.raw("auto") is not None and replication.lacks("userManaged")
        ):
            yield path, "replication must be auto or userManaged, one of the two"


KINDS = (
    Kind(
        "gcp:secretmanager/secret:Secret",
        id=at("projects/{project}/secrets/{secretId}"),
        defaults={"deletionProtection": True},
        outputs={
            **PROJECT,
            **merged(),
            "createTime": SINCE,
            "effectiveAnnotations": {},
            "name": at("projects/{project_number}/secrets/{secretId}"),
        },
        volatile=LABELS_MOVE,
        moved=labels_moved,
        refusals=(
            matches("secretId", r"[A-Za-z0-9_-]{1,255}", "1 to 255 letters, digits, - or _"),
            conflicts("expireTime", "ttl"),
            _one_replication,
        ),
        undeletable=(_protected,),
    ),
    Kind(
        "gcp:secretmanager/secretVersion:SecretVersion",
        id="{secret}/versions/1",
        defaults={"deletionPolicy": "DELETE", "enabled": True, "isSecretDataBase64": False},
        outputs={"createTime": SINCE, "name": "{secret}/versions/1", "version": "1"},
        secret_outputs=frozenset({"secretData", "secretDataWo"}),
        refusals=(matches("secret", r"projects/.+/secrets/.+", "the path of a secret"),),
    ),
    Kind(
        "gcp:secretmanager/secretIamMember:SecretIamMember",
        id="{secretId}/{role}/{member}",
        outputs={**PROJECT, **ETAG},
        refusals=(ROLE, MEMBER),
    ),
)
