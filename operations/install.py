"""Set up `.venv` from the lock file, with nothing but the Python that runs this file and its pip.

Run by the Makefile before anything else exists, so it uses the standard library alone. It runs once: a
marker in the environment remembers the lock it was made from.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
ENVIRONMENT = ROOT / ".venv"
MARKER = ENVIRONMENT / "installed-from"
OLDEST = (3, 11)


class SetupError(Exception):
    """Why no environment could be made, in one sentence for the person at the keyboard."""


def main() -> int:
    """Make the environment unless it is already the lock's, and return the exit code."""
    try:
        _require_python()
        if _current():
            return 0
        _install()
    except SetupError as fault:
        sys.stderr.write(f"set-up: {fault}\n")
        return 2
    return 0


def _require_python() -> None:
    if sys.version_info < OLDEST:
        found = ".".join(map(str, sys.version_info[:2]))
        raise SetupError(f"Python {found} is too old; run make with PYTHON=<a python of 3.11 or newer>")


def _digest() -> str:
    project, _, _ = (ROOT / "pyproject.toml").read_text(encoding="utf-8").partition("[tool.")
    content = f"{LOCK.read_text(encoding='utf-8')}{project}{sys.version}"
    return hashlib.sha256(content.encode()).hexdigest()


def _current() -> bool:
    return MARKER.is_file() and MARKER.read_text() == _digest()


def _install() -> None:
    if not os.access(ROOT, os.W_OK):
        raise SetupError(
            f"{ROOT} is not writable, so .venv cannot be made in it; make it writable or clone elsewhere"
        )
    sys.stderr.write("set-up: installing the locked packages into .venv (once, about a minute)\n")
    shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    try:
        # Without its own pip: Debian's python3 has no ensurepip, but every fresh machine has a pip to borrow.
        _run([sys.executable, "-m", "venv", "--without-pip", str(ENVIRONMENT)])
        _pip("--require-hashes", "--requirement", str(LOCK))
        _pip("--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    except BaseException:
        shutil.rmtree(ENVIRONMENT, ignore_errors=True)
        raise
    MARKER.write_text(_digest())


def _pip(*arguments: str) -> None:
    python = ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    # Bytecode is left to the first import: four SDKs hold 12,000 modules, of which a stack uses a few hundred
    options = [
        "--quiet",
        "--disable-pip-version-check",
        "--no-input",
        "--no-warn-script-location",
        "--no-compile",
    ]
    _run([sys.executable, "-m", "pip", "--python", str(python), "install", *options, *arguments])


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SetupError(_explain(done.stdout + done.stderr))


def _explain(output: str) -> str:
    lowered = output.lower()
    if "no module named pip" in lowered:
        return "this Python has no pip; install pip (Debian: python3-pip) and run make again"
    if "do not match the hashes" in lowered:
        return "a package differs from the hash in requirements.lock; do not install it, and find out who changed it"
    if any(
        sign in lowered for sign in ("connection", "name resolution", "no matching distribution", "timed out")
    ):
        return "the package index cannot be reached, so nothing was installed; connect to a network (or point pip at your mirror) and run make again"
    reasons = [line for line in output.splitlines() if line.lower().startswith("error")]
    return (reasons or output.strip().splitlines() or ["pip failed without a word"])[-1]


if __name__ == "__main__":
    sys.exit(main())
