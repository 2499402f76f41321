import json

from components.kubernetes.eks import Cluster
from tests.components.kubernetes.clusters import built


def test_a_token_is_bought_with_the_callers_own_identity() -> None:
    config = json.loads((built().only(Cluster).published or {})["kubeconfig"])
    assert config == {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [
            {
                "name": "main",
                "cluster": {
                    "server": "https://main-control-plane-cluster.eks.test",
                    "certificate-authority-data": "Q0E=",
                },
            }
        ],
        "users": [
            {
                "name": "main",
                "user": {
                    "exec": {
                        "apiVersion": "client.authentication.k8s.io/v1beta1",
                        "command": "aws",
                        "args": [
                            "eks",
                            "get-token",
                            "--cluster-name",
                            "main",
                            "--region",
                            "us-east-1",
                            "--output",
                            "json",
                        ],
                        "interactiveMode": "Never",
                    }
                },
            }
        ],
        "contexts": [{"name": "main", "context": {"cluster": "main", "user": "main"}}],
        "current-context": "main",
    }
