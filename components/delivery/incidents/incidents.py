"""The response to incidents on a cluster: its namespace, its accounts and their rights, and the workflow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pulumi_kubernetes as kubernetes
from pulumi import Output, Resource

from components.delivery.argo.workflows.argo_workflows import NAMESPACE as WORKFLOWS
from components.delivery.argo.workflows.people import stands
from components.delivery.argo.workflows.runner import WorkflowRunner, WorkflowRunnerArgs
from components.delivery.incidents.access import MENDS, READS, grant
from components.delivery.incidents.queries import table
from components.delivery.incidents.redaction import sed_program
from components.delivery.incidents.spec import IncidentsSpec
from components.delivery.incidents.steps import (
    DIAGNOSTICS,
    NOTIFIER,
    QUERIES,
    REDACTION,
    REMEDIATION,
    Surroundings,
    steps,
)
from components.delivery.incidents.workflow import NAME, SCRIPTS_MAP, workflow
from components.foundation.cluster.component import ClusterComponent
from components.foundation.cluster.job_pods import script
from components.foundation.cluster.monitoring import PROMETHEUS, asks_prometheus
from components.foundation.cluster.namespace import Gates, PlatformNamespace, PlatformNamespaceArgs, Share
from components.foundation.cluster.sign_on import SignOnSpec
from components.foundation.cluster.site import ClusterSite
from components.foundation.cluster.tool_images import AWS_CLI
from components.foundation.spec import Wire

NAMESPACE: Final = "sre"
SCRIPTS: Final = ("incident.sh", "page.sh", "diagnose.sh", "remediate.sh", "notify.sh", "record.sh")


@dataclass(frozen=True, kw_only=True)
class IncidentResponseArgs:
    """A spec and what it is wired to.

    ``namespace`` is the one of ``home()``, and ``secrets`` is what brings the Secret of ``wanted()`` into it. ``tenants`` are the namespaces
    of services, with what is ready once each stands. ``bucket`` is where evidence goes, by the identity of
    ``annotations``, which ``granted`` makes ready. ``web`` is the address of the workflows' page, ``sign_on`` who may do
    what there; ``workflows`` is what WorkflowTemplates wait for.
    """

    spec: IncidentsSpec
    namespace: PlatformNamespace
    secrets: Sequence[Resource]
    tenants: Mapping[str, Sequence[Resource]]
    bucket: Wire[str]
    region: str
    annotations: Wire[dict[str, str]]
    granted: Sequence[Resource]
    web: str
    sign_on: SignOnSpec
    workflows: Sequence[Resource]


class IncidentResponse(ClusterComponent):
    """The WorkflowTemplate ``incident-response`` and all that it runs with. Output: ``template``, as namespace/name.

    :raises ValueError: if a namespace in which something may be mended is no tenant's.
    """

    urn_type = "platform:delivery:IncidentResponse"

    template: Output[str]

    def __init__(self, site: ClusterSite, args: IncidentResponseArgs) -> None:
        unknown = sorted(set(args.spec.remediates) - set(args.tenants))
        if unknown:
            raise ValueError(
                f"cluster {site.name}: incidents.remediates names {', '.join(unknown)}, where no tenant lives and nothing "
                f"is to be mended: name some of {', '.join(args.tenants) or 'none'}"
            )
        super().__init__(NAME, site)
        self.args = args
        accounts = [
            *self._account(NOTIFIER),
            *self._account(DIAGNOSTICS, args.annotations, args.granted),
            *self._account(REMEDIATION),
        ]
        after = [*args.namespace.ready, *args.secrets, *args.workflows, *accounts, *self._rights(accounts)]
        self._people(after)
        self._template([*after, self._scripts()])
        self.template = Output.from_input(f"{NAMESPACE}/{NAME}")
        self.publish()

    def _account(
        self,
        name: str,
        annotations: Wire[dict[str, str]] | None = None,
        granted: Sequence[Resource] = (),
    ) -> list[Resource]:
        runner = WorkflowRunner(
            name,
            self.site,
            WorkflowRunnerArgs(
                namespace=NAMESPACE,
                account=name,
                annotations=annotations,
                granted=granted,
                after=self.args.namespace.ready,
            ),
            self.child(),
        )
        return runner.ready

    def _rights(self, accounts: Sequence[Resource]) -> list[Resource]:
        made = []
        for namespace, ready in sorted(self.args.tenants.items()):
            after = [*ready, *accounts]
            made += grant(self, DIAGNOSTICS, NAMESPACE, namespace, READS, after)
            if namespace in self.args.spec.remediates:
                made += grant(self, REMEDIATION, NAMESPACE, namespace, MENDS, after)
        return made

    def _people(self, after: Sequence[Resource]) -> None:
        """Let those who work with workflows see and start this one; where theirs run they have these rights already."""
        for stand in stands(self.args.sign_on):
            kubernetes.rbac.v1.RoleBinding(
                f"{self.name}-{stand.name}",
                metadata=self.metadata(stand.name, NAMESPACE),
                opts=self.inside(after),
                **stand.binding(WORKFLOWS),
            )

    def _scripts(self) -> Resource:
        return kubernetes.core.v1.ConfigMap(
            f"{self.name}-scripts",
            metadata=self.metadata(SCRIPTS_MAP, NAMESPACE),
            data={
                **{name: script(__package__, name) for name in SCRIPTS},
                REDACTION: sed_program(),
                QUERIES: table(),
            },
            opts=self.inside(self.args.namespace.ready),
        )

    def _template(self, after: Sequence[Resource]) -> None:
        args, site = self.args, self.site
        here = Surroundings(bucket=args.bucket, region=args.region, prometheus=PROMETHEUS, web=args.web)
        self.custom(
            "template",
            "argoproj.io/v1alpha1",
            "WorkflowTemplate",
            self.metadata(NAME, NAMESPACE),
            workflow(
                site,
                args.spec,
                steps(args.spec, here, NAMESPACE),
                site.refuse_foreign(AWS_CLI, "the response to incidents"),
                sorted(args.tenants),
            ),
            after=after,
        )


def home() -> PlatformNamespaceArgs:
    """Return the namespace that incidents are answered in: it reaches outside services, the bucket and Prometheus."""
    return PlatformNamespaceArgs(
        namespace=NAMESPACE,
        pod_security="restricted",
        gates=Gates(cloud=True, flows={"allow-queries": asks_prometheus()}),
        share=Share(cpu="2", memory="4Gi", pods=30),
    )
