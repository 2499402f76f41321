"""Asks a control plane who may do what, as it would be asked by the one who does it."""

from dataclasses import dataclass

from simulator.cluster.client import Client


@dataclass(frozen=True)
class Question:
    """Whether a subject may do something. ``group`` and ``user`` are alternatives; both may be given.

    ``resource`` is ``<plural>``, ``<plural>.<api group>`` or ``<plural>/<subresource>``; an empty namespace means all.
    """

    verb: str
    resource: str
    namespace: str = ""
    name: str = ""
    group: str = ""
    user: str = "someone"


def allowed(client: Client, question: Question) -> bool:
    """Return the authorizer's answer."""
    resource, _, group = question.resource.partition(".")
    plural, _, subresource = resource.partition("/")
    attributes = {
        "verb": question.verb,
        "group": group,
        "resource": plural,
        "subresource": subresource,
        "namespace": question.namespace,
        "name": question.name,
    }
    groups = [group for group in (question.group, "system:authenticated") if group]
    answer = client.create(
        {
            "apiVersion": "authorization.k8s.io/v1",
            "kind": "SubjectAccessReview",
            "metadata": {},
            "spec": {
                "user": question.user,
                "groups": groups,
                "resourceAttributes": {name: value for name, value in attributes.items() if value},
            },
        }
    )
    return bool(answer["status"]["allowed"])


def of_account(namespace: str, name: str) -> str:
    """Return the user that a ServiceAccount is to the authorizer."""
    return f"system:serviceaccount:{namespace}:{name}"
