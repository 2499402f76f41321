"""What of an account's events wakes somebody, as CIS AWS Foundations lists it (5.0, chapter 4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pulumi_aws as aws


@dataclass(frozen=True)
class Watch:
    """Events that match a pattern, how many of them in five minutes are one too many, and what to do first."""

    pattern: str
    threshold: int
    remedy: str


def _events(*names: str, source: str | None = None) -> str:
    named = " || ".join(f"($.eventName = {name})" for name in names)
    return f"{{ ($.eventSource = {source}) && ({named}) }}" if source else f"{{ {named} }}"


def _changes(pattern: str, what: str) -> Watch:
    return Watch(
        pattern, 1, f"{what} changed: compare the event with the last deployment, and undo it if it was none."
    )


WATCHES: Final[Mapping[str, Watch]] = {
    "unauthorized-calls": Watch(
        '{ ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") }',
        50,
        "Somebody tries what they may not: find the principal in the event, and revoke its sessions if it is stolen.",
    ),
    "sign-in-without-mfa": Watch(
        '{ ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") && '
        '($.userIdentity.type = "IAMUser") && ($.responseElements.ConsoleLogin = "Success") }',
        1,
        "A user came in with a password alone: ask them, and require a second factor.",
    ),
    "root-use": Watch(
        '{ ($.userIdentity.type = "Root") && ($.userIdentity.invokedBy NOT EXISTS) && ($.eventType != "AwsServiceEvent") }',
        1,
        "The account's root was used: unless it was announced, change its password and revoke its keys now.",
    ),
    "sign-in-failures": Watch(
        '{ ($.eventName = ConsoleLogin) && ($.errorMessage = "Failed authentication") }',
        10,
        "Somebody guesses passwords: find the user and the address in the events.",
    ),
    "policy-changes": _changes(
        _events(
            "DeleteGroupPolicy", "DeleteRolePolicy", "DeleteUserPolicy", "PutGroupPolicy", "PutRolePolicy",
            "PutUserPolicy", "CreatePolicy", "DeletePolicy", "CreatePolicyVersion", "DeletePolicyVersion",
            "AttachRolePolicy", "DetachRolePolicy", "AttachUserPolicy", "DetachUserPolicy", "AttachGroupPolicy",
            "DetachGroupPolicy",
        ),
        "What somebody may do",
    ),
    "trail-changes": _changes(
        _events("CreateTrail", "UpdateTrail", "DeleteTrail", "StartLogging", "StopLogging"), "The audit trail"
    ),
    "key-deletions": _changes(
        _events("DisableKey", "ScheduleKeyDeletion", source="kms.amazonaws.com"), "A key that data hangs on"
    ),
    "bucket-policy-changes": _changes(
        _events(
            "PutBucketAcl", "PutBucketPolicy", "PutBucketCors", "PutBucketLifecycle", "PutBucketReplication",
            "DeleteBucketPolicy", "DeleteBucketCors", "DeleteBucketLifecycle", "DeleteBucketReplication",
            source="s3.amazonaws.com",
        ),
        "Who reaches a bucket",
    ),
    "configuration-changes": _changes(
        _events(
            "StopConfigurationRecorder", "DeleteDeliveryChannel", "PutDeliveryChannel", "PutConfigurationRecorder",
            source="config.amazonaws.com",
        ),
        "The recording of configurations",
    ),
    "firewall-changes": _changes(
        _events(
            "AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress", "RevokeSecurityGroupIngress",
            "RevokeSecurityGroupEgress", "CreateSecurityGroup", "DeleteSecurityGroup",
        ),
        "A security group",
    ),
    "network-acl-changes": _changes(
        _events(
            "CreateNetworkAcl", "CreateNetworkAclEntry", "DeleteNetworkAcl", "DeleteNetworkAclEntry",
            "ReplaceNetworkAclEntry", "ReplaceNetworkAclAssociation",
        ),
        "A network ACL",
    ),
    "gateway-changes": _changes(
        _events(
            "CreateCustomerGateway", "DeleteCustomerGateway", "AttachInternetGateway", "CreateInternetGateway",
            "DeleteInternetGateway", "DetachInternetGateway",
        ),
        "A way out of a network",
    ),
    "route-changes": _changes(
        _events(
            "CreateRoute", "CreateRouteTable", "ReplaceRoute", "ReplaceRouteTableAssociation", "DeleteRouteTable",
            "DeleteRoute", "DisassociateRouteTable",
        ),
        "A route",
    ),
    "network-changes": _changes(
        _events(
            "CreateVpc", "DeleteVpc", "ModifyVpcAttribute", "AcceptVpcPeeringConnection", "CreateVpcPeeringConnection",
            "DeleteVpcPeeringConnection", "RejectVpcPeeringConnection",
        ),
        "A network or a peering",
    ),
    "organization-changes": _changes(
        _events(
            "AcceptHandshake", "AttachPolicy", "CancelHandshake", "CreateAccount", "CreateOrganization",
            "CreateOrganizationalUnit", "CreatePolicy", "DeclineHandshake", "DeleteOrganization", "DeleteOrganizationalUnit",
            "DeletePolicy", "DetachPolicy", "DisablePolicyType", "EnablePolicyType", "InviteAccountToOrganization",
            "LeaveOrganization", "MoveAccount", "RemoveAccountFromOrganization", "UpdateOrganizationalUnit", "UpdatePolicy",
            source="organizations.amazonaws.com",
        ),
        "The organization that the account belongs to",
    ),
}  # fmt: skip
"""Role of the alarm -> what it watches."""


def watches(emergency_roles: Sequence[str]) -> dict[str, Watch]:
    """Return what is watched in an account: what CIS lists, and the use of the roles that are kept for emergencies.

    :param emergency_roles: their ARNs. Whoever takes one up may do nearly everything, so that it is never done unheard.
    """
    if not emergency_roles:
        return dict(WATCHES)
    named = " || ".join(f'($.requestParameters.roleArn = "{arn}")' for arn in emergency_roles)
    pattern = f'{{ ($.eventName = "AssumeRole*") && ({named}) }}'
    remedy = "A role for emergencies was taken up: unless an incident is open, end its sessions and ask who it was."
    return {**WATCHES, "emergency-role-use": Watch(pattern, 1, remedy)}


def data_events(
    bucket_arns: Sequence[str], audit_arn: str
) -> list[aws.cloudtrail.TrailAdvancedEventSelectorArgsDict]:
    """Return the field selectors of the trail: every call that changes or asks, and objects of what must not be lost.

    The trail's own writes to its bucket are left out: each would be an event, and that event another write.
    """
    selectors: list[aws.cloudtrail.TrailAdvancedEventSelectorArgsDict] = [
        {
            "name": "Calls that change or ask",
            "field_selectors": [{"field": "eventCategory", "equals": ["Management"]}],
        },
        {
            "name": "Objects of the audit store, but for their writing",
            "field_selectors": [
                *_objects([audit_arn]),
                {"field": "eventName", "not_equals": ["PutObject"]},
            ],
        },
    ]
    if bucket_arns:
        selectors.append({"name": "Objects of the backups", "field_selectors": _objects(bucket_arns)})
    return selectors


def _objects(
    bucket_arns: Sequence[str],
) -> list[aws.cloudtrail.TrailAdvancedEventSelectorFieldSelectorArgsDict]:
    return [
        {"field": "eventCategory", "equals": ["Data"]},
        {"field": "resources.type", "equals": ["AWS::S3::Object"]},
        {"field": "resources.ARN", "starts_withs": [f"{arn}/" for arn in bucket_arns]},
    ]
