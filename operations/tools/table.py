"""The programs, by the module in ``tools/`` that pins them."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
MODULES: Final = ROOT / "tools"
BUILT: Final = ROOT / ".tools"
"""Where programs are built to; git does not see it."""

STRIPPED: Final = ("-s", "-w")
"""The linker leaves the tables of debuggers out, a third of a program's size."""


@dataclass(frozen=True)
class Group:
    """Programs of one wrapper module. ``programs`` maps each one's name to the Go package that it is built from.

    The package is ``.`` for a program that the module itself puts together, in its ``main.go``.
    ``pinned`` is the module whose version is the group's, and ``version_flags`` what a linker must be told because
    that project sets it in its own build: ``{version}``, ``{major}`` and ``{minor}`` are filled in.
    """

    name: str
    pinned: str
    programs: Mapping[str, str]
    version_flags: tuple[str, ...] = ()

    @property
    def folder(self) -> Path:
        """The wrapper module's folder."""
        return MODULES / self.name

    @cached_property
    def version(self) -> str:
        """The version of the pinned module, as in ``v1.35.4``."""
        required = re.search(
            rf"^(?:require)?\s+{re.escape(self.pinned)} (\S+)$",
            (self.folder / "go.mod").read_text(encoding="utf-8"),
            re.MULTILINE,
        )
        if required is None:
            raise ValueError(f"{self.folder / 'go.mod'} requires no {self.pinned}")
        return required[1]

    @property
    def linked_with(self) -> str:
        """The flags of the linker."""
        major, minor = self.version.removeprefix("v").split(".")[:2]
        told = (flag.format(version=self.version, major=major, minor=minor) for flag in self.version_flags)
        return " ".join((*STRIPPED, *told))

    @cached_property
    def built(self) -> Path:
        """The folder of its programs: another one as soon as anything that they are made from is another."""
        own = [*self.folder.glob("main.go")]  # the one program that is ours and not only pinned
        sources = [path.read_bytes() for path in (self.folder / "go.mod", self.folder / "go.sum", *own)]
        digest = hashlib.sha256(b"\0".join([*sources, self.linked_with.encode()])).hexdigest()[:8]
        return BUILT / f"{self.name}-{self.version}-{digest}"


_KUBERNETES = "k8s.io/kubernetes/cmd"
_BASE = "k8s.io/component-base/version"

CONTROL_PLANE: Final = Group(
    name="control-plane",
    pinned="k8s.io/kubernetes",
    programs={
        "etcd": "go.etcd.io/etcd/server/v3",
        "kube-apiserver": f"{_KUBERNETES}/kube-apiserver",
        "kube-controller-manager": f"{_KUBERNETES}/kube-controller-manager",
        "kube-scheduler": f"{_KUBERNETES}/kube-scheduler",
        "kubectl": f"{_KUBERNETES}/kubectl",
    },
    version_flags=(
        f"-X {_BASE}.gitVersion={{version}}",
        f"-X {_BASE}.gitMajor={{major}}",
        f"-X {_BASE}.gitMinor={{minor}}",
    ),
)
KWOK: Final = Group(name="kwok", pinned="sigs.k8s.io/kwok", programs={"kwok": "sigs.k8s.io/kwok/cmd/kwok"})
KUBECONFORM: Final = Group(
    name="kubeconform",
    pinned="github.com/yannh/kubeconform",
    programs={"kubeconform": "github.com/yannh/kubeconform/cmd/kubeconform"},
)
ISTIOCTL: Final = Group(
    name="istioctl",
    pinned="istio.io/istio",
    programs={"istioctl": "istio.io/istio/istioctl/cmd/istioctl"},
)
OTELCOL_CHECK: Final = Group(
    name="otelcol-check",
    pinned="go.opentelemetry.io/collector/otelcol",
    programs={"otelcol-check": "."},
)

AMTOOL: Final = Group(
    name="amtool",
    pinned="github.com/prometheus/alertmanager",
    programs={"amtool": "github.com/prometheus/alertmanager/cmd/amtool"},
)

GROUPS: Final[tuple[Group, ...]] = (KUBECONFORM, AMTOOL, OTELCOL_CHECK, ISTIOCTL, KWOK, CONTROL_PLANE)
"""All of them, those that are built soonest first."""
