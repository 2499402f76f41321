"""The job that tells a search domain who may write to it. Nothing outside of the VPC reaches the domain, and pods do."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Final

import pulumi_kubernetes as kubernetes
from pulumi import Output, Resource, ResourceOptions
from pulumi_kubernetes.core.v1 import (
    ConfigMapVolumeSourceArgs,
    ContainerArgs,
    EmptyDirVolumeSourceArgs,
    EnvVarArgs,
    PodSpecArgs,
    PodTemplateSpecArgs,
    VolumeArgs,
    VolumeMountArgs,
)
from pulumi_kubernetes.meta.v1 import ObjectMetaArgs

from components.foundation.cluster.component import ClusterComponent
from components.foundation.cluster.flows import Flow, ranges
from components.foundation.cluster.job_pods import SETTING_MISSING, confined, job, pod_security, script, share
from components.foundation.cluster.namespace import Gates, PlatformNamespace, PlatformNamespaceArgs, Share
from components.foundation.cluster.site import ClusterSite
from components.foundation.cluster.tool_images import AWS_CLI
from components.foundation.spec import Wire
from components.observability.search_access.writers import Writer, plan

NAMESPACE: Final = "search-access"
ACCOUNT: Final = "search-access"
SCRIPT: Final = "tell.sh"
PLAN: Final = "plan.json"
PLACE: Final = "/search-access"
HOME: Final = "/tmp"  # noqa: S108 - a volume of the pod
SECONDS: Final = 900


@dataclass(frozen=True, kw_only=True)
class SearchAccessArgs:
    """Who writes, to which domain, and by whose rights the domain is told.

    ``administrator_arn`` is the role that administers the domain; ``annotations`` bind the job's account to ``granted``,
    which may take that role on.
    """

    writers: Sequence[Writer]
    address: Wire[str]
    region: str
    ranges: tuple[IPv4Network, ...]
    administrator_arn: str
    annotations: Wire[dict[str, str]]
    granted: Sequence[Resource]


class SearchAccess(ClusterComponent):
    """A job that runs again whenever it has something else to say. ``ready`` is what writers wait for."""

    urn_type = "platform:observability:SearchAccess"

    job: Output[str]

    def __init__(
        self, site: ClusterSite, args: SearchAccessArgs, opts: ResourceOptions | None = None
    ) -> None:
        super().__init__(NAMESPACE, site, opts)
        self.args = args
        home = self._home()
        told = {PLAN: json.dumps(plan(args.writers), indent=2), SCRIPT: script(__package__, SCRIPT)}
        # A job cannot be changed: another name is another run, and its files are its own.
        seen = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:8]
        name = f"{NAMESPACE}-{seen}"
        files = kubernetes.core.v1.ConfigMap(
            f"{self.name}-files",
            metadata=self.metadata(name, home.namespace),
            data=told,
            opts=self.inside(home.ready),
        )
        account = kubernetes.core.v1.ServiceAccount(
            f"{self.name}-account",
            metadata=self.metadata(ACCOUNT, home.namespace, annotations=args.annotations),
            automount_service_account_token=False,
            opts=self.inside(home.ready),
        )
        ran = kubernetes.batch.v1.Job(
            f"{self.name}-job",
            metadata=self.metadata(name, home.namespace),
            # It stays, finished: removed by itself, every deployment would find it gone and run it again.
            spec=job(
                self._pod(name),
                seconds=SECONDS,
                hopeless={"tell": [SETTING_MISSING]},
                stays=True,
            ),
            opts=self.inside([*home.ready, files, account, *args.granted]),
        )
        self.ready: list[Resource] = [ran]
        self.job = Output.from_input(name)
        self.publish()

    def _home(self) -> PlatformNamespace:
        domain = Flow(direction="to", peers=ranges(self.args.ranges), ports=(443,))
        return PlatformNamespace(
            self.site,
            PlatformNamespaceArgs(
                namespace=NAMESPACE,
                pod_security="restricted",
                # AWS itself says whether the role may be taken on, at addresses that change.
                gates=Gates(api=False, cloud=True, flows={"allow-search": domain}),
                share=Share(cpu="1", memory="1Gi", pods=5),
            ),
            self.child(),
        )

    def _pod(self, files: str) -> PodTemplateSpecArgs:
        args = self.args
        told: dict[str, Wire[str]] = {
            "ADDRESS": args.address,
            "ADMINISTRATOR": args.administrator_arn,
            "AWS_REGION": args.region,
            "AWS_STS_REGIONAL_ENDPOINTS": "regional",
            "HOME": HOME,
            "PLAN": f"{PLACE}/{PLAN}",
            "REGION": args.region,
        }
        container = ContainerArgs(
            name="tell",
            image=self.site.refuse_foreign(AWS_CLI, "the job that tells the search domain who writes"),
            command=["/bin/bash", f"{PLACE}/{SCRIPT}"],
            env=[EnvVarArgs(name=name, value=value) for name, value in sorted(told.items())],
            resources=share("20m", "128Mi", cpu_limit="500m", memory_limit="256Mi"),
            security_context=confined(),
            volume_mounts=[
                VolumeMountArgs(name="files", mount_path=PLACE, read_only=True),
                VolumeMountArgs(name="tmp", mount_path=HOME),
            ],
        )
        return PodTemplateSpecArgs(
            metadata=ObjectMetaArgs(
                labels={**self.site.labels.kubernetes(), "app.kubernetes.io/name": NAMESPACE}
            ),
            spec=PodSpecArgs(
                service_account_name=ACCOUNT,
                automount_service_account_token=False,
                restart_policy="Never",
                security_context=pod_security(),
                containers=[container],
                volumes=[
                    VolumeArgs(name="files", config_map=ConfigMapVolumeSourceArgs(name=files)),
                    VolumeArgs(name="tmp", empty_dir=EmptyDirVolumeSourceArgs(size_limit="16Mi")),
                ],
                tolerations=self.site.tolerations,
                node_selector={"kubernetes.io/os": "linux", **self.site.system_selector},
            ),
        )
