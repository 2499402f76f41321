"""The engine's end of a policy pack: it starts the process as the language host does and speaks its protocol.

With it the packs are tested and measured where no Pulumi CLI is installed.
"""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import grpc
from google.protobuf import empty_pb2, json_format, struct_pb2
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc

from policies.framework.values import SECRET_SIGNATURE, SIGNATURE

ROOT = Path(__file__).resolve().parents[1]
LEVELS = {0: "advisory", 1: "mandatory", 2: "disabled", 3: "remediate"}
SEVERITIES = {0: "", 1: "low", 2: "medium", 3: "high", 4: "critical"}

Diagnostic = tuple[str, str, str, str]
"""Policy, level, URN and message of what a pack reports."""

Remediated = list[tuple[str, dict[str, Any]]]
"""Policies that changed a resource, in order, each with the inputs that it left."""


class Analyzer:
    """A connection to one running pack."""

    def __init__(self, stub: Any) -> None:
        self._stub = stub

    def info(self) -> Any:
        """Return what the pack says of itself and its policies."""
        return self._stub.GetAnalyzerInfo(empty_pb2.Empty())

    def configure(
        self, configuration: Mapping[str, Mapping[str, Any]], levels: Mapping[str, str] | None = None
    ) -> None:
        """Configure as the CLI does: every policy with its own level, but for those of ``levels``."""
        request = analyzer_pb2.ConfigureAnalyzerRequest()
        for policy in self.info().policies:
            request.policyConfig[policy.name].enforcementLevel = policy.enforcementLevel
        for name, held in configuration.items():
            request.policyConfig[name].properties.update(dict(held))
        for name, level in (levels or {}).items():
            request.policyConfig[name].enforcementLevel = analyzer_pb2.EnforcementLevel.Value(level.upper())
        self._stub.Configure(request)

    def remediate(self, entry: Mapping[str, Any], ignored: Sequence[str] = ()) -> Remediated:
        """Ask for a resource's remedies, as the engine does before it has a resource analyzed."""
        answer = self._stub.Remediate(_request(entry, ignoreChanges=ignored))
        complaints = [one.diagnostic for one in answer.remediations if one.diagnostic]
        if complaints:
            raise RuntimeError(f"a remedy failed: {complaints[0]}")
        return [(one.policyName, json_format.MessageToDict(one.properties)) for one in answer.remediations]

    def judge(self, entries: Sequence[Mapping[str, Any]]) -> set[Diagnostic]:
        """Analyze each resource by its inputs, as steps are generated, then the stack by its outputs."""
        said: set[Diagnostic] = set()
        for one in entries:
            answer = self._stub.Analyze(_request(one, protect=bool(one.get("protect"))))
            said |= {_diagnostic(told, one["urn"]) for told in answer.diagnostics}
        answer = self._stub.AnalyzeStack(
            analyzer_pb2.AnalyzeStackRequest(resources=[_resource(one) for one in entries])
        )
        return said | {_diagnostic(told, "") for told in answer.diagnostics}


@contextmanager
def running(pack: str, stack: str) -> Iterator[Analyzer]:
    """Start a pack for a stack, and end it.

    :raises RuntimeError: if the process does not say at which port it listens.
    """
    folder = ROOT / "policies" / pack
    known = {
        "PULUMI_ORGANIZATION": "organization",
        "PULUMI_PROJECT": "platform",
        "PULUMI_STACK": stack,
        "PULUMI_DRY_RUN": "true",
        "PYTHONPATH": str(ROOT),  # the pack of this tree, wherever the environment was installed from
    }
    inherited = {
        key: value for key, value in os.environ.items() if not key.startswith(("PULUMI", "PYTHONPATH"))
    }
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "pulumi.policy", "127.0.0.1:1", str(folder)],
        cwd=folder, env=inherited | known, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        port = process.stdout.readline().strip() if process.stdout else ""
        if not port.isdigit():
            raise RuntimeError(f"the pack {pack} did not start")
        with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
            yield Analyzer(analyzer_pb2_grpc.AnalyzerStub(channel))
    finally:
        process.terminate()
        process.communicate(timeout=20)


def _request(one: Mapping[str, Any], **options: Any) -> Any:
    return analyzer_pb2.AnalyzeRequest(
        type=one["type"],
        urn=one["urn"],
        name=one["urn"].rsplit("::", 1)[1],
        properties=_struct(one.get("inputs")),
        options=analyzer_pb2.AnalyzerResourceOptions(**options),
    )


def _struct(held: Any) -> struct_pb2.Struct:
    return json_format.ParseDict(_opened(held or {}), struct_pb2.Struct())


def _opened(held: Any) -> Any:
    """Open sealed secrets, as the engine does on the wire: an analyzer gets the value, not the ciphertext."""
    if isinstance(held, dict):
        if held.get(SIGNATURE) == SECRET_SIGNATURE:
            return {SIGNATURE: SECRET_SIGNATURE, "value": held.get("value", "hunter2")}
        return {key: _opened(value) for key, value in held.items()}
    return [_opened(member) for member in held] if isinstance(held, list) else held


def _resource(one: Mapping[str, Any]) -> Any:
    provider = str(one.get("provider") or "").rpartition("::")[0]
    resource = analyzer_pb2.AnalyzerResource(
        type=one["type"],
        urn=one["urn"],
        name=one["urn"].rsplit("::", 1)[1],
        properties=_struct(one.get("outputs")),
        options=analyzer_pb2.AnalyzerResourceOptions(protect=bool(one.get("protect"))),
        parent=one.get("parent") or "",
        dependencies=one.get("dependencies") or [],
        propertyDependencies={
            key: analyzer_pb2.AnalyzerPropertyDependencies(urns=urns)
            for key, urns in (one.get("propertyDependencies") or {}).items()
        },
    )
    if provider:
        resource.provider.urn = provider
        resource.provider.type = "pulumi:providers:kubernetes"
        resource.provider.name = provider.rsplit("::", 1)[1]
    return resource


def _diagnostic(told: Any, urn: str) -> Diagnostic:
    message = told.message.removeprefix(f"{told.description}\n")
    return told.policyName, LEVELS[told.enforcementLevel], told.urn or urn, message
