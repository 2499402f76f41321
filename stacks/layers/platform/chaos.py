"""Chaos experiments on an EKS cluster that runs workflows: their engine, their runner, and what they are made to."""

from collections.abc import Mapping, Sequence
from typing import Any

from pulumi import Output, Resource

from components.delivery.argo.workflows import NAMESPACE as WORKFLOWS
from components.delivery.argo.workflows import ArgoWorkflowsSpec, WorkflowRunner, WorkflowRunnerArgs
from components.delivery.argo.workflows.people import ADMINISTERS, LOOKS, stands
from components.delivery.argo.workflows.runner import Right
from components.foundation.cluster.namespace import PlatformNamespace
from components.foundation.spec import Wire
from components.kubernetes.identity_policies.workflow_artifacts import artifact_writer
from components.kubernetes.node_pools import POOL_LABEL
from components.observability.slo import BUDGET_LEFT, BURN_RATE
from components.resilience.chaos import chaos, workflow
from components.resilience.chaos.chaos import Chaos, ChaosArgs, Objectives
from components.resilience.chaos.engine import ChaosEngine, ChaosEngineArgs
from components.resilience.chaos.experiments import DiskFillSpec
from components.resilience.chaos.spec import ChaosSpec
from components.security.cluster.secrets.operator import ExternalSecrets
from components.workloads.traffic import POSTGRES
from stacks.layers.platform.delivery import Delivery
from stacks.layers.platform.site import AwsSide, PlatformSite
from stacks.layers.platform.wanted import fetched

JOBS = Right(groups=("batch",), resources=("jobs",), verbs=("create", "delete", "get", "list"))
"""What fills a disk; in the namespace of the experiments, whose pods may do nothing."""


def build(
    site: PlatformSite,
    operator: ExternalSecrets | None,
    delivered: Delivery,
    places: Mapping[str, Sequence[Resource]],
) -> Chaos | None:
    """Build the experiments, where the settings have them.

    :param places: what stands in namespaces of the platform's own that experiments may be about, by their names.
    """
    spec, side, workflows = site.spec.chaos, site.aws, delivered.workflows
    if spec is None or side is None or workflows is None:
        return None
    made = ChaosEngine(site.cluster, ChaosEngineArgs(monitored=site.monitored))
    home = PlatformNamespace(site.cluster, chaos.home())
    secrets = (
        fetched(site, operator, chaos.NAMESPACE, workflow.wanted(spec), home.ready)
        if workflow.wanted(spec)
        else ()
    )
    runner = _runner(site, side, spec, home)
    tenants = {name: tenant.ready for name, tenant in site.tenants.items()}
    return Chaos(
        site.cluster,
        ChaosArgs(
            spec=spec,
            objectives=Objectives(burn_rate=BURN_RATE, budget_left=BUDGET_LEFT),
            databases=_databases(side),
            pool_label=POOL_LABEL,
            account=chaos.RUNNER,
            people=_people(site.spec.argo_workflows),
            opened={name: {**tenants, **places}[name] for name in spec.namespaces},
            after=[*home.ready, *made.ready, *runner.ready, *workflows.ready, *secrets],
        ),
    )


def _runner(site: PlatformSite, side: AwsSide, spec: ChaosSpec, home: PlatformNamespace) -> WorkflowRunner:
    """Return the account of the experiments, which writes reports into a folder of its own."""
    store = side.stores.artifacts if side.stores else None
    identity = None
    if store is not None:
        grants = artifact_writer(
            placement=side.base.placement,
            bucket_arn=store.bucket_arn,
            key_arn=side.base.keys.arns["artifacts"],
            folder=workflow.REPORTS,
        )
        identity = site.aws_identity(chaos.NAMESPACE, chaos.RUNNER, grants)
    fills = any(isinstance(one, DiskFillSpec) for one in spec.experiments.values())
    return WorkflowRunner(
        chaos.RUNNER,
        site.cluster,
        WorkflowRunnerArgs(
            namespace=chaos.NAMESPACE,
            account=chaos.RUNNER,
            rights=(JOBS,) if fills else (),
            annotations=identity.annotations if identity else None,
            granted=identity.granted if identity else (),
            after=home.ready,
        ),
    )


def _people(spec: ArgoWorkflowsSpec | None) -> dict[str, Mapping[str, Any]]:
    """Return who sees the experiments in the web page of workflows and who acts on them; who delivers has no part."""
    return {
        stand.name: stand.binding(WORKFLOWS)
        for stand in (stands(spec.sign_on) if spec else ())
        if stand.role in {ADMINISTERS, LOOKS}
    }


def _databases(side: AwsSide) -> list[Wire[str]]:
    """Return where the region's database answers, itself and by its proxy, as a host with its port."""
    data = side.data
    found: list[Wire[str]] = []
    if data.database is not None:
        found.append(Output.format("{0}:{1}", data.database.host, POSTGRES))
    if data.proxy is not None:
        found.append(Output.format("{0}:{1}", data.proxy.endpoint, POSTGRES))
    return found
