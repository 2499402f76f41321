"""Roles, policies, instance profiles and identity providers: IAM, which has no regions."""

from typing import Any

from simulator.clouds.case import Case
from simulator.clouds.kind import Autoname, Kind
from simulator.clouds.refusals import (
    Given,
    Refused,
    arn,
    between,
    conflicts,
    matches,
    policy_document,
)
from simulator.clouds.templates import digest
from simulator.values import UNKNOWN, reveal

CREATED = "2024-01-01T00:00:00Z"
"""The creation time of everything simulated: there is no clock."""

NAME = r"[\w+=,.@-]"
NAME_RULE = "letters, digits or _+=,.@-"
PATH_RULE = "/ or a path that begins and ends with /, such as /platform/"
PATH = r"/|/[!-.0-~]([!-~]{0,509}[!-.0-~])?/"
ROLE_TRUST_LIMIT = 2048
"""Characters of a trust policy, white space apart. Source: IAM quotas (can be raised to 8192)."""
MANAGED_POLICY_LIMIT = 6144
"""Characters of a managed policy, white space apart. Source: IAM quotas."""
INLINE_POLICY_LIMIT = 10240
"""Characters of all inline policies of a role, white space apart. Source: IAM quotas."""


def _attachment_id(case: Case) -> Any:
    """``<role>-<unique suffix>``, as the Terraform provider makes it; the suffix stands for its counter."""
    return case.text("{role}-{digits:26}")


def _issuer(case: Case) -> Any:
    url = reveal(case["url"])
    return url if url is UNKNOWN else str(url).removeprefix("https://")


def _provider_arn(case: Case) -> Any:
    host = _issuer(case)
    prefix = case.text("arn:{partition}:iam::{account}:oidc-provider/")
    return UNKNOWN if UNKNOWN in (host, prefix) else f"{prefix}{host}"


def _thumbprints(case: Case) -> Any:
    url = reveal(case["url"])
    return UNKNOWN if url is UNKNOWN else [digest(f"{url} thumbprint", 40)]


def _service_name(case: Case) -> Any:
    """``AWSServiceRoleForX``: the service chooses the name; here it follows from the service's host name."""
    service, suffix = reveal(case["awsServiceName"]), reveal(case["customSuffix"])
    if UNKNOWN in (service, suffix):
        return UNKNOWN
    known = {
        "autoscaling.amazonaws.com": "AutoScaling",
        "eks-nodegroup.amazonaws.com": "AmazonEKSNodegroup",
        "eks.amazonaws.com": "AmazonEKS",
        "elasticache.amazonaws.com": "ElastiCache",
        "elasticloadbalancing.amazonaws.com": "ElasticLoadBalancing",
        "opensearchservice.amazonaws.com": "AmazonOpenSearchService",
        "rds.amazonaws.com": "RDS",
        "spot.amazonaws.com": "EC2Spot",
        "vpc-flow-logs.amazonaws.com": "VPCFlowLogs",
    }
    name = known.get(str(service), "".join(word.title() for word in str(service).split(".")[0].split("-")))
    return f"AWSServiceRoleFor{name}{f'_{suffix}' if suffix else ''}"


def _service_role_arn(case: Case) -> Any:
    name = _service_name(case)
    prefix = case.text("arn:{partition}:iam::{account}:role/aws-service-role/{awsServiceName}/")
    return UNKNOWN if UNKNOWN in (name, prefix) else f"{reveal(prefix)}{name}"


def _https(given: Given) -> Refused:
    url = given.text("url")
    if url is not None and not url.startswith("https://"):
        yield "url", f"url must begin with https://, not {given.shown('url')}"
    for index, thumbprint in enumerate(given.items("thumbprintLists")):
        if isinstance(thumbprint, str) and len(thumbprint) != 40:
            yield f"thumbprintLists[{index}]", "a thumbprint must be 40 hexadecimal digits"


def _path(given: Given) -> Refused:
    yield from matches("path", PATH, PATH_RULE)(given)


POLICY_TEXT = matches("description", r"[\s\S]{0,1000}", "at most 1000 characters")

KINDS = (
    Kind(
        "aws:iam/role:Role",
        id="{name}",
        autoname=Autoname(limit=64),
        defaults={"forceDetachPolicies": False, "maxSessionDuration": 3600, "path": "/"},
        outputs={
            "arn": "arn:{partition}:iam::{account}:role{path}{name}",
            "createDate": CREATED,
            "inlinePolicies": [],
            "managedPolicyArns": [],
            "namePrefix": lambda _: None,
            "uniqueId": "AROA{upper:17}",
        },
        refusals=(
            matches("name", f"{NAME}{{1,64}}", f"1 to 64 {NAME_RULE}"),
            matches(
                "description", r"[\t\n\r\x20-\x7e\xa1-\xff]{0,1000}", "at most 1000 characters of Latin-1"
            ),
            conflicts("name", "namePrefix"),
            between("maxSessionDuration", 3600, 43200, "seconds"),
            arn("permissionsBoundary", "iam"),
            policy_document("assumeRolePolicy", ROLE_TRUST_LIMIT),
            _path,
        ),
    ),
    Kind(
        "aws:iam/rolePolicy:RolePolicy",
        id="{role}:{name}",
        autoname=Autoname(),
        outputs={"namePrefix": lambda _: None},
        refusals=(
            matches("name", f"{NAME}{{1,128}}", f"1 to 128 {NAME_RULE}"),
            conflicts("name", "namePrefix"),
            policy_document("policy", INLINE_POLICY_LIMIT),
        ),
    ),
    Kind(
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        id=_attachment_id,
        delete_first=True,
        refusals=(arn("policyArn", "iam"),),
    ),
    Kind(
        "aws:iam/policy:Policy",
        id="arn:{partition}:iam::{account}:policy{path}{name}",
        autoname=Autoname(),
        defaults={"path": "/"},
        outputs={
            "arn": "{id}",
            "attachmentCount": 0,
            "namePrefix": lambda _: None,
            "policyId": "ANPA{upper:17}",
        },
        refusals=(
            matches("name", f"{NAME}{{1,128}}", f"1 to 128 {NAME_RULE}"),
            conflicts("name", "namePrefix"),
            policy_document("policy", MANAGED_POLICY_LIMIT),
            POLICY_TEXT,
            _path,
        ),
    ),
    Kind(
        "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
        id=_provider_arn,
        outputs={"arn": "{id}", "thumbprintLists": _thumbprints},
        refusals=(_https,),
    ),
    Kind(
        "aws:iam/instanceProfile:InstanceProfile",
        id="{name}",
        autoname=Autoname(),
        defaults={"path": "/"},
        outputs={
            "arn": "arn:{partition}:iam::{account}:instance-profile{path}{name}",
            "createDate": CREATED,
            "namePrefix": lambda _: None,
            "uniqueId": "AIPA{upper:17}",
        },
        refusals=(
            matches("name", f"{NAME}{{1,128}}", f"1 to 128 {NAME_RULE}"),
            conflicts("name", "namePrefix"),
            _path,
        ),
    ),
    Kind(
        "aws:iam/outboundWebIdentityFederation:OutboundWebIdentityFederation",
        id="{account}",
        outputs={"issuerIdentifier": "https://{uuid}.tokens.sts.global.api.aws"},
    ),
    Kind(
        "aws:iam/serviceLinkedRole:ServiceLinkedRole",
        id=_service_role_arn,
        outputs={
            "name": _service_name,
            "arn": "{id}",
            "createDate": CREATED,
            "path": "/aws-service-role/{awsServiceName}/",
            "uniqueId": "AROA{upper:17}",
        },
        refusals=(
            matches(
                "awsServiceName",
                r"[a-z0-9.-]+\.amazonaws\.com(\.cn)?",
                "a service such as spot.amazonaws.com",
            ),
            POLICY_TEXT,
        ),
    ),
)
