"""Artifact Registry: where images are pulled from when AWS is gone, each under a tag that never moves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi_gcp as gcp
from pulumi import Output, Resource, ResourceOptions

from components.data.gcp.artifact_registry_spec import ArtifactRegistrySpec
from components.foundation.component import Component
from components.foundation.gcp.placement import GcpPlacement
from components.foundation.labels import Labels
from components.foundation.spec import Wire


@dataclass(frozen=True, kw_only=True)
class ArtifactRegistryArgs:
    """A spec, where it stands, its key, and the members that may read, by a key that names the grant."""

    spec: ArtifactRegistrySpec
    placement: GcpPlacement
    labels: Labels
    protected: bool
    registry_key: Wire[str]
    granted: Sequence[Resource]
    readers: Mapping[str, Wire[str]]


class ArtifactRegistry(Component):
    """A repository of images: scanned, encrypted with a key of the platform, with tags that never move.

    Output: ``address``, what an image's name begins with. Beside it, known before anything runs: ``pattern``, which
    Binary Authorization trusts.
    """

    urn_type = "platform:data:ArtifactRegistry"

    address: Output[str]

    def __init__(self, name: str, args: ArtifactRegistryArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        place, spec = args.placement, args.spec
        repository = gcp.artifactregistry.Repository(
            f"{name}-repository",
            repository_id=spec.repository,
            project=place.project,
            location=place.region,
            format="DOCKER",
            mode="STANDARD_REPOSITORY",
            description=f"Images of {args.labels.environment}",
            kms_key_name=args.registry_key,
            docker_config={"immutable_tags": True},
            vulnerability_scanning_config={"enablement_config": "INHERITED"},
            cleanup_policy_dry_run=False,
            cleanup_policies=[
                {
                    "id": "keep-newest",
                    "action": "KEEP",
                    "most_recent_versions": {"keep_count": spec.keep_versions},
                },
                {
                    "id": "delete-untagged",
                    "action": "DELETE",
                    "condition": {"tag_state": "UNTAGGED", "older_than": f"{spec.untagged_days * 86400}s"},
                },
            ],
            labels=args.labels.gcp(),
            opts=self.child(depends_on=args.granted, protect=args.protected or None),
        )
        for key, member in args.readers.items():
            gcp.artifactregistry.RepositoryIamMember(
                f"{name}-{key}",
                project=place.project,
                location=place.region,
                repository=repository.name,
                role="roles/artifactregistry.reader",
                member=member,
                opts=self.child(),
            )
        self.address = repository.repository_id.apply(lambda _: address(place, spec))
        self.publish()


def address(placement: GcpPlacement, spec: ArtifactRegistrySpec) -> str:
    """Return what the names of the repository's images begin with, known before it exists."""
    return f"{placement.region}-docker.pkg.dev/{placement.project}/{spec.repository}"
