"""Certificates and the wait for their validation."""

from typing import Any

from simulator.clouds.aws.arns import in_own_region
from simulator.clouds.case import Case
from simulator.clouds.kind import Kind
from simulator.clouds.refusals import Given, Refused, arn, matches, one_of
from simulator.clouds.templates import digest
from simulator.values import UNKNOWN, reveal

DOMAIN = r"(\*\.)?(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?"
ALGORITHMS = ("RSA_1024", "RSA_2048", "RSA_3072", "RSA_4096", "EC_prime256v1", "EC_secp384r1", "EC_secp521r1")


def _names(case: Case) -> list[Any]:
    others = reveal(case["subjectAlternativeNames"])
    found = [reveal(case["domainName"]), *(map(reveal, others) if isinstance(others, list) else [])]
    return list(dict.fromkeys(name for name in found if name is not None))


def _proofs(case: Case) -> Any:
    """Return one record a name. A wildcard and its domain share theirs, and so do the regions of an account."""
    if reveal(case["subjectAlternativeNames"]) is UNKNOWN:
        return UNKNOWN
    names = _names(case)
    if any(name is UNKNOWN for name in names):
        return UNKNOWN
    return [_proof(str(name), str(case.scope.account)) for name in names]


def _proof(name: str, account: str) -> dict[str, str]:
    bare = name.removeprefix("*.")
    return {
        "domainName": name,
        "resourceRecordName": f"_{digest(f'acm {account} {bare}', 32)}.{bare}.",
        "resourceRecordType": "CNAME",
        "resourceRecordValue": f"_{digest(f'acm value {account} {bare}', 32)}.jkddzztszm.acm-validations.aws.",
    }


def _all_names(given: Given) -> Refused:
    for index, name in enumerate(given.items("subjectAlternativeNames")):
        if isinstance(name, str):
            wrong = Given({"name": name})
            for _, reason in matches("name", DOMAIN, "a lower-case domain name, perhaps after *.")(wrong):
                yield f"subjectAlternativeNames[{index}]", reason.replace("name ", "a name ", 1)


KINDS = (
    Kind(
        "aws:acm/certificate:Certificate",
        id="arn:{partition}:acm:{region}:{account}:certificate/{uuid}",
        outputs={
            "arn": "{id}",
            "domainValidationOptions": lambda case: (
                _proofs(case) if reveal(case["validationMethod"]) == "DNS" else []
            ),
            "keyAlgorithm": "RSA_2048",
            "notAfter": "",
            "notBefore": "",
            "pendingRenewal": False,
            "renewalEligibility": "INELIGIBLE",
            "renewalSummaries": [],
            "status": "PENDING_VALIDATION",
            "subjectAlternativeNames": _names,
            "type": "AMAZON_ISSUED",
            "validationEmails": [],
        },
        secret_outputs=frozenset({"privateKey", "privateKeyWo"}),
        refusals=(
            matches("domainName", DOMAIN, "a lower-case domain name, perhaps after *."),
            one_of("validationMethod", ("DNS", "EMAIL", "HTTP", "NONE")),
            one_of("keyAlgorithm", ALGORITHMS),
            _all_names,
        ),
    ),
    Kind(
        "aws:acm/certificateValidation:CertificateValidation",
        # The provider takes the time of issue, and there is no clock here.
        id="1970-01-01 00:00:00 +0000 UTC",
        refusals=(arn("certificateArn", "acm"), in_own_region("certificateArn")),
    ),
)
