"""What one run does to a stack: resources as they are registered, and what becomes of each."""

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from simulator import clouds
from simulator.clouds import Failure, Scope
from simulator.engine.changes import Change, Surroundings, change_of
from simulator.engine.registration import Registration, aliases_of, provider_registration
from simulator.project import Project
from simulator.property_paths import with_ignored
from simulator.resources import Resource, provider_reference
from simulator.state import State
from simulator.urns import provider_urn
from simulator.values import UNKNOWN, Secret, Unreadable, holds_unknown, secret

PLUGIN_NOTES: Final = ("__internal", "version", "pluginDownloadURL")
"""What the engine itself keeps among the inputs of a provider; the provider is not asked about it."""

DISABLED: Final = "pulumi:disable-default-providers"
"""The setting that lists the packages whose resources must name their provider; ``*`` stands for all."""


@dataclass(frozen=True)
class Registered:
    """How a registration ended: what stands now, and why the cloud refuses it, if it does."""

    resource: Resource
    failures: tuple[Failure, ...] = ()


class Deployment:
    """The engine's memory of one run, on a baseline or on nothing."""

    def __init__(self, project: Project, *, preview: bool, baseline: State | None) -> None:
        self.project = project
        self.preview = preview
        self.baseline = baseline or State()
        self.resources: dict[str, Resource] = {}
        self.changes: dict[str, Change] = {}
        self.renamed: dict[str, str] = {}
        self._scopes: dict[str, Scope] = {}
        self._disabled = _listed(project.config.get(DISABLED, "[]"))
        self._around = Surroundings(self.baseline.live.get, self.resources.get, self.renamed, self.scope_of)

    def register(self, wanted: Registration) -> Registered:
        """Take in a resource, ask its cloud, and return it as it stands then."""
        old = self._former(wanted)
        provider = self._provider_of(wanted)
        new = Resource(
            urn=wanted.urn,
            type=wanted.type,
            custom=wanted.custom,
            parent=wanted.parent,
            provider=provider,
            inputs=wanted.inputs,
            dependencies=wanted.dependencies,
            property_dependencies=wanted.property_dependencies,
            settings=wanted.settings,
        )
        if wanted.urn in self.renamed:
            new.settings["aliases"] = [self.renamed[wanted.urn]]
        if wanted.is_provider:
            self._describe_provider(new, wanted)
        withheld = (
            self.withheld(wanted.package) if wanted.custom and not wanted.is_provider and not provider else ""
        )
        failures = (Failure("", withheld),) if withheld else self._check(new, wanted, old)
        change = Change("create") if failures else change_of(old, new, self._around)
        self.resources[new.urn] = new
        self.changes[new.urn] = change
        if not failures:
            self._carry_out(new, wanted, old, change)
        return Registered(new, failures)

    def scope_of(self, reference: str) -> Scope:
        """Return where the provider of a reference stands."""
        if reference not in self._scopes:
            provider = self.resources.get(provider_urn(reference))
            self._scopes[reference] = clouds.scope_of(provider.inputs if provider else {})
        return self._scopes[reference]

    def withheld(self, package: str) -> str:
        """Return why the engine makes no default provider of a package, or nothing."""
        if not self._disabled & {package, "*"}:
            return ""
        return f"has no provider, and {DISABLED} allows no default one of {package}; pass a provider, or a parent that has one"

    def default_provider(self, package: str, version: str, plugin_url: str) -> str:
        """Return a reference to the provider that the engine makes for those who name none."""
        wanted = provider_registration(self.project, package, version, plugin_url)
        made = self.resources.get(wanted.urn) or self.register(wanted).resource
        return provider_reference(made.urn, made.id)

    def _former(self, wanted: Registration) -> Resource | None:
        """Find what the baseline knows of a resource, by its URN or by the first alias that leads somewhere."""
        old = self.baseline.live.get(wanted.urn)
        if old is not None or not self.baseline.live:
            return old
        taken = self.renamed.values()
        for alias in aliases_of(wanted, self.project.stack, self.project.name, self.renamed):
            old = self.baseline.live.get(alias)
            if old is not None and alias not in self.resources and alias not in taken:
                self.renamed[wanted.urn] = alias
                return old
        return None

    def _provider_of(self, wanted: Registration) -> str:
        if not wanted.custom or wanted.is_provider:
            return ""
        if wanted.provider or self.withheld(wanted.package):
            return wanted.provider
        return self.default_provider(wanted.package, wanted.version, wanted.plugin_url)

    def _describe_provider(self, new: Resource, wanted: Registration) -> None:
        """Add what the engine notes among a provider's inputs: which plugin serves it."""
        new.inputs = {"__internal": {}, **new.inputs}
        if wanted.version:
            new.inputs["version"] = wanted.version
        if wanted.plugin_url:
            new.inputs["pluginDownloadURL"] = wanted.plugin_url

    def _check(self, new: Resource, wanted: Registration, old: Resource | None) -> tuple[Failure, ...]:
        if not wanted.custom:
            return ()
        refused = clouds.check_ignored(wanted.type, [*wanted.ignored, *wanted.replacing])
        if old is not None and not old.external:
            new.inputs = with_ignored(new.inputs, old.inputs, wanted.ignored)
        return (*self._ask(new, old.inputs if old is not None else None), *refused)

    def _ask(self, new: Resource, olds: dict[str, Any] | None) -> tuple[Failure, ...]:
        if new.is_provider:
            notes: dict[str, Any] = {name: new.inputs[name] for name in PLUGIN_NOTES if name in new.inputs}
            own = {name: value for name, value in new.inputs.items() if name not in notes}
            checked = clouds.check(new.type, new.urn, own, olds)
            new.inputs = {**checked.inputs, **notes}
        else:
            checked = clouds.check(new.type, new.urn, new.inputs, olds, self.scope_of(new.provider))
            new.inputs = checked.inputs
        return checked.failures

    def _carry_out(self, new: Resource, wanted: Registration, old: Resource | None, change: Change) -> None:
        if not new.custom:
            if old is not None and change.op == "same":
                new.outputs = old.outputs
            return
        if old is None or change.op in {"create", "replace"}:
            if change.op == "replace":
                # A name that was generated for the old one must not be given to the new one
                new.inputs = wanted.inputs
                if wanted.is_provider:
                    self._describe_provider(new, wanted)
                self._ask(new, None)
            self._create(new, wanted)
        elif change.op == "update":
            self._update(new, old)
        else:
            new.id, new.outputs = old.id, self._readable(new, old)
        for name in wanted.secret_outputs:
            if name in new.outputs:
                new.outputs[name] = secret(new.outputs[name])

    def _create(self, new: Resource, wanted: Registration) -> None:
        if new.is_provider:
            new.id = UNKNOWN if self.preview else _provider_id(new.urn)
            new.outputs = _provider_outputs(new)
            return
        if self._unreached(new):
            new.id, new.outputs = wanted.import_id or UNKNOWN, {}
            return
        made = clouds.create(new.type, new.urn, new.inputs, self.scope_of(new.provider), preview=self.preview)
        new.id, new.outputs = wanted.import_id or made.id, made.outputs

    def _update(self, new: Resource, old: Resource) -> None:
        new.id = old.id
        if new.is_provider:
            new.outputs = _provider_outputs(new)
            return
        if self._unreached(new):
            new.outputs = {}
            return
        scope = self.scope_of(new.provider)
        identity = "" if old.id is UNKNOWN else str(old.id)
        outputs = self._readable(new, old)
        made = clouds.update(new.type, new.urn, identity, outputs, new.inputs, scope, preview=self.preview)
        new.outputs = made.outputs

    def _unreached(self, new: Resource) -> bool:
        """Return whether the engine would not ask the provider in this preview, and all outputs stay unknown.

        It does not while any of the provider's own settings is unknown, as a cluster's address is before the cluster is
        there (pulumi/pulumi, ``sdk/go/common/resource/plugin/provider_plugin.go``, ``Create`` and ``Update``).
        """
        if not self.preview:
            return False
        provider = self.resources.get(provider_urn(new.provider))
        return provider is not None and holds_unknown(provider.inputs)

    def _readable(self, new: Resource, old: Resource) -> dict[str, Any]:
        """Return old outputs, with what a cloud would have made in the place of each secret that is sealed.

        The stand-ins flow through the program like the real values and are sealed again wherever they arrive, where
        they count as unchanged. Without them everything made from a secret would look as if it changed.
        """
        if not any(_sealed(value) for value in old.outputs.values()):
            return old.outputs
        if new.is_provider:
            return _provider_outputs(new)
        made = clouds.create(new.type, old.urn, new.inputs, self.scope_of(new.provider), preview=False)
        return {
            name: secret(made.outputs[name]) if _sealed(value) and name in made.outputs else value
            for name, value in old.outputs.items()
        }


def _listed(text: str) -> frozenset[str]:
    try:
        names = json.loads(text)
    except ValueError:
        return frozenset()
    return frozenset(map(str, names)) if isinstance(names, list) else frozenset()


def _sealed(value: Any) -> bool:
    return isinstance(value, Secret) and isinstance(value.value, Unreadable)


def _provider_id(urn: str) -> str:
    """Return the id of a provider: a UUID, as the engine gives it, but the same one in every run."""
    return str(UUID(bytes=sha256(urn.encode()).digest()[:16], version=4))


def _provider_outputs(provider: Resource) -> dict[str, Any]:
    return {name: value for name, value in provider.inputs.items() if name != "__internal"}
