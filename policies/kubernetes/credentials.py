"""Where credentials may not stand: the environment of containers, and ConfigMaps."""

from policies.framework import tokens
from policies.framework.credential_shapes import holds_credential
from policies.framework.resources import Resource
from policies.framework.rules import ADVICE, ALWAYS, Context, Control, Outcomes, require, resource_rule
from policies.kubernetes.pods import WORKLOADS, pod_of

DOCS = "https://kubernetes.io/docs/concepts/configuration/"


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
    trivy=("KSV-0109", "KSV-01010"),
    url=DOCS + "configmap/",
)
def config_map_no_credentials(config: Resource, _: Context) -> Outcomes:
    """Refuse access keys and private keys, whose shape leaves no doubt."""
    data = config["data"]
    if data.unknown:
        yield from require(data.undecided(), "it holds a credential")
    for _key, value in data.entries():
        bare = value.test(lambda raw: not holds_credential(str(raw)))
        yield from require(bare, "one of its entries is a credential: move it to a Secret and revoke it")


RULES = (secret_not_in_env, config_map_no_credentials)
