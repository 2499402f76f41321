"""What is kept for the worst day: a whole trail, locked vaults, images that nobody exchanges."""

from policies.framework import tokens
from policies.framework.facts import every, some
from policies.framework.index import Stack
from policies.framework.resources import Resource
from policies.framework.rules import (
    PROMOTED,
    Context,
    Control,
    Outcomes,
    clauses,
    require,
    resource_rule,
    stack_rule,
)
from policies.security.aws.documents import private
from policies.security.aws.own_keys import own_key


@resource_rule(
    name="trail-whole",
    title="The audit trail covers all regions, shows changes of its files and is encrypted with a key of the platform",
    types=(tokens.TRAIL,),
    severity="high",
    levels=PROMOTED,
    remediation="Set isMultiRegionTrail, enableLogFileValidation and kmsKeyId, and leave enableLogging on.",
    controls=clauses("CIS AWS Foundations", "5.0", "3.1", "3.2", "3.5"),
    checkov=("CKV_AWS_67", "CKV_AWS_36", "CKV_AWS_35"),
    trivy=("AWS-0014", "AWS-0016", "AWS-0015"),
    prowler=(
        "cloudtrail_kms_encryption_enabled",
        "cloudtrail_log_file_validation_enabled",
        "cloudtrail_multi_region_enabled",
    ),
    url="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/best-practices-security.html",
)
def trail_whole(trail: Resource, _: Context) -> Outcomes:
    """Require all of it: a trail with a gap is where an intruder goes."""
    yield from require(
        trail["isMultiRegionTrail"].is_true(), "other regions are not seen: set isMultiRegionTrail"
    )
    yield from require(
        trail["enableLogFileValidation"].is_true(), "changed files go unnoticed: set enableLogFileValidation"
    )
    yield from require(own_key(trail["kmsKeyId"]), "events are under S3's own key: set kmsKeyId")
    running = trail["enableLogging"].test(lambda raw: raw in (True, "true"), absent=True)
    yield from require(running, "nothing is recorded: leave enableLogging on")


@stack_rule(
    name="backup-vault-locked",
    title="Vaults are encrypted with a key of the platform and locked",
    types=(tokens.BACKUP_VAULT,),
    severity="high",
    levels=PROMOTED,
    remediation="Set kmsKeyArn at creation, and add a VaultLockConfiguration.",
    checkov=("CKV_AWS_166",),
    prowler=("backup_vaults_encrypted",),
    url="https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html",
)
def backup_vault_locked(stack: Stack, _: Context) -> Outcomes:
    """Require both of each vault: copies that an intruder can delete are none."""
    for vault in stack.of(tokens.BACKUP_VAULT):
        yield from require(
            own_key(vault["kmsKeyArn"]), "the key is the service's own: set kmsKeyArn", of=vault
        )
        locked = some(
            same
            for _, same in stack.naming(
                "backupVaultName", vault, tokens.BACKUP_VAULT_LOCK, identities=("name",)
            )
        )
        yield from require(locked, "copies can be deleted: add a VaultLockConfiguration", of=vault)


@resource_rule(
    name="ecr-immutable-scanned",
    title="Images are scanned, encrypted with a key of the platform, and their tags never move",
    types=(tokens.ECR_REPOSITORY,),
    severity="high",
    levels=PROMOTED,
    remediation="Set imageTagMutability to IMMUTABLE, scanOnPush, and a KMS key at creation.",
    controls=(Control("CIS EKS", "1.8", "5.1.1"),),
    checkov=("CKV_AWS_51", "CKV_AWS_163", "CKV_AWS_136"),
    trivy=("AWS-0031", "AWS-0030", "AWS-0033"),
    prowler=("ecr_repositories_scan_images_on_push_enabled", "ecr_repositories_tag_immutability"),
    url="https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html",
)
def ecr_immutable_scanned(repository: Resource, _: Context) -> Outcomes:
    """Require that what was tested under a tag is what runs under it."""
    yield from require(
        repository["imageTagMutability"].equals("IMMUTABLE"), "a tag can be moved: set IMMUTABLE"
    )
    yield from require(
        repository.at("imageScanningConfiguration", "scanOnPush").is_true(),
        "nobody looks inside: set scanOnPush",
    )
    encrypted = every(
        one["encryptionType"].equals("KMS", "KMS_DSSE") & own_key(one["kmsKey"])
        for one in repository["encryptionConfigurations"].items()
    )
    yield from require(
        repository["encryptionConfigurations"].given() & encrypted,
        "the key is the service's own: name a KMS key",
    )


@resource_rule(
    name="ecr-policy-private",
    title="No repository of images is open to everybody",
    types=(tokens.ECR_POLICY,),
    severity="critical",
    levels=PROMOTED,
    remediation="Name the accounts and roles that pull and push.",
    checkov=("CKV_AWS_32",),
    trivy=("AWS-0032",),
    prowler=("ecr_repositories_not_publicly_accessible",),
    url="https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html",
    traceable=("policy",),
)
def ecr_policy_private(policy: Resource, _: Context) -> Outcomes:
    """Refuse a policy that everybody meets."""
    yield from private(policy["policy"].document(), "repository")


RULES = (trail_whole, backup_vault_locked, ecr_immutable_scanned, ecr_policy_private)
