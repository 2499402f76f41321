"""How a client reaches a GKE cluster: by its DNS name, with a token that the caller's own Google identity buys."""

import json

from pulumi import Output

from components.foundation.spec import Wire


def kubeconfig(*, cluster_name: str, endpoint: Wire[str]) -> Output[str]:
    """Return a kubeconfig as a secret JSON text, which is valid YAML.

    It holds no credential: ``gke-gcloud-auth-plugin`` fetches a short-lived token. It names no authority either,
    because the DNS endpoint shows a certificate that every client trusts. It is a secret all the same, because it says
    where the API is.

    :param endpoint: the host of the cluster's DNS endpoint.
    """
    return Output.secret(Output.from_input(endpoint).apply(lambda host: _render(cluster_name, host)))


def _render(cluster_name: str, host: str) -> str:
    command = {
        "apiVersion": "client.authentication.k8s.io/v1beta1",
        "command": "gke-gcloud-auth-plugin",
        "installHint": "Install gke-gcloud-auth-plugin: gcloud components install gke-gcloud-auth-plugin",
        "provideClusterInfo": True,
        "interactiveMode": "Never",
    }
    body = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": cluster_name, "cluster": {"server": f"https://{host}"}}],
        "users": [{"name": cluster_name, "user": {"exec": command}}],
        "contexts": [{"name": cluster_name, "context": {"cluster": cluster_name, "user": cluster_name}}],
        "current-context": cluster_name,
    }
    return json.dumps(body)
