"""The values of Fluent Bit's chart."""

from collections.abc import Mapping
from typing import Any, Final

import yaml

from components.foundation.cluster.containers import confined, share
from components.foundation.cluster.site import ClusterSite
from components.foundation.spec import Wire
from components.observability.destinations import environment
from components.observability.logs.pipeline import SCRIPT, SEARCH_HOST, STATE
from components.observability.logs.spec import LogsSpec

Values = dict[str, Any]

NAME: Final = "fluent-bit"

# renovate: datasource=docker depName=fluent/fluent-bit
VERSION: Final = "5.1.1"
IMAGE: Final = "docker.io/fluent/fluent-bit"

FILE: Final = "fluent-bit.yaml"
CONFIG: Final = "/fluent-bit/etc/conf"


def values(
    site: ClusterSite,
    spec: LogsSpec,
    *,
    configuration: Mapping[str, Any],
    script: str,
    annotations: Wire[dict[str, str]],
    search_host: Wire[str] | None,
    monitored: bool,
) -> Values:
    """Return the values of the chart: one pod on every node, whatever taints it has.

    It reads files of root's, and writes a folder of the node's own; beyond that it may do nothing.
    """
    site.refuse_foreign(f"{IMAGE}:{VERSION}", "Fluent Bit")
    search = [] if search_host is None else [{"name": SEARCH_HOST, "value": search_host}]
    return {
        "kind": "DaemonSet",
        "fullnameOverride": NAME,
        "image": {"repository": IMAGE, "tag": VERSION},
        "testFramework": {"enabled": False},
        "labels": site.labels.kubernetes(),
        "podLabels": site.labels.kubernetes(),
        "serviceAccount": {"name": NAME, "annotations": annotations},
        "podSecurityContext": {"seccompProfile": {"type": "RuntimeDefault"}},
        "securityContext": {**confined(), "privileged": False, "runAsUser": 0},
        "args": ["--workdir=/fluent-bit/etc", f"--config={CONFIG}/{FILE}"],
        # The older form of the configuration is another file of the same map, which nothing reads.
        "config": {
            "service": "",
            "inputs": "",
            "filters": "",
            "outputs": "",
            "customParsers": "",
            "extraFiles": {FILE: yaml.safe_dump(dict(configuration), sort_keys=False, width=200)},
        },
        "luaScripts": {SCRIPT: script},
        "env": [*search, *environment(spec.destinations.all)],
        "daemonSetVolumes": [
            {"name": "logs", "hostPath": {"path": "/var/log"}},
            {"name": "state", "hostPath": {"path": STATE, "type": "DirectoryOrCreate"}},
        ],
        "daemonSetVolumeMounts": [
            {"name": "logs", "mountPath": "/var/log", "readOnly": True},
            {"name": "state", "mountPath": STATE},
        ],
        "serviceMonitor": {"enabled": monitored},
        "prometheusRule": {"enabled": False},
        "tolerations": [{"operator": "Exists"}],
        "nodeSelector": {"kubernetes.io/os": "linux"},
        "updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": "10%"}},
        "terminationGracePeriodSeconds": 60,
        "resources": share("50m", "128Mi", "256Mi"),
    }
