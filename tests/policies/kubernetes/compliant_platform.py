"""What the platform puts into the small cluster: releases, stores of secrets, policies of the mesh."""

from typing import Any

from policies.framework import tokens
from tests.policies.framework.samples import Entry, entry

PINNED: dict[str, Any] = {"version": "1.2.3", "atomic": True, "timeout": 600}
ARGO = {"repositoryOpts": {"repo": "https://argoproj.github.io/argo-helm"}}
KEDA = {"repositoryOpts": {"repo": "https://kedacore.github.io/charts"}}


def release(name: str, provider: str, **held: Any) -> Entry:
    return entry(tokens.HELM_RELEASE, name, {"chart": name, **PINNED, **held}, provider=provider)


def releases(provider: str) -> list[Entry]:
    cm = {"admin.enabled": False, "exec.enabled": False}
    configs = {"cm": cm, "rbac": {"policy.default": "role:readonly"}, "params": {"server.insecure": True}}
    values = {"server": {}, "configs": {}, "tls": {"insecureSkipVerify": False}, "extraArgs": {}}
    return [
        release("argo-cd", provider, **ARGO, values={"configs": configs}),
        release("argo-workflows", provider, **ARGO, values={"server": {"authModes": ["sso"]}}),
        release("keda", provider, **KEDA, values=values),
        release("karpenter", provider, chart="oci://public.ecr.aws/karpenter/karpenter", values={}),
    ]


def custom(
    token: str, name: str, spec: dict[str, Any], provider: str, namespace: str | None = "app"
) -> Entry:
    metadata = {"name": name, **({"namespace": namespace} if namespace else {})}
    return entry(token, name, {"metadata": metadata, "spec": spec}, provider=provider)


def stores(provider: str) -> list[Entry]:
    jwt = {"auth": {"jwt": {"serviceAccountRef": {"name": "reader"}}}}
    manager = {"provider": {"aws": {"service": "SecretsManager", "region": "us-east-1", **jwt}}}
    whole = {**manager, "conditions": [{"namespaces": ["app"]}]}
    fetched = {"refreshInterval": "1h", "secretStoreRef": {"kind": "SecretStore", "name": "store"}}
    return [
        custom(tokens.SECRET_STORE, "secret-store", manager, provider),
        custom(tokens.CLUSTER_SECRET_STORE, "cluster-store", whole, provider, None),
        custom(tokens.EXTERNAL_SECRET, "fetched", fetched, provider),
    ]


def mesh(provider: str) -> list[Entry]:
    one_port = {
        "selector": {"matchLabels": {"app": "web"}},
        "mtls": {"mode": "STRICT"},
        "portLevelMtls": {"9464": {"mode": "PERMISSIVE"}},
    }
    to_port = [{"to": [{"operation": {"ports": ["8080"]}}]}]
    return [
        custom(tokens.PEER_AUTHENTICATION, "strict", {"mtls": {"mode": "STRICT"}}, provider),
        custom(tokens.PEER_AUTHENTICATION, "metrics-port", one_port, provider),
        custom(tokens.AUTHORIZATION_POLICY, "nobody", {}, provider),
        custom(tokens.AUTHORIZATION_POLICY, "callers", {"action": "ALLOW", "rules": to_port}, provider),
        custom(tokens.AUTHORIZATION_POLICY, "refusal", {"action": "DENY", "rules": [{}]}, provider),
    ]


def platform(provider: str) -> list[Entry]:
    return [*releases(provider), *stores(provider), *mesh(provider)]
