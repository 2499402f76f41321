"""Chaos experiments on a cluster: what they are, when they are due, and what the account that makes them may do."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final

import pulumi_kubernetes as kubernetes
from pulumi import Output, Resource
from pulumi_kubernetes.rbac.v1 import PolicyRuleArgs, RoleRefArgs, SubjectArgs

from components.foundation.cluster.component import ClusterComponent
from components.foundation.cluster.monitoring import PROMETHEUS, asks_prometheus
from components.foundation.cluster.namespace import Gates, PlatformNamespaceArgs, Share
from components.foundation.cluster.site import ClusterSite
from components.foundation.cluster.tool_images import PYTHON
from components.foundation.spec import Wire
from components.resilience.chaos import workflow
from components.resilience.chaos.experiments import AnyExperiment
from components.resilience.chaos.faults import KINDS, Surroundings, collections, fault
from components.resilience.chaos.pods import COLLECTIONS
from components.resilience.chaos.spec import ChaosSpec

NAMESPACE: Final = "chaos-engineering"
RUNNER: Final = "chaos-runner"

SETTLE_SECONDS: Final = 90
"""Within what time a fault has to be in place; afterwards the experiment is said to have hit nothing."""

ERROR_RATE: Final = (
    '(sum(rate(http_requests_total{status=~"5.."}[5m])) or vector(0)) / sum(rate(http_requests_total[5m]))'
)
"""The share of requests that fail (requirements, 10.1). With no requests at all it has no value, and nothing begins."""

CRITICAL: Final = 'count(ALERTS{alertstate="firing",severity="critical"}) or vector(0)'
"""How many alerts have somebody woken."""

PROGRAM_FILES: Final = (
    "__init__.py", "__main__.py", "dice.py", "fill.py", "kube.py", "prometheus.py", "run.py", "telling.py", "told.py",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Objectives:
    """The records of service level objectives: how fast each budget burns, and what is left of it."""

    burn_rate: str
    budget_left: str


@dataclass(frozen=True, kw_only=True)
class ChaosArgs:
    """A spec, what measures the objectives, and what experiments are made to and by.

    ``databases`` are the addresses of the region's database with their ports; ``pool_label`` is the label of nodes that
    names their pool. ``account`` is the runner's, in the namespace of ``home()``. ``people`` are fields of RoleBindings
    there, by name, for those who look at workflows. ``opened`` makes the namespaces of
    ``spec.namespaces`` ready, and ``after`` is what everything waits for: the namespace, the engine, the workflows.
    """

    spec: ChaosSpec
    objectives: Objectives
    databases: Sequence[Wire[str]]
    pool_label: str
    account: str
    people: Mapping[str, Mapping[str, Any]]
    opened: Mapping[str, Sequence[Resource]]
    after: Sequence[Resource]


class Chaos(ClusterComponent):
    """The experiments of a cluster, due together and run one after the other by Argo Workflows.

    The account that runs them may make two kinds of Chaos Mesh in the namespaces that they are about, and jobs in its
    own. Outputs: ``namespace`` and ``schedule``, the name of the CronWorkflow.
    """

    urn_type = "platform:resilience:Chaos"

    namespace: Output[str]
    schedule: Output[str]

    def __init__(self, site: ClusterSite, args: ChaosArgs) -> None:
        self.image = site.refuse_foreign(PYTHON, "the experiments")
        super().__init__("chaos", site)
        self.args = args
        rights = [one for namespace in args.spec.namespaces for one in self._rights(namespace)]
        self._shown()
        made = [*rights, *self._told()]
        self._workflow(made)
        self.namespace = Output.from_input(NAMESPACE)
        self.schedule = Output.from_input(workflow.NAME)
        self.publish()

    def _rights(self, namespace: str) -> list[Resource]:
        """Let the runner make and take back faults in one namespace, and nothing else there."""
        after = [*self.args.after, *self.args.opened[namespace]]
        role = kubernetes.rbac.v1.Role(
            f"{self.name}-{namespace}-role",
            metadata=self.metadata(RUNNER, namespace),
            rules=[
                PolicyRuleArgs(
                    api_groups=["chaos-mesh.org"],
                    resources=sorted(KINDS.values()),
                    verbs=["create", "delete", "get", "list"],
                )
            ],
            opts=self.inside(after),
        )
        binding = kubernetes.rbac.v1.RoleBinding(
            f"{self.name}-{namespace}-binding",
            metadata=self.metadata(RUNNER, namespace),
            role_ref=RoleRefArgs(api_group="rbac.authorization.k8s.io", kind="Role", name=RUNNER),
            subjects=[SubjectArgs(kind="ServiceAccount", name=self.args.account, namespace=NAMESPACE)],
            opts=self.inside([*after, role]),
        )
        return [role, binding]

    def _shown(self) -> None:
        """Let people see what runs."""
        for name, fields in self.args.people.items():
            kubernetes.rbac.v1.RoleBinding(
                f"{self.name}-{name}-binding",
                metadata=self.metadata(name, NAMESPACE),
                opts=self.inside(self.args.after),
                **fields,
            )

    def _told(self) -> list[Resource]:
        """Return the program, and the files that say what it runs."""
        spec = self.args.spec
        folder = files(__package__) / "scripts"
        program = self._config_map(
            workflow.PROGRAM, {name: (folder / name).read_text() for name in PROGRAM_FILES}
        )
        found = Output.all(*self.args.databases).apply(
            lambda known: {
                **{
                    f"{name}.json": _written(self._told_of(name, one, known))
                    for name, one in spec.experiments.items()
                },
                COLLECTIONS: _written(collections(spec.experiments, NAMESPACE)),
            }
        )
        return [program, self._config_map(workflow.EXPERIMENT_FILES, found)]

    def _told_of(self, name: str, spec: AnyExperiment, databases: Sequence[Any]) -> dict[str, Any]:
        """Return what the program is told of an experiment (scripts/told.py)."""
        decided, objectives = self.args.spec, self.args.objectives
        around = Surroundings(
            home=NAMESPACE,
            image=self.image,
            program=workflow.PROGRAM,
            databases=databases,
            pool_label=self.args.pool_label,
            labels=self.site.labels.kubernetes(),
        )
        return {
            "name": name,
            "cluster": self.site.name,
            "timezone": decided.timezone,
            "probability": spec.probability,
            "seconds": spec.minutes * 60,
            "watch_seconds": decided.watch_seconds,
            "settle_seconds": SETTLE_SECONDS,
            "dry_run": decided.dry_run,
            "queries": {
                "error_rate": ERROR_RATE,
                "burn_rate": objectives.burn_rate,
                "budget_left": objectives.budget_left,
                "critical_alerts": CRITICAL,
            },
            "safeguards": {**decided.safeguards.model_dump(), "critical_alerts": 0},
            "made": fault(spec, around),
        }

    def _config_map(self, name: str, data: Wire[dict[str, str]]) -> Resource:
        return kubernetes.core.v1.ConfigMap(
            f"{self.name}-{name.removeprefix('chaos-')}",
            metadata=self.metadata(name, NAMESPACE),
            data=data,
            opts=self.inside(self.args.after),
        )

    def _workflow(self, made: Sequence[Resource]) -> None:
        spec, after = self.args.spec, [*self.args.after, *made]
        template = self.custom(
            "template",
            "argoproj.io/v1alpha1",
            "WorkflowTemplate",
            self.metadata(workflow.NAME, NAMESPACE),
            workflow.template(
                self.site,
                spec,
                image=self.image,
                account=self.args.account,
                prometheus=PROMETHEUS,
                labels=self.site.labels.kubernetes(),
            ),
            after=after,
        )
        self.custom(
            "schedule",
            "argoproj.io/v1alpha1",
            "CronWorkflow",
            self.metadata(workflow.NAME, NAMESPACE),
            workflow.schedule(spec),
            after=[*after, template],
        )


def home() -> PlatformNamespaceArgs:
    """Return the namespace of the experiments' own pods. None of them may do what the engine may, which has its own."""
    return PlatformNamespaceArgs(
        namespace=NAMESPACE,
        pod_security="restricted",
        # By the cloud's gate reports go to their bucket, and words to Slack.
        gates=Gates(cloud=True, flows={"allow-prometheus": asks_prometheus()}),
        share=Share(cpu="1", memory="2Gi", pods=20),
    )


def _written(content: Any) -> str:
    return json.dumps(content, indent=2, sort_keys=True)
