"""Roles and their bindings."""

from simulator.clouds.refusals import Given, Refused, one_of

RBAC = "rbac.authorization.k8s.io"


def _rules(given: Given) -> Refused:
    for path, rule in given.objects("rules"):
        if rule.known("verbs") == [] or rule.lacks("verbs"):
            yield f"{path}.verbs", "a rule must name at least one verb"
        by_path, by_resource = rule.items("nonResourceURLs"), rule.items("resources")
        if by_path and given.text("kind") == "Role":
            yield (
                f"{path}.nonResourceURLs",
                "nonResourceURLs is of a ClusterRole: a Role lives in a namespace",
            )
        if by_path and by_resource:
            yield f"{path}.nonResourceURLs", "a rule names either resources or nonResourceURLs"
        if (
            not by_path
            and rule.has("resources")
            and (rule.lacks("apiGroups") or rule.known("apiGroups") == [])
        ):
            yield f"{path}.apiGroups", 'a rule on resources must name their apiGroups ("" is the core group)'
        if rule.lacks("resources") and rule.lacks("nonResourceURLs"):
            yield f"{path}.resources", "a rule must name resources or nonResourceURLs"


def _binding(given: Given) -> Refused:
    kinds = ("ClusterRole",) if given.text("kind") == "ClusterRoleBinding" else ("ClusterRole", "Role")
    yield from one_of("roleRef.kind", kinds)(given)
    yield from one_of("roleRef.apiGroup", (RBAC,))(given)
    for path, subject in given.objects("subjects"):
        yield from (
            (f"{path}.kind", reason)
            for _, reason in one_of("kind", ("Group", "ServiceAccount", "User"))(subject)
        )
        group = subject.text("apiGroup")
        if subject.text("kind") == "ServiceAccount" and subject.lacks("namespace"):
            yield f"{path}.namespace", "a subject of kind ServiceAccount must name its namespace"
        if subject.text("kind") in {"Group", "User"} and group not in {None, RBAC}:
            yield (
                f"{path}.apiGroup",
                f"the apiGroup of a {subject.text('kind')} must be {RBAC}, not {group!r}",
            )


RULES = {
    "ClusterRole": (_rules,),
    "ClusterRoleBinding": (_binding,),
    "Role": (_rules,),
    "RoleBinding": (_binding,),
}
