"""Grafana as kube-prometheus-stack takes it: everything comes from the repository, and people come by sign-on alone."""

from typing import TYPE_CHECKING, Any, Final

from components.foundation.cluster.containers import confined, share
from components.foundation.cluster.monitoring import ALERTMANAGER
from components.foundation.cluster.namespace import MONITORING
from components.foundation.cluster.site import ClusterSite
from components.foundation.cluster.wanted_secret import WantedSecret
from components.observability.dashboards.config_maps import FOLDER, LABEL
from components.observability.metrics.spec import GrafanaSignOnSpec, GrafanaSpec

if TYPE_CHECKING:
    from components.observability.metrics.stack import MetricsStackArgs

NAME: Final = "grafana"
PORT: Final = 3000
SERVICE_PORT: Final = 80
PODS: Final = {"app.kubernetes.io/name": "grafana"}
SIGN_ON: Final = "grafana-sign-on"
CLIENT_SECRET: Final = "client-secret"  # noqa: S105 - the name of a key
OIDC_PROPERTY: Final = "oidc-client-secret"

PROMETHEUS: Final = f"http://metrics-prometheus.{MONITORING}.svc:9090"
"""The service that keeps a page to one of both replicas."""

SOURCE: Final = "prometheus"
ALERTS: Final = "alertmanager"


def wanted(spec: GrafanaSpec) -> list[WantedSecret]:
    """Return the Secret that has to be brought from the secret store."""
    if spec.sign_on is None or spec.sign_on.secret is None:
        return []
    return [WantedSecret(name=SIGN_ON, path=spec.sign_on.secret, values={CLIENT_SECRET: OIDC_PROPERTY})]


def values(site: ClusterSite, args: "MetricsStackArgs") -> dict[str, Any]:
    """Return Grafana's part of the values. It is one pod without a volume: all that it shows stands in the repository."""
    spec = args.spec.grafana or GrafanaSpec()
    ((label, marked),) = LABEL.items()
    return {
        "enabled": True,
        "fullnameOverride": NAME,
        "testFramework": {"enabled": False},
        "replicas": 1,
        "resources": share("100m", "256Mi", "512Mi"),
        "containerSecurityContext": {**confined(), "seccompProfile": {"type": "RuntimeDefault"}},
        # Its root is read-only, and it makes files of its own while it draws and exports.
        "extraEmptyDirMounts": [{"name": "scratch", "mountPath": "/tmp"}],  # noqa: S108 - a mount of its own
        # There is no administrator with a password, and none could be made by whoever comes first.
        "env": {"GF_SECURITY_DISABLE_INITIAL_ADMIN_CREATION": "true"},
        "envValueFrom": _client(spec.sign_on),
        "grafana.ini": settings(spec),
        "rbac": {"namespaced": True},
        "sidecar": {
            "dashboards": {
                "enabled": True,
                "label": label,
                "labelValue": marked,
                "folderAnnotation": FOLDER,
                "searchNamespace": MONITORING,
                "resource": "configmap",
                # Grafana reads the files again by itself, and there is nobody as whom a reload could be asked for.
                "skipReload": True,
                "provider": {"allowUiUpdates": False, "foldersFromFilesStructure": True},
            },
            "datasources": {
                "enabled": False,
                "defaultDatasourceEnabled": False,
                "alertmanager": {"enabled": False},
            },
            "resources": share("10m", "96Mi"),
            "securityContext": confined(),
        },
        "datasources": {"datasources.yaml": {"apiVersion": 1, "prune": True, "datasources": _sources(args)}},
        "serviceMonitor": {"enabled": True},
        **site.on_system_nodes(),
    }


def settings(spec: GrafanaSpec) -> dict[str, Any]:
    """Return Grafana's own settings, ``grafana.ini``, without a secret."""
    return {
        "analytics": {
            "check_for_updates": False,
            "check_for_plugin_updates": False,
            "reporting_enabled": False,
        },
        "security": {"cookie_secure": spec.host is not None, "disable_gravatar": True},
        "server": {"root_url": f"https://{spec.host}" if spec.host else f"http://localhost:{PORT}"},
        "users": {"allow_sign_up": False, "viewers_can_edit": False},
        "unified_alerting": {"enabled": False},
        "plugins": {"plugin_admin_enabled": False},
        "auth": {"disable_login_form": True, "oauth_auto_login": spec.sign_on is not None},
        # Who gets here by the API server's tunnel has proved to it who he is.
        "auth.anonymous": {"enabled": spec.sign_on is None, "org_role": "Viewer"},
        **({"auth.generic_oauth": _sign_on(spec.sign_on)} if spec.sign_on else {}),
    }


def _sign_on(spec: GrafanaSignOnSpec) -> dict[str, Any]:
    return {
        "enabled": True,
        "name": "Sign on",
        "client_id": spec.client_id,
        "scopes": "openid profile email groups",
        "auth_url": spec.authorize,
        "token_url": spec.token,
        "api_url": spec.user_info,
        "use_pkce": True,
        "allow_sign_up": True,
        "role_attribute_path": roles(spec),
        "role_attribute_strict": True,
    }


def roles(spec: GrafanaSignOnSpec) -> str:
    """Return which role a person has, as JMESPath over the claims: the first that one of the groups gives."""
    held = {"Admin": spec.administrators, "Editor": spec.deployers}
    chosen = [
        f"contains(groups[*], '{group}') && '{role}'" for role, groups in held.items() for group in groups
    ]
    return " || ".join([*chosen, "'Viewer'"])


def _client(spec: GrafanaSignOnSpec | None) -> dict[str, Any]:
    if spec is None:
        return {}
    named = {"secretKeyRef": {"name": SIGN_ON, "key": CLIENT_SECRET}}
    return {"GF_AUTH_GENERIC_OAUTH_CLIENT_SECRET": named}


def _sources(args: "MetricsStackArgs") -> list[dict[str, Any]]:
    metrics: dict[str, Any] = {
        "name": "Prometheus",
        "uid": SOURCE,
        "type": "prometheus",
        "access": "proxy",
        "url": PROMETHEUS,
        "isDefault": True,
        "jsonData": {"httpMethod": "POST", "timeInterval": "15s", "prometheusType": "Prometheus"},
    }
    if args.traces is not None:
        seen = {"name": "trace_id", "datasourceUid": "jaeger"}
        metrics["jsonData"]["exemplarTraceIdDestinations"] = [seen]
    alerts = {
        "name": "Alertmanager",
        "uid": ALERTS,
        "type": "alertmanager",
        "access": "proxy",
        "url": ALERTMANAGER,
        "jsonData": {"implementation": "prometheus", "handleGrafanaManagedAlerts": False},
    }
    traced = {"name": "Jaeger", "uid": "jaeger", "type": "jaeger", "access": "proxy", "url": args.traces}
    return [metrics, alerts, *([traced] if args.traces else [])]
