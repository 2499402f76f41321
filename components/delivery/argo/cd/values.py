"""The values of Argo CD's chart: every one that is not the chart's own has a reason here.

Keys are those of chart 10.1.1 and of its dependency redis-ha 4.38.0.
"""

from typing import Any, Final

import yaml

from components.delivery.argo.cd import access, secrets
from components.delivery.argo.cd.notifications import notifications
from components.delivery.argo.cd.spec import ArgoCdSpec
from components.foundation.cluster.containers import share
from components.foundation.cluster.sign_on import SignOnSpec
from components.foundation.cluster.site import ClusterSite

IMAGES: Final = "public.ecr.aws/docker/library"
"""Where Redis and HAProxy come from: the chart's own address of the same registry is on nobody's list."""


def values(site: ClusterSite, spec: ArgoCdSpec, *, monitored: bool) -> dict[str, Any]:
    """Return the values. Secrets are none of them: the chart is told their names."""
    more = spec.highly_available
    return {
        "global": {
            "domain": spec.host,
            "logging": {"format": "json"},
            # The chart's own policies let anybody reach the server and any namespace scrape; the namespace's gates do not.
            "networkPolicy": {"create": False, "defaultDenyIngress": False},
        },
        "crds": {"install": True, "keep": True},
        "configs": _configs(spec),
        "dex": {"enabled": False},
        "redisSecretInit": {"enabled": False},
        **_redis(site, more=more),
        "controller": {
            "replicas": 2 if more else 1,
            "pdb": _budget(more),
            "resources": share("250m", "512Mi", "2Gi"),
            "metrics": _metrics(monitored),
        },
        "repoServer": {
            **_scaled(more, 4),
            "pdb": _budget(more),
            "resources": share("100m", "256Mi", "1Gi"),
            "metrics": _metrics(monitored),
            # It renders what repositories bring, so that it holds no token of the cluster.
            "automountServiceAccountToken": False,
            "serviceAccount": {"automountServiceAccountToken": False},
        },
        "server": {
            **_scaled(more, 3),
            "pdb": _budget(more),
            "resources": share("50m", "128Mi", "512Mi"),
            "metrics": _metrics(monitored),
            **site.on_system_nodes(),
        },
        "applicationSet": {
            "replicas": 2 if more else 1,
            "pdb": _budget(more),
            "resources": share("20m", "64Mi", "256Mi"),
            "metrics": _metrics(monitored),
            **site.on_system_nodes(),
        },
        "notifications": {
            **notifications(spec),
            "resources": share("10m", "64Mi", "256Mi"),
            "metrics": _metrics(monitored),
            **site.on_system_nodes(),
        },
    }


def _configs(spec: ArgoCdSpec) -> dict[str, Any]:
    return {
        "cm": {
            "admin.enabled": False,
            "exec.enabled": False,
            "url": f"https://{spec.host}",
            # By annotation: a label of a chart's, or one copied from another object, claims nothing.
            "application.resourceTrackingMethod": "annotation",
            "oidc.config": _oidc(spec.sign_on),
        },
        "params": {
            # TLS ends at the gateway.
            "server.insecure": True,
            # Previews are made, changed and removed with their pull requests, and no ApplicationSet decides otherwise.
            "applicationsetcontroller.policy": "sync",
            "applicationsetcontroller.enable.policy.override": "false",
            # The API server says what would change, so that what it fills in is no difference.
            "controller.diff.server.side": "true",
            "controller.sharding.algorithm": "round-robin",
            "controller.status.processors": "20",
            "controller.operation.processors": "10",
            "controller.repo.server.timeout.seconds": "60",
            "controller.self.heal.timeout.seconds": "5",
            "controller.sync.timeout.seconds": "1800",
            "reposerver.parallelism.limit": "4",
            "reposerver.enable.git.submodule": "false",
            "server.x.frame.options": "deny",
        },
        "rbac": {
            "policy.default": "role:readonly",
            "policy.csv": access.policy(spec.sign_on),
            "policy.matchMode": "glob",
            "scopes": "[groups]",
        },
    }


def _oidc(sign_on: SignOnSpec) -> str:
    """Return the sign-on as the text that ``argocd-cm`` holds. The client's secret is named, not told."""
    config = {
        "name": "SSO",
        "issuer": sign_on.issuer,
        "clientID": sign_on.client_id,
        "clientSecret": f"${secrets.OIDC}:{secrets.OIDC_KEY}",
        "requestedScopes": ["openid", "profile", "email", "groups"],
        "requestedIDTokenClaims": {"groups": {"essential": True}},
    }
    return yaml.safe_dump(config, sort_keys=False)


def _redis(site: ClusterSite, *, more: bool) -> dict[str, Any]:
    """Return the cache: a single Redis, or three behind HAProxy. It holds nothing that is not in git or in the cluster."""
    redis, proxy = f"{IMAGES}/redis", f"{IMAGES}/haproxy"
    for image in (redis, proxy):
        site.refuse_foreign(image, "Argo CD")
    if not more:
        single = {"image": {"repository": redis}, "resources": share("20m", "64Mi", "256Mi")}
        return {"redis": {**single, **site.on_system_nodes()}, "redis-ha": {"enabled": False}}
    return {
        "redis-ha": {
            "enabled": True,
            "existingSecret": secrets.REDIS,
            "image": {"repository": redis},
            "hardAntiAffinity": True,
            "topologySpreadConstraints": {
                "enabled": True,
                "maxSkew": 1,
                "whenUnsatisfiable": "ScheduleAnyway",
            },
            "podDisruptionBudget": {"maxUnavailable": 1},
            "redis": {"resources": share("30m", "64Mi", "256Mi")},
            "sentinel": {"resources": share("10m", "32Mi", "64Mi")},
            "splitBrainDetection": {"resources": share("5m", "16Mi", "64Mi")},
            "haproxy": {
                "image": {"repository": proxy},
                "podDisruptionBudget": {"maxUnavailable": 1},
                "resources": share("10m", "64Mi", "128Mi"),
            },
        }
    }


def _scaled(more: bool, most: int) -> dict[str, Any]:
    """Return how many replicas there are: one, or as many as are needed from two up."""
    if not more:
        return {"replicas": 1}
    return {
        "autoscaling": {
            "enabled": True,
            "minReplicas": 2,
            "maxReplicas": most,
            "targetCPUUtilizationPercentage": 75,
            "targetMemoryUtilizationPercentage": 80,
        }
    }


def _budget(more: bool) -> dict[str, Any]:
    return {"enabled": True, "maxUnavailable": 1} if more else {"enabled": False}


def _metrics(monitored: bool) -> dict[str, Any]:
    return {"enabled": True, "serviceMonitor": {"enabled": monitored}}
