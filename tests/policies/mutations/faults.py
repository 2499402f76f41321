"""Faults that a person could make in a program or a console, each as one change of one resource of a whole stack."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from policies.framework import google_tokens as google
from policies.framework import tokens
from policies.kubernetes.pods import TEMPLATES
from tests.policies.framework.samples import Entry, keys_of

Inputs = Mapping[str, Any]


class _Left:
    """The marks that stand for leaving something out."""


OUT, GONE = _Left(), _Left()
"""A property that is left out, and a whole resource that is."""


def always(_: Inputs) -> bool:
    return True


@dataclass(frozen=True)
class Fault:
    """What is changed, and which policy has to speak of it.

    ``where`` tells of which resources the change is a fault. ``at`` is the property whose edge leads to the resource
    that is spoken of, where it is not the changed one. ``also`` are policies that have to join in.
    """

    policy: str
    token: str
    path: str
    value: Any = field(default=OUT, hash=False)
    also: tuple[str, ...] = ()
    where: Callable[[Inputs], bool] = always
    at: str = ""

    def __str__(self) -> str:
        what = "is left out" if self.value in (OUT, GONE) else "is changed"
        return f"{self.policy}: {self.path or self.token} {what}"

    def fits(self, entry: Entry) -> bool:
        """Return whether the resource can have this fault, and has it not yet."""
        if entry["type"] != self.token or not self.where(entry["inputs"]):
            return False
        if self.value is GONE:
            return not self.at or bool((entry.get("propertyDependencies") or {}).get(self.at))
        *above, last = keys_of(self.path)
        place = _reached(entry["inputs"], above)
        if self.value is OUT:
            return isinstance(place, dict) and place.get(last) is not None
        if isinstance(place, list):
            return isinstance(last, int) and last < len(place)
        return isinstance(place, dict) and place.get(last) != self.value

    def made(self, entry: Entry) -> Entry | None:
        """Return the resource with the fault; None if the fault is that it is not there."""
        if self.value is GONE:
            return None
        changed = {**entry, **{part: deepcopy(entry.get(part) or {}) for part in ("inputs", "outputs")}}
        *above, last = keys_of(self.path)
        for part in ("inputs", "outputs"):
            place = _reached(changed[part], above)
            if place is None:
                continue
            if self.value is OUT:
                place.pop(last, None)
            else:
                place[last] = deepcopy(self.value)
        return changed

    def spoken_of(self, entry: Entry) -> str:
        """Return the URN that the policy has to name."""
        return str(entry["propertyDependencies"][self.at][0]) if self.at else str(entry["urn"])


def _reached(held: Any, keys: list[str | int]) -> Any:
    for key in keys:
        if isinstance(held, dict):
            held = held.get(key)
        elif isinstance(held, list) and isinstance(key, int) and key < len(held):
            held = held[key]
        else:
            return None
    return held


def _primary(inputs: Inputs) -> bool:
    return not inputs.get("replicateSourceDb")


def _symmetric(inputs: Inputs) -> bool:
    return bool(inputs.get("enableKeyRotation"))


def _launches_nodes(inputs: Inputs) -> bool:
    return "metadataOptions" in inputs


def _reads_much(inputs: Inputs) -> bool:
    """Return whether the first rule reads accounts, events and endpoints, each of which a star for verbs makes another harm."""
    return {"endpoints", "events", "serviceaccounts"} <= set(
        (inputs.get("rules") or [{}])[0].get("resources", ())
    )


def _redirects(inputs: Inputs) -> bool:
    return inputs.get("settingId") == "always_use_https"


EVERYBODY = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}]}'
ALL = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}'
RAISE = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:PutRolePolicy", "Resource": "*"}]}'
OPEN_KEY = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": ["*"]}, "Action": "kms:*", "Resource": "*"}]}'

AMAZON = (
    Fault("security/rds-not-public", tokens.RDS_INSTANCE, "publiclyAccessible", True),
    Fault("security/rds-encrypted", tokens.RDS_INSTANCE, "storageEncrypted", False, where=_primary),
    Fault("security/rds-iam-auth", tokens.RDS_INSTANCE, "iamDatabaseAuthenticationEnabled", False),
    Fault("security/rds-backup-retention", tokens.RDS_INSTANCE, "backupRetentionPeriod", 0, where=_primary),
    Fault("security/rds-deletion-protection", tokens.RDS_INSTANCE, "deletionProtection", False),
    Fault("security/rds-multi-az", tokens.RDS_INSTANCE, "multiAz", False, where=_primary),
    Fault("cost/database-growth-bounded", tokens.RDS_INSTANCE, "maxAllocatedStorage", 60_000, where=_primary),
    Fault("security/eks-private-endpoint", tokens.EKS_CLUSTER, "vpcConfig.endpointPrivateAccess", False),
    Fault("security/eks-secrets-kms", tokens.EKS_CLUSTER, "encryptionConfig"),
    Fault("security/eks-control-plane-logs", tokens.EKS_CLUSTER, "enabledClusterLogTypes", ["api"]),
    Fault("security/ng-no-open-ssh", tokens.NODE_GROUP, "remoteAccess", {"ec2SshKey": "key"}),
    Fault("cost/autoscaling-bounded", tokens.NODE_GROUP, "scalingConfig.maxSize", 90),
    Fault("security/lt-imdsv2", tokens.LAUNCH_TEMPLATE, "metadataOptions.httpTokens", "optional", where=_launches_nodes),
    Fault("security/ebs-encrypted", tokens.LAUNCH_TEMPLATE, "blockDeviceMappings[0].ebs.encrypted", "false"),
    Fault("security/kms-rotation", tokens.KMS_KEY, "enableKeyRotation", False, where=_symmetric),
    Fault("security/kms-no-public-principal", tokens.KMS_KEY, "policy", OPEN_KEY),
    Fault("security/kms-deletion-window", tokens.KMS_KEY, "deletionWindowInDays", 7),
    Fault("security/iam-trust-named", tokens.IAM_ROLE, "assumeRolePolicy", EVERYBODY),
    Fault("security/iam-no-admin", tokens.IAM_ROLE_POLICY, "policy", ALL,
          ("security/iam-scoped-resources", "security/iam-no-privilege-escalation")),
    Fault("security/iam-no-privilege-escalation", tokens.IAM_ROLE_POLICY, "policy", RAISE, ("security/iam-scoped-resources",)),
    Fault("security/s3-no-force-destroy", tokens.BUCKET, "forceDestroy", True),
    Fault("security/s3-public-access-block", tokens.BUCKET_ACCESS_BLOCK, "blockPublicAcls", False, at="bucket"),
    Fault("security/s3-public-access-block", tokens.BUCKET_ACCESS_BLOCK, "", GONE, at="bucket"),
    Fault("security/s3-versioned", tokens.BUCKET_VERSIONING, "", GONE, at="bucket"),
    Fault("security/sqs-encrypted", tokens.SQS_QUEUE, "kmsMasterKeyId", also=("security/sqs-cmk",)),
    Fault("security/alarm-heard", tokens.METRIC_ALARM, "actionsEnabled", False),
    Fault("security/eks-admins-few", tokens.ACCESS_POLICY, "principalArn", "arn:aws:iam::123456789012:user/somebody"),
    Fault("security/sns-encrypted", tokens.SNS_TOPIC, "kmsMasterKeyId"),
    Fault("security/kinesis-kms", tokens.KINESIS_STREAM, "encryptionType", "NONE"),
    Fault("security/log-group-retention", tokens.LOG_GROUP, "retentionInDays", 0, ("cost/everything-priced",)),
    Fault("security/required-tags", tokens.VPC, "tags.owner"),
    Fault("security/required-tags", tokens.SQS_QUEUE, "tags.environment"),
    Fault("security/vpc-flow-log", tokens.FLOW_LOG, "", GONE, at="vpcId"),
    Fault("security/secret-cmk", tokens.SECRET, "kmsKeyId"),
    Fault("security/cache-encrypted", tokens.CACHE, "transitEncryptionEnabled", False),
    Fault("security/cache-encrypted", tokens.CACHE, "atRestEncryptionEnabled", False),
    Fault("security/ecr-immutable-scanned", tokens.ECR_REPOSITORY, "imageTagMutability", "MUTABLE"),
    Fault("security/trail-whole", tokens.TRAIL, "isMultiRegionTrail", False),
    Fault("security/redshift-not-public", tokens.REDSHIFT, "publiclyAccessible", True),
    Fault("security/search-https", tokens.OPENSEARCH, "domainEndpointOptions.enforceHttps", False),
    Fault("security/lb-hardened", tokens.LOAD_BALANCER, "dropInvalidHeaderFields", False),
)  # fmt: skip

OTHER_CLOUDS = (
    Fault("security/gke-private", google.CLUSTER, "privateClusterConfig.enablePrivateNodes", False),
    Fault("security/gke-network-policy", google.CLUSTER, "datapathProvider", "LEGACY_DATAPATH"),
    Fault("security/gcs-private", google.BUCKET, "publicAccessPrevention", "inherited"),
    Fault("cost/stored-things-end", google.BUCKET, "lifecycleRules"),
    Fault("security/gcp-people-in-groups", google.PROJECT_MEMBER, "member", "user:somebody@example.com"),
    Fault("security/azure-secret-ends", tokens.AZURE_SECRET, "properties.attributes"),
    Fault("security/azure-storage-no-anonymous", tokens.AZURE_STORAGE, "allowBlobPublicAccess", True),
    Fault("security/azure-storage-tls", tokens.AZURE_STORAGE, "minimumTlsVersion", "TLS1_0"),
    Fault("security/azure-vault-recoverable", tokens.AZURE_VAULT, "properties.enablePurgeProtection", False),
    Fault("security/aks-entra-only", tokens.AKS_CLUSTER, "disableLocalAccounts", False),
    Fault("cost/logs-capped", tokens.AZURE_LOGS, "workspaceCapping"),
    Fault("security/cf-https-everywhere", tokens.CF_SETTING, "value", "off", where=_redirects),
)


def _in_pods(policy: str, path: str, value: Any = OUT, also: tuple[str, ...] = ()) -> tuple[Fault, ...]:
    return tuple(
        Fault(policy, token, ".".join((*where, "spec", path)), value, also)
        for token, where in TEMPLATES.items()
    )


KUBERNETES = (
    *_in_pods("kubernetes/pss-baseline", "hostNetwork", True),
    *_in_pods("kubernetes/pss-baseline", "containers[0].securityContext.privileged", True),
    *_in_pods("kubernetes/pss-restricted", "containers[0].securityContext.allowPrivilegeEscalation", True),
    *_in_pods("kubernetes/container-readonly-root", "containers[0].securityContext.readOnlyRootFilesystem", False),
    *_in_pods("kubernetes/image-fixed", "containers[0].image", "ghcr.io/app:latest"),
    *_in_pods("kubernetes/container-sized", "containers[0].resources"),
    Fault("kubernetes/gateway-tls", tokens.GATEWAY, "spec.listeners[0].tls"),
    Fault("kubernetes/route-host-named", tokens.HTTP_ROUTE, "spec.hostnames[0]", "*.example.com"),
    Fault("cost/claim-size-bounded", tokens.VOLUME_CLAIM, "spec.resources.requests.storage", "250Gi"),
    Fault("kubernetes/netpol-default-deny", tokens.NETWORK_POLICY, "", GONE, at="metadata",
          where=lambda inputs: not inputs["spec"].get("podSelector") and not inputs["spec"].get("ingress")
          and not inputs["spec"].get("egress")),
    Fault("kubernetes/ns-quota", tokens.RESOURCE_QUOTA, "", GONE, at="metadata"),
    Fault("kubernetes/ns-pss-labels", tokens.NAMESPACE, 'metadata.labels.["pod-security.kubernetes.io/enforce-version"]', "latest"),
    Fault("kubernetes/release-pinned", tokens.HELM_RELEASE, "version", ">=1"),
    Fault("kubernetes/release-whole", tokens.HELM_RELEASE, "timeout", 0),
    Fault("kubernetes/rbac-no-wildcards", tokens.CLUSTER_ROLE, "rules[0].verbs", ["*"],
          also=("kubernetes/rbac-no-escalation", "kubernetes/rbac-traces-kept", "kubernetes/rbac-network-closed"), where=_reads_much),
    Fault("kubernetes/rbac-binding-privileged", tokens.CLUSTER_ROLE_BINDING, "roleRef.name", "cluster-admin"),
    Fault("kubernetes/service-not-exposed", tokens.SERVICE, "spec.type", "NodePort"),
    Fault("kubernetes/mesh-strict-mtls", tokens.PEER_AUTHENTICATION, "spec.mtls.mode", "PERMISSIVE"),
)  # fmt: skip

FAULTS = (*AMAZON, *OTHER_CLOUDS, *KUBERNETES)
