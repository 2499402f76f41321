"""Provider resources: their configuration, which is checked and then inherited by what they serve."""

import json
import re
from collections.abc import Mapping
from typing import Any

import yaml

from simulator.clouds.azure.provider import KIND as AZURE
from simulator.clouds.cloudflare.provider import KIND as CLOUDFLARE
from simulator.clouds.gcp.provider import KIND as GCP
from simulator.clouds.kind import Kind
from simulator.clouds.refusals import Given, Refused, conflicts
from simulator.clouds.scope import Scope
from simulator.clouds.templates import uuid
from simulator.values import holds_unknown

REGION = re.compile(r"[a-z]{2}(-gov|-iso[a-z]?|-[a-z]+)?-[a-z]+-\d")


def _decoded(given: Given, path: str) -> Any:
    value = given.known(path)
    if isinstance(value, str):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _region(given: Given) -> Refused:
    region = given.text("region")
    if region is not None and not REGION.fullmatch(region):
        yield "region", f"region must be the name of an AWS region such as us-east-1, not {region!r}"


def _accounts(given: Given) -> Refused:
    for path in ("allowedAccountIds", "forbiddenAccountIds"):
        accounts = _decoded(given, path)
        for index, account in enumerate(accounts if isinstance(accounts, list) else []):
            if isinstance(account, str) and not re.fullmatch(r"\d{12}", account):
                yield (
                    f"{path}[{index}]",
                    f"{path} must hold account numbers of twelve digits, not {account!r}",
                )
            elif isinstance(account, int):
                yield (
                    f"{path}[{index}]",
                    f"{path} must hold account numbers as text, because they may begin with 0",
                )


def _kubeconfig(given: Given) -> Refused:
    """Judge the shape only; what it says is secret and stays out of the sentence."""
    value = given.text("kubeconfig")
    if value is None or not value.lstrip().startswith(
        ("{", "apiVersion", "kind", "clusters", "contexts", "users")
    ):
        return
    try:
        parsed = yaml.safe_load(value)
    except yaml.YAMLError:
        yield "kubeconfig", "kubeconfig is not valid YAML or JSON"
        return
    missing = [
        name
        for name in ("clusters", "contexts", "users")
        if not isinstance(parsed, Mapping) or not parsed.get(name)
    ]
    if missing:
        yield "kubeconfig", f"kubeconfig has no {missing[0]}"


def _cluster_forces(old: Mapping[str, Any], new: Mapping[str, Any], _: Scope) -> tuple[str, ...]:
    """Return what makes a Kubernetes provider another one, and so replaces everything that it serves.

    Source: pulumi-kubernetes 94977969d641, ``provider/pkg/provider/provider.go`` (DiffConfig): an unknown kubeconfig,
    context or cluster forces it, and so does another server; a clusterIdentifier that stays the same forbids it.
    """
    before, after = Given(old), Given(new)
    identity = after.known("clusterIdentifier")
    if identity is not None and identity == before.known("clusterIdentifier"):
        return ()
    forced = [path for path in ("cluster", "context", "kubeconfig") if holds_unknown(after.raw(path))]
    if before.has("clusterIdentifier") and after.has("clusterIdentifier"):
        forced.append("clusterIdentifier")
    servers = [_server(given.text("kubeconfig")) for given in (before, after)]
    if None not in servers and servers[0] != servers[1]:
        forced.append("kubeconfig")
    return (*forced, "renderYamlToDirectory")


def _server(kubeconfig: str | None) -> str | None:
    """Return the address of the first cluster that a kubeconfig names, if it can be read."""
    try:
        parsed = yaml.safe_load(kubeconfig or "")
    except yaml.YAMLError:
        return None
    clusters = parsed.get("clusters") if isinstance(parsed, Mapping) else None
    first = (
        clusters[0].get("cluster")
        if isinstance(clusters, list) and clusters and isinstance(clusters[0], Mapping)
        else None
    )
    return first.get("server") if isinstance(first, Mapping) else None


def _provider_id(case: Any) -> str:
    return uuid(case.urn)


KINDS = (
    Kind(
        "pulumi:providers:aws",
        id=_provider_id,
        secret_outputs=frozenset({"accessKey", "secretKey", "token"}),
        refusals=(_region, _accounts, conflicts("allowedAccountIds", "forbiddenAccountIds")),
    ),
    Kind("pulumi:providers:kubernetes", id=_provider_id, refusals=(_kubeconfig,), forcing=_cluster_forces),
    Kind("pulumi:providers:random", id=_provider_id),
    GCP,
    AZURE,
    CLOUDFLARE,
)
