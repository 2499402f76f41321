"""The ends that every cluster has and that no object of ours shows."""

from typing import Final

from operations.render.reachability.endpoints import Endpoint, Port, place

RESOLVER: Final = Endpoint(
    name="kube-dns",
    namespace="kube-system",
    labels={"k8s-app": "kube-dns"},
    ports=(
        Port(protocol="UDP", number=53),
        Port(protocol="TCP", number=53),
        Port(protocol="TCP", number=9153),
    ),
)
"""Who answers for names. All three clouds label it so."""

INTERNET: Final = place("the internet", "93.184.216.34/32", entities=["world"])
"""Any address that is nobody's here."""

METADATA: Final = place(
    "the metadata service of a node", "169.254.169.254/32", entities=["world"], only_answers=True
)
"""Where a node of any of the three clouds is told who it is."""

IDENTITIES: Final = place(
    "the agent of pod identities", "169.254.170.23/32", entities=["host"], only_answers=True
)
"""Who hands out credentials of AWS to pods (Amazon EKS user guide)."""

COMMON: Final = (RESOLVER, INTERNET, METADATA, IDENTITIES)
