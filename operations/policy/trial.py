"""``infra policy test``: run the fixtures and say which of them went wrong."""

from collections.abc import Sequence

from rich.console import Console

from operations.faults import FINE, FOUND_WANTING
from operations.policy.fixtures import complaints
from operations.policy.remedies import require_paths
from operations.policy.rulebook import policies, policy
from operations.streams import printing


def run(names: Sequence[str]) -> int:
    """Run the fixtures of these policies, or of all, and return the exit code: 1 where one went wrong.

    :raises CannotJudge: for a policy that does not exist, without the fixtures of a checkout, or with a wrong list of remedies.
    """
    wanted = [policy(name) for name in dict.fromkeys(names)] or policies()
    require_paths(wanted)
    with Console(stderr=True).status(f"trying {len(wanted)} policies on their fixtures"):
        ran, faults = complaints(wanted)
    with printing():
        console = Console()
        for fault in faults:
            console.print(fault, style="red", highlight=False, markup=False, soft_wrap=True)
        said = f"{len(faults)} went wrong" if faults else "all as they must be"
        of = "1 policy" if len(wanted) == 1 else f"{len(wanted)} policies"
        console.print(f"{of}, {ran} fixtures: {said}", highlight=False, soft_wrap=True)
    return FOUND_WANTING if faults else FINE
