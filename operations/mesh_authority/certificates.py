"""Certificates and keys of a mesh's authorities, as Istio takes them.

Source: Istio 1.30, ``tools/certs``, for what an intermediate has: the name ``istiod.istio-system.svc`` and no authority
below it. It has no name constraints, which would bind it to the trust domain: the library by which the tunnels of an ambient
mesh check certificates (rustls-webpki) refuses every certificate below a constraint of URIs (RUSTSEC-2026-0098).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

ROOT_DAYS: Final = 3650
LEAST_DAYS, MOST_DAYS = 30, 730
"""How long an intermediate may hold. Workloads get certificates of a day from it."""

SKEW: Final = timedelta(minutes=5)
"""How far clocks may be apart: a certificate holds from a little before it was made."""

CONTROL_PLANE: Final = "istiod.istio-system.svc"


@dataclass(frozen=True)
class Authority:
    """A certificate that signs others, and its key, which is never shown: not even where the object itself is."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    def __repr__(self) -> str:
        return f"Authority({self.certificate.subject.rfc4514_string()})"

    @property
    def certificate_pem(self) -> str:
        """The certificate as text."""
        return self.certificate.public_bytes(Encoding.PEM).decode()

    @property
    def key_pem(self) -> str:
        """The key as text, without a password, as a control plane reads it."""
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def root(mesh: str, now: datetime) -> Authority:
    """Make the root of a mesh, which holds ten years."""
    key, name = ec.generate_private_key(ec.SECP256R1()), _name(mesh, "root")
    made = _describe(name, name, key, now, ROOT_DAYS).add_extension(
        x509.BasicConstraints(ca=True, path_length=1), critical=True
    )
    return Authority(_signed(made, key.public_key(), key), key)


def intermediate(mesh: str, cluster: str, under: Authority, now: datetime, days: int) -> Authority:
    """Make the authority of one cluster, which signs workloads and no further authority.

    :param days: how long it holds, which has to end before its root does.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    made = (
        _describe(_name(mesh, cluster), under.certificate.subject, key, now, days)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(CONTROL_PLANE)]), critical=False)
    )
    return Authority(_signed(made, under.key.public_key(), under.key), key)


def _name(mesh: str, whose: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, mesh),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{whose} of the mesh"),
        ]
    )


def _describe(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, now: datetime, days: int
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - SKEW)
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(_usage(), critical=True)
    )


def _signed(
    made: x509.CertificateBuilder, issuer: ec.EllipticCurvePublicKey, key: ec.EllipticCurvePrivateKey
) -> x509.Certificate:
    known_by = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer)
    return made.add_extension(known_by, critical=False).sign(key, hashes.SHA256())


def _usage() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=True,
        crl_sign=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
