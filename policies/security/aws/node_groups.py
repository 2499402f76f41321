"""Machines: metadata that cannot be stolen, encrypted disks, no addresses, no keys, no secrets at boot."""

from base64 import b64decode

from policies.framework import tokens
from policies.framework.credential_shapes import holds_credential
from policies.framework.facts import fact
from policies.framework.resources import Resource
from policies.framework.rules import (
    ADVICE,
    ALWAYS,
    PROMOTED,
    Context,
    Control,
    Outcomes,
    require,
    resource_rule,
)

TEMPLATE = (tokens.LAUNCH_TEMPLATE,)
GUIDE = "https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html"


@resource_rule(
    name="ng-no-open-ssh",
    title="Nodes do not offer SSH to the world",
    types=(tokens.NODE_GROUP,),
    severity="critical",
    levels=ALWAYS,
    remediation="Leave remoteAccess out and use Session Manager, or name sourceSecurityGroupIds.",
    checkov=("CKV_AWS_100",),
    url="https://docs.aws.amazon.com/eks/latest/APIReference/API_RemoteAccessConfig.html",
)
def ng_no_open_ssh(group: Resource, _: Context) -> Outcomes:
    """Refuse a key without sources: EKS then opens port 22 to everywhere."""
    access = group["remoteAccess"]
    opened = access["ec2SshKey"].given() & ~access["sourceSecurityGroupIds"].given()
    yield from require(~opened, "a key without sources opens port 22 to everywhere: drop remoteAccess")


@resource_rule(
    name="ng-launch-template",
    title="Node groups start from a launch template of the platform",
    types=(tokens.NODE_GROUP,),
    severity="high",
    levels=PROMOTED,
    remediation="Set launchTemplate; the one that EKS makes itself sets neither metadata options nor disk encryption.",
    controls=(Control("CIS AWS Foundations", "5.0", "5.7"),),
    url="https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html",
)
def ng_launch_template(group: Resource, _: Context) -> Outcomes:
    """Require a template, which the rules of templates then judge."""
    template = group["launchTemplate"]
    named = template["id"].given() | template["name"].given()
    yield from require(named, "EKS chooses the machine's settings: set launchTemplate")


@resource_rule(
    name="lt-imdsv2",
    title="A machine's credentials cannot be fetched from a pod or through a proxy",
    types=TEMPLATE,
    severity="high",
    levels=PROMOTED,
    remediation="Set metadataOptions.httpTokens to required and httpPutResponseHopLimit to 1.",
    controls=(Control("CIS AWS Foundations", "5.0", "5.7"),),
    checkov=("CKV_AWS_79", "CKV_AWS_341"),
    trivy=("AWS-0130",),
    prowler=("ec2_instance_imdsv2_enabled", "ec2_launch_template_imdsv2_required"),
    url=GUIDE,
)
def lt_imdsv2(template: Resource, _: Context) -> Outcomes:
    """Require session tokens that do not travel further than the machine itself."""
    options = template["metadataOptions"]
    off = options["httpEndpoint"].equals("disabled")
    yield from require(
        off | options["httpTokens"].equals("required"), "metadata answers without a token: set httpTokens"
    )
    near = options["httpPutResponseHopLimit"].at_most(1)
    yield from require(off | near, "pods can fetch the node's credentials: set httpPutResponseHopLimit to 1")


@resource_rule(
    name="lt-no-public-ip",
    title="Machines have no public address",
    types=TEMPLATE,
    severity="high",
    levels=PROMOTED,
    remediation="Set networkInterfaces.associatePublicIpAddress to false, or leave it to a private subnet.",
    checkov=("CKV_AWS_88",),
    trivy=("AWS-0009",),
    prowler=("ec2_instance_public_ip", "ec2_launch_template_no_public_ip"),
    url=GUIDE,
)
def lt_no_public_ip(template: Resource, _: Context) -> Outcomes:
    """Refuse an interface that asks for one."""
    for interface in template["networkInterfaces"].items():
        public = interface["associatePublicIpAddress"].is_true()
        yield from require(~public, f"{interface.where} asks for a public address: turn it off")


@resource_rule(
    name="ebs-encrypted",
    title="Machines' disks are encrypted",
    types=TEMPLATE,
    severity="high",
    levels=PROMOTED,
    remediation="Name the root device in blockDeviceMappings with ebs.encrypted and a key of the platform.",
    controls=(Control("CIS AWS Foundations", "5.0", "5.1.1"),),
    checkov=("CKV_AWS_3", "CKV_AWS_8", "CKV_AWS_106", "CKV_AWS_189"),
    trivy=("AWS-0026", "AWS-0131"),
    prowler=("ec2_ebs_volume_encryption",),
    url="https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html",
)
def ebs_encrypted(template: Resource, _: Context) -> Outcomes:
    """Require every disk to be named and encrypted: what is not named follows the image."""
    mappings = list(template["blockDeviceMappings"].items())
    yield from require(fact(bool(mappings)), "the disks follow the image: name them in blockDeviceMappings")
    for mapping in mappings:
        yield from require(
            mapping.at("ebs", "encrypted").is_true(), f"{mapping.where} is not encrypted: set ebs.encrypted"
        )


@resource_rule(
    name="ebs-gp3",
    title="Disks are of the current kind",
    types=TEMPLATE,
    severity="low",
    levels=ADVICE,
    remediation="Set ebs.volumeType to gp3: a fifth cheaper than gp2, and its speed does not depend on its size.",
    url="https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html",
)
def ebs_gp3(template: Resource, _: Context) -> Outcomes:
    """Advise against the previous generation."""
    for mapping in template["blockDeviceMappings"].items():
        current = mapping.at("ebs", "volumeType").equals("gp3", "io2")
        yield from require(current, f"{mapping.where} is of an older kind: set ebs.volumeType to gp3")


@resource_rule(
    name="lt-no-secrets-in-user-data",
    title="No credentials in the boot script",
    types=TEMPLATE,
    severity="high",
    levels=ALWAYS,
    remediation="Read them from Secrets Manager at boot with the machine's role, and revoke those that were written here.",
    checkov=("CKV_AWS_46",),
    trivy=("AWS-0129",),
    prowler=("ec2_instance_secrets_user_data", "ec2_launch_template_no_secrets"),
    url="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html",
)
def lt_no_secrets_in_user_data(template: Resource, _: Context) -> Outcomes:
    """Refuse access keys and private keys, which every process of the machine could read."""
    bare = template["userData"].test(lambda raw: not holds_credential(_decoded(raw)), absent=True)
    yield from require(bare, "userData holds a credential: move it to Secrets Manager and revoke it")


def _decoded(raw: object) -> str:
    text = str(raw)
    try:
        return text + b64decode(text, validate=True).decode(errors="replace")
    except ValueError:
        return text


RULES = (
    ng_no_open_ssh,
    ng_launch_template,
    lt_imdsv2,
    lt_no_public_ip,
    ebs_encrypted,
    ebs_gp3,
    lt_no_secrets_in_user_data,
)
