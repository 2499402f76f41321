"""The AWS side of the backups' copies in other clouds: one role that reads them, known there by its name.

The workload that takes the role on is the cluster's business: any pod of the service account that is named here.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pulumi import Output, Resource, ResourceOptions

from components.kubernetes.identity_policies.backup_copies import (
    ENTRA_AUDIENCE,
    NAMESPACE,
    SERVICE_ACCOUNT,
    backup_copies,
    copier_role,
)
from components.kubernetes.workload_identity import WorkloadIdentity, WorkloadIdentityArgs
from components.security.outbound_federation import OutboundFederation, OutboundFederationArgs
from stacks.layers.clusters import Clusters
from stacks.layers.foundation import Foundation
from stacks.layers.stores import Stores
from stacks.settings.model import Settings


@dataclass(frozen=True)
class BackupCopies:
    """The role, the issuer of its tokens where another cloud asks for one, and what its workload carries and waits for."""

    role_arn: Output[str]
    issuer: Output[str] | None
    annotations: Output[dict[str, str]]
    granted: Sequence[Resource]


def build(
    settings: Settings, account: ResourceOptions, base: Foundation, clusters: Clusters, stores: Stores | None
) -> BackupCopies | None:
    """Build the role in the home region, if another cloud lets it in."""
    role = copier_role(settings.environment)
    google, azure = admitted_by_google(settings, role), _admitted_by_azure(settings, role)
    if stores is None or stores.backups is None or not (google or azure):
        return None
    identity = WorkloadIdentity(
        "backup-copies",
        WorkloadIdentityArgs(
            issuer=clusters.cluster.issuer,
            labels=settings.labels,
            protected=settings.protected,
            namespace=NAMESPACE,
            service_account=SERVICE_ACCOUNT,
            role_name=role,
            grants=backup_copies(
                placement=base.placement,
                bucket_arn=stores.backups.bucket_arn,
                key_arn=base.keys.arns["backups"],
                audiences=[ENTRA_AUDIENCE] if azure else [],
            ),
        ),
        account,
    )
    federation = (
        OutboundFederation(
            "outbound-federation", OutboundFederationArgs(protected=settings.protected), account
        )
        if azure
        else None
    )
    return BackupCopies(
        role_arn=identity.role_arn,
        issuer=federation.issuer if federation else None,
        annotations=identity.annotations,
        granted=identity.granted,
    )


def admitted_by_google(settings: Settings, role: str) -> bool:
    """Tell whether the bucket in Google Cloud lets the role in."""
    backups = settings.gcp.backups if settings.gcp else None
    return backups is not None and backups.writer_role == role


def _admitted_by_azure(settings: Settings, role: str) -> bool:
    return azure_writer(settings, role) is not None


def azure_writer(settings: Settings, role: str) -> str | None:
    """Return what Azure calls the role that copies, or None where it does not let it in."""
    storage = settings.azure.storage if settings.azure else None
    arn = settings.placement(settings.aws.home_region).global_arn("iam", f"role/{role}")
    writers = storage.writers if storage else {}
    return next((name for name, writer in writers.items() if writer.subject == arn), None)
