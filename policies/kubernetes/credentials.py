"""Where credentials may not stand: the environment of containers, and ConfigMaps."""

import re
from functools import partial
from typing import Final

from policies.framework import tokens
from policies.framework.credential_shapes import holds_credential
from policies.framework.resources import Resource
from policies.framework.rules import ADVICE, ALWAYS, Context, Control, Outcomes, require, resource_rule
from policies.kubernetes.pods import WORKLOADS, pod_of

DOCS = "https://kubernetes.io/docs/concepts/configuration/"

SECRET_NAME: Final = re.compile(r".*(password|passwd|passphrase|client[_.-]?secret)", re.IGNORECASE)
"""A key whose value is a password, and not the name or the place of one, as that of ``password_file`` is."""

GIVEN: Final = re.compile(
    r"(?:^|[{,])[ \t]*(?:-[ \t]+)?(?:export[ \t]+)?[\"']?(?P<key>[\w.-]+)[\"']?[ \t]*[:=][ \t]*[\"']?(?P<value>[^\"'\s,#}]+)",
    re.MULTILINE,
)
"""Where a text gives a key a value on one line: YAML, JSON, TOML, properties or variables."""

ELSEWHERE: Final = re.compile(
    r"[$%<{/|>*&!]|file:|https?:|vault:|(null|none|true|false|yes|no|on|off|\d{1,2}|x+|password)$",
    re.IGNORECASE,
)
"""How a value begins that is no password: a variable, a template, a path, a tag, a switch, a measure, a label."""


@resource_rule(
    name="secret-not-in-env",
    title="Secrets are mounted, not put into the environment",
    types=WORKLOADS,
    severity="high",
    levels=ADVICE,
    remediation="Mount the secret as a file; the environment is inherited by children and printed by crash reports.",
    controls=(
        Control("CIS EKS", "1.8", "4.4.1"),
        Control("CIS Kubernetes", "1.12", "5.4.1"),
        Control("CIS GKE", "1.9", "4.4.1"),
        Control("CIS AKS", "1.8", "4.5.1"),
    ),
    checkov=("CKV_K8S_35",),
    prowler=("core_no_secrets_envs",),
    kyverno=("disallow-secrets-from-env-vars",),
    url=DOCS + "secret/",
)
def secret_not_in_env(workload: Resource, _: Context) -> Outcomes:
    """Advise against references to secrets from env and envFrom."""
    for container in pod_of(workload).containers():
        sources = [entry.at("valueFrom", "secretKeyRef") for entry in container["env"].items()]
        sources += [entry["secretRef"] for entry in container["envFrom"].items()]
        for source in sources:
            named = source.test(lambda _: True)
            yield from require(~named, f"{source.where} puts a secret into the environment: mount it")


@resource_rule(
    name="config-map-no-credentials",
    title="ConfigMaps hold no credentials",
    types=(tokens.CONFIG_MAP,),
    severity="high",
    levels=ALWAYS,
    remediation="Move it to Secrets Manager or a Secret, and revoke what was written here.",
    trivy=("KSV-0109",),
    url=DOCS + "configmap/",
)
def config_map_no_credentials(config: Resource, _: Context) -> Outcomes:
    """Refuse access keys and private keys by their shape, and passwords by the names that they are given."""
    data = config["data"]
    if data.unknown:
        yield from require(data.undecided(), "it holds a credential")
    for key, value in data.entries():
        bare = value.test(lambda raw: not holds_credential(str(raw)))
        yield from require(bare, "one of its entries is a credential: move it to a Secret and revoke it")
        hidden = value.test(partial(_hides_passwords, key), absent=True)
        yield from require(hidden, "one of its entries is a password: move it to a Secret and change it")


def _hides_passwords(key: str, raw: object) -> bool:
    """Return whether an entry neither is a password nor has a line that gives one."""
    text = str(raw).strip()
    if SECRET_NAME.fullmatch(key) and "\n" not in text:
        return not _spelled(text)
    return not any(
        SECRET_NAME.fullmatch(one["key"]) and _spelled(one["value"]) for one in GIVEN.finditer(text)
    )


def _spelled(value: str) -> bool:
    return bool(value) and ELSEWHERE.match(value) is None


RULES = (secret_not_in_env, config_map_no_credentials)
