"""Argo CD Image Updater beside Argo CD: it asks registries and writes to git, and changes nothing in the cluster."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from pulumi import Output, Resource

from components.delivery.argo.images.spec import FollowedImageSpec, ImageUpdatesSpec
from components.foundation.cluster.charts import ChartArgs, ChartRelease
from components.foundation.cluster.component import ClusterComponent
from components.foundation.cluster.containers import share
from components.foundation.cluster.namespace import PlatformNamespace
from components.foundation.cluster.site import ClusterSite
from components.foundation.cluster.wanted_secret import WantedSecret
from components.foundation.spec import Wire

ACCOUNT: Final = "argocd-image-updater"
GIT_SECRET: Final = "argocd-image-updater-git"  # noqa: S105 - the name of a Secret
KEY_PROPERTY: Final = "github-writer-key"
TOKEN_SCRIPT: Final = "ecr.sh"  # noqa: S105 - the name of a file
BRANCH: Final = "image-updates-{{.SHA256}}"


@dataclass(frozen=True, kw_only=True)
class OwnRegistry:
    """The account's own registry: its host, and what stands before a repository's name there."""

    host: str
    prefix: str
    region: str


@dataclass(frozen=True, kw_only=True)
class ImageUpdaterArgs:
    """A spec and what it is wired to.

    ``namespace`` is Argo CD's, in which the updater's Applications are; ``after`` is Argo CD, ``secrets`` brings the Secret
    of ``wanted()``. ``branches`` are the branches that applications run, by application. ``registry`` is the account's own;
    ``annotations`` tie the updater's account to the identity that reads it, which ``granted`` makes ready.
    """

    spec: ImageUpdatesSpec
    namespace: PlatformNamespace
    namespace_name: str
    branches: dict[str, str]
    secrets: Sequence[Resource]
    after: Sequence[Resource]
    registry: OwnRegistry | None
    monitored: bool
    annotations: Wire[dict[str, str]] | None = None
    granted: Sequence[Resource] = ()


class ImageUpdater(ClusterComponent):
    """The updater, and what it follows. Output: ``followed``, the names of the applications.

    :raises ValueError: for an image of a registry that is not allowed, or of the own one where there is none.
    """

    urn_type = "platform:delivery:ImageUpdater"

    followed: Output[list[str]]

    def __init__(self, site: ClusterSite, args: ImageUpdaterArgs) -> None:
        super().__init__("image-updates", site)
        self.args = args
        references = {name: self._images(name) for name in args.spec.applications}
        release = ChartRelease(
            site,
            ChartArgs(
                chart="argocd-image-updater",
                namespace=args.namespace,
                values=_values(site, args),
                after=[*args.secrets, *args.after, *args.granted],
            ),
            self.child(),
        )
        for name, images in references.items():
            self.custom(
                name,
                "argocd-image-updater.argoproj.io/v1alpha1",
                "ImageUpdater",
                self.metadata(name, args.namespace_name),
                {"applicationRefs": [{"namePattern": name, "images": images, **self._written(name)}]},
                after=release.ready,
            )
        self.followed = Output.from_input(sorted(references))
        self.ready: list[Resource] = list(release.ready)
        self.publish()

    def _images(self, application: str) -> list[dict[str, Any]]:
        return [
            {
                "alias": alias,
                "imageName": f"{self._address(application, one)}:{one.follow}",
                "commonUpdateSettings": {"updateStrategy": "semver" if one.own else "digest"},
                "manifestTargets": {"kustomize": {"name": one.name or one.image}},
            }
            for alias, one in self.args.spec.applications[application].items()
        ]

    def _address(self, application: str, one: FollowedImageSpec) -> str:
        if not one.own:
            return self.site.refuse_foreign(one.image, f"the application {application}")
        own = self.args.registry
        if own is None:
            raise ValueError(
                f"cluster {self.site.name}: the application {application} follows {one.image} of the account's own "
                "registry, and there is none here: describe `aws.registry`, or name the registry's host"
            )
        return f"{own.host}/{own.prefix}{one.image}"

    def _written(self, application: str) -> dict[str, Any]:
        """Return how git hears of it: by a branch and a pull request, or by a commit on the branch that runs."""
        spec, runs = self.args.spec, self.args.branches[application]
        git: dict[str, Any] = {"branch": runs, "writeBackTarget": "kustomization"}
        if spec.reviewed:
            git |= {"branch": f"{runs}:{BRANCH}", "pullRequest": {"github": {}}}
        return {"writeBackConfig": {"method": f"git:secret:{GIT_SECRET}", "gitConfig": git}}


def wanted(spec: ImageUpdatesSpec) -> WantedSecret:
    """Return the Secret that has to be brought from the secret store."""
    writer = spec.writer
    return WantedSecret(
        name=GIT_SECRET,
        path=writer.secret,
        values={"githubAppPrivateKey": KEY_PROPERTY},
        plain={
            "githubAppID": str(writer.app_id),
            "githubAppInstallationID": str(writer.installation_id),
        },
    )


def _values(site: ClusterSite, args: ImageUpdaterArgs) -> dict[str, Any]:
    own = args.registry
    registries = [] if own is None else [_registry(own)]
    return {
        # One: two would write the same commit twice.
        "replicaCount": 1,
        # It looks after Argo CD's own namespace, and has no rights elsewhere.
        "createClusterRoles": False,
        "image": {"pullPolicy": "IfNotPresent"},
        "config": {
            "argocd.namespace": args.namespace_name,
            "watch.namespaces": args.namespace_name,
            "interval": f"{args.spec.minutes}m",
            "log.format": "json",
            "git.user": "image-updater",
            "git.email": args.spec.author,
            "registries": registries,
        },
        "authScripts": {"enabled": True, "scripts": {TOKEN_SCRIPT: _token(own)}}
        if own
        else {"enabled": False},
        "serviceAccount": {
            "name": ACCOUNT,
            "annotations": args.annotations if args.annotations is not None else {},
        },
        "resources": share("20m", "64Mi", "256Mi"),
        "metrics": {"enabled": True, "serviceMonitor": {"enabled": args.monitored}},
        **site.on_system_nodes(),
    }


def _registry(own: OwnRegistry) -> dict[str, Any]:
    """Return the registry as the updater knows it; its password is that of a role, and lives for twelve hours."""
    return {
        "name": "own",
        "api_url": f"https://{own.host}",
        "prefix": own.host,
        "ping": True,
        "insecure": False,
        "credentials": f"ext:/scripts/{TOKEN_SCRIPT}",
        "credsexpire": "10h",
    }


def _token(own: OwnRegistry) -> str:
    """Return the script that asks for the password, as ``name:password``."""
    return (
        "#!/bin/sh\n"
        "set -eu\n"
        f"aws ecr get-authorization-token --region {own.region} --output text"
        " --query 'authorizationData[0].authorizationToken' | base64 -d\n"
    )
