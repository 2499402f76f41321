"""What each kind of people may do. No role here has a wildcard, reads a Secret, or opens a shell."""

from typing import Final

from components.security.cluster.access.rules import CHANGE, READ, Rule

CORE: Final = (
    "configmaps",
    "endpoints",
    "events",
    "limitranges",
    "persistentvolumeclaims",
    "pods",
    "pods/log",
    "pods/status",
    "replicationcontrollers",
    "resourcequotas",
    "serviceaccounts",
    "services",
)
"""What stands in a namespace, but for its Secrets."""

IN_NAMESPACES: Final = (
    Rule("", CORE, READ),
    Rule("apps", ("controllerrevisions", "daemonsets", "deployments", "replicasets", "statefulsets"), READ),
    Rule("argoproj.io", ("analysisruns", "analysistemplates", "experiments", "rollouts"), READ),
    Rule("autoscaling", ("horizontalpodautoscalers",), READ),
    Rule("autoscaling.k8s.io", ("verticalpodautoscalers",), READ),
    Rule("batch", ("cronjobs", "jobs"), READ),
    Rule("cert-manager.io", ("certificaterequests", "certificates"), READ),
    Rule("discovery.k8s.io", ("endpointslices",), READ),
    Rule("events.k8s.io", ("events",), READ),
    Rule("external-secrets.io", ("externalsecrets", "secretstores"), READ),
    Rule("gateway.networking.k8s.io", ("gateways", "httproutes"), READ),
    Rule("keda.sh", ("scaledjobs", "scaledobjects"), READ),
    Rule("metrics.k8s.io", ("pods",), READ),
    Rule("monitoring.coreos.com", ("podmonitors", "prometheusrules", "servicemonitors"), READ),
    Rule("networking.istio.io", ("destinationrules", "serviceentries", "virtualservices"), READ),
    Rule("networking.k8s.io", ("ingresses", "networkpolicies"), READ),
    Rule("policy", ("poddisruptionbudgets",), READ),
    Rule("security.istio.io", ("authorizationpolicies", "peerauthentications"), READ),
    Rule("aquasecurity.github.io", ("configauditreports", "vulnerabilityreports"), READ),
    Rule("wgpolicyk8s.io", ("policyreports",), READ),
)
"""What can be looked at in a namespace."""

ON_PODS: Final = (
    Rule("", ("pods",), ("delete",)),
    Rule("", ("pods/portforward",), ("create",)),
)
"""Restart a pod, and look in by a forwarded port."""

AT_WORK: Final = (
    # Deployments go through git; these restart what runs, and run a job once more. Whoever may start a pod can have it read
    # the Secrets of its namespace: that is why a developer's namespaces are named one by one.
    Rule("apps", ("deployments", "statefulsets"), ("patch",)),
    Rule("argoproj.io", ("rollouts",), ("patch",)),
    Rule("batch", ("jobs",), ("create", "delete")),
)
"""What somebody does who looks for a fault of their own."""

ACROSS_THE_CLUSTER: Final = (
    Rule("", ("namespaces", "nodes", "persistentvolumes"), READ),
    Rule("admissionregistration.k8s.io", ("mutatingwebhookconfigurations", "validatingwebhookconfigurations"), READ),
    Rule("apiextensions.k8s.io", ("customresourcedefinitions",), READ),
    Rule("apiregistration.k8s.io", ("apiservices",), READ),
    Rule("cert-manager.io", ("clusterissuers",), READ),
    Rule("gateway.networking.k8s.io", ("gatewayclasses",), READ),
    Rule("karpenter.sh", ("nodeclaims", "nodepools"), READ),
    Rule("kyverno.io", ("clusterpolicies", "policies", "policyexceptions"), READ),
    Rule("metrics.k8s.io", ("nodes",), READ),
    Rule("policies.kyverno.io", ("imagevalidatingpolicies", "policyexceptions", "validatingpolicies"), READ),
    Rule("rbac.authorization.k8s.io", ("clusterrolebindings", "clusterroles", "rolebindings", "roles"), READ),
    Rule("scheduling.k8s.io", ("priorityclasses",), READ),
    Rule("storage.k8s.io", ("csidrivers", "csinodes", "storageclasses", "volumeattachments"), READ),
    Rule("velero.io", ("backups", "backupstoragelocations", "podvolumebackups", "restores", "schedules"), READ),
    Rule("wgpolicyk8s.io", ("clusterpolicyreports",), READ),
)  # fmt: skip
"""What can be looked at that belongs to no namespace."""

OPERATING: Final = (
    Rule("", ("configmaps", "persistentvolumeclaims", "services"), CHANGE),
    Rule("", ("events",), ("create", "patch")),
    Rule("", ("nodes",), ("patch", "update")),
    Rule("", ("pods/eviction",), ("create",)),
    Rule("apps", ("daemonsets", "deployments", "replicasets", "statefulsets"), CHANGE),
    Rule("apps", ("deployments/scale", "statefulsets/scale"), ("patch", "update")),
    Rule("argoproj.io", ("applications", "rollouts", "workflows"), CHANGE),
    Rule("autoscaling", ("horizontalpodautoscalers",), CHANGE),
    Rule("batch", ("cronjobs", "jobs"), CHANGE),
    Rule("cert-manager.io", ("certificaterequests", "certificates"), CHANGE),
    Rule("external-secrets.io", ("externalsecrets",), ("patch",)),
    Rule("karpenter.sh", ("nodeclaims",), ("delete",)),
    Rule("networking.k8s.io", ("ingresses",), CHANGE),
    Rule("policy", ("poddisruptionbudgets",), CHANGE),
    Rule("velero.io", ("backups", "deletebackuprequests", "restores"), ("create",)),
)
"""What keeps a cluster running: move pods and nodes, roll back, back up and restore."""

READER: Final = (*IN_NAMESPACES, *ACROSS_THE_CLUSTER)
DEVELOPER: Final = (*IN_NAMESPACES, *ON_PODS, *AT_WORK)
OPERATOR: Final = (*READER, *ON_PODS, *OPERATING)
