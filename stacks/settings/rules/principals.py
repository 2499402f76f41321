"""People and pipelines of a stack are principals of its own account."""

import re
from collections.abc import Iterator
from typing import Any, Final

from stacks.settings.document import StackFile
from stacks.settings.faults import Fault, Path

ACCOUNT: Final = re.compile(r"arn:aws[a-z-]*:iam::(\d{12}):(?:role|user)/[\w+=,.@/-]+")


def faults(file: StackFile) -> Iterator[Fault]:
    """Yield a fault for each principal of another account: a number that was copied from another environment."""
    account = file.at(("aws", "account_id"))
    if not isinstance(account, str) or not re.fullmatch(r"\d{12}", account):
        return  # reported by the model itself
    for region in file.mapping(("aws", "regions")):
        for path, principal in _principals(file, ("aws", "regions", region, "cluster")):
            found = ACCOUNT.fullmatch(principal) if isinstance(principal, str) else None
            if found and found[1] != account:
                yield file.fault(
                    path,
                    f"is a principal of account {found[1]}, and this stack's account is {account}; it would open the "
                    "cluster to another environment's people, so put the right number in",
                )


def _principals(file: StackFile, cluster: Path) -> Iterator[tuple[Path, Any]]:
    yield (*cluster, "deployer"), file.at((*cluster, "deployer"))
    for key in ("admins", "members"):
        for name, principal in file.mapping((*cluster, key)).items():
            yield (*cluster, key, name), principal
    for name in file.mapping((*cluster, "viewers")):
        path: Path = (*cluster, "viewers", name, "principal")
        yield path, file.at(path)
