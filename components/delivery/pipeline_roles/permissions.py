"""What the roles of pipelines may do, and what no policy can ever give them.

The deploy role is as strong as what it builds: it makes roles, so that it could make one stronger than itself.
What holds it is who may take it on. The boundary keeps it out of other regions, away from its own fetters and
from the switches of the guard rails; to change those is for people.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from components.foundation.placement import AwsPlacement
from components.foundation.policy_documents import Statement

GLOBAL_REGION: Final = "us-east-1"
"""Where IAM says that a service without regions is called (IAM user guide, aws:RequestedRegion)."""

SERVICES: Final = (
    "access-analyzer",
    "acm",
    "application-autoscaling",
    "aps",
    "autoscaling",
    "backup",
    "backup-storage",
    "budgets",
    "ce",
    "cloudfront",
    "cloudfront-keyvaluestore",
    "cloudtrail",
    "cloudwatch",
    "config",
    "ec2",
    "ecr",
    "eks",
    "elasticache",
    "elasticloadbalancing",
    "es",
    "events",
    "firehose",
    "guardduty",
    "iam",
    "kinesis",
    "kinesisanalytics",
    "kms",
    "lambda",
    "logs",
    "rds",
    "redshift",
    "route53",
    "s3",
    "secretsmanager",
    "securityhub",
    "sns",
    "sqs",
    "ssm",
    "tag",
    "wafv2",
)
"""What the platform is made of; a service that is new to it joins here first, by a person's hand."""

SWITCHES: Final = (
    "access-analyzer:DeleteAnalyzer",
    "cloudtrail:DeleteTrail",
    "cloudtrail:StopLogging",
    "config:DeleteConfigurationRecorder",
    "config:StopConfigurationRecorder",
    "ec2:DisableEbsEncryptionByDefault",
    "ec2:DisableSnapshotBlockPublicAccess",
    "ec2:EnableSerialConsoleAccess",
    "firehose:DeleteDeliveryStream",
    "guardduty:DeleteDetector",
    "iam:DeleteAccountPasswordPolicy",
    "iam:DisableOutboundWebIdentityFederation",
    "logs:DeleteSubscriptionFilter",
    "securityhub:DisableSecurityHub",
)
"""What turns a guard rail off."""

LONG_LIVED: Final = (
    "iam:CreateAccessKey",
    "iam:CreateLoginProfile",
    "iam:CreateUser",
    "iam:UpdateLoginProfile",
)

READERS: Final = ("SecurityAudit", "job-function/ViewOnlyAccess")
"""AWS's policies for the preview role: how things are configured, and nothing of what they hold."""

BUILDER: Final = "PowerUserAccess"
"""AWS's policy for the deploy role: everything but IAM, the organisation and the account itself."""

OVERPOWERING: Final = ("AdministratorAccess", "IAMFullAccess", BUILDER)
"""Policies of AWS that the deploy role may hang on no role that it makes."""

SECRET_VALUES: Final = (
    "secretsmanager:BatchGetSecretValue",
    "secretsmanager:GetSecretValue",
    "ssm:GetParameter",
    "ssm:GetParameterHistory",
    "ssm:GetParameters",
    "ssm:GetParametersByPath",
)

ROLE_KEEPING: Final = (
    *(
        "iam:AddRoleToInstanceProfile",
        "iam:AttachRolePolicy",
        "iam:CreateInstanceProfile",
        "iam:CreatePolicy",
    ),
    *("iam:CreatePolicyVersion", "iam:CreateRole", "iam:DeleteInstanceProfile", "iam:DeletePolicy"),
    *("iam:DeletePolicyVersion", "iam:DeleteRole", "iam:DeleteRolePolicy", "iam:DetachRolePolicy"),
    *("iam:Get*", "iam:List*", "iam:PutRolePolicy", "iam:RemoveRoleFromInstanceProfile"),
    *("iam:SetDefaultPolicyVersion", "iam:TagInstanceProfile", "iam:TagPolicy", "iam:TagRole"),
    *("iam:UntagInstanceProfile", "iam:UntagPolicy", "iam:UntagRole", "iam:UpdateAssumeRolePolicy"),
    *("iam:UpdateRole", "iam:UpdateRoleDescription"),
)
PROVIDER_KEEPING: Final = (
    *("iam:CreateOpenIDConnectProvider", "iam:DeleteOpenIDConnectProvider", "iam:GetOpenIDConnectProvider"),
    *("iam:TagOpenIDConnectProvider", "iam:UntagOpenIDConnectProvider"),
)


CHANGES_OF_IAM: Final = tuple(
    f"iam:{verb}*"
    for verb in ("Add", "Attach", "Create", "Delete", "Detach", "Put", "Remove", "Set", "Update")
)
"""Every call that changes a role, a policy or a provider; reading them is harmless, and a refresh does."""

IDENTITIES: Final = "iam"
CALLS_OF_IAM: Final = (
    *CHANGES_OF_IAM,
    *(
        f"iam:{verb}*"
        for verb in ("Disable", "Enable", "Generate", "Get", "List", "Simulate", "Tag", "Untag")
    ),
)
"""Every call of IAM but iam:PassRole, which has a statement of its own that says to whom roles are handed."""

LOSSES_OF_STATE: Final = (
    "s3:DeleteBucket*",
    "s3:DeleteObjectVersion",
    "s3:PutBucketPolicy",
    "s3:PutBucketVersioning",
    "s3:PutEncryptionConfiguration",
    "s3:PutLifecycleConfiguration",
)


@dataclass(frozen=True, kw_only=True)
class StateStore:
    """Where Pulumi keeps the state of the environment: a bucket, and the alias of the key of its secrets."""

    placement: AwsPlacement
    bucket: str
    key_alias: str

    @property
    def bucket_arn(self) -> str:
        """The bucket itself."""
        return f"arn:{self.placement.partition}:s3:::{self.bucket}"

    @property
    def keys_arn(self) -> str:
        """Every key of the region, to be narrowed by :attr:`by_alias`: IAM takes no alias for a resource."""
        return self.placement.arn("kms", "key/*")

    @property
    def by_alias(self) -> dict[str, dict[str, list[str]]]:
        """The condition that only the key with the alias meets."""
        return {"ForAnyValue:StringEquals": {"kms:ResourceAliases": [self.key_alias]}}


def reading_state(store: StateStore) -> list[Statement]:
    """Return what a preview needs: Pulumi's file backends take no lock for it and write nothing."""
    return [
        Statement(sid="ListState", actions=["s3:ListBucket"], resources=[store.bucket_arn]),
        Statement(sid="ReadState", actions=["s3:GetObject"], resources=[f"{store.bucket_arn}/*"]),
        Statement(
            sid="OpenState",
            actions=["kms:Decrypt", "kms:DescribeKey"],
            resources=[store.keys_arn],
            conditions=store.by_alias,
        ),
    ]


def no_secret_values() -> Statement:
    """Return the refusal of secret values, whatever else is granted now or later."""
    return Statement(sid="NoSecretValues", effect="Deny", actions=SECRET_VALUES, resources=["*"])


def writing_state(store: StateStore) -> list[Statement]:
    """Return what an update needs: locks come and go, and states follow one another."""
    return [
        Statement(sid="ListState", actions=["s3:ListBucket"], resources=[store.bucket_arn]),
        Statement(
            sid="WriteState",
            actions=["s3:DeleteObject", "s3:GetObject", "s3:PutObject"],
            resources=[f"{store.bucket_arn}/*"],
        ),
        Statement(
            sid="SealState",
            actions=["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"],
            resources=[store.keys_arn],
            conditions=store.by_alias,
        ),
    ]


def keeping_roles(placement: AwsPlacement) -> list[Statement]:
    """Return the part of IAM that the platform's own roles need, which AWS's policy leaves out."""
    return [
        Statement(
            sid="KeepRoles",
            actions=ROLE_KEEPING,
            resources=[
                placement.global_arn("iam", f"{kind}/*") for kind in ("role", "policy", "instance-profile")
            ],
        ),
        Statement(
            sid="KeepIdentityProviders",
            actions=PROVIDER_KEEPING,
            resources=[placement.global_arn("iam", "oidc-provider/*")],
        ),
        _hand_roles_to_services(placement),
        Statement(
            sid="VouchForRolesElsewhere",
            actions=["iam:EnableOutboundWebIdentityFederation", "iam:GetOutboundWebIdentityFederationInfo"],
            resources=["*"],
            conditions={"StringEquals": {"aws:PrincipalAccount": placement.account_id}},
        ),
        Statement(
            sid="KeepPasswordPolicy",
            actions=["iam:GetAccountPasswordPolicy", "iam:UpdateAccountPasswordPolicy"],
            resources=["*"],
            conditions={"StringEquals": {"aws:PrincipalAccount": placement.account_id}},
        ),
    ]


def boundary(
    placement: AwsPlacement, store: StateStore, regions: Sequence[str], own_arns: Sequence[str]
) -> list[Statement]:
    """Return the most that any role of a pipeline can do, whatever its policies say.

    :param regions: the regions of the environment.
    :param own_arns: the roles, the boundary and the provider by which pipelines come in.
    """
    return [
        Statement(
            sid="WhatThePlatformIsMadeOf",
            actions=[*(f"{service}:*" for service in SERVICES if service != IDENTITIES), *CALLS_OF_IAM],
            resources=["*"],
            conditions={"StringEquals": {"aws:RequestedRegion": sorted({*regions, GLOBAL_REGION})}},
        ),
        _hand_roles_to_services(placement),
        Statement(sid="WhoAmI", actions=["sts:GetCallerIdentity"], resources=["*"]),
        _deny("OwnFetters", CHANGES_OF_IAM, own_arns),
        _deny("GuardRailsOff", SWITCHES, ["*"]),
        _deny("LongLivedCredentials", LONG_LIVED, ["*"]),
        Statement(
            sid="OverpoweringPolicies",
            effect="Deny",
            actions=["iam:AttachRolePolicy", "iam:PutRolePermissionsBoundary"],
            resources=["*"],
            conditions={
                "ArnEquals": {"iam:PolicyARN": [placement.managed_policy(name) for name in OVERPOWERING]}
            },
        ),
        _deny("LosingState", LOSSES_OF_STATE, [store.bucket_arn, f"{store.bucket_arn}/*"]),
        Statement(
            sid="LosingTheKeyOfState",
            effect="Deny",
            actions=["kms:Disable*", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion"],
            resources=[store.keys_arn],
            conditions=store.by_alias,
        ),
    ]


def _hand_roles_to_services(placement: AwsPlacement) -> Statement:
    return Statement(
        sid="HandRolesToServices",
        actions=["iam:PassRole"],
        resources=[placement.global_arn("iam", "role/*")],
        conditions={"StringLike": {"iam:PassedToService": [f"*.{placement.dns_suffix}"]}},
    )


def _deny(sid: str, actions: Sequence[str], resources: Sequence[str]) -> Statement:
    return Statement(sid=sid, effect="Deny", actions=actions, resources=resources)
