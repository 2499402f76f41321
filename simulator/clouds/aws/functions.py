"""The functions of the AWS provider that a program of this kind asks."""

from collections.abc import Callable, Mapping
from typing import Any

from simulator.clouds.scope import Scope


def _caller_identity(_: Mapping[str, Any], scope: Scope) -> dict[str, Any]:
    return {
        "accountId": scope.account,
        "arn": f"arn:{scope.partition}:iam::{scope.account}:user/simulator",
        "id": scope.account,
        "userId": "AIDASIMULATOR00000000",
    }


FUNCTIONS: Mapping[str, Callable[[Mapping[str, Any], Scope], Mapping[str, Any]]] = {
    "aws:index/getCallerIdentity:getCallerIdentity": _caller_identity,
}
