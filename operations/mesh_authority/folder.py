"""The folder in which authorities are handed over: what nobody else may read, written whole or not at all."""

import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from components.mesh.authority import KEYS
from operations.faults import CannotJudge
from operations.mesh_authority.certificates import Authority

ROOT: Final = "root"
CERTIFICATE, KEY = "root-cert.pem", "root-key.pem"
KEPT: Final = "authority.json"
"""A cluster's authority as Secrets Manager keeps it, in one file, so that no key stands on a command line."""


def contents(root: Authority, clusters: Mapping[str, Authority], *, with_root: bool) -> dict[Path, str]:
    """Return every file by its place in the folder: the root unless it is there already, and what each cluster has."""
    made: dict[Path, str] = {}
    if with_root:
        made[Path(ROOT, CERTIFICATE)], made[Path(ROOT, KEY)] = root.certificate_pem, root.key_pem
    for cluster, authority in clusters.items():
        files = {
            "ca-cert.pem": authority.certificate_pem,
            "ca-key.pem": authority.key_pem,
            "cert-chain.pem": authority.certificate_pem + root.certificate_pem,
            "root-cert.pem": root.certificate_pem,
        }
        made |= {Path(cluster, name): text for name, text in files.items() if name != "ca-key.pem"}
        made[Path(cluster, KEPT)] = json.dumps({KEYS[name]: text for name, text in files.items()}, indent=1)
    return made


def refuse_unsafe(out: Path) -> None:
    """Refuse a folder that is there already, or from which keys would get into a repository.

    :raises CannotJudge: with what is wrong with it.
    """
    if out.exists() or out.is_symlink():
        raise CannotJudge(
            f"{out}: is there already, and keys are never written over others; name a folder that does not exist"
        )
    inside = next((above for above in out.resolve().parents if (above / ".git").exists()), None)
    if inside is not None:
        raise CannotJudge(
            f"{out}: lies in the git repository {inside}, and keys would be one commit away from everybody; name a folder "
            "outside of it, best on a medium that is taken offline"
        )
    if not out.resolve().parent.is_dir():
        raise CannotJudge(f"{out}: its parent folder is not there; make it, or name another place")


def write(out: Path, files: Mapping[Path, str]) -> None:
    """Write the folder: at first beside its place, so that nothing half-written stands there.

    :raises CannotJudge: if it cannot be written; what was written until then is removed.
    """
    try:
        draft = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.resolve().parent))
    except OSError as refusal:
        raise CannotJudge(f"{out}: cannot be written ({refusal.strerror}); name another place") from None
    try:
        for place, text in files.items():
            target = draft / place
            target.parent.mkdir(mode=0o700, exist_ok=True)
            with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
                stream.write(text)
        refuse_unsafe(out)
        draft.rename(out)
    except OSError as refusal:
        raise CannotJudge(f"{out}: cannot be written ({refusal.strerror}); name another place") from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def read_root(folder: Path, ends: datetime) -> Authority:
    """Return a root that was made before, to sign further authorities with.

    :param ends: when the last of them ends.
    :raises CannotJudge: if it is not there, is no root with its key, or ends before they do.
    """
    try:
        certificate = x509.load_pem_x509_certificate((folder / CERTIFICATE).read_bytes())
        key = load_pem_private_key((folder / KEY).read_bytes(), password=None)
    except OSError as refusal:
        raise CannotJudge(
            f"{folder}: {CERTIFICATE} and {KEY} cannot be read ({refusal.strerror}); name the folder `{ROOT}` that this "
            "command made, or leave --root out to make a new root"
        ) from None
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise CannotJudge(
            f"{folder}: {CERTIFICATE} or {KEY} is not what this command made; name the right folder"
        ) from None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != certificate.public_key():
        raise CannotJudge(
            f"{folder}: {KEY} does not belong to {CERTIFICATE}; name the folder in which both belong together"
        )
    if certificate.subject != certificate.issuer:
        raise CannotJudge(
            f"{folder}: {CERTIFICATE} is itself under another authority, and clusters would trust that one; name the root"
        )
    if certificate.not_valid_after_utc < ends:
        raise CannotJudge(
            f"{folder}: the root ends on {certificate.not_valid_after_utc:%Y-%m-%d}, before what it is to sign; lower --days, "
            "or make a new root (docs/mesh-trust.md)"
        )
    return Authority(certificate, key)
