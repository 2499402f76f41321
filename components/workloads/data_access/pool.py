"""PgBouncer on a cluster: many clients of PostgreSQL share few connections."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pulumi_kubernetes as kubernetes
from pulumi import Output, Resource

from components.foundation.cluster.component import ClusterComponent
from components.foundation.cluster.containers import confined
from components.foundation.cluster.site import ClusterSite
from components.foundation.spec import Wire
from components.workloads.data_access.configuration import AUTHORITY, PORT, USERS, ini
from components.workloads.data_access.specs import PgBouncerSpec

NAME: Final = "pgbouncer"
NAMESPACE: Final = "database"

# renovate: datasource=docker depName=ghcr.io/cloudnative-pg/pgbouncer
IMAGE: Final = "ghcr.io/cloudnative-pg/pgbouncer:1.25.2"

UID: Final = 998
"""The user of the image (cloudnative-pg/pgbouncer-containers, Dockerfile)."""

LABELS: Final = {"app": NAME}

DRAIN_SECONDS: Final = 10
LEAVING_SECONDS: Final = 120
"""How long clients have to go, once it is told to stop: since 1.23 it waits for them on SIGTERM (PgBouncer, changelog)."""


@dataclass(frozen=True, kw_only=True)
class PgBouncerArgs:
    """A spec and the database behind it. ``namespace`` is where it stands, and ``after`` what everything there waits for."""

    spec: PgBouncerSpec
    namespace: Wire[str]
    database: str
    host: Wire[str]
    port: Wire[int]
    after: Sequence[Resource] = ()


class PgBouncer(ClusterComponent):
    """Replicas of PgBouncer behind one Service, on every node and zone that there is.

    A change of its settings rolls its pods; a change of who may log in is read when they are restarted.
    Outputs: ``host``, the name under which it is reached, and ``port``.
    """

    urn_type = "platform:workloads:PgBouncer"

    host: Output[str]
    port: Output[int]

    def __init__(self, site: ClusterSite, args: PgBouncerArgs) -> None:
        site.refuse_foreign(IMAGE, "PgBouncer")
        super().__init__(NAME, site)
        self.args = args
        text = Output.all(host=args.host, port=args.port).apply(
            lambda found: ini(args.spec, database=args.database, host=found["host"], port=int(found["port"]))
        )
        configured = self._configured(text)
        account = self._account()
        before = (
            [*args.after, configured, account, self._budget()]
            if self._many
            else [*args.after, configured, account]
        )
        service = self._service()
        deployment = kubernetes.apps.v1.Deployment(
            f"{self.name}-deployment",
            metadata=self.metadata(NAME, args.namespace, labels=LABELS),
            spec=self._controller(text),
            opts=self.inside(before),
        )
        self.host = Output.format("{0}.{1}.svc.cluster.local", service.metadata.name, args.namespace)
        self.port = Output.from_input(PORT)
        self.ready: list[Resource] = [*before, service, deployment]
        self.publish()

    @property
    def _many(self) -> bool:
        return self.args.spec.replicas > 1

    def _configured(self, text: Output[str]) -> Resource:
        return kubernetes.core.v1.ConfigMap(
            f"{self.name}-settings",
            metadata=self.metadata(NAME, self.args.namespace),
            data={"pgbouncer.ini": text},
            opts=self.inside(self.args.after),
        )

    def _account(self) -> Resource:
        return kubernetes.core.v1.ServiceAccount(
            f"{self.name}-account",
            metadata=self.metadata(NAME, self.args.namespace),
            automount_service_account_token=False,
            opts=self.inside(self.args.after),
        )

    def _service(self) -> kubernetes.core.v1.Service:
        spec: Any = {
            "type": "ClusterIP",
            "selector": LABELS,
            "ports": [{"name": "tcp-postgres", "port": PORT, "targetPort": "postgres", "protocol": "TCP"}],
        }
        return kubernetes.core.v1.Service(
            f"{self.name}-service",
            metadata=self.metadata(NAME, self.args.namespace, labels=LABELS),
            spec=spec,
            opts=self.inside(self.args.after),
        )

    def _budget(self) -> Resource:
        spec: Any = {
            "maxUnavailable": 1,
            "selector": {"matchLabels": LABELS},
            "unhealthyPodEvictionPolicy": "AlwaysAllow",
        }
        return kubernetes.policy.v1.PodDisruptionBudget(
            f"{self.name}-budget",
            metadata=self.metadata(NAME, self.args.namespace),
            spec=spec,
            opts=self.inside(self.args.after),
        )

    def _controller(self, text: Output[str]) -> Any:
        digest = text.apply(lambda known: hashlib.sha256(known.encode()).hexdigest()[:16])
        return {
            "replicas": self.args.spec.replicas,
            "revisionHistoryLimit": 5,
            "selector": {"matchLabels": LABELS},
            "strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1, "maxUnavailable": 0}},
            "template": {
                "metadata": {
                    "labels": {**self.site.labels.kubernetes(), **LABELS, "app.kubernetes.io/name": NAME},
                    "annotations": {"platform.internal/settings": digest},
                },
                "spec": _pod(self.args.spec),
            },
        }


def _pod(spec: PgBouncerSpec) -> dict[str, Any]:
    volumes: list[dict[str, Any]] = [
        {"name": "settings", "configMap": {"name": NAME}},
        {"name": "users", "secret": {"secretName": spec.secret, "defaultMode": 0o440}},
    ]
    mounts = [
        {
            "name": "settings",
            "mountPath": "/etc/pgbouncer/pgbouncer.ini",
            "subPath": "pgbouncer.ini",
            "readOnly": True,
        },
        {"name": "users", "mountPath": USERS, "readOnly": True},
    ]
    if spec.authority:
        volumes.append({"name": "authority", "configMap": {"name": spec.authority}})
        mounts.append({"name": "authority", "mountPath": AUTHORITY, "readOnly": True})
    return {
        "serviceAccountName": NAME,
        "automountServiceAccountToken": False,
        "priorityClassName": "business-critical",
        "terminationGracePeriodSeconds": LEAVING_SECONDS,
        "securityContext": {
            "runAsNonRoot": True,
            "runAsUser": UID,
            "runAsGroup": UID,
            "fsGroup": UID,
            "seccompProfile": {"type": "RuntimeDefault"},
        },
        "topologySpreadConstraints": [
            {
                "maxSkew": 1,
                "topologyKey": key,
                "whenUnsatisfiable": "ScheduleAnyway",
                "labelSelector": {"matchLabels": LABELS},
            }
            for key in ("topology.kubernetes.io/zone", "kubernetes.io/hostname")
        ],
        "containers": [
            {
                "name": NAME,
                "image": IMAGE,
                "imagePullPolicy": "IfNotPresent",
                "command": ["/usr/bin/pgbouncer", "/etc/pgbouncer/pgbouncer.ini"],
                "ports": [{"name": "postgres", "containerPort": PORT, "protocol": "TCP"}],
                "resources": {
                    "requests": {"cpu": "100m", "memory": "64Mi"},
                    "limits": {"memory": "256Mi"},
                },
                "startupProbe": {**_asked(), "periodSeconds": 2, "failureThreshold": 15},
                "readinessProbe": {**_asked(), "periodSeconds": 5, "failureThreshold": 2},
                "livenessProbe": {**_asked(), "periodSeconds": 15, "failureThreshold": 4},
                "lifecycle": {"preStop": {"sleep": {"seconds": DRAIN_SECONDS}}},
                "securityContext": {**confined(), "privileged": False, "runAsNonRoot": True},
                "volumeMounts": mounts,
            }
        ],
        "volumes": volumes,
    }


def _asked() -> Mapping[str, Any]:
    """Return what the kubelet asks: whether it takes connections. Anything more would need a login."""
    return {"tcpSocket": {"port": "postgres"}, "timeoutSeconds": 2}
