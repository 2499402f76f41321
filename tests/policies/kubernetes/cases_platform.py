"""Changes of what the platform puts into the small cluster, for the rules about releases, stores and the mesh."""

from typing import Any

from tests.policies.framework.cases import absent, fails, unknown
from tests.policies.framework.samples import UNKNOWN, Change, both, drop, put

PINNED, SOURCE, WHOLE, TLS = "release-pinned", "release-source", "release-whole", "release-verifies-tls"
REPO = "repositoryOpts.repo"


def value(path: str, held: Any) -> Change:
    return put("keda", f"values.{path}", held)


RELEASES = (
    *(fails(PINNED, f"version {text}", put("keda", "version", text))
      for text in ("", "latest", "1.2", "1.x", "^1.2.3", "~1.2.3", ">=1.2.3", "1.2.3 - 1.4.0", "1.2.3 || 2.0.0", "*")),
    absent(PINNED, "no version", drop("keda", "version")),
    *(absent(PINNED, f"version {text}", put("keda", "version", text), None) for text in ("v1.2.3", "1.2.3-rc.1", "1.2.3+up1")),
    absent(PINNED, "a chart beside the program", both(put("keda", "chart", "./charts/keda"), drop("keda", "version"), drop("keda", "repositoryOpts")), None),
    unknown(PINNED, "version", put("keda", "version", UNKNOWN)),
    *(fails(SOURCE, f"repository {text}", put("keda", REPO, text)) for text in (
        "https://charts.example.com", "http://kedacore.github.io/charts", "https://kedacore.github.io", "https://kedacore.github.io/charts-of-others",
        "https://kedacore.github.io/charts/../other", "https://kedacore.github.io/charts@evil.example", "https://kedacore.github.io/charts/%2e%2e/x", "")),
    fails(SOURCE, "another registry", put("karpenter", "chart", "oci://registry.example/karpenter")),
    fails(SOURCE, "the address of a file", put("keda", "chart", "https://charts.example.com/keda-1.2.3.tgz")),
    fails(SOURCE, "an alias of the deploying machine", put("keda", "chart", "kedacore/keda")),
    fails(SOURCE, "a folder of the deploying machine", put("keda", "chart", "/charts/keda")),
    fails(SOURCE, "a folder that climbs out", put("keda", "chart", "./../../charts/keda")),
    absent(SOURCE, "no repository", drop("keda", "repositoryOpts")),
    absent(SOURCE, "no chart", drop("keda", "chart")),
    absent(SOURCE, "a slash at the end", put("keda", REPO, "https://kedacore.github.io/charts/"), None),
    absent(SOURCE, "an alias is no name of a folder", both(put("keda", "chart", "charts/keda"), drop("keda", "repositoryOpts"))),
    unknown(SOURCE, "repository", put("keda", REPO, UNKNOWN)),
    fails(WHOLE, "stays half done", put("keda", "atomic", False)),
    fails(WHOLE, "at once", put("keda", "timeout", 0)),
    fails(WHOLE, "a network that leaves its pieces", both(
        put("keda", "chart", "cilium"), put("keda", "atomic", False), put("keda", "cleanupOnFail", False))),
    absent(WHOLE, "stays half done by default", drop("keda", "atomic")),
    absent(WHOLE, "no time", drop("keda", "timeout")),
    absent(WHOLE, "another chart that is cleaned up", both(drop("keda", "atomic"), put("keda", "cleanupOnFail", True))),
    absent(WHOLE, "a network", both(put("keda", "chart", "cilium"), drop("keda", "atomic"), put("keda", "cleanupOnFail", True)), None),
    unknown(WHOLE, "atomic", put("keda", "atomic", UNKNOWN)),
    unknown(WHOLE, "time", put("keda", "timeout", UNKNOWN)),
)  # fmt: skip

CARELESS_KEYS: tuple[tuple[str, Any], ...] = (
    ("tls.insecureSkipVerify", True),
    ("tls.insecureSkipVerify", "true"),
    ("defaultArgs.insecureSkipTLSVerify", True),
    ("config.insecure_skip_verify", True),
    ("kubelet.serviceMonitor.tlsConfig.insecureSkipVerify", True),
    ("datasource.tlsSkipVerify", True),
    ("datasource.tls_skip_verify_insecure", 1),
    ("features.registryClient.allowInsecure", True),
    ("trivy.dbRepositoryInsecure", "true"),
    ("trivy.serverInsecure", True),
    ("trivy.insecureRegistries", {"poc": "registry.example"}),
    ("config.registries", [{"name": "ours", "insecure": True}]),
    ("cluster.tlsClientConfig.insecure", True),
    ("falco.http_output.insecure", True),
    ("client.tlsVerify", False),
    ("client.sslVerify", "false"),
    ("client.verify_certs", False),
    ('extraArgs["kubelet-insecure-tls"]', ""),
    ('extraArgs["kubelet-insecure-tls"]', None),
    ("env.NODE_TLS_REJECT_UNAUTHORIZED", "0"),
    ("env", [{"name": "NODE_TLS_REJECT_UNAUTHORIZED", "value": "0"}]),
    ("env", [{"name": "GIT_SSL_NO_VERIFY", "value": "true"}]),
    ("args", ["--kubelet-insecure-tls"]),
    ("args", ["--insecure-skip-tls-verify=true"]),
    ("args", ["--tls-verify=false"]),
    ("command", "curl --no-check-certificate https://x"),
    ("config", "tls:\n  insecure_skip_verify: true\n"),
    ("config", "[tls]\nverify_certificate = false\n"),
)
HARMLESS: tuple[tuple[str, Any], ...] = (
    ("tls.insecureSkipVerify", None),
    ("tls.insecureSkipVerify", "false"),
    ("client.tlsVerify", True),
    ("s3.insecure", True),
    ("otlp.tls.insecure", True),
    ("trivy.insecureRegistries", {}),
    ("config.registries", [{"name": "ours", "insecure": False}]),
    ("args", ["--insecure-skip-tls-verify=false", "--tls-verify"]),
    ("args", ["--skip-nodes-with-local-storage=false"]),
    ("config", "# insecure_skip_verify: true\ntls:\n  insecure_skip_verify: false\n"),
    ("env", [{"name": "GIT_SSL_NO_VERIFY", "valueFrom": {"fieldRef": {}}}]),
)
"""What looks like a switch and verifies nonetheless, or is about plain text and not about certificates."""

VERIFICATION = (
    *(fails(TLS, f"{path} {held!r}", value(path, held)) for path, held in CARELESS_KEYS),
    *(absent(TLS, f"{path} {held!r}", value(path, held), None) for path, held in HARMLESS),
    absent(TLS, "no values", drop("karpenter", "values"), None),
    unknown(TLS, "a switch", value("tls.insecureSkipVerify", UNKNOWN)),
    unknown(TLS, "another value", value("role", UNKNOWN), None),
    unknown(TLS, "all values", put("keda", "values", UNKNOWN)),
)

BOUNDED, STATIC, REFRESHED = (
    "secret-store-bounded",
    "secret-store-no-static-credentials",
    "external-secret-refreshed",
)
CONDITIONS, PROVIDER = "spec.conditions", "spec.provider"
BY_SECRET = {"auth": {"secretRef": {"accessKeyIDSecretRef": {"name": "keys", "key": "id"}}}}
STORES = ("secret-store", "cluster-store")

SECRETS = (
    fails(BOUNDED, "no condition", put("cluster-store", CONDITIONS, [])),
    fails(BOUNDED, "a condition of nothing", put("cluster-store", CONDITIONS, [{"namespaceSelector": {}}])),
    fails(BOUNDED, "one of two is of nothing", put("cluster-store", CONDITIONS, [{"namespaces": ["app"]}, {"namespaceSelector": {"matchLabels": {}}}])),
    *(fails(BOUNDED, f"any name by {text}", put("cluster-store", CONDITIONS, [{"namespaceRegexes": [text]}])) for text in (".*", "^.*$", ".+", "")),
    absent(BOUNDED, "none", drop("cluster-store", CONDITIONS)),
    absent(BOUNDED, "by labels", put("cluster-store", CONDITIONS, [{"namespaceSelector": {"matchLabels": {"team": "web"}}}]), None),
    absent(BOUNDED, "by an expression", put("cluster-store", CONDITIONS, [{"namespaceRegexes": ["^preview-.*$"]}]), None),
    absent(BOUNDED, "a store of a namespace needs none", put("secret-store", CONDITIONS, []), None),
    unknown(BOUNDED, "conditions", put("cluster-store", CONDITIONS, UNKNOWN)),
    unknown(BOUNDED, "a selector", put("cluster-store", CONDITIONS, [{"namespaceSelector": UNKNOWN}])),
    *(fails(STATIC, f"access keys of {name}", put(name, PROVIDER, {"aws": BY_SECRET})) for name in STORES),
    *(fails(STATIC, text, put("secret-store", PROVIDER, held)) for text, held in {
        "a key of Google": {"gcpsm": {"auth": {"secretRef": {"secretAccessKeySecretRef": {"name": "keys", "key": "json"}}}}},
        "a password of Azure": {"azurekv": {"authSecretRef": {"clientId": {"name": "a", "key": "b"}}}},
        "a token of Vault": {"vault": {"auth": {"tokenSecretRef": {"name": "vault", "key": "token"}}}},
        "a token of Kubernetes": {"kubernetes": {"auth": {"token": {"bearerToken": {"name": "a", "key": "b"}}}}},
        "a key of Conjur": {"conjur": {"auth": {"apikey": {"apiKeyRef": {"name": "a", "key": "b", "namespace": "c"}}}}},
        "secrets in the manifest": {"fake": {"data": [{"key": "a", "value": "b"}]}},
    }.items()),
    absent(STATIC, "the controller's own identity", drop("secret-store", f"{PROVIDER}.aws.auth"), None),
    absent(STATIC, "an authority's certificate", put("secret-store", PROVIDER, {"vault": {"caProvider": {"type": "Secret", "name": "ca", "key": "tls.crt"}}}), None),
    absent(STATIC, "a federation that is described in a ConfigMap", put("secret-store", PROVIDER, {
        "gcpsm": {"auth": {"workloadIdentityFederation": {"credConfig": {"name": "a", "key": "b", "namespace": "c"}}}}}), None),
    unknown(STATIC, "who it is", put("secret-store", f"{PROVIDER}.aws.auth", UNKNOWN)),
    unknown(STATIC, "another part", put("secret-store", f"{PROVIDER}.aws.region", UNKNOWN), None),
    unknown(STATIC, "all", put("secret-store", PROVIDER, UNKNOWN)),
    *(fails(REFRESHED, f"never by {text}", put("fetched", "spec.refreshInterval", text)) for text in ("0", "0s", "0h0m0s", "")),
    *(fails(REFRESHED, f"once by {text}", put("fetched", "spec.refreshPolicy", text)) for text in ("CreatedOnce", "OnChange")),
    absent(REFRESHED, "no interval", drop("fetched", "spec.refreshInterval")),
    absent(REFRESHED, "periodic in writing", both(put("fetched", "spec.refreshPolicy", "Periodic"), put("fetched", "spec.refreshInterval", "1h0m0s")), None),
    unknown(REFRESHED, "interval", put("fetched", "spec.refreshInterval", UNKNOWN)),
)  # fmt: skip

STRICT, OPEN = "mesh-strict-mtls", "mesh-no-open-allow"
MODE, PORTS, RULES = "spec.mtls.mode", "spec.portLevelMtls", "spec.rules"

MESH = (
    *(fails(STRICT, f"mode {mode}", put("strict", MODE, mode)) for mode in ("PERMISSIVE", "DISABLE", "UNSET")),
    *(fails(STRICT, f"mode {mode} of selected pods", put("metrics-port", MODE, mode)) for mode in ("PERMISSIVE", "DISABLE")),
    fails(STRICT, "a port without TLS", put("metrics-port", PORTS, {"9464": {"mode": "DISABLE"}})),
    fails(STRICT, "a port of everybody", put("strict", PORTS, {"9464": {"mode": "PERMISSIVE"}})),
    absent(STRICT, "no mode", drop("strict", "spec.mtls")),
    absent(STRICT, "a mode for ports alone", drop("metrics-port", "spec.mtls")),
    absent(STRICT, "a port that says nothing", put("metrics-port", PORTS, {"9464": {}}), None),
    unknown(STRICT, "mode", put("strict", MODE, UNKNOWN)),
    unknown(STRICT, "ports", put("metrics-port", PORTS, UNKNOWN)),
    fails(OPEN, "a rule of nothing", put("callers", RULES, [{}])),
    fails(OPEN, "one of two rules", put("callers", RULES, [{"to": [{"operation": {"ports": ["8080"]}}]}, {"from": []}])),
    absent(OPEN, "allow is what none says", both(drop("callers", "spec.action"), put("callers", RULES, [{}]))),
    absent(OPEN, "no rules let nobody in", drop("callers", RULES), None),
    absent(OPEN, "a condition", put("callers", RULES, [{"when": [{"key": "a", "values": ["b"]}]}]), None),
    unknown(OPEN, "a rule", put("callers", RULES, [UNKNOWN])),
    unknown(OPEN, "action of a rule of nothing", both(put("callers", "spec.action", UNKNOWN), put("callers", RULES, [{}]))),
    unknown(OPEN, "callers", put("callers", RULES, [{"from": UNKNOWN}]), None),
)  # fmt: skip

PLATFORM = (*RELEASES, *VERIFICATION, *SECRETS, *MESH)
