"""Argo Workflows on a cluster: who may look and start, where workflows run and as whom, and the chart."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import pulumi_kubernetes as kubernetes
from pulumi import Output, Resource

from components.delivery.argo.workflows.people import TOKEN_TYPE, Stand, stands
from components.delivery.argo.workflows.runner import RUNNER, WorkflowRunner, WorkflowRunnerArgs
from components.delivery.argo.workflows.spec import ArgoWorkflowsSpec
from components.delivery.argo.workflows.values import (
    CLIENT_ID,
    CLIENT_SECRET,
    METRICS,
    OIDC,
    values,
)
from components.foundation.cluster.charts import ChartArgs, ChartRelease
from components.foundation.cluster.component import ClusterComponent
from components.foundation.cluster.entrance import Entrance
from components.foundation.cluster.flows import INTERNET, POD_IDENTITY, Flow, Peer
from components.foundation.cluster.namespace import (
    Gates,
    PlatformNamespace,
    PlatformNamespaceArgs,
    Share,
)
from components.foundation.cluster.site import ClusterSite
from components.foundation.cluster.wanted_secret import WantedSecret
from components.foundation.spec import Wire

NAMESPACE: Final = "argo-workflows"
WORK: Final = "workflows"
"""Where workflows run: not where the controller does, whose Secrets are none of theirs."""

SERVER: Final = "argo-workflows-server"
SERVER_POD: Final = {"app.kubernetes.io/name": SERVER}
PORT: Final = 2746
OIDC_PROPERTY: Final = "oidc-client-secret"


@dataclass(frozen=True, kw_only=True)
class Artifacts:
    """A bucket for what workflows leave behind, and the key that encrypts it."""

    bucket: Wire[str]
    region: str
    dns_suffix: str
    key_arn: Wire[str]


@dataclass(frozen=True, kw_only=True)
class ArgoWorkflowsArgs:
    """A spec and what it is wired to.

    ``namespace`` is the controller's, with the gates of ``gates()``; ``secrets`` is what brings the Secret of ``wanted()``
    into it. ``runner_annotations`` and ``server_annotations`` tie the accounts of steps and of the server to identities
    that write to and read from ``artifacts``; ``granted`` makes them ready. ``elsewhere`` are further namespaces in which
    workflows run, by accounts that whoever makes those namespaces makes there.
    """

    spec: ArgoWorkflowsSpec
    namespace: PlatformNamespace
    secrets: Sequence[Resource]
    entrance: Entrance | None
    monitored: bool
    artifacts: Artifacts | None = None
    elsewhere: tuple[str, ...] = ()
    runner_annotations: Wire[dict[str, str]] | None = None
    server_annotations: Wire[dict[str, str]] | None = None
    granted: Sequence[Resource] = ()


class ArgoWorkflows(ClusterComponent):
    """Argo Workflows. Outputs: ``url``, of its web page, and ``runner``, the account that steps run as.

    ``ready`` is what WorkflowTemplates wait for.
    """

    urn_type = "platform:delivery:ArgoWorkflows"

    url: Output[str]
    runner: Output[str]

    def __init__(self, site: ClusterSite, args: ArgoWorkflowsArgs) -> None:
        super().__init__("workflows", site)
        self.args = args
        work = PlatformNamespace(site, _work(), self.child())
        runner = self._runner(work)
        accounts = [resource for stand in stands(args.spec.sign_on) for resource in self._stand(stand)]
        release = ChartRelease(
            site,
            ChartArgs(
                chart="argo-workflows",
                namespace=args.namespace,
                values=values(site, args, WORK),
                after=[*args.secrets, *args.granted, *accounts, *work.ready],
            ),
            self.child(),
        )
        for stand in stands(args.spec.sign_on):
            self._bind(stand, [*work.ready, *release.ready])
        self._route(release)
        self.url = Output.from_input(f"https://{args.spec.host}")
        self.runner = runner.account
        self.ready: list[Resource] = [*release.ready, *runner.ready]
        self.publish()

    def _runner(self, work: PlatformNamespace) -> WorkflowRunner:
        args = self.args
        return WorkflowRunner(
            RUNNER,
            self.site,
            WorkflowRunnerArgs(
                namespace=WORK,
                annotations=args.runner_annotations,
                granted=args.granted,
                after=work.ready,
            ),
            self.child(),
        )

    def _stand(self, stand: Stand) -> list[Resource]:
        inside = self.args.namespace.ready
        account = kubernetes.core.v1.ServiceAccount(
            f"{self.name}-{stand.name}",
            metadata=self.metadata(stand.name, NAMESPACE, annotations=stand.annotations),
            automount_service_account_token=False,
            opts=self.inside(inside),
        )
        token = kubernetes.core.v1.Secret(
            f"{self.name}-{stand.name}-token",
            metadata=self.metadata(stand.token, NAMESPACE, annotations=dict(stand.token_annotations())),
            type=TOKEN_TYPE,
            opts=self.inside([*inside, account]),
        )
        return [account, token]

    def _bind(self, stand: Stand, after: Sequence[Resource]) -> None:
        """Give an account its rights where workflows run, and nowhere else."""
        kubernetes.rbac.v1.RoleBinding(
            f"{self.name}-{stand.name}-binding",
            metadata=self.metadata(stand.name, WORK),
            opts=self.inside(after),
            **stand.binding(NAMESPACE),
        )

    def _route(self, release: ChartRelease) -> None:
        """Lead the host to the server, by TLS whose certificate the server has signed itself: hidden, and not proved."""
        entrance, host = self.args.entrance, self.args.spec.host
        if entrance is None:
            return
        after = [*release.ready, *entrance.ready]
        self.custom(
            "route",
            "gateway.networking.k8s.io/v1",
            "HTTPRoute",
            self.metadata(SERVER, NAMESPACE),
            entrance.route(host, SERVER, PORT),
            after=after,
        )
        self.custom(
            "tls",
            "networking.istio.io/v1",
            "DestinationRule",
            self.metadata(SERVER, NAMESPACE),
            {
                "host": f"{SERVER}.{NAMESPACE}.svc.cluster.local",
                "trafficPolicy": {"tls": {"mode": "SIMPLE", "insecureSkipVerify": True}},
            },
            after=after,
        )


def wanted(spec: ArgoWorkflowsSpec) -> list[WantedSecret]:
    """Return the Secret that has to be brought from the secret store."""
    if spec.sign_on.secret is None:
        return []
    client = {CLIENT_ID: spec.sign_on.client_id}
    secret = {CLIENT_SECRET: OIDC_PROPERTY}
    return [WantedSecret(name=OIDC, path=spec.sign_on.secret, values=secret, plain=client)]


def gates(site: ClusterSite, entrance: Entrance | None) -> Gates:
    """Return the gates of the controller's namespace: the server asks the identity provider and reads artifacts."""
    flows = {"allow-server-out": Flow(direction="to", peers=(INTERNET,), ports=(443,), pods=SERVER_POD)}
    if site.cloud == "aws":
        flows["allow-server-identity"] = replace(POD_IDENTITY, pods=SERVER_POD)
    if entrance is not None:
        way_in = Peer(namespace=entrance.namespace, pods=entrance.pods)
        flows["allow-gateway"] = Flow(direction="from", peers=(way_in,), ports=(PORT,), pods=SERVER_POD)
    return Gates(metrics=(METRICS,), flows=flows)


def _work() -> PlatformNamespaceArgs:
    """Return the namespace that steps run in: they tell the API server how they went, and keep artifacts."""
    return PlatformNamespaceArgs(
        namespace=WORK,
        pod_security="restricted",
        gates=Gates(cloud=True),
        share=Share(cpu="4", memory="8Gi", pods=50),
    )
