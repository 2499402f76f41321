"""A small cluster to which no rule of the Kubernetes pack has anything to say in production."""

from copy import deepcopy
from typing import Any

from policies.framework import tokens
from tests.policies.framework.samples import Entry, entry, stack_entry, urn
from tests.policies.kubernetes.compliant_edge import scalers, ways_in
from tests.policies.kubernetes.compliant_platform import platform

PROVIDER = "urn:pulumi:production::platform::pulumi:providers:kubernetes::cluster::1"
ELSEWHERE = "urn:pulumi:production::platform::pulumi:providers:kubernetes::west::1"
NAMESPACE = urn(tokens.NAMESPACE, "app")
PREFIX = "pod-security.kubernetes.io/"

CONTAINER: dict[str, Any] = {
    "name": "web",
    "image": "ghcr.io/team/web:1.4.2",
    "resources": {"requests": {"cpu": "100m", "memory": "64Mi"}, "limits": {"memory": "128Mi"}},
    "livenessProbe": {"httpGet": {"path": "/alive", "port": 8080}},
    "readinessProbe": {"httpGet": {"path": "/ready", "port": 8080}},
    "ports": [{"containerPort": 8080}],
    "securityContext": {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"], "add": ["NET_BIND_SERVICE"]},
    },
}

POD_SPEC: dict[str, Any] = {
    "serviceAccountName": "web",
    "securityContext": {
        "runAsNonRoot": True,
        "runAsUser": 1000,
        "runAsGroup": 1000,
        "seccompProfile": {"type": "RuntimeDefault"},
    },
    "volumes": [{"name": "scratch", "emptyDir": {}}],
    "containers": [CONTAINER],
    "initContainers": [{key: value for key, value in CONTAINER.items() if not key.endswith("Probe")}],
}


LIMITS: dict[str, Any] = {
    "type": "Container",
    "default": {"memory": "128Mi"},
    "defaultRequest": {"cpu": "50m", "memory": "64Mi"},
}


def template() -> dict[str, Any]:
    return {"metadata": {"labels": {"app": "web"}, "annotations": {"a": "b"}}, "spec": deepcopy(POD_SPEC)}


def spread() -> dict[str, Any]:
    held = template()
    held["spec"]["topologySpreadConstraints"] = [
        {"topologyKey": key, "maxSkew": 1, "whenUnsatisfiable": "ScheduleAnyway"}
        for key in ("topology.kubernetes.io/zone", "kubernetes.io/hostname")
    ]
    return held


def resource(token: str, name: str, inputs: dict[str, Any], namespace: str | None = "app") -> Entry:
    metadata = {"name": name, **({"namespace": namespace} if namespace else {}), **inputs.pop("metadata", {})}
    edges = {"metadata": [NAMESPACE]} if namespace else {}
    return entry(token, name, {"metadata": metadata, **inputs}, edges=edges, provider=PROVIDER)


def workloads() -> list[Entry]:
    jobs = {"spec": {"template": template()}}
    return [
        resource(tokens.DEPLOYMENT, "web", {"spec": {"replicas": 2, "template": spread()}}),
        resource(
            tokens.STATEFUL_SET,
            "store",
            {
                "spec": {
                    "template": template(),
                    "volumeClaimTemplates": [{"spec": {"storageClassName": "gp3"}}],
                }
            },
        ),
        resource(tokens.DAEMON_SET, "agent", {"spec": {"template": template()}}),
        resource(tokens.REPLICA_SET, "set", {"spec": {"template": template()}}),
        resource(tokens.REPLICATION_CONTROLLER, "controller", {"spec": {"template": template()}}),
        resource(tokens.JOB, "job", deepcopy(jobs)),
        resource(tokens.CRON_JOB, "cron", {"spec": {"jobTemplate": deepcopy(jobs)}}),
        resource(tokens.POD_TEMPLATE, "template", {"template": template()}),
        resource(tokens.POD, "pod", {"metadata": {"annotations": {"a": "b"}}, "spec": deepcopy(POD_SPEC)}),
    ]


def surroundings() -> list[Entry]:
    labels = {f"{PREFIX}{mode}": "restricted" for mode in ("enforce", "audit", "warn")}
    reading = {"apiGroups": [""], "resources": ["pods"], "verbs": ["get", "list"]}
    one_secret = {"apiGroups": [""], "resources": ["secrets"], "verbs": ["get"], "resourceNames": ["one"]}
    to_role = {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "reader"}
    subject = {"kind": "Group", "name": "platform:readers"}
    denial = {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    web = {
        "podSelector": {"matchLabels": {"app": "web"}},
        "policyTypes": ["Egress"],
        "egress": [{"to": [{"ipBlock": {"cidr": "0.0.0.0/0", "except": ["10.0.0.0/8", "169.254.0.0/16"]}}]}],
    }
    return [
        resource(
            tokens.NAMESPACE,
            "app",
            {"metadata": {"labels": {**labels, f"{PREFIX}enforce-version": "v1.35"}}},
            None,
        ),
        resource(tokens.NETWORK_POLICY, "denial", {"spec": denial}),
        resource(tokens.NETWORK_POLICY, "web-out", {"spec": web}),
        resource(
            tokens.RESOURCE_QUOTA,
            "quota",
            {"spec": {"hard": {"requests.cpu": "4", "requests.memory": "8Gi", "pods": "10"}}},
        ),
        resource(tokens.LIMIT_RANGE, "limits", {"spec": {"limits": [deepcopy(LIMITS)]}}),
        resource(
            tokens.DISRUPTION_BUDGET,
            "budget",
            {"spec": {"maxUnavailable": 1, "selector": {"matchLabels": {"app": "web"}}}},
        ),
        resource(tokens.CONFIG_MAP, "config", {"data": {"colour": "blue"}}),
        resource(
            tokens.SERVICE_ACCOUNT,
            "account",
            {"metadata": {"name": "default"}, "automountServiceAccountToken": False},
        ),
        resource(tokens.SERVICE, "service", {"spec": {"type": "ClusterIP"}}),
        resource(
            tokens.ROLE,
            "lister",
            {"rules": [{"apiGroups": [""], "resources": ["secrets"], "verbs": ["list"]}]},
        ),
        resource(tokens.CLUSTER_ROLE, "reader", {"rules": [reading, one_secret]}, None),
        resource(tokens.ROLE_BINDING, "binding", {"roleRef": to_role, "subjects": [subject]}),
        resource(tokens.CLUSTER_ROLE_BINDING, "readers", {"roleRef": to_role, "subjects": [subject]}, None),
        resource(
            tokens.STORAGE_CLASS,
            "gp3",
            {"provisioner": "ebs.csi.aws.com", "parameters": {"encrypted": "true", "type": "gp3"}},
            None,
        ),
        resource(tokens.VOLUME_CLAIM, "claim", {"spec": {"storageClassName": "gp3"}}),
        resource(tokens.VOLUME_CLAIM, "elsewhere", {"spec": {"storageClassName": "managed-csi"}}),
    ]


def delivery() -> list[Entry]:
    spec = {
        "sourceRepos": ["https://github.com/company/web"],
        "destinations": [{"server": "https://kubernetes.default.svc", "namespace": "web"}],
        "clusterResourceWhitelist": [{"group": "", "kind": "Namespace"}],
    }
    return [
        resource(tokens.APP_PROJECT, "project", {"spec": deepcopy(spec)}),
        resource(tokens.APP_PROJECT_PATCH, "default-project", {"spec": deepcopy(spec)}),
    ]


def compliant() -> list[Entry]:
    return [
        stack_entry(),
        *workloads(),
        *surroundings(),
        *delivery(),
        *platform(PROVIDER),
        *ways_in(PROVIDER),
        *scalers(PROVIDER),
    ]
