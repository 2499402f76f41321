"""A role of AWS that a pod of another cloud's cluster assumes by a token of its own, where no agent hands out credentials.

Every SDK of AWS finds the role and the token by two variables of the environment, and reads the file again when the kubelet
has renewed it (AWS SDKs and tools reference guide, "Assume role with web identity").
"""

from typing import Any, Final

from components.foundation.spec import Wire

VOLUME: Final = "aws-token"
FOLDER: Final = "/var/run/secrets/aws"
FILE: Final = f"{FOLDER}/token"


def environment(role: Wire[str]) -> list[dict[str, Wire[str]]]:
    """Return the variables of the container."""
    return [
        {"name": "AWS_ROLE_ARN", "value": role},
        {"name": "AWS_WEB_IDENTITY_TOKEN_FILE", "value": FILE},
    ]


def volume() -> dict[str, Any]:
    """Return the pod's volume with a token for AWS alone, which lasts an hour."""
    token = {"audience": "sts.amazonaws.com", "expirationSeconds": 3600, "path": "token"}
    return {"name": VOLUME, "projected": {"sources": [{"serviceAccountToken": token}]}}


def mount() -> dict[str, Any]:
    """Return where the container finds it."""
    return {"name": VOLUME, "mountPath": FOLDER, "readOnly": True}
