"""Repositories of container images in a region, copied to another one."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pulumi_aws as aws
from pulumi import Output, ResourceOptions

from components.data.registry.spec import RegistrySpec
from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.placement import AwsPlacement
from components.foundation.policy_documents import Statement, resource_policy
from components.foundation.spec import Wire

PUSH = (
    "ecr:BatchCheckLayerAvailability",
    "ecr:CompleteLayerUpload",
    "ecr:InitiateLayerUpload",
    "ecr:PutImage",
    "ecr:UploadLayerPart",
)
PULL = ("ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")


@dataclass(frozen=True, kw_only=True)
class RegistryArgs:
    """A spec wired to its key, to whoever pushes, and to the region that is copied to.

    ``pushers`` are ARNs of existing roles. Anybody else of the account pulls, if IAM lets them.
    """

    spec: RegistrySpec
    placement: AwsPlacement
    labels: Labels
    protected: bool
    key_arn: Wire[str]
    pushers: Sequence[str]
    copy_region: str | None = None


class Registry(Component):
    """Repositories with immutable tags, encrypted, scanned, and closed to other accounts.

    Output: ``repository_urls``, by the repository's name in the spec.
    """

    urn_type = "platform:data:Registry"

    repository_urls: Output[dict[str, str]]

    def __init__(self, name: str, args: RegistryArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        urls = {repository: self._repository(name, repository, args) for repository in args.spec.repositories}
        aws.ecr.RegistryScanningConfiguration(
            f"{name}-scanning",
            region=args.placement.region,
            scan_type=args.spec.scanning,
            rules=[
                {
                    "scan_frequency": "SCAN_ON_PUSH" if args.spec.scanning == "BASIC" else "CONTINUOUS_SCAN",
                    "repository_filters": [{"filter": "*", "filter_type": "WILDCARD"}],
                }
            ],
            opts=self.child(),
        )
        if args.copy_region is not None:
            self._copy(name, args, args.copy_region)
        self.repository_urls = Output.all(**urls)
        self.publish()

    def _repository(self, name: str, repository: str, args: RegistryArgs) -> Output[str]:
        key, place = repository.replace("/", "-"), args.placement.region
        physical = f"{args.labels.environment}/{repository}"
        made = aws.ecr.Repository(
            f"{name}-{key}",
            region=place,
            name=physical,
            image_tag_mutability="IMMUTABLE",
            image_scanning_configuration={"scan_on_push": True},
            encryption_configurations=[{"encryption_type": "KMS", "kms_key": args.key_arn}],
            force_delete=not args.protected,
            tags=args.labels.aws(physical),
            opts=self.child(protect=args.protected or None),
        )
        aws.ecr.LifecyclePolicy(
            f"{name}-{key}",
            region=place,
            repository=made.name,
            policy=json.dumps({"rules": _rules(args.spec)}),
            opts=self.child(),
        )
        aws.ecr.RepositoryPolicy(
            f"{name}-{key}", region=place, repository=made.name, policy=_access(args), opts=self.child()
        )
        return made.repository_url

    def _copy(self, name: str, args: RegistryArgs, region: str) -> None:
        aws.ecr.ReplicationConfiguration(
            f"{name}-copies",
            region=args.placement.region,
            replication_configuration={
                "rules": [
                    {
                        "destinations": [{"region": region, "registry_id": args.placement.account_id}],
                        "repository_filters": [
                            {"filter": f"{args.labels.environment}/", "filter_type": "PREFIX_MATCH"}
                        ],
                    }
                ]
            },
            opts=self.child(),
        )


def _rules(spec: RegistrySpec) -> list[dict[str, Any]]:
    return [
        {
            "rulePriority": 1,
            "description": "Images that no tag names any more",
            "selection": {
                "tagStatus": "untagged",
                "countType": "sinceImagePushed",
                "countUnit": "days",
                "countNumber": spec.untagged_days,
            },
            "action": {"type": "expire"},
        },
        {
            "rulePriority": 2,
            "description": "All but the newest releases",
            "selection": {
                "tagStatus": "tagged",
                "tagPatternList": ["*"],
                "countType": "imageCountMoreThan",
                "countNumber": spec.releases,
            },
            "action": {"type": "expire"},
        },
    ]


def _access(args: RegistryArgs) -> Output[str]:
    account = args.placement.global_arn("iam", "root")
    pulls = Statement(sid="AccountPulls", actions=PULL, principals={"AWS": [account]})
    if not args.pushers:
        return resource_policy(pulls)
    return resource_policy(
        pulls,
        Statement(sid="PipelinesPush", actions=PUSH, principals={"AWS": list(args.pushers)}),
        Statement(
            sid="NobodyElsePushes",
            effect="Deny",
            actions=["ecr:PutImage"],
            principals={"AWS": ["*"]},
            conditions={"ArnNotEquals": {"aws:PrincipalArn": list(args.pushers)}},
        ),
    )
