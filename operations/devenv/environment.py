"""What a developer has in the cluster: a namespace with its share, rights in it alone, PostgreSQL and a cache."""

import re
from dataclasses import dataclass
from typing import Any, Final

from components.foundation.cluster.pod_security import pod_security_labels
from components.foundation.cluster.tool_images import postgres_image
from operations.devenv.kind_cluster import POSTGRES_PORTS, REDIS_PORTS
from operations.faults import CannotJudge

OWNER: Final = "app.kubernetes.io/managed-by"
OURS: Final = "infra-devenv"
LABEL: Final = "platform.internal/devenv"
"""What says that an object belongs to a developer's environment, and to whose. Nothing without it is ever removed."""

PREFIX: Final = "dev-"
NAME: Final = re.compile(r"[a-z]([a-z0-9-]{0,28}[a-z0-9])?")
MAJOR: Final = "15"
# renovate: datasource=docker depName=docker.io/valkey/valkey
CACHE_IMAGE: Final = "docker.io/valkey/valkey:8.1.4-alpine"
SECRET: Final = "databases"  # noqa: S105 - the name of a secret, not one
USER: Final = 999

Object = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Environment:
    """One developer's. ``exposed`` puts its databases at the ports of the machine, which one at a time can have.

    :raises CannotJudge: for a name that no namespace could have.
    """

    name: str
    exposed: bool = False

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.name):
            raise CannotJudge(
                f"{self.name!r} cannot name an environment: take up to 30 lower-case letters, digits and hyphens, "
                "beginning with a letter, such as ada"
            )

    @property
    def namespace(self) -> str:
        """The namespace's name."""
        return f"{PREFIX}{self.name}"

    @property
    def labels(self) -> dict[str, str]:
        """What every object of it carries."""
        return {OWNER: OURS, LABEL: self.name}

    def objects(self) -> list[Object]:
        """Return what is applied, in this order; the Secret with the password is made beside them, once."""
        return [
            self._made("v1", "Namespace", self.namespace, labels=pod_security_labels("restricted", "latest")),
            self._quota(),
            self._limits(),
            self._rights(),
            *self._store("postgresql", 5432, POSTGRES_PORTS[0], self._postgres()),
            *self._store("redis", 6379, REDIS_PORTS[0], self._cache()),
        ]

    def secret(self, password: str) -> Object:
        """Return the Secret with the database's password."""
        made = self._made("v1", "Secret", SECRET)
        return {**made, "stringData": {"postgres-password": password}}

    def _made(self, version: str, kind: str, name: str, *, labels: dict[str, str] | None = None) -> Object:
        metadata: Object = {"name": name, "labels": {**self.labels, **(labels or {})}}
        if kind != "Namespace":
            metadata["namespace"] = self.namespace
        return {"apiVersion": version, "kind": kind, "metadata": metadata}

    def _quota(self) -> Object:
        hard = {"requests.cpu": "2", "requests.memory": "4Gi", "limits.memory": "8Gi", "pods": "20"}
        return {**self._made("v1", "ResourceQuota", "share"), "spec": {"hard": hard}}

    def _limits(self) -> Object:
        row = {
            "type": "Container",
            "default": {"memory": "512Mi"},
            "defaultRequest": {"cpu": "50m", "memory": "128Mi"},
            "max": {"memory": "4Gi"},
        }
        return {**self._made("v1", "LimitRange", "share"), "spec": {"limits": [row]}}

    def _rights(self) -> Object:
        """Return the developer's rights: Kubernetes' own role of an administrator, in this namespace alone."""
        made = self._made("rbac.authorization.k8s.io/v1", "RoleBinding", "developer")
        role = {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "admin"}
        subject = {"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": self.name}
        return {**made, "roleRef": role, "subjects": [subject]}

    def _store(self, name: str, port: int, node_port: int, container: Object) -> list[Object]:
        selector = {"app.kubernetes.io/name": name}
        opened: Object = {"name": name, "port": port, "targetPort": port}
        if self.exposed:
            opened["nodePort"] = node_port
        service = {
            **self._made("v1", "Service", name, labels=selector),
            "spec": {
                "type": "NodePort" if self.exposed else "ClusterIP",
                "selector": selector,
                "ports": [opened],
            },
        }
        security = {
            "runAsNonRoot": True,
            "runAsUser": USER,
            "fsGroup": USER,
            "seccompProfile": {"type": "RuntimeDefault"},
        }
        template = {
            "metadata": {"labels": {**self.labels, **selector}},
            "spec": {
                "automountServiceAccountToken": False,
                "securityContext": security,
                "containers": [{"name": name, "ports": [{"containerPort": port}], **container}],
                "volumes": [{"name": "run", "emptyDir": {}}],
            },
        }
        claim = {
            "metadata": {"name": "data", "labels": self.labels},
            "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "2Gi"}}},
        }
        stateful = {
            **self._made("apps/v1", "StatefulSet", name, labels=selector),
            "spec": {
                "serviceName": name,
                "replicas": 1,
                "selector": {"matchLabels": selector},
                "template": template,
                "volumeClaimTemplates": [claim],
            },
        }
        return [service, stateful]

    def _postgres(self) -> Object:
        password = {"secretKeyRef": {"name": SECRET, "key": "postgres-password"}}
        return {
            "image": postgres_image(MAJOR),
            "env": [
                {"name": "POSTGRES_PASSWORD", "valueFrom": password},
                {"name": "PGDATA", "value": "/data/postgresql"},
            ],
            **_confined("/data", "/var/run/postgresql"),
            "readinessProbe": {"exec": {"command": ["pg_isready", "-U", "postgres"]}, "periodSeconds": 5},
        }

    def _cache(self) -> Object:
        return {
            "image": CACHE_IMAGE,
            "args": ["valkey-server", "--dir", "/data", "--appendonly", "yes"],
            **_confined("/data", "/run"),
            "readinessProbe": {"exec": {"command": ["valkey-cli", "ping"]}, "periodSeconds": 5},
        }


def _confined(data: str, run: str) -> Object:
    return {
        "securityContext": {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}},
        "resources": {"requests": {"cpu": "50m", "memory": "128Mi"}, "limits": {"memory": "512Mi"}},
        "volumeMounts": [{"name": "data", "mountPath": data}, {"name": "run", "mountPath": run}],
    }
