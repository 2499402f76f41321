"""The Secrets of one namespace that come from the cloud's store, through an account that reads these and no others."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pulumi_kubernetes as kubernetes
from pulumi import Output, Resource

from components.foundation.cluster.component import ClusterComponent
from components.foundation.cluster.site import ClusterSite
from components.foundation.spec import RefusalError, Wire
from components.security.cluster.secrets.spec import PLACEHOLDER, FetchedSecretSpec, RemoteValueSpec
from components.security.cluster.secrets.stores import Store

SERVICE_ACCOUNT: Final = "external-secrets-sa"
"""The account of a namespace with which External Secrets reads for it. No pod runs as it."""

API_VERSION: Final = "external-secrets.io/v1"

AWAITED: Final = {"pulumi.com/waitFor": "condition=Ready"}
"""Has Pulumi's provider wait for the condition that the operator sets once the Secret is there (pulumi-kubernetes 4.18)."""


@dataclass(frozen=True)
class Remote:
    """A value as its store knows it: a property of what is kept under a key, or the whole of it."""

    key: Wire[str]
    property: str | None = None


@dataclass(frozen=True)
class Literal:
    """A value that is no secret and is known here, such as an address: it is written into the template."""

    text: Wire[str]


Found = Remote | Literal


@dataclass(frozen=True, kw_only=True)
class NamespaceSecretsArgs:
    """A namespace, what it fetches, and how it reaches the store.

    ``known`` is every value that this cluster's store keeps. ``annotations`` and ``labels`` are those of the service
    account, by which its cloud knows it; ``granted`` is what has to stand before it may read. ``after`` is the operator
    and the namespace. ``awaited`` has whoever waits for ``ready`` wait until the Secrets are there, and not only what asks
    for them: for ten minutes, after which the deployment fails and is run again.

    :raises RefusalError: with a sentence for each value that nobody keeps.
    """

    namespace: str
    secrets: Mapping[str, FetchedSecretSpec]
    store: Store
    known: Mapping[tuple[str, str], Found]
    annotations: Wire[dict[str, str]]
    labels: Wire[dict[str, str]]
    granted: Sequence[Resource]
    after: Sequence[Resource]
    awaited: bool = False

    def __post_init__(self) -> None:
        faults = [
            _unknown(f"{self.namespace}/{name}", value, self.known)
            for name, secret in self.secrets.items()
            for value in secret.values.values()
            if (value.secret, value.property) not in self.known
        ]
        if faults:
            raise RefusalError(*dict.fromkeys(faults))


class NamespaceSecrets(ClusterComponent):
    """A SecretStore, its account, and the ExternalSecrets of a namespace.

    A Secret belongs to its ExternalSecret and goes with it, and what was fetched stays when the store loses it: an
    application that runs keeps running. Output: ``secrets``, name -> the Secret that it makes. ``ready`` is what pods wait
    for that read one.
    """

    urn_type = "platform:security:NamespaceSecrets"

    secrets: Output[dict[str, str]]

    def __init__(self, site: ClusterSite, args: NamespaceSecretsArgs) -> None:
        super().__init__(f"{args.namespace}-secrets", site)
        self.args = args
        site.ledger.need(
            "namespace", args.namespace, self.name, "make the namespace, or fetch its Secrets elsewhere"
        )
        for name, secret in args.secrets.items():
            site.ledger.claim("secret", f"{args.namespace}/{secret.target}", f"the ExternalSecret {name}")
        account = self._account()
        store = self.custom(
            "store",
            API_VERSION,
            "SecretStore",
            self.metadata(args.store.name, args.namespace),
            {"provider": dict(args.store.provider(SERVICE_ACCOUNT))},
            after=[*args.after, *args.granted, account],
        )
        self.ready: list[Resource] = [
            *args.after,
            *(self._fetched(name, secret, store) for name, secret in args.secrets.items()),
        ]
        self.secrets = Output.from_input({name: secret.target for name, secret in args.secrets.items()})
        self.publish()

    def _account(self) -> kubernetes.core.v1.ServiceAccount:
        args = self.args
        labels = Output.from_input(args.labels).apply(lambda own: {**self.site.labels.kubernetes(), **own})
        return kubernetes.core.v1.ServiceAccount(
            f"{self.name}-account",
            metadata={
                "name": SERVICE_ACCOUNT,
                "namespace": args.namespace,
                "labels": labels,
                "annotations": args.annotations,
            },
            automount_service_account_token=False,
            opts=self.inside(args.after),
        )

    def _fetched(self, name: str, secret: FetchedSecretSpec, store: Resource) -> Resource:
        found = {key: self.args.known[value.secret, value.property] for key, value in secret.values.items()}
        template = {key: _filled(text, found) for key, text in secret.template.items()}
        return self.custom(
            name,
            API_VERSION,
            "ExternalSecret",
            self.metadata(name, self.args.namespace, annotations=AWAITED if self.args.awaited else None),
            {
                "secretStoreRef": {"name": self.args.store.name, "kind": "SecretStore"},
                "target": {
                    "name": secret.target,
                    "creationPolicy": "Owner",
                    "deletionPolicy": "Retain",
                    "template": {
                        "type": "Opaque",
                        "engineVersion": "v2",
                        **({"metadata": {"labels": dict(secret.labels)}} if secret.labels else {}),
                        "data": template,
                    },
                },
                "data": [_entry(key, value) for key, value in found.items() if isinstance(value, Remote)],
                "refreshInterval": secret.refresh,
            },
            after=[store],
        )


def _entry(key: str, value: Remote) -> dict[str, Any]:
    part = {} if value.property is None else {"property": value.property}
    return {"secretKey": key, "remoteRef": {"key": value.key, **part}}


def _filled(text: str, found: Mapping[str, Found]) -> Wire[str]:
    """Return a template in which what is known here stands in plain; what comes from the store is left to it."""
    plain = {name: value.text for name, value in found.items() if isinstance(value, Literal)}
    if not plain.keys() & {name for name, _ in PLACEHOLDER.findall(text)}:
        return text
    return Output.all(**plain).apply(
        lambda known: PLACEHOLDER.sub(lambda match: _in_plain(match, known), text)
    )


def _in_plain(match: re.Match[str], known: Mapping[str, str]) -> str:
    """Return what stands for a placeholder: its text, or its text before the function that it goes through."""
    name, function = match[1], match[2]
    if name not in known:
        return match[0]
    return known[name] if function is None else f"{{{{ {json.dumps(known[name])} {function} }}}}"


def _unknown(whose: str, value: RemoteValueSpec, known: Mapping[tuple[str, str], Found]) -> str:
    """Return the sentence on a value that nobody keeps."""
    properties = sorted(part for secret, part in known if secret == value.secret)
    if properties:
        return (
            f"{whose} wants {value.property} of {value.secret}, which has no such property, and would never be made: take "
            f"one of {', '.join(properties)}"
        )
    kept = ", ".join(sorted({secret for secret, _ in known})) or "none"
    return (
        f"{whose} wants the secret {value.secret}, which nobody makes here, and would never be made: take one of {kept}, "
        "or describe what keeps it"
    )
