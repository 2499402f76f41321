"""What examples of other scanners taught: spellings that a rule must notice, or let be, beside those of ``cases``."""

from typing import Any

from policies.framework import tokens
from tests.policies.framework.cases import absent, fails, unknown
from tests.policies.framework.samples import UNKNOWN, Change, add, both, drop, put
from tests.policies.kubernetes.compliant import resource

RBAC = "rbac.authorization.k8s.io"
ADMIN, WILDCARDS, ESCALATION, TAKEOVER = (
    "rbac-no-admin", "rbac-no-wildcards", "rbac-no-escalation", "rbac-no-takeover",
)  # fmt: skip
CLOSED = "rbac-network-closed"
PRIVILEGED, DEFAULT_ACCOUNT = "rbac-binding-privileged", "default-account-bare"
CERTIFICATES = "certificates.k8s.io"


def grants(group: str, resource_name: str, *verbs: str) -> Change:
    """Have a role of the whole cluster grant verbs on a resource."""
    held = {"apiGroups": [group], "resources": [resource_name], "verbs": list(verbs)}
    return put("reader", "rules", [held])


PERMISSIONS = (
    fails(ADMIN, "everything of the core group", grants("", "*", "*"), WILDCARDS, ESCALATION, TAKEOVER, CLOSED, "rbac-traces-kept"),
    absent(ADMIN, "everything of one other group", grants("apps", "*", "*"), None, WILDCARDS),
    fails(WILDCARDS, "groups", grants("*", "pods", "get")),
    fails(ESCALATION, "bind by a star", grants(RBAC, "roles", "*"), WILDCARDS),
    fails(ESCALATION, "bind by a star for resources", grants(RBAC, "*", "bind"), WILDCARDS),
    fails(ESCALATION, "bind of bindings", grants(RBAC, "rolebindings", "bind")),
    fails(ESCALATION, "impersonate by a star", grants("", "serviceaccounts", "*"), WILDCARDS),
    fails(ESCALATION, "impersonate a part of a name", grants("authentication.k8s.io", "userextras/scopes", "impersonate")),
    absent(ESCALATION, "bind of another API", grants("apis.kcp.io", "apiexports", "bind"), None),
    absent(ESCALATION, "impersonate what is nobody", grants("", "pods", "impersonate"), None),
    absent(ESCALATION, "a star of part of an account", grants("", "serviceaccounts/status", "*"), None, WILDCARDS),
    unknown(ESCALATION, "group", grants(UNKNOWN, "users", "impersonate"), "unknown", WILDCARDS),
    *(fails(TAKEOVER, f"{verb} of secrets", grants("", "secrets", verb)) for verb in ("create", "update", "patch", "delete")),
    fails(TAKEOVER, "status of services", grants("", "services/status", "patch")),
    fails(TAKEOVER, "approval of whatever", grants(CERTIFICATES, "*/approval", "update")),
    absent(TAKEOVER, "status of whatever", grants(CERTIFICATES, "*/status", "update"), None),
    *(fails(PRIVILEGED, group, put("binding", "subjects[0].name", group)) for group in ("system:anonymous", "system:unauthenticated")),
    absent(PRIVILEGED, "accounts of one namespace", put("binding", "subjects[0].name", "system:serviceaccounts:app"), None),
    fails(DEFAULT_ACCOUNT, "its token", put("account", "automountServiceAccountToken", True)),
    absent(DEFAULT_ACCOUNT, "its token by default", drop("account", "automountServiceAccountToken")),
    absent(DEFAULT_ACCOUNT, "another account's token", both(
        put("account", "metadata.name", "web"), drop("account", "automountServiceAccountToken")), None),
    *(fails(DEFAULT_ACCOUNT, f"its rights by {name}", put(name, "subjects[0]", {"kind": "ServiceAccount", "name": "default", "namespace": "app"}))
      for name in ("binding", "readers")),
    absent(DEFAULT_ACCOUNT, "a group of that name", put("binding", "subjects[0].name", "default"), None),
    unknown(DEFAULT_ACCOUNT, "its token", put("account", "automountServiceAccountToken", UNKNOWN)),
    unknown(DEFAULT_ACCOUNT, "subject", put("binding", "subjects[0]", {"kind": "ServiceAccount", "name": UNKNOWN}), "unknown", PRIVILEGED),
)  # fmt: skip

PLACE = "workload-namespace"

PLACES = (
    *(fails(PLACE, f"{name} in default", put(name, "metadata.namespace", "default")) for name in ("service", "lister", "config", "binding")),
    fails(PLACE, "an account in default", both(put("account", "metadata.name", "web"), put("account", "metadata.namespace", "default"))),
    absent(PLACE, "the cluster's own account", both(put("account", "metadata.name", "default"), drop("account", "metadata.namespace")), None),
    absent(PLACE, "the cluster's own Service", both(put("service", "metadata.name", "kubernetes"), drop("service", "metadata.namespace")), None),
    absent(PLACE, "another Service", drop("service", "metadata.namespace")),
)  # fmt: skip

QUOTA, WORLD = "ns-quota", "netpol-no-world"
ROW = "spec.limits[0]"

NAMESPACES = (
    absent(QUOTA, "a quota of nothing", put("quota", "spec", {})),
    *(absent(QUOTA, f"a quota without {kind}", drop("quota", f'spec.hard["requests.{kind}"]')) for kind in ("cpu", "memory")),
    absent(QUOTA, "a quota by the short names", put("quota", "spec.hard", {"cpu": "1", "memory": "1Gi"}), None),
    absent(QUOTA, "limits of nothing", put("limits", "spec", {})),
    absent(QUOTA, "limits of whole pods", put("limits", f"{ROW}.type", "Pod")),
    absent(QUOTA, "no default limit", drop("limits", f"{ROW}.default")),
    *(absent(QUOTA, f"no default request of {kind}", drop("limits", f"{ROW}.defaultRequest.{kind}")) for kind in ("cpu", "memory")),
    unknown(QUOTA, "what a quota bounds", put("quota", "spec.hard", UNKNOWN)),
    unknown(QUOTA, "what limits are of", put("limits", f"{ROW}.type", UNKNOWN)),
    fails(WORLD, "to everybody by an empty peer", put("web-out", "spec.egress[0].to", [{}])),
    absent(WORLD, "to everybody by no peer", drop("web-out", "spec.egress[0].to")),
    absent(WORLD, "from every pod of its namespace", put("denial", "spec.ingress", [{"from": [{"podSelector": {}}]}]), None, "netpol-default-deny"),
)  # fmt: skip


def config(key: str, text: str) -> Change:
    return put("config", "data", {key: text})


CONFIG = "config-map-no-credentials"
PROPERTIES = "# of the shop\nshop.colour = blue\nshop.db.password = correct-horse\n"

CREDENTIALS = (
    fails(CONFIG, "a password by its key", config("password", "correct-horse")),
    fails(CONFIG, "a password among words", config("dbPassword", "correct-horse")),
    fails(CONFIG, "a password in variables", config("env", "export DB_PASSWORD=correct-horse\nCOLOUR=blue")),
    fails(CONFIG, "a password in properties", config("app.properties", PROPERTIES)),
    fails(CONFIG, "a password in YAML", config("app.yaml", "db:\n  user: shop\n  passwd: 'correct-horse'\n")),
    fails(CONFIG, "a password in JSON", config("app.json", '{\n  "client_secret": "correct-horse"\n}')),
    fails(CONFIG, "a password on one line of JSON", config("app.json", '{"user": "shop", "dbpassword": "correct-horse"}')),
    *(absent(CONFIG, f"no password: {text!r}", config("app", text), None) for text in (
        "DB_PASSWORD=", "DB_PASSWORD=${DB_PASSWORD}", "DB_PASSWORD=$(cat /run/password)", "password: {{ .Values.password }}",
        "password_file: /run/password", "password: file:/run/password", "password: null", "password:\n  valueFrom: store",
        "login.password=Password", "minimumPassword = 8", "rotatePassword: yes", "passwordKey: password",
        "ask for the password: then go on", "user: shop")),
    absent(CONFIG, "an empty password", config("password", ""), None),
)  # fmt: skip

MTLS: dict[str, Any] = {"spec": {"mtls": {"mode": "PERMISSIVE"}}}
OPEN: dict[str, Any] = {"spec": {"action": "ALLOW", "rules": [{}]}}

MESH = (
    fails("mesh-strict-mtls", "of the older version", add(resource(tokens.PEER_AUTHENTICATION_BETA, "older", MTLS))),
    fails("mesh-no-open-allow", "of the older version", add(resource(tokens.AUTHORIZATION_POLICY_BETA, "older", OPEN))),
)  # fmt: skip

EXAMPLES = (*PERMISSIONS, *PLACES, *NAMESPACES, *CREDENTIALS, *MESH)
