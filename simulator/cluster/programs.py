"""The programs that a control plane is made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self


@dataclass(frozen=True, kw_only=True, slots=True)
class Programs:
    """Where each program lies. The first three refuse and admit; the others give pods nodes to run on."""

    etcd: Path
    kube_apiserver: Path
    kube_controller_manager: Path
    kube_scheduler: Path
    kwok: Path

    @classmethod
    def of(cls, places: Mapping[str, Path]) -> Self:
        """Return them from a table by the names that their projects give them, which may hold others too."""
        return cls(
            etcd=places["etcd"],
            kube_apiserver=places["kube-apiserver"],
            kube_controller_manager=places["kube-controller-manager"],
            kube_scheduler=places["kube-scheduler"],
            kwok=places["kwok"],
        )
