"""What a program asks for when it registers a resource, read from the SDK's request once."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pulumi.runtime.proto import resource_pb2

from simulator import values
from simulator.project import Project
from simulator.urns import PROVIDER_PREFIX, make_urn, name_of, qualified_type, type_of

SECONDS: Final = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 1e-3, "us": 1e-6, "µs": 1e-6, "ns": 1e-9}
AMOUNT: Final = re.compile(r"(\d+\.?\d*|\.\d+)(h|ms|m|s|us|µs|ns)")
DURATION: Final = re.compile(rf"\+?(?:0|(?:{AMOUNT.pattern})+)")
"""What Go's ``time.ParseDuration`` reads, but for what lies in the past."""


@dataclass(slots=True)
class Registration:
    """One request. ``inputs`` are in the plain form; ``settings`` are the options as a state entry names them."""

    urn: str
    type: str
    name: str
    parent: str
    custom: bool
    inputs: dict[str, Any]
    provider: str
    version: str
    plugin_url: str
    import_id: str
    dependencies: list[str]
    property_dependencies: dict[str, list[str]]
    settings: dict[str, Any]
    request: Any

    @property
    def is_provider(self) -> bool:
        """Whether this registers a provider."""
        return self.type.startswith(PROVIDER_PREFIX)

    @property
    def package(self) -> str:
        """The package whose provider makes it."""
        return self.type.partition(":")[0]

    @property
    def ignored(self) -> list[str]:
        """The paths of ``ignoreChanges``."""
        return list(self.request.ignoreChanges)

    @property
    def replacing(self) -> list[str]:
        """The paths of ``replaceOnChanges``."""
        return list(self.request.replaceOnChanges)

    @property
    def secret_outputs(self) -> list[str]:
        """The outputs that the program wants kept secret beyond those that the provider marks."""
        return list(self.request.additionalSecretOutputs)

    @property
    def positions(self) -> Iterator[tuple[str, int]]:
        """The (file URI, line) of each frame that led here, the innermost first."""
        for frame in self.request.stackTrace.frames:
            yield frame.pc.uri, frame.pc.line


def registration_of(request: Any, stack: str, project: str) -> Registration:
    """Read a ``RegisterResourceRequest``. Lists of URNs are sorted: the SDK gathers them in sets."""
    return Registration(
        urn=make_urn(stack, project, request.parent, request.type, request.name),
        type=request.type,
        name=request.name,
        parent=request.parent,
        custom=request.custom,
        inputs=values.from_struct(request.object),
        provider=request.provider,
        version=request.version,
        plugin_url=request.pluginDownloadURL,
        import_id=request.importId,
        dependencies=sorted(set(request.dependencies)),
        property_dependencies={
            name: sorted(set(named.urns)) for name, named in request.propertyDependencies.items()
        },
        settings=_settings(request),
        request=request,
    )


def _settings(request: Any) -> dict[str, Any]:
    timeouts = {
        name: seconds
        for name in ("create", "update", "delete")
        if (seconds := _seconds(getattr(request.customTimeouts, name)))
    }
    found = {
        "protect": request.protect,
        "additionalSecretOutputs": list(request.additionalSecretOutputs),
        "customTimeouts": timeouts,
        "importID": request.importId,
        "retainOnDelete": request.retainOnDelete,
        "deletedWith": request.deletedWith,
        "replaceWith": sorted(request.replace_with),
        "ignoreChanges": list(request.ignoreChanges),
        "replaceOnChanges": list(request.replaceOnChanges),
    }
    return {name: value for name, value in found.items() if value}


def _seconds(duration: str) -> float | int:
    """Return a Go duration such as ``1h30m`` in seconds, as a state entry holds it; 0 for what is none."""
    if not DURATION.fullmatch(duration):
        return 0
    total = float(sum(float(amount) * SECONDS[unit] for amount, unit in AMOUNT.findall(duration)))
    return int(total) if total.is_integer() else total


def aliases_of(wanted: Registration, stack: str, project: str, renamed: Mapping[str, str]) -> list[str]:
    """Return the URNs under which an earlier deployment may know a resource, in the order they are tried.

    ``renamed`` maps the URN of what is registered already to the alias that it was found under: the children of a
    renamed parent were once called after it.
    """
    own = [_collapsed(alias, wanted, stack, project, renamed) for alias in wanted.request.aliases]
    found = [*wanted.request.aliasURNs, *own]
    former = renamed.get(wanted.parent)
    if former is not None:
        inherited = [(wanted.type, wanted.name), *((type_of(urn), name_of(urn)) for urn in own)]
        found += [
            make_urn(
                stack, project, former, token, _inherited_name(name, name_of(wanted.parent), name_of(former))
            )
            for token, name in inherited
        ]
    return list(dict.fromkeys(found))


def _collapsed(alias: Any, wanted: Registration, stack: str, project: str, renamed: Mapping[str, str]) -> str:
    if alias.urn:
        return str(alias.urn)
    spec = alias.spec
    parent = "" if spec.noParent else spec.parentUrn or wanted.parent
    if spec.parentUrn:
        parent = renamed.get(parent, parent)
    return make_urn(
        spec.stack or stack,
        spec.project or project,
        parent if parent and qualified_type(parent) else "",
        spec.type or wanted.type,
        spec.name or wanted.name,
    )


def _inherited_name(name: str, parent: str, former: str) -> str:
    return former + name[len(parent) :] if name.startswith(parent) else name


def provider_registration(project: Project, package: str, version: str, plugin_url: str) -> Registration:
    """Return the registration of a default provider, which the engine makes up by itself.

    It has no parent, and takes the stack's configuration under the package's name.
    """
    name = f"default_{version.replace('.', '_')}" if version else "default"
    token = PROVIDER_PREFIX + package
    return Registration(
        urn=make_urn(project.stack, project.name, "", token, name),
        type=token,
        name=name,
        parent="",
        custom=True,
        inputs={
            key: values.secret(value) if f"{package}:{key}" in project.secret_keys else value
            for key, value in project.settings_of(package).items()
        },
        provider="",
        version=version,
        plugin_url=plugin_url,
        import_id="",
        dependencies=[],
        property_dependencies={},
        settings={},
        request=resource_pb2.RegisterResourceRequest(type=token, name=name, custom=True),
    )
