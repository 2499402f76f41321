"""Roles, aggregated ones too, through bindings to whom they are bound: the whole of who may do what."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from operations.render.permission.grants import ANY, KINDS, Grant, Subject, grants_of
from operations.render.reachability.selectors import matches

RBAC: Final = "rbac.authorization.k8s.io"
EVERYWHERE: Final = "the whole cluster"
BUILT_IN: Final[Mapping[str, tuple[Grant, ...]]] = {
    "cluster-admin": (Grant(ANY, ANY, ANY), Grant(ANY, "", f"path {ANY}")),
    "admin": (),
    "edit": (),
    "view": (),
}
"""Roles that every cluster has. What the lesser three grant is Kubernetes' own business, and told by their names."""

AGGREGATED: Final[Mapping[str, tuple[str, ...]]] = {
    "admin": ("admin", "edit", "view"),
    "edit": ("edit", "view"),
    "view": ("view",),
}
"""Built-in role -> those of which it takes in what carries ``aggregate-to-<role>``: an administrator may what an editor may."""

Table = dict[str, dict[str, dict[str, str]]]
"""Who -> where -> on what -> which verbs."""

ALL_VERBS: Final = ("get", "list", "watch", "create", "update", "patch", "delete", "deletecollection")


class Permissions:
    """Who may do what in one cluster, by its objects' manifests.

    ``dangling`` are sentences on bindings to roles that no object makes: the API server takes such, and they grant nothing
    until somebody, such as a chart, makes a role of that name.
    """

    def __init__(self, manifests: Iterable[Mapping[str, Any]]) -> None:
        manifests = [one for one in manifests if str(one.get("apiVersion")).startswith(f"{RBAC}/")]
        self._cluster_roles = {
            str(one["metadata"]["name"]): one for one in manifests if one["kind"] == "ClusterRole"
        }
        self._roles = {
            (str(one["metadata"]["namespace"]), str(one["metadata"]["name"])): one
            for one in manifests
            if one["kind"] == "Role"
        }
        self.dangling: list[str] = []
        self._held: dict[Subject, dict[str, set[Grant]]] = defaultdict(lambda: defaultdict(set))
        self._named: dict[Subject, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for binding in manifests:
            if binding["kind"] in {"RoleBinding", "ClusterRoleBinding"}:
                self._bind(binding)

    def may(
        self, who: Subject, verb: str, resource: str, *, group: str = "", namespace: str = "", name: str = ""
    ) -> bool:
        """Say whether somebody may do something, by own bindings or those of the groups that the API server gives.

        ``resource`` may name a part, as ``pods/exec``. Without a namespace the question is about the whole cluster. What
        Kubernetes' own roles below cluster-admin grant by themselves is not known here.
        """
        holders = [who, *(Subject("Group", one) for one in sorted(who.groups()))]
        return any(
            grant.covers(verb, group, resource, name)
            for holder in holders
            for place in ({EVERYWHERE, namespace} if namespace else {EVERYWHERE})
            for grant in self._held.get(holder, {}).get(place, ())
        )

    def who_may(
        self, verb: str, resource: str, *, group: str = "", namespace: str = "", name: str = ""
    ) -> list[str]:
        """Return everybody to whom some binding gives the permission, by name."""
        return sorted(
            str(who)
            for who in self._held
            if self.may(who, verb, resource, group=group, namespace=namespace, name=name)
        )

    def table(self) -> Table:
        """Return what every bound subject may do, by place and kind of object."""
        found: Table = {}
        for who in sorted({*self._held, *self._named}):
            places = {*self._held.get(who, {}), *self._named.get(who, {})}
            found[str(who)] = {
                place: _verbs(self._held[who][place], self._named[who][place]) for place in sorted(places)
            }
        return found

    def _bind(self, binding: Mapping[str, Any]) -> None:
        metadata, role = binding["metadata"], binding["roleRef"]
        place = str(metadata["namespace"]) if binding["kind"] == "RoleBinding" else EVERYWHERE
        if not self._stands(role, place):
            self.dangling.append(
                f"{binding['kind']} {metadata['name']} binds the {role['kind']} {role['name']}, which no object "
                "here makes: a chart has to, or it grants nothing"
            )
            return
        granted = set(self._granted(role["kind"], role["name"], place))
        for one in binding.get("subjects") or ():
            who = _subject(one)
            self._held[who][place] |= granted
            if role["kind"] == "ClusterRole" and role["name"] not in self._cluster_roles:
                self._named[who][place].add(role["name"])

    def _stands(self, role: Mapping[str, Any], place: str) -> bool:
        if role["kind"] == "Role":
            return (place, role["name"]) in self._roles
        return (
            role["name"] in self._cluster_roles
            or role["name"] in BUILT_IN
            or str(role["name"]).startswith("system:")
        )

    def _granted(self, kind: str, name: str, place: str) -> Iterator[Grant]:
        if kind == "Role":
            yield from grants_of(self._roles[place, name].get("rules"))
            return
        yield from BUILT_IN.get(name, ())
        role = self._cluster_roles.get(name)
        if role is not None and not role.get("aggregationRule"):
            yield from grants_of(role.get("rules"))
        for other in self._aggregated(name, role):
            yield from self._granted("ClusterRole", other, place)

    def _aggregated(self, name: str, role: Mapping[str, Any] | None) -> Iterator[str]:
        """Yield the ClusterRoles that a role is made up of, by its own selectors or, for a built-in one, by its label."""
        selectors: Sequence[Mapping[str, Any]] = (
            (role.get("aggregationRule") or {}).get("clusterRoleSelectors") or ()
            if role is not None
            else [
                {"matchLabels": {f"{RBAC}/aggregate-to-{below}": "true"}}
                for below in AGGREGATED.get(name, ())
            ]
        )
        for other, one in sorted(self._cluster_roles.items()):
            labels = one["metadata"].get("labels") or {}
            if other != name and any(matches(selector, labels) for selector in selectors):
                yield other


def _subject(given: Mapping[str, Any]) -> Subject:
    if given["kind"] not in KINDS:
        raise ValueError(f"a binding's subject is a {given['kind']}, and RBAC knows {', '.join(KINDS)} only")
    return Subject(str(given["kind"]), str(given["name"]), str(given.get("namespace") or ""))


def _verbs(grants: set[Grant], built_in: set[str]) -> dict[str, str]:
    verbs: dict[str, set[str]] = defaultdict(set)
    for grant in grants:
        verbs[grant.target].add(grant.verb)
    written = {target: ", ".join(sorted(given, key=_rank)) for target, given in sorted(verbs.items())}
    return {
        **{
            f"what Kubernetes' own {name} may": "as it defines"
            for name in sorted(built_in - {"cluster-admin"})
        },
        **written,
    }


def _rank(verb: str) -> tuple[int, str]:
    return (ALL_VERBS.index(verb) if verb in ALL_VERBS else len(ALL_VERBS), verb)
