"""A Helm release as Argo CD would carry it out: an Application whose source is the chart.

Source: Argo CD, docs/user-guide/helm.md and docs/operator-manual/application.yaml (v3.4); pulumi-kubernetes,
``helm.v3.Release``.
"""

from collections.abc import Mapping
from typing import Any, Final

from operations.faults import CannotJudge

NAMESPACE: Final = "argocd"
"""Where Argo CD looks for Applications, unless it is told otherwise."""

PROJECT: Final = "default"
IN_CLUSTER: Final = "https://kubernetes.default.svc"
"""The cluster that the Argo CD which reads the file runs in."""

OCI: Final = "oci://"


def application(resource: str, release: Mapping[str, Any]) -> dict[str, Any]:
    """Return the Application of a release, given as the inputs of ``helm.v3.Release``.

    Its name is that of the release after its namespace, since releases are unique in their namespace alone. What the
    release says about how Pulumi waits and rolls back has no counterpart there.

    :raises CannotJudge: for values in files, which cannot be read here, or a chart without a repository or version.
    """
    if release.get("valueYamlFiles"):
        raise CannotJudge(
            f"{resource}: takes values from valueYamlFiles, which a rendering cannot read: give them as `values`"
        )
    repository, chart = _place(resource, release)
    if not release.get("version"):
        raise CannotJudge(
            f"{resource}: names no version of the chart {chart}, so every sync might take another: pin one"
        )
    name, namespace = str(release["name"]), str(release["namespace"])
    helm: dict[str, Any] = {"releaseName": name, "valuesObject": release.get("values") or {}}
    if release.get("skipCrds"):
        helm["skipCrds"] = True
    source = {
        "chart": chart,
        "repoURL": repository,
        "targetRevision": str(release["version"]),
        "helm": helm,
    }
    return {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Application",
        "metadata": {"name": f"{namespace}-{name}", "namespace": NAMESPACE},
        "spec": {
            "project": PROJECT,
            "source": source,
            "destination": {"server": IN_CLUSTER, "namespace": namespace},
            "syncPolicy": {"syncOptions": _options(release)},
        },
    }


def _place(resource: str, release: Mapping[str, Any]) -> tuple[str, str]:
    """Return the repository of a chart and its name there; Argo CD writes one behind OCI without the scheme."""
    chart = str(release["chart"])
    if chart.startswith(OCI):
        registry, _, name = chart.removeprefix(OCI).rstrip("/").rpartition("/")
        return registry, name
    options = release.get("repositoryOpts")
    repository = options.get("repo") if isinstance(options, Mapping) else None
    if not repository:
        raise CannotJudge(
            f"{resource}: names no repository for the chart {chart}, which only the machine that deploys could find: "
            "give repositoryOpts.repo, or an oci:// address"
        )
    return str(repository), chart


def _options(release: Mapping[str, Any]) -> list[str]:
    """Return how to sync: on the server's side, because some charts bring definitions too large for an annotation."""
    created = ["CreateNamespace=true"] if release.get("createNamespace") else []
    return [*created, "ServerSideApply=true"]
