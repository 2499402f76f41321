"""Who copies the backups into other clouds is one role of this stack, whatever the others call it."""

import re
from collections.abc import Iterator
from typing import Any, Final, get_args

from components.foundation.labels import Environment
from components.foundation.placement import partition_of
from components.kubernetes.identity_policies.backup_copies import copier_role
from stacks.settings.document import StackFile
from stacks.settings.faults import Fault, Path, shown

ENVIRONMENT: Final = re.compile("|".join(get_args(Environment)))
REGION: Final = re.compile(r"[a-z]{2}(-gov|-iso[a-z]?)?-[a-z]+-\d")
NUMBER: Final = re.compile(r"\d{12}")
ROLE: Final = re.compile(r"arn:aws[a-z-]*:iam::\d{12}:role/.+")
ISSUER: Final = re.compile(r"https://[0-9a-f-]+\.tokens\.sts\.global\.api\.aws/?")
"""The issuer of an account's outbound federation (IAM API, EnableOutboundWebIdentityFederation)."""

GOOGLE: Final[Path] = ("gcp", "backups", "writer_role")
WRITERS: Final[Path] = ("azure", "storage", "writers")


def faults(file: StackFile) -> Iterator[Fault]:
    """Yield a fault for each writer that nobody could be, and for copies of backups that there are none of."""
    environment, home = file.at(("environment",)), file.at(("aws", "home_region"))
    account = file.at(("aws", "account_id"))
    known = (environment, ENVIRONMENT), (home, REGION), (account, NUMBER)
    if not all(isinstance(given, str) and form.fullmatch(given) for given, form in known):
        return  # who writes cannot be told before these are mended
    role = copier_role(environment)
    arn = f"arn:{partition_of(home)}:iam::{account}:role/{role}"
    admitted = [*_of_google(file, role), *_of_azure(file, arn)]
    yield from (found for _, found in admitted if found is not None)
    right = [path for path, found in admitted if found is None]
    if file.at(("aws", "regions", home, "stores", "backups")) is None and home in file.mapping(
        ("aws", "regions")
    ):
        for path in right:
            yield file.fault(
                path,
                f"is to copy the backups of the home region {shown(home)}, which has none; describe `stores.backups` there, or "
                "take this out",
            )


Admitted = Iterator[tuple[Path, Fault | None]]
"""Where a writer is named, and what is wrong with it."""


def _of_google(file: StackFile, role: str) -> Admitted:
    named: Any = file.at(GOOGLE)
    if isinstance(named, str):
        yield (
            GOOGLE,
            None
            if named == role
            else file.fault(
                GOOGLE,
                f"{shown(named)} is no role that this stack makes, so nothing would ever be copied; name {role}, which "
                "reads the backups of the home region",
            ),
        )


def _of_azure(file: StackFile, arn: str) -> Admitted:
    for name in file.mapping(WRITERS):
        path: Path = (*WRITERS, name, "subject")
        subject: Any = file.at(path)
        if not isinstance(subject, str) or not ROLE.fullmatch(subject):
            continue  # no role of AWS: a service account of some cluster, which its own issuer vouches for
        issuer: Any = file.at((*WRITERS, name, "issuer"))
        if subject != arn:
            yield (
                path,
                file.fault(
                    path,
                    f"{shown(subject)} is no role that this stack makes, so nothing would ever be copied; name {arn}, "
                    "which reads the backups of the home region",
                ),
            )
        elif isinstance(issuer, str) and not ISSUER.fullmatch(issuer):
            yield (
                (*WRITERS, name, "issuer"),
                file.fault(
                    (*WRITERS, name, "issuer"),
                    "issues no tokens of roles, so that Azure would let nobody in; name the issuer of the account's outbound "
                    "federation, which the output backup_copies tells (https://<id>.tokens.sts.global.api.aws)",
                ),
            )
        else:
            yield path, None
