"""The response to incidents, on an EKS cluster with workflows and a bucket for what is gathered."""

from components.delivery.argo.workflows import ArgoWorkflows
from components.delivery.incidents import incidents
from components.delivery.incidents.incidents import IncidentResponse, IncidentResponseArgs
from components.delivery.incidents.spec import wanted
from components.delivery.incidents.steps import DIAGNOSTICS
from components.foundation.cluster.namespace import PlatformNamespace
from components.kubernetes.identity_policies.incident_evidence import incident_evidence
from components.security.cluster.secrets.operator import ExternalSecrets
from stacks.layers.platform.site import PlatformSite
from stacks.layers.platform.wanted import fetched


def build(
    site: PlatformSite, operator: ExternalSecrets | None, workflows: ArgoWorkflows | None
) -> IncidentResponse | None:
    """Build the workflow of an incident, where the settings have it and what it stands on."""
    spec, side, argo = site.spec.incidents, site.aws, site.spec.argo_workflows
    if spec is None or side is None or argo is None or workflows is None:
        return None
    store = side.stores.incidents if side.stores else None
    if store is None:
        return None
    namespace = PlatformNamespace(site.cluster, incidents.home())
    identity = site.aws_identity(
        incidents.NAMESPACE,
        DIAGNOSTICS,
        incident_evidence(
            placement=side.base.placement,
            bucket_arn=store.bucket_arn,
            key_arn=side.base.keys.arns["artifacts"],
        ),
    )
    return IncidentResponse(
        site.cluster,
        IncidentResponseArgs(
            spec=spec,
            namespace=namespace,
            secrets=fetched(site, operator, incidents.NAMESPACE, [wanted(spec)], namespace.ready),
            tenants={name: tenant.ready for name, tenant in site.tenants.items()},
            bucket=store.bucket_name,
            region=side.region,
            annotations=identity.annotations,
            granted=[*identity.granted, *store.ready],
            web=f"https://{argo.host}",
            sign_on=argo.sign_on,
            workflows=workflows.ready,
        ),
    )
