"""`infra mesh-authority`: a chain that proves workloads, files for one pair of eyes, and no key in anything that is said."""

import json
import logging
import os
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from components.mesh.authority import KEYS
from operations.mesh_authority.certificates import intermediate, root
from tests.operations.commands import ROOT, Ended, infra

REGIONS = ("us-east-1", "us-west-2")


@pytest.fixture
def offline(tmp_path: Path) -> Path:
    return tmp_path / "offline"


@pytest.fixture
def made(offline: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    assert infra("mesh-authority", "production", "--out", str(offline), capsys=capsys).code == 0
    return offline


def kept(folder: Path, region: str) -> dict[str, str]:
    found: dict[str, str] = json.loads((folder / region / "authority.json").read_text())
    return found


def refused(ended: Ended) -> str:
    assert (ended.code, ended.out) == (2, "")
    return ended.err


def a_workload(authority: dict[str, str]) -> x509.Certificate:
    """Return what a control plane signs for a workload of the mesh."""
    now, key = datetime.now(UTC), ec.generate_private_key(ec.SECP256R1())
    issuer = x509.load_pem_x509_certificate(authority["ca-cert"].encode())
    signing = load_pem_private_key(authority["ca-key"].encode(), password=None)
    assert isinstance(signing, ec.EllipticCurvePrivateKey)
    identity = x509.UniformResourceIdentifier("spiffe://mesh.example.com/ns/frontend/sa/frontend-app")
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([]))
        .issuer_name(issuer.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([identity]), critical=True)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key()), critical=False
        )
        .sign(signing, hashes.SHA256())
    )


def verified(leaf: x509.Certificate, known: str, between: str) -> bool:
    store = Store([x509.load_pem_x509_certificate(known.encode())])
    try:
        PolicyBuilder().store(store).build_client_verifier().verify(
            leaf, x509.load_pem_x509_certificates(between.encode())
        )
    except VerificationError:
        return False
    return True


def test_a_workload_of_one_cluster_is_known_in_the_other(made: Path) -> None:
    east, west = (kept(made, region) for region in REGIONS)
    assert east["root-cert"] == west["root-cert"]
    assert east["ca-key"] != west["ca-key"]
    assert verified(a_workload(east), west["root-cert"], east["cert-chain"])
    assert not verified(a_workload(east), west["root-cert"], west["cert-chain"])


def test_openssl_agrees_on_the_chain(made: Path, tmp_path: Path) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    authority, leaf = kept(made, "us-east-1"), tmp_path / "leaf.pem"
    leaf.write_bytes(a_workload(authority).public_bytes(Encoding.PEM))
    chain = made / "us-east-1" / "cert-chain.pem"
    command: list[str | Path] = [
        "openssl",
        "verify",
        "-x509_strict",
        "-CAfile",
        made / "root" / "root-cert.pem",
        "-untrusted",
        chain,
        leaf,
    ]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0


def test_a_cluster_makes_no_further_authority(made: Path) -> None:
    east = kept(made, "us-east-1")
    certificate = x509.load_pem_x509_certificate(east["ca-cert"].encode())
    limits = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    assert (limits.critical, limits.value) == (True, x509.BasicConstraints(ca=True, path_length=0))
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["istiod.istio-system.svc"]
    with pytest.raises(x509.ExtensionNotFound):  # the tunnels refuse what stands under constraints of URIs
        certificate.extensions.get_extension_for_class(x509.NameConstraints)


def test_the_root_holds_ten_years_and_what_is_under_it_as_long_as_is_said(
    offline: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    infra("mesh-authority", "production", "--out", str(offline), "--days", "90", capsys=capsys)
    top = x509.load_pem_x509_certificate((offline / "root" / "root-cert.pem").read_bytes())
    below = x509.load_pem_x509_certificate(kept(offline, "us-east-1")["ca-cert"].encode())
    spans = [one.not_valid_after_utc - one.not_valid_before_utc for one in (top, below)]
    assert [span.days for span in spans] == [3650, 90]
    assert isinstance(top.public_key(), ec.EllipticCurvePublicKey)


def test_what_is_brought_has_what_the_cluster_fetches(made: Path) -> None:
    for region in REGIONS:
        found = kept(made, region)
        assert set(found) == set(KEYS.values())
        assert found["cert-chain"] == found["ca-cert"] + found["root-cert"]
        assert (made / region / "ca-cert.pem").read_text() == found["ca-cert"]


def test_files_are_for_their_owner_and_keys_stand_in_one_place_each(made: Path) -> None:
    modes = {path.relative_to(made): path.stat().st_mode & 0o777 for path in [made, *made.rglob("*")]}
    assert {mode for path, mode in modes.items() if (made / path).is_dir()} == {0o700}
    assert {mode for path, mode in modes.items() if (made / path).is_file()} == {0o600}
    holding = {
        str(path) for path in modes if (made / path).is_file() and "PRIVATE" in (made / path).read_text()
    }
    assert holding == {"root/root-key.pem", *(f"{region}/authority.json" for region in REGIONS)}


def test_a_wide_umask_opens_nothing(offline: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = os.umask(0)
    try:
        infra("mesh-authority", "production", "--out", str(offline), capsys=capsys)
    finally:
        os.umask(before)
    assert {path.stat().st_mode & 0o077 for path in [offline, *offline.rglob("*")]} == {0}


def secrets_of(folder: Path) -> list[str]:
    """Return every line of a key's body, which no text that people see may hold."""
    keys = [(folder / "root" / "root-key.pem").read_text(), *(kept(folder, one)["ca-key"] for one in REGIONS)]
    return [line for key in keys for line in key.splitlines() if "-----" not in line and len(line) > 8]


def test_no_key_is_said(
    offline: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    ended = infra("mesh-authority", "production", "--out", str(offline), capsys=capsys)
    said = ended.out + ended.err + caplog.text
    found = secrets_of(offline)
    assert len(found) >= 6
    assert [line for line in found if line in said] == []
    assert "PRIVATE" not in said
    for region in REGIONS:
        assert (
            f"--secret-id production/mesh/{region} --secret-string file://{offline}/{region}/authority.json"
            in ended.out
        )


def test_no_key_is_said_when_it_fails(
    offline: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    opened = os.fdopen

    def full(*given: Any, **named: Any) -> Any:
        stream = opened(*given, **named)
        if len(written) == 4:
            stream.close()
            raise OSError(28, "No space left on device")
        written.append(stream.name)
        return stream

    monkeypatch.setattr(os, "fdopen", full)
    said = refused(infra("mesh-authority", "production", "--out", str(offline), capsys=capsys))
    assert said == f"{offline}: cannot be written (No space left on device); name another place\n"
    assert list(offline.parent.iterdir()) == [], "what was written until then is gone, with its keys"


def test_an_authority_shows_no_key_of_its_own() -> None:
    now = datetime.now(UTC)
    top = root("production", now)
    assert (
        repr(intermediate("production", "us-east-1", top, now, 90))
        == "Authority(CN=us-east-1 of the mesh,O=production)"
    )


def test_nothing_is_written_over(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path: path.read_bytes() for path in made.rglob("*") if path.is_file()}
    said = refused(infra("mesh-authority", "production", "--out", str(made), capsys=capsys))
    assert said == (
        f"{made}: is there already, and keys are never written over others; name a folder that does not exist\n"
    )
    assert {path: path.read_bytes() for path in made.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("by", ["itself", "a link"])
def test_no_key_gets_into_a_repository(by: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    repository = tmp_path / "work"
    (repository / ".git").mkdir(parents=True)
    (repository / "deep").mkdir()
    (tmp_path / "link").symlink_to(repository / "deep")
    out = (repository / "deep" if by == "itself" else tmp_path / "link") / "keys"
    said = refused(infra("mesh-authority", "production", "--out", str(out), capsys=capsys))
    assert said.startswith(
        f"{out}: lies in the git repository {repository}, and keys would be one commit away"
    )
    assert not out.exists()


def test_authorities_are_renewed_under_the_root_that_clusters_know(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    again = tmp_path / "again"
    asked = ("--out", str(again), "--root", str(made / "root"), "--cluster", "us-west-2")
    ended = infra("mesh-authority", "production", *asked, capsys=capsys)
    assert ended.code == 0
    assert sorted(one.name for one in again.iterdir()) == ["us-west-2"], (
        "neither the root's key nor others' again"
    )
    new, old = kept(again, "us-west-2"), kept(made, "us-west-2")
    assert (new["root-cert"], new["ca-key"] == old["ca-key"]) == (old["root-cert"], False)
    assert verified(a_workload(new), old["root-cert"], new["cert-chain"])
    assert "us-east-1/" not in ended.out.replace("us-east-1 ", "")


def test_a_root_has_to_be_one(made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def said(folder: Path, *more: str) -> str:
        asked = ("--out", str(tmp_path / "again"), "--root", str(folder), *more)
        return refused(infra("mesh-authority", "production", *asked, capsys=capsys)).removeprefix(
            f"{folder}: "
        )

    assert said(tmp_path / "nowhere").startswith(
        "root-cert.pem and root-key.pem cannot be read (No such file"
    )
    mixed = tmp_path / "mixed"
    shutil.copytree(made / "root", mixed)
    east = kept(made, "us-east-1")
    (mixed / "root-key.pem").write_text(east["ca-key"])
    assert said(mixed).startswith("root-key.pem does not belong to root-cert.pem")
    (mixed / "root-cert.pem").write_text(east["ca-cert"])
    assert said(mixed).startswith("root-cert.pem is itself under another authority")
    (mixed / "root-key.pem").write_text("-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n")
    garbled = said(mixed)
    assert garbled.startswith("root-cert.pem or root-key.pem is not what this command made")
    assert "c2VjcmV0" not in garbled


def test_a_root_outlives_what_it_signs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, folder = root("production", datetime.now(UTC) - timedelta(days=3600)), tmp_path / "old"
    folder.mkdir()
    (folder / "root-cert.pem").write_text(old.certificate_pem)
    (folder / "root-key.pem").write_text(old.key_pem)
    asked = ("--out", str(tmp_path / "again"), "--root", str(folder))
    said = refused(infra("mesh-authority", "production", *asked, capsys=capsys))
    assert "the root ends on" in said
    assert "lower --days, or make a new root" in said
    assert infra("mesh-authority", "production", *asked, "--days", "40", capsys=capsys).code == 0


@pytest.mark.parametrize(
    ("stack", "asked", "sentence"),
    [
        (
            "staging",
            (),
            (
                "staging: shares no trust with another cluster (those of staging that do: none); describe platform.mesh.trust of "
                "its region, or name another\n"
            ),
        ),
        (
            "production",
            ("--cluster", "eu-west-1"),
            (
                "eu-west-1: shares no trust with another cluster (those of production that do: us-east-1, us-west-2); describe "
                "platform.mesh.trust of its region, or name another\n"
            ),
        ),
        (
            "production",
            ("--days", "3650"),
            "--days 3650: an authority of a cluster holds 30 to 730 days; take one of these\n",
        ),
    ],
)
def test_what_cannot_be_made_is_said(
    stack: str, asked: tuple[str, ...], sentence: str, offline: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert refused(infra("mesh-authority", stack, "--out", str(offline), *asked, capsys=capsys)) == sentence
    assert not offline.exists()


def test_faulty_settings_make_no_authority(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for file in ("Pulumi.yaml", "Pulumi.production.yaml"):
        shutil.copy(ROOT / file, tmp_path)
    text = (tmp_path / "Pulumi.production.yaml").read_text()
    (tmp_path / "Pulumi.production.yaml").write_text(
        text.replace("network: us-west-2,", "network: us-east-1,")
    )
    out = tmp_path / "offline"
    ended = infra("mesh-authority", "production", "--out", str(out), capsys=capsys, project=tmp_path)
    assert "us-east-1 is the network of aws.regions.us-east-1 already" in refused(ended)
    assert not out.exists()
