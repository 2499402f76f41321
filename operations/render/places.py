"""Where each object is written, and what the file says.

``CLUSTER/NAMESPACE/KIND.GROUP-NAME.yaml`` holds what Argo CD may be pointed at. ``_review/CLUSTER/`` holds what it must
not read: ``patches/``, the ``values/`` of charts, and what is ``withheld/`` because it holds a secret, which would
overwrite the real one.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Final
from urllib.parse import quote

from operations.render.documents import document
from operations.render.objects import CLUSTER_SCOPED, Rendered

REVIEW: Final = "_review"
LONGEST: Final = 240
"""Characters of a file's name; file systems take 255 bytes."""


def files_of(clusters: Mapping[str, Sequence[Rendered]]) -> dict[str, str]:
    """Return the text of every file by its path below the folder of the rendering."""
    return dict(sorted(file for objects in clusters.values() for file in _files(objects)))


def place_of(one: Rendered) -> str:
    """Return the path of an object's file, by what it is and not by what the program calls it."""
    scope = one.namespace or CLUSTER_SCOPED
    if one.redacted:
        return f"{REVIEW}/{one.cluster}/withheld/{scope}/{_name(one)}.yaml"
    if one.form == "patch":
        return f"{REVIEW}/{one.cluster}/patches/{scope}/{_name(one)}.yaml"
    return f"{one.cluster}/{scope}/{_name(one)}.yaml"


def _files(objects: Iterable[Rendered]) -> Iterator[tuple[str, str]]:
    objects = list(objects)
    shared = Counter(place_of(one) for one in objects)
    for one in objects:
        place = place_of(one)
        if shared[place] > 1:  # two patches of one object
            place = f"{place.removesuffix('.yaml')}--{_safe(one.resource)}.yaml"
        yield place, document(one.manifest, _notes(one))
        if one.values is not None:
            destination = one.manifest["spec"]["destination"]["namespace"]
            release = one.manifest["spec"]["source"]["helm"]["releaseName"]
            path = f"{REVIEW}/{one.cluster}/values/{_safe(destination)}/{_safe(release)}.yaml"
            yield path, document(one.values, [_chart(one)])


def _notes(one: Rendered) -> Iterator[str]:
    if one.redacted:
        yield f"Not for a cluster, where it would overwrite the secret: {', '.join(one.redacted)}"
    if one.form == "patch":
        yield "Fields laid over an object that somebody else makes: kubectl apply --server-side --force-conflicts -f"
    if one.simulated:
        yield f"Answered by a simulated cloud (give --state for the real one's): {', '.join(one.simulated)}"


def _chart(one: Rendered) -> str:
    source = one.manifest["spec"]["source"]
    return f"{source['chart']} {source['targetRevision']} from {source['repoURL']}"


def _name(one: Rendered) -> str:
    return _safe(".".join(filter(None, (one.kind.lower(), one.group))) + f"-{one.name}")


def _safe(text: str) -> str:
    """Return a text as a file's name: what a file system may refuse is escaped, what is too long cut and told apart."""
    name = quote(text, safe="+@ ").replace(" ", "%20")
    if len(name) <= LONGEST:
        return name
    return f"{name[: LONGEST - 13]}-{sha256(text.encode()).hexdigest()[:12]}"
