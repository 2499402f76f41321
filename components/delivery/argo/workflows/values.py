"""The values of Argo Workflows' chart: every one that is not the chart's own has a reason here. Chart 1.0.18."""

from typing import TYPE_CHECKING, Any, Final

from components.delivery.argo.workflows.people import stands
from components.delivery.argo.workflows.runner import RUNNER
from components.delivery.argo.workflows.spec import ArgoWorkflowsSpec
from components.foundation.cluster.containers import share
from components.foundation.cluster.site import ClusterSite

if TYPE_CHECKING:
    from components.delivery.argo.workflows.argo_workflows import ArgoWorkflowsArgs

OIDC: Final = "argo-workflows-oidc"
CLIENT_ID, CLIENT_SECRET = "client-id", "client-secret"
SERVER_ACCOUNT: Final = "argo-workflows-server"
METRICS: Final = 9090

RESTRICTED: Final = {
    "allowPrivilegeEscalation": False,
    "capabilities": {"drop": ["ALL"]},
    "runAsNonRoot": True,
    "seccompProfile": {"type": "RuntimeDefault"},
}
"""What a namespace of the level ``restricted`` asks of a container."""

POD: Final = {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}}
KEY_FORMAT: Final = "workflows/{{workflow.namespace}}/{{workflow.name}}/{{pod.name}}"


def values(site: ClusterSite, args: "ArgoWorkflowsArgs", work: str) -> dict[str, Any]:
    """Return the values. Secrets are none of them: the chart is told their names."""
    spec = args.spec
    budget = {"enabled": site.available, **({"maxUnavailable": 1} if site.available else {})}
    return {
        "images": {"pullPolicy": "IfNotPresent"},
        # Without their schemas: the whole ones, of 12 MB, would be fetched from the internet by a job that may change any
        # definition of the cluster. What the platform makes is held against the whole ones before it is deployed.
        "crds": {"install": True, "keep": True, "full": False},
        "createAggregateRoles": True,
        # The account that steps run as is made beside this, with rights that can be read there.
        "workflow": {"serviceAccount": {"create": False}, "rbac": {"create": False}},
        "controller": {
            "replicas": site.replicas,
            "pdb": budget,
            "resources": share("50m", "128Mi", "512Mi"),
            "podSecurityContext": POD,
            "logging": {"format": "json"},
            "workflowNamespaces": [work, *args.elsewhere],
            "parallelism": spec.parallelism,
            "workflowDefaults": {"spec": _defaults(spec)},
            # What runs was reviewed as a template; nobody makes up steps of his own.
            "workflowRestrictions": {"templateReferencing": "Strict"},
            "metricsConfig": {"enabled": True, "port": METRICS},
            "serviceMonitor": {"enabled": args.monitored},
            "clusterWorkflowTemplates": {"enabled": False},
            "rbac": {"accessAllSecrets": False},
            **site.on_system_nodes(),
        },
        "mainContainer": {"resources": share("100m", "128Mi", "512Mi"), "securityContext": RESTRICTED},
        "executor": {"resources": share("20m", "64Mi", "256Mi"), "securityContext": RESTRICTED},
        "server": _server(site, args, budget),
        **_artifacts(args),
    }


def _defaults(spec: ArgoWorkflowsSpec) -> dict[str, Any]:
    """Return what holds for every workflow that does not say otherwise."""
    return {
        "serviceAccountName": RUNNER,
        "activeDeadlineSeconds": spec.hours * 3_600,
        "ttlStrategy": {
            "secondsAfterSuccess": 24 * 3_600,
            "secondsAfterFailure": spec.days_kept * 24 * 3_600,
            "secondsAfterCompletion": spec.days_kept * 24 * 3_600,
        },
        # Pods of steps that failed stay as long as the workflow, so that somebody can look at them.
        "podGC": {"strategy": "OnPodSuccess", "deleteDelayDuration": "60s"},
        "securityContext": POD,
    }


def _server(site: ClusterSite, args: "ArgoWorkflowsArgs", budget: dict[str, Any]) -> dict[str, Any]:
    spec = args.spec
    return {
        "replicas": site.replicas,
        "pdb": budget,
        "resources": share("30m", "64Mi", "256Mi"),
        "podSecurityContext": POD,
        "logging": {"format": "json"},
        # The chart's own way in is open to everybody: the server's account, which may do everything.
        "authModes": ["sso"],
        # By TLS, because only then is the cookie of who signed on kept from plain connections.
        "secure": True,
        "clusterWorkflowTemplates": {"enabled": False, "enableEditing": False},
        "serviceAccount": {
            "name": SERVER_ACCOUNT,
            "annotations": args.server_annotations if args.server_annotations is not None else {},
        },
        "sso": {
            "enabled": True,
            "issuer": spec.sign_on.issuer,
            "clientId": {"name": OIDC, "key": CLIENT_ID},
            "clientSecret": {"name": OIDC, "key": CLIENT_SECRET},
            "redirectUrl": f"https://{spec.host}/oauth2/callback",
            "scopes": ["openid", "profile", "email", "groups"],
            "sessionExpiry": "8h",
            "rbac": {
                "enabled": True,
                # Of all Secrets of the cluster, the server reads these.
                "secretWhitelist": [OIDC, *(stand.token for stand in stands(spec.sign_on))],
            },
        },
        **site.on_system_nodes(),
    }


def _artifacts(args: "ArgoWorkflowsArgs") -> dict[str, Any]:
    """Return where results and logs are kept, by the identity of the account that runs the step."""
    kept = args.artifacts
    if kept is None:
        return {"useStaticCredentials": False}
    return {
        "useStaticCredentials": False,
        "artifactRepository": {
            "archiveLogs": True,
            "s3": {
                "bucket": kept.bucket,
                "region": kept.region,
                "endpoint": f"s3.{kept.region}.{kept.dns_suffix}",
                "insecure": False,
                "useSDKCreds": True,
                "keyFormat": KEY_FORMAT,
                "encryptionOptions": {"enableEncryption": True, "kmsKeyId": kept.key_arn},
            },
        },
    }
