"""The policy of error budgets, held to where deployments happen.

Below a tenth of the budget deployments are frozen, below a half somebody approves them (requirements, 10.1). A gate that
does not know stays shut in production: the day on which nobody measures is no day to deploy.
"""

import math
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, get_args

import requests
from requests.auth import AuthBase

from components.foundation.labels import Environment
from components.observability.slo import BUDGET_LEFT
from operations.faults import FINE, FOUND_WANTING, CannotJudge
from operations.http_address import refuse_unsafe

ENVIRONMENTS: Final[tuple[str, ...]] = get_args(Environment)
FREEZE, APPROVAL = 0.10, 0.50
TOKEN: Final = "PROMETHEUS_TOKEN"  # noqa: S105 - the name of the variable, not the token
SECONDS: Final = 10


@dataclass(frozen=True, order=True)
class Budget:
    """An objective and what is left of its budget: 1 is whole, 0 used up."""

    service: str
    objective: str
    cluster: str
    left: float

    @property
    def where(self) -> str:
        """The cluster, where the store knows several."""
        return f" of {self.cluster}" if self.cluster else ""

    def verdict(self, approved_by: str | None) -> tuple[bool, str]:
        """Return whether a deployment may go on, and why in a few words."""
        if self.left < FREEZE:
            return False, "deployments are frozen until there is 10 % again"
        if self.left < APPROVAL:
            if approved_by:
                return True, f"approved by {approved_by}"
            return False, "somebody has to approve it: --approved-by NAME"
        return True, "free to deploy"


def decide(
    environment: str,
    prometheus: str,
    *,
    services: Sequence[str],
    approved_by: str | None,
    region: str | None = None,
    variables: Mapping[str, str] = os.environ,
) -> int:
    """Print what is left of each budget and what it allows, and return the exit code.

    :param region: where a store of AWS answers, which reads who asks from a signature.
    :raises CannotJudge: for arguments that make no sense, and in production for budgets that cannot be known.
    """
    if environment not in ENVIRONMENTS:
        raise CannotJudge(f"{environment}: is no environment; name one of {', '.join(ENVIRONMENTS)}")
    refuse_unsafe("--prometheus", prometheus, TOKEN)
    token = variables.get(TOKEN)
    if region and token:
        raise CannotJudge(f"--sigv4-region: signs what {TOKEN} would prove as well; leave one of them out")
    try:
        budgets = _budgets(prometheus, services, _proof(region, token))
    except CannotJudge as unknown:
        if environment == "production":
            raise CannotJudge(
                *(f"{one}; production stays as it is until it is known" for one in unknown.sentences)
            ) from None
        sys.stderr.write(
            "".join(f"{one}; allowed, because this is {environment}\n" for one in unknown.sentences)
        )
        return FINE
    free = True
    for budget in sorted(budgets):
        allowed, why = budget.verdict(approved_by)
        free = free and allowed
        sys.stdout.write(
            f"{budget.service} {budget.objective}{budget.where}: {budget.left:.1%} of the budget left; {why}\n"
        )
    return FINE if free else FOUND_WANTING


def _proof(region: str | None, token: str | None) -> AuthBase | None:
    """Return what shows who asks: a signature of AWS's, a token, or nothing."""
    if region:
        from operations.slo.signature import Signed  # noqa: PLC0415 - the SDK takes a while to import

        return Signed(region)
    return Bearer(token) if token else None


class Bearer(AuthBase):
    """Sends a token along."""

    def __init__(self, token: str) -> None:
        self.token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Return the request with the token."""
        request.headers["Authorization"] = f"Bearer {self.token}"
        return request


def _budgets(prometheus: str, services: Sequence[str], proof: AuthBase | None) -> list[Budget]:
    found = [budget for budget in _asked(prometheus, proof) if not services or budget.service in services]
    missing = [service for service in services if service not in {budget.service for budget in found}]
    if missing:
        raise CannotJudge(
            *(
                f"--service {name}: no budget of it is recorded; look at SloNotMeasured, or at the name"
                for name in missing
            )
        )
    if not found:
        raise CannotJudge(
            f"{BUDGET_LEFT}: nothing is recorded; look whether Prometheus evaluates the rules of objectives"
        )
    unknown = [budget for budget in found if not math.isfinite(budget.left)]
    if unknown:
        raise CannotJudge(
            *(
                f"{one.service} {one.objective}: what is left is no number; look at its events"
                for one in unknown
            )
        )
    return found


def _asked(prometheus: str, proof: AuthBase | None) -> list[Budget]:
    """Ask Prometheus. What it says on a failure is not repeated: it may quote the request, and with it the token."""
    try:
        answer = requests.get(
            f"{prometheus.rstrip('/')}/api/v1/query",
            params={"query": BUDGET_LEFT},
            auth=proof,
            timeout=SECONDS,
            # A token goes to the address that was named, and nowhere else.
            allow_redirects=False,
        )
    except requests.RequestException as fault:
        raise CannotJudge(
            f"--prometheus: does not answer ({type(fault).__name__}); look at its address"
        ) from None
    if answer.status_code != requests.codes.ok:
        raise CannotJudge(
            f"--prometheus: answers {answer.status_code}; look at its address, and at {TOKEN} if it asks for one"
        )
    try:
        return [_budget(one) for one in answer.json()["data"]["result"]]
    except (KeyError, TypeError, ValueError, IndexError):
        raise CannotJudge(
            "--prometheus: answers with something else than Prometheus would; look at its address"
        ) from None


def _budget(result: Any) -> Budget:
    labels = result["metric"]
    return Budget(
        service=labels["service"],
        objective=labels["slo"],
        cluster=labels.get("cluster", ""),
        left=float(result["value"][1]),
    )
