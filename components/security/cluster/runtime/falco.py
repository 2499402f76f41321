"""Falco: watches system calls of every container on every node, and tells people of what should not be."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final

from pulumi import Output, Resource

from components.foundation.cluster.charts import ChartArgs, ChartRelease
from components.foundation.cluster.component import ClusterComponent
from components.foundation.cluster.containers import confined, share
from components.foundation.cluster.namespace import Gates, PlatformNamespace, PlatformNamespaceArgs, Share
from components.foundation.cluster.site import ClusterSite
from components.foundation.spec import Wire
from components.security.cluster.runtime.spec import RuntimeDetectionSpec

NAMESPACE: Final = "falco"
TELLER: Final = "falco-falcosidekick"
"""The service account of what tells people."""

# renovate: datasource=github-tags depName=falcosecurity/rules extractVersion=^falco-rules-(?<version>.+)$
RULES_VERSION: Final = "5.1.0"
"""Falco's own rules at the version that its engine of 0.44 takes (``required_engine_version`` 0.57)."""

RULES: Final = f"ghcr.io/falcosecurity/rules/falco-rules:{RULES_VERSION}"

WEB, TELLING = 8765, 2801


@dataclass(frozen=True, kw_only=True)
class AlarmRoute:
    """The topic that people hear of, its region, and what has to stand before the account of the teller may publish.

    ``role_arn`` is the account's role where the cluster vouches by IRSA; Pod Identity needs none.
    """

    topic_arn: Wire[str]
    region: str
    granted: Sequence[Resource]
    role_arn: Wire[str] | None = None


@dataclass(frozen=True, kw_only=True)
class RuntimeDetectionArgs:
    """A spec, the namespaces of applications, and the way to people; without one, findings are in the log alone."""

    spec: RuntimeDetectionSpec
    applications: Sequence[str]
    alarms: AlarmRoute | None = None
    monitored: bool = False


class RuntimeDetection(ClusterComponent):
    """Falco on every node, by eBPF without a kernel module, and with no more rights than that needs.

    The rules are pinned and never follow what is published: a rule that changes by itself is one that nobody has seen
    fire. Output: ``release``. ``ready`` is what waits for it.
    """

    urn_type = "platform:security:RuntimeDetection"

    release: Output[str]

    def __init__(self, site: ClusterSite, args: RuntimeDetectionArgs) -> None:
        super().__init__("runtime-detection", site)
        namespace = PlatformNamespace(
            site,
            PlatformNamespaceArgs(
                namespace=NAMESPACE,
                # It reads the kernel's events and the node's processes, which no lower standard allows.
                pod_security="privileged",
                gates=Gates(metrics=(WEB, TELLING), cloud=True, within=True),
                share=Share(cpu="8", memory="32Gi", pods=100),
            ),
            self.child(),
        )
        release = ChartRelease(
            site,
            ChartArgs(
                chart="falco",
                namespace=namespace,
                values=_values(site, args),
                after=args.alarms.granted if args.alarms else (),
            ),
            self.child(),
        )
        self.release = release.release
        self.ready: list[Resource] = release.ready
        self.publish()


def platform_rules(applications: Sequence[str]) -> str:
    """Return this platform's own rules, for these namespaces."""
    named = f"- list: application_namespaces\n  items: [{', '.join(sorted(applications))}]\n\n"
    return named + (files(__package__) / "rules.yaml").read_text()


def _values(site: ClusterSite, args: RuntimeDetectionArgs) -> dict[str, Any]:
    return {
        "controller": {"kind": "daemonset"},
        "tolerations": [{"operator": "Exists"}],
        "driver": {
            "kind": "modern_ebpf",
            "modernEbpf": {"leastPrivileged": True},
            "loader": {"enabled": False},
        },
        # Names of pods and namespaces come from the container runtime; the collector adds owners where it can run twice.
        "collectors": {"kubernetes": {"enabled": site.available}},
        "falco": {
            "json_output": True,
            "json_include_output_property": True,
            "priority": args.spec.records,
            "webserver": {"enabled": True, "listen_port": WEB, "prometheus_metrics_enabled": True},
        },
        "falcoctl": {
            "artifact": {"install": {"enabled": True}, "follow": {"enabled": False}},
            "config": {"artifact": {"install": {"refs": [RULES], "resolveDeps": False}}},
        },
        "customRules": {"platform.yaml": platform_rules(args.applications)},
        "metrics": {"enabled": True},
        "serviceMonitor": {"create": args.monitored},
        "resources": share("50m", "192Mi", "512Mi"),
        "falcosidekick": _teller(site, args, args.alarms) if args.alarms else {"enabled": False},
    }


def _teller(site: ClusterSite, args: RuntimeDetectionArgs, alarms: AlarmRoute) -> dict[str, Any]:
    spec, told = args.spec, args.spec.tells
    channels = {"SLACK_WEBHOOKURL": spec.slack, "PAGERDUTY_ROUTINGKEY": spec.pagerduty}
    return {
        "enabled": True,
        "replicaCount": site.replicas,
        "config": {
            "aws": {
                "region": alarms.region,
                "rolearn": "" if alarms.role_arn is None else alarms.role_arn,
                "sns": {"topicarn": alarms.topic_arn, "minimumpriority": told},
            },
            "slack": {"minimumpriority": told},
            "pagerduty": {"minimumpriority": told},
            "extraEnv": [
                {"name": name, "valueFrom": {"secretKeyRef": {"name": kept.secret, "key": kept.key}}}
                for name, kept in channels.items()
                if kept is not None
            ],
        },
        "podSecurityContext": {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}},
        "securityContext": confined(),
        "serviceMonitor": {"enabled": args.monitored},
        "resources": share("10m", "64Mi", "128Mi"),
        **site.on_system_nodes(),
    }
