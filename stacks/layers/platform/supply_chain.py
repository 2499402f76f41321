"""Images: what is known to be wrong with those that run, and which may run at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pulumi import Output, Resource

from components.foundation.spec import Wire
from components.kubernetes.identity_policies.images import image_reader, image_reports
from components.kubernetes.workload_identity import WorkloadIdentity
from components.security.cluster.supply_chain import admission, nightly_scan, trivy
from components.security.cluster.supply_chain.admission import Admission, AdmissionArgs
from components.security.cluster.supply_chain.nightly_scan import NightlyScan, NightlyScanArgs
from components.security.cluster.supply_chain.scanning_spec import NightlyScanSpec
from components.security.cluster.supply_chain.trivy import ImageScanning, ImageScanningArgs
from stacks.layers.platform.site import AwsSide, PlatformSite

if TYPE_CHECKING:
    from stacks.layers.azure import Azure

REPORTS = "image-scans"
"""The folder of a region's logs that nightly reports are kept in, for as long as logs are."""


@dataclass(frozen=True, kw_only=True)
class Scanning:
    """The operator, and the nightly scan where there is a store for its reports."""

    operator: ImageScanning
    nightly: NightlyScan | None


def scanning(site: PlatformSite) -> Scanning | None:
    """Build the scanning of images, where the settings have it."""
    spec = site.spec.scanning
    if spec is None:
        return None
    identity = _reader(site, trivy.NAMESPACE, trivy.SERVICE_ACCOUNT)
    operator = ImageScanning(
        site.cluster,
        ImageScanningArgs(
            spec=spec,
            annotations=identity.annotations if identity else {},
            granted=identity.granted if identity else (),
            monitored=site.monitored,
        ),
    )
    nightly = _nightly(site, site.aws, spec.nightly) if site.aws and spec.nightly else None
    return Scanning(operator=operator, nightly=nightly)


def _nightly(site: PlatformSite, side: AwsSide, spec: NightlyScanSpec) -> NightlyScan | None:
    if side.stores is None:
        return None
    bucket, folder = side.stores.logs.bucket_name, f"{REPORTS}/{site.cluster.name}"
    place = side.base.placement
    arn = Output.format("arn:{0}:s3:::{1}", place.partition, bucket)
    identity = site.aws_identity(
        nightly_scan.NAMESPACE,
        nightly_scan.NAME,
        image_reports(
            repository_arns=_repositories(site, side),
            bucket_arn=arn,
            folder_arn=Output.format("{0}/{1}/*", arn, folder),
        ),
    )
    return NightlyScan(
        site.cluster,
        NightlyScanArgs(
            spec=spec,
            bucket=bucket,
            prefix=folder,
            region=place.region,
            annotations=identity.annotations,
            granted=identity.granted,
            storage_class="gp3",
        ),
    )


def admitted(site: PlatformSite) -> Admission | None:
    """Build what judges images, where the settings have it; it comes after all that makes a namespace."""
    spec = site.spec.admission
    if spec is None:
        return None
    signed = _judge(site) if spec.signers else None
    made = site.cluster.ledger.owners("namespace")
    return Admission(
        site.cluster,
        AdmissionArgs(
            spec=spec,
            own=_own_registries(site),
            platform=sorted(made.keys() - site.tenants.keys()),
            annotations=signed.annotations if signed else {},
            granted=signed.granted if signed else (),
            pod_labels=signed.pod_labels if signed else {},
            monitored=site.monitored,
        ),
    )


@dataclass(frozen=True, kw_only=True)
class _Judge:
    """Who Kyverno is to the registry whose images it judges."""

    annotations: Output[dict[str, str]]
    granted: Sequence[Resource]
    pod_labels: Mapping[str, str] = field(default_factory=dict)


def _judge(site: PlatformSite) -> _Judge | None:
    """Return the identity by which signatures are read from the registry of the cluster's own cloud, if it has one."""
    if site.azure is not None:
        return _judge_on_azure(site.azure)
    role = _reader(site, admission.NAMESPACE, admission.SERVICE_ACCOUNT)
    return _Judge(annotations=role.annotations, granted=role.granted) if role else None


def _judge_on_azure(azure: "Azure") -> _Judge | None:
    from components.kubernetes.aks.workload_identity import (  # noqa: PLC0415 - an SDK that only some use
        USE_LABEL,
        AzureWorkloadIdentity,
        AzureWorkloadIdentityArgs,
        ServiceAccount,
    )

    base, cluster, registry = azure.base, azure.cluster, azure.registry
    if cluster is None or registry is None:
        return None
    account = ServiceAccount(namespace=admission.NAMESPACE, name=admission.SERVICE_ACCOUNT)
    identity = AzureWorkloadIdentity(
        base.named("signatures"),
        AzureWorkloadIdentityArgs(
            placement=base.placement,
            labels=base.labels,
            group=base.groups.names["cluster"],
            identity_name=f"{base.stem}-signatures",
            oidc_issuer=cluster.oidc_issuer,
            service_accounts=(account,),
            roles={"reads-signatures": ("AcrPull", registry.registry_id)},
        ),
        base.options,
    )
    return _Judge(annotations=identity.annotations, granted=identity.granted, pod_labels={USE_LABEL: "true"})


def _reader(site: PlatformSite, namespace: str, account: str) -> WorkloadIdentity | None:
    """Return the role of an account that reads the account's images, on EKS with a registry of its own."""
    arns = _repositories(site, site.aws) if site.aws else []
    return site.aws_identity(namespace, account, image_reader(repository_arns=arns)) if arns else None


def _repositories(site: PlatformSite, side: AwsSide) -> list[str]:
    """Return the account's repositories in a region, by ARN."""
    registry, place = site.settings.aws.registry, side.base.placement
    if registry is None:
        return []
    return [
        place.arn("ecr", f"repository/{site.settings.environment}/{name}") for name in registry.repositories
    ]


def _own_registries(site: PlatformSite) -> list[Wire[str]]:
    """Return the registries of the environment's own images, from which the cluster pulls."""
    if site.aws is not None:
        place = site.aws.base.placement
        return [f"{place.account_id}.dkr.ecr.{place.region}.{place.dns_suffix}"]
    if site.google is not None and site.settings.gcp is not None and site.settings.gcp.registry is not None:
        from components.data.gcp.artifact_registry import address  # noqa: PLC0415 - an SDK that only some use

        return [address(site.settings.gcp.placement, site.settings.gcp.registry)]
    if site.azure is not None and site.azure.registry is not None:
        return [site.azure.registry.login_server]
    return []
