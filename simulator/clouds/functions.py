"""Provider functions: what a program asks of a cloud without making anything."""

from collections.abc import Callable, Mapping
from typing import Any

from simulator.clouds.answers import Failure, Invoked
from simulator.clouds.aws.functions import FUNCTIONS as AWS
from simulator.clouds.azure.containerservice import FUNCTIONS as AKS
from simulator.clouds.scope import Scope
from simulator.values import UNKNOWN, reveal

FUNCTIONS: Mapping[str, Callable[[Mapping[str, Any], Scope], Mapping[str, Any]]] = {**AWS, **AKS}


def invoke(token: str, args: Mapping[str, Any], scope: Scope) -> Invoked:
    """See :func:`simulator.clouds.invoke`."""
    function = FUNCTIONS.get(token)
    if function is None:
        reason = (
            f"the simulator has no function {token}; add it to simulator/clouds/{token.partition(':')[0]}"
        )
        return Invoked(failures=(Failure("", reason),))
    region = reveal(args.get("region"))
    try:
        answer = function(args, scope.within(None if region is UNKNOWN else region))
    except ValueError as fault:
        return Invoked(failures=(Failure("", str(fault)),))
    return Invoked(dict(answer))
