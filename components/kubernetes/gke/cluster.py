"""A GKE cluster with its pools, the account of its nodes, and what tells people of its upgrades."""

import pulumi_gcp as gcp
import pulumi_kubernetes as kubernetes
from pulumi import Output, Resource, ResourceOptions

from components.foundation.component import Component
from components.kubernetes.gke.control_plane import CREATED_ONLY, GkeClusterArgs, control_plane
from components.kubernetes.gke.kubeconfig import kubeconfig
from components.kubernetes.gke.node_identity import node_account
from components.kubernetes.gke.node_pools import node_pool

__all__ = ["GkeCluster", "GkeClusterArgs"]

CLUSTER_LIMIT = 40
"""Characters of a cluster's name (GKE)."""

SYSTEM_IMAGES = (
    "gke.gcr.io/**", "gcr.io/gke-release/**", "gcr.io/google-containers/**", "k8s.gcr.io/**", "registry.k8s.io/**",
)  # fmt: skip
"""Images of what runs the cluster itself, beside those that Google's own system policy lets in."""


class GkeCluster(Component):
    """A private regional cluster of GKE, reached through its DNS endpoint by whoever IAM lets in.

    The component's name is the cluster's. Outputs: ``endpoint`` is the host of the DNS endpoint; ``kubeconfig`` is a
    secret; ``node_account`` is the e-mail address that nodes act as; ``upgrades_topic`` hears of upgrades. Beside
    them: ``provider``, the Kubernetes provider, and ``ready``, what workloads wait for.

    :raises ValueError: if the name is too long, or signed images are enforced with no registry to take them from.
    """

    urn_type = "platform:kubernetes:GkeCluster"

    cluster_name: Output[str]
    endpoint: Output[str]
    workload_pool: Output[str]
    node_account: Output[str]
    upgrades_topic: Output[str]
    kubeconfig: Output[str]

    def __init__(self, name: str, args: GkeClusterArgs, opts: ResourceOptions | None = None) -> None:
        _refuse(name, args)
        super().__init__(name, opts)
        account, node_grants = node_account(
            self, name, cluster_name=name, placement=args.placement, services=args.granted
        )
        topic = self._topic(name, args)
        waits: list[Resource] = [*args.granted, *node_grants, *self._image_policy(name, args)]
        cluster = control_plane(
            name, name, args, account=account.email, topic=topic.id,
            opts=self.child(depends_on=waits, protect=args.protected or None, ignore_changes=CREATED_ONLY),
        )  # fmt: skip
        pools = [
            node_pool(
                name, pool, cluster, args, account=account.email,
                opts=self.child(depends_on=node_grants, ignore_changes=["initialNodeCount"]),
            )
            for pool in args.spec.pools
        ]  # fmt: skip
        self.ready: list[Resource] = [cluster, *pools]
        self.cluster_name = cluster.name
        self.endpoint = cluster.control_plane_endpoints_config.apply(_dns_endpoint)
        self.workload_pool = Output.from_input(args.placement.workload_pool)
        self.node_account = account.email
        self.upgrades_topic = topic.id
        self.kubeconfig = kubeconfig(cluster_name=name, endpoint=self.endpoint)
        self.provider = kubernetes.Provider(
            f"{name}-kubernetes",
            kubeconfig=self.kubeconfig,
            cluster_identifier=cluster.self_link,
            enable_server_side_apply=True,
            opts=self.child(),
        )
        self.publish()

    def _topic(self, name: str, args: GkeClusterArgs) -> gcp.pubsub.Topic:
        return gcp.pubsub.Topic(
            f"{name}-upgrades",
            name=f"{name}-upgrades",
            project=args.placement.project,
            kms_key_name=args.messaging_key,
            message_retention_duration="604800s",
            message_storage_policy={"allowed_persistence_regions": [args.placement.region]},
            labels=args.labels.gcp(),
            opts=self.child(depends_on=args.granted),
        )

    def _image_policy(self, name: str, args: GkeClusterArgs) -> list[Resource]:
        """Let in the platform's own images and Google's, and refuse all others. A project has one such policy."""
        if not args.spec.enforce_signed_images:
            return []
        trusted = (*SYSTEM_IMAGES, *args.trusted_registries)
        policy = gcp.binaryauthorization.Policy(
            f"{name}-images",
            project=args.placement.project,
            description="Only images of the platform's registries and of Google's system run",
            global_policy_evaluation_mode="ENABLE",
            default_admission_rule={
                "evaluation_mode": "ALWAYS_DENY",
                "enforcement_mode": "ENFORCED_BLOCK_AND_AUDIT_LOG",
            },
            admission_whitelist_patterns=[{"name_pattern": pattern} for pattern in trusted],
            opts=self.child(depends_on=args.granted),
        )
        return [policy]


def _dns_endpoint(found: gcp.container.outputs.ClusterControlPlaneEndpointsConfig) -> str:
    config = found.dns_endpoint_config
    return str(config.endpoint) if config is not None else ""


def _refuse(name: str, args: GkeClusterArgs) -> None:
    if len(name) > CLUSTER_LIMIT:
        raise ValueError(
            f"the cluster name {name!r} has {len(name)} characters and GKE refuses more than {CLUSTER_LIMIT}: shorten it"
        )
    if args.spec.enforce_signed_images and not args.trusted_registries:
        raise ValueError(
            f"cluster {name}: signed images are enforced and no registry is trusted, so no workload could start: name "
            "trusted_registries, or leave enforce_signed_images out"
        )
