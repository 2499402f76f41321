"""Which state backend a Pulumi command would use, and whether a simulation may write to it."""

import ipaddress
import json
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import yaml

from operations.faults import CannotJudge

WAY_OUT = (
    "point PULUMI_BACKEND_URL at a folder of its own for simulated state (export PULUMI_BACKEND_URL=file:///tmp/simulated, "
    "the folder must exist)"
)


def backend_for_simulation(environment: Mapping[str, str], project: Path) -> str:
    """Return the URL of the backend that is selected, if simulated state can do no harm there.

    That is a folder, or S3 behind an emulator on this machine. The selection is the CLI's own, in its order:
    ``PULUMI_BACKEND_URL``, the project's ``backend.url``, the backend that was last logged in to.

    :raises CannotJudge: for any other backend, and for none, because the CLI would then turn to Pulumi Cloud.
    """
    url, source = _selected(environment, project)
    if not url:
        raise CannotJudge(
            f"no state backend is selected, so pulumi would turn to Pulumi Cloud and simulated state would go there; {WAY_OUT}"
        )
    if not _harmless(url, environment):
        raise CannotJudge(
            f"{source} selects the backend {_named(url)}, where simulated state would overwrite the state of real clouds; "
            f"{WAY_OUT}"
        )
    return url


def _selected(environment: Mapping[str, str], project: Path) -> tuple[str, str]:
    if url := environment.get("PULUMI_BACKEND_URL"):
        return url, "PULUMI_BACKEND_URL"
    file = project / "Pulumi.yaml"
    try:
        described = yaml.safe_load(file.read_text(encoding="utf-8")) if file.is_file() else None
    except (OSError, ValueError, yaml.YAMLError):
        raise CannotJudge(f"{file}: cannot be read as YAML; mend it") from None
    backend = described.get("backend") if isinstance(described, dict) else None
    if isinstance(backend, dict) and backend.get("url"):
        return str(backend["url"]), str(file)
    return _logged_in(environment)


def _logged_in(environment: Mapping[str, str]) -> tuple[str, str]:
    folder = environment.get("PULUMI_CREDENTIALS_PATH") or environment.get("PULUMI_HOME")
    file = (Path(folder) if folder else Path.home() / ".pulumi") / "credentials.json"
    if not file.is_file():
        return "", ""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise CannotJudge(
            f"{file}: cannot be read, so the selected backend is not known; {WAY_OUT}"
        ) from None
    current = content.get("current") if isinstance(content, dict) else None
    return (current if isinstance(current, str) else ""), str(file)


def _harmless(url: str, environment: Mapping[str, str]) -> bool:
    parts = urlsplit(url)
    if parts.scheme == "file":
        return True
    if parts.scheme != "s3":
        return False
    named = parse_qs(parts.query).get("endpoint", [""])[-1]
    if not named and environment.get("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "").lower() != "true":
        named = environment.get("AWS_ENDPOINT_URL_S3") or environment.get("AWS_ENDPOINT_URL") or ""
    return _on_this_machine(named)


def _on_this_machine(endpoint: str) -> bool:
    try:
        host = urlsplit(endpoint if "://" in endpoint else f"//{endpoint}").hostname
        return host is not None and (host == "localhost" or ipaddress.ip_address(host).is_loopback)
    except ValueError:
        return False


def _named(url: str) -> str:
    """Return the URL without what may be secret in it: user, password and query."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}{parts.path}" if parts.scheme else f"{parts.path!r}"
