"""An application on a cluster with all that it needs to run, be found, be left alone and be scaled."""

from typing import Any, Final

import pulumi_kubernetes as kubernetes
from pulumi import Output, Resource, ResourceOptions
from pulumi_kubernetes.rbac.v1 import PolicyRuleArgs, RoleRefArgs, SubjectArgs

from components.foundation.cluster.component import ClusterComponent
from components.foundation.cluster.flows import together
from components.foundation.cluster.site import ClusterSite
from components.workloads.mesh_access import mesh_policies
from components.workloads.monitor import monitor_spec
from components.workloads.pods import pod_template, selector
from components.workloads.scaler import VERTICAL, Target, WorkloadScaler, WorkloadScalerArgs
from components.workloads.traces import traced
from components.workloads.traffic import flows, route_spec, service_spec
from components.workloads.versions import controlled_by, controller_spec, preview_name, service_name
from components.workloads.wiring import WorkloadArgs

ROLLOUTS: Final = "rollouts.argoproj.io"
APPLICATIONS: Final = "applications.argoproj.io"
SEEDED: Final = ["spec", "metadata.labels", "metadata.annotations"]
"""What belongs to Argo CD once it stands, so that two owners do not undo each other (docs/decisions/0012)."""


class Workload(ClusterComponent):
    """A workload of one container: its pods, how it is reached, what it may do, and how many of it there are.

    Outputs: ``service``, the name under which it is called, and ``account``, its service account.

    :raises ValueError: if another workload of the namespace has its name, or two things scale it.
    """

    urn_type = "platform:workloads:Workload"

    service: Output[str]
    account: Output[str]

    def __init__(self, site: ClusterSite, args: WorkloadArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(args.name, site, opts)
        self.args = args
        self._note()
        account = self._account()
        self._rights(account)
        services = self._services()
        guarded: list[Resource] = [account, *services, *args.granted, self._policy(), *self._budget()]
        controller = self._controller(guarded)
        self._route(services)
        self._monitor()
        if args.trust_domain is not None:
            self._in_mesh(args.trust_domain)
        self._scaler(controller)
        self.service = Output.from_input(service_name(args.name))
        self.account = Output.from_input(args.name)
        self.ready: list[Resource] = [*args.after, *guarded, controller]
        self.publish()

    def _note(self) -> None:
        spec, ledger, by = self.args.spec, self.site.ledger, f"the workload {self.args.name}"
        ledger.claim("workload", f"{spec.namespace}/{self.args.name}", by)
        ledger.need("namespace", spec.namespace, by, "add it to `namespaces`, or name one of them")
        if spec.strategy != "rolling":
            ledger.need("definition", ROLLOUTS, by, "install Argo Rollouts, or set strategy to rolling")
        if spec.delivery == "argo-cd":
            ledger.need("definition", APPLICATIONS, by, "install Argo CD, or set delivery to pulumi")
        for other in (*spec.clients, *spec.calls):
            ledger.need("workload", other, by, "name a workload of this cluster, or leave it out")

    def _account(self) -> kubernetes.core.v1.ServiceAccount:
        args = self.args
        return kubernetes.core.v1.ServiceAccount(
            f"{self.name}-account",
            metadata=self.metadata(
                args.name, args.namespace, labels=args.account_labels, annotations=args.annotations
            ),
            automount_service_account_token=args.spec.reads_cluster,
            opts=self.inside(args.after),
        )

    def _rights(self, account: Resource) -> None:
        args = self.args
        if not args.spec.reads_cluster:
            return
        read = [PolicyRuleArgs(api_groups=[""], resources=["configmaps", "pods"], verbs=["get", "list"])]
        if args.spec.secret is not None:
            read.append(
                PolicyRuleArgs(
                    api_groups=[""], resources=["secrets"], resource_names=[args.spec.secret], verbs=["get"]
                )
            )
        name = f"{args.name}-role"
        role = kubernetes.rbac.v1.Role(
            f"{self.name}-role",
            metadata=self.metadata(name, args.namespace),
            rules=read,
            opts=self.inside(args.after),
        )
        kubernetes.rbac.v1.RoleBinding(
            f"{self.name}-binding",
            metadata=self.metadata(f"{args.name}-binding", args.namespace),
            subjects=[SubjectArgs(kind="ServiceAccount", name=args.name, namespace=args.namespace)],
            role_ref=RoleRefArgs(api_group="rbac.authorization.k8s.io", kind="Role", name=name),
            opts=self.inside([*args.after, account, role]),
        )

    def _services(self) -> list[Resource]:
        """Make the Service, and the one before a version that has not taken over. Argo Rollouts picks their pods."""
        rolling = self.args.spec.strategy == "rolling"
        spec: Any = service_spec(self.args)
        names = {"service": service_name(self.args.name)}
        if not rolling:
            names["preview"] = preview_name(self.args.name)
        return [
            kubernetes.core.v1.Service(
                f"{self.name}-{role}",
                metadata=self.metadata(
                    name, self.args.namespace, labels={**selector(self.args.name), "role": role}
                ),
                spec=spec,
                opts=self.child(
                    depends_on=[*self.site.ready, *self.args.after],
                    ignore_changes=None if rolling else ["spec.selector"],
                ),
            )
            for role, name in names.items()
        ]

    def _policy(self) -> Resource:
        return kubernetes.networking.v1.NetworkPolicy(
            f"{self.name}-netpol",
            metadata=self.metadata(f"{self.args.name}-netpol", self.args.namespace),
            spec=together(selector(self.args.name), flows(self.site, self.args)),
            opts=self.inside(self.args.after),
        )

    def _budget(self) -> list[Resource]:
        """Bound what a drain may take away at once; of a single replica there is nothing to bound."""
        spec = self.args.spec
        if spec.scaling.min < 2:
            return []
        bounds: Any = {
            "maxUnavailable": int(spec.budget.gone) if spec.budget.gone.isdigit() else spec.budget.gone,
            "selector": {"matchLabels": selector(self.args.name)},
            # A replica that does not work protects nobody, and would keep its node from being drained for ever.
            "unhealthyPodEvictionPolicy": "AlwaysAllow",
        }
        budget = kubernetes.policy.v1.PodDisruptionBudget(
            f"{self.name}-budget",
            metadata=self.metadata(self.args.name, self.args.namespace),
            spec=bounds,
            opts=self.inside(self.args.after),
        )
        return [budget]

    def _controller(self, before: list[Resource]) -> Resource:
        args, spec = self.args, self.args.spec
        told = {
            **{_variable(queue): url for queue, url in args.addresses.items()},
            **traced(args.name, spec, args.collector),
        }
        template = pod_template(args.name, spec, args.image, self.site.labels.kubernetes(), told)
        # One shape serves a Deployment and a Rollout: the schemas of both judge it (tests/manifests), no type of the SDK.
        body: Any = controller_spec(args.name, spec, template, args.takeover)
        metadata = self.metadata(args.name, args.namespace, labels=selector(args.name))
        opts = self.child(
            depends_on=[*self.site.ready, *args.after, *before],
            ignore_changes=SEEDED if spec.delivery == "argo-cd" else None,
        )
        if spec.strategy == "rolling":
            return kubernetes.apps.v1.Deployment(
                f"{self.name}-deployment", metadata=metadata, spec=body, opts=opts
            )
        api_version, kind = controlled_by(spec)
        return kubernetes.apiextensions.CustomResource(
            f"{self.name}-rollout",
            api_version=api_version,
            kind=kind,
            metadata=metadata,
            spec=body,
            opts=opts,
        )

    def _route(self, services: list[Resource]) -> None:
        gateway = self.args.gateway
        if self.args.spec.route is None or gateway is None:
            return
        weighed = self.args.spec.strategy == "canary"
        kubernetes.apiextensions.CustomResource(
            f"{self.name}-route",
            api_version="gateway.networking.k8s.io/v1",
            kind="HTTPRoute",
            metadata=self.metadata(self.args.name, self.args.namespace),
            spec=route_spec(self.args, gateway),
            opts=self.child(
                depends_on=[*self.site.ready, *self.args.after, *services],
                ignore_changes=["spec.rules"] if weighed else None,
            ),
        )

    def _in_mesh(self, domain: str) -> None:
        """Say to the mesh who may call, and let metrics be asked for in plain text as well: who scrapes is no member."""
        args = self.args
        for role, kind, spec in mesh_policies(args, domain):
            self.custom(
                f"{role}-{kind}",
                "security.istio.io/v1",
                kind,
                self.metadata(f"{args.name}-{role}", args.namespace),
                spec,
                after=args.after,
            )

    def _monitor(self) -> None:
        """Have each pod asked once, whichever of its Services choose it, and known by its workload and its version."""
        if not self.args.monitored:
            return
        self.custom(
            "monitor",
            "monitoring.coreos.com/v1",
            "PodMonitor",
            self.metadata(self.args.name, self.args.namespace),
            monitor_spec(self.args.name),
            after=self.args.after,
        )

    def _scaler(self, controller: Resource) -> None:
        args, spec = self.args, self.args.spec
        sized = spec.vertical is not None and self.site.ledger.owner("definition", VERTICAL) is not None
        if spec.scaling.min == spec.scaling.max and not sized:
            return
        api_version, kind = controlled_by(spec)
        service = f"{service_name(args.name)}.{spec.namespace}.svc.cluster.local"
        WorkloadScaler(
            self.site,
            WorkloadScalerArgs(
                target=Target(
                    namespace=spec.namespace,
                    name=args.name,
                    api_version=api_version,
                    kind=kind,
                    gauges_at=f"http://{service}:{spec.metrics_port}/metrics",
                ),
                scaling=spec.scaling,
                vertical=spec.vertical,
                namespace=args.namespace,
                queues=args.queues,
                prometheus=args.prometheus,
                after=[*args.after, controller],
            ),
            self.child(),
        )


def _variable(queue: str) -> str:
    """Return the name under which a process is told a queue's address."""
    return f"QUEUE_{queue.replace('-', '_').upper()}_URL"
