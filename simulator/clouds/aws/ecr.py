"""Registries of images and their repositories."""

from simulator.clouds.kind import Autoname, Kind
from simulator.clouds.refusals import Given, Refused, document, matches, one_of, policy_document

NAME = r"(?=.{2,256}$)[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*"
NAME_RULE = "2 to 256 lower-case letters and digits, with ._-/ between them"


def _encryption(given: Given) -> Refused:
    for path, inner in given.objects("encryptionConfigurations"):
        yield from (
            (f"{path}.{at}", why)
            for at, why in one_of("encryptionType", ("AES256", "KMS", "KMS_DSSE"))(inner)
        )
        if inner.text("encryptionType") == "AES256" and inner.has("kmsKey"):
            yield f"{path}.kmsKey", "kmsKey cannot be set for the encryption AES256"


def _scanning(given: Given) -> Refused:
    """Refuse what a kind of scanning does not do. Source: ECR API, PutRegistryScanningConfiguration."""
    allowed = (
        ("SCAN_ON_PUSH", "MANUAL")
        if given.text("scanType") == "BASIC"
        else ("SCAN_ON_PUSH", "CONTINUOUS_SCAN", "MANUAL")
    )
    for path, rule in given.objects("rules"):
        yield from ((f"{path}.{at}", why) for at, why in one_of("scanFrequency", allowed)(rule))


REGISTRY = {"registryId": "{account}"}

KINDS = (
    Kind(
        "aws:ecr/repository:Repository",
        id="{name}",
        autoname=Autoname(limit=256, lower=True),
        defaults={"imageTagMutability": "MUTABLE"},
        outputs={
            "arn": "arn:{partition}:ecr:{region}:{account}:repository/{name}",
            **REGISTRY,
            "repositoryUrl": "{account}.dkr.ecr.{region}.{dns_suffix}/{name}",
        },
        refusals=(
            matches("name", NAME, NAME_RULE),
            one_of(
                "imageTagMutability",
                ("MUTABLE", "IMMUTABLE", "MUTABLE_WITH_EXCLUSION", "IMMUTABLE_WITH_EXCLUSION"),
            ),
            _encryption,
        ),
    ),
    Kind(
        "aws:ecr/lifecyclePolicy:LifecyclePolicy",
        id="{repository}",
        outputs=REGISTRY,
        refusals=(document("policy", 30720),),
    ),
    Kind(
        "aws:ecr/repositoryPolicy:RepositoryPolicy",
        id="{repository}",
        outputs=REGISTRY,
        refusals=(policy_document("policy", 10240),),
    ),
    Kind(
        "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration",
        id="{account}",
        outputs=REGISTRY,
        refusals=(one_of("scanType", ("BASIC", "ENHANCED")), _scanning),
    ),
    Kind("aws:ecr/replicationConfiguration:ReplicationConfiguration", id="{account}", outputs=REGISTRY),
)
