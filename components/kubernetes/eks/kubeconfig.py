"""How a client reaches a cluster: where it is, and a command that fetches a short-lived token."""

import json

from pulumi import Output

from components.foundation.spec import Wire


def kubeconfig(
    *, cluster_name: str, region: str, endpoint: Wire[str], certificate_authority: Wire[str]
) -> Output[str]:
    """Return a kubeconfig as a secret JSON text, which is valid YAML.

    It holds no credential: the caller's own AWS identity buys a token with ``aws eks get-token``. It is a
    secret all the same, because it says where the API is.

    :param certificate_authority: the cluster's CA, base64 as EKS hands it out.
    """
    wired = Output.all(endpoint=endpoint, certificate_authority=certificate_authority)
    return Output.secret(wired.apply(lambda found: _render(cluster_name, region, found)))


def _render(cluster_name: str, region: str, found: dict[str, str]) -> str:
    command = {
        "apiVersion": "client.authentication.k8s.io/v1beta1",
        "command": "aws",
        "args": ["eks", "get-token", "--cluster-name", cluster_name, "--region", region, "--output", "json"],
        "interactiveMode": "Never",
    }
    cluster = {
        "server": found["endpoint"],
        "certificate-authority-data": found["certificate_authority"],
    }
    body = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": cluster_name, "cluster": cluster}],
        "users": [{"name": cluster_name, "user": {"exec": command}}],
        "contexts": [{"name": cluster_name, "context": {"cluster": cluster_name, "user": cluster_name}}],
        "current-context": cluster_name,
    }
    return json.dumps(body)
