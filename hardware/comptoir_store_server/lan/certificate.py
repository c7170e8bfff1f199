"""The certificate that the box shows to tills: one of the shop's own, or one made here and kept for good."""

import hashlib
import ipaddress
import os
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from comptoir_store_server.folder import DataFolder
from comptoir_store_server.lan.settings import LanSettings

#: Tills know it by its fingerprint; a new one would have to be accepted at each of them.
LIFE = timedelta(days=3650)
#: A clock that is behind must not make it one of the future.
BEFORE = timedelta(days=2)


@dataclass(frozen=True)
class Shown:
    """The files of the certificate and its key, and the fingerprint by which a till knows it again."""

    certificate: Path
    key: Path
    sha256: str


def find_or_make_certificate(
    folder: DataFolder, settings: LanSettings, names: Iterable[str], addresses: Iterable[str], now: datetime
) -> Shown:
    """The shop's own, else the one in the data folder, made anew if it is missing, damaged or over.

    Raises OSError or ValueError if the shop's own cannot be read.
    """
    if settings.certificate is not None and settings.key is not None:
        return _show(settings.certificate, settings.key)
    certificate, key = folder.root / "lan-certificate.pem", folder.root / "lan-key.pem"
    if not _is_good(certificate, key, now):
        _make(certificate, key, names, addresses, now)
    return _show(certificate, key)


def _show(certificate: Path, key: Path) -> Shown:
    first = x509.load_pem_x509_certificates(certificate.read_bytes())[0]
    return Shown(certificate, key, hashlib.sha256(first.public_bytes(serialization.Encoding.DER)).hexdigest())


def _is_good(certificate: Path, key: Path, now: datetime) -> bool:
    try:
        make_context(Shown(certificate, key, ""))
        return x509.load_pem_x509_certificate(certificate.read_bytes()).not_valid_after_utc > now
    except (OSError, ValueError):
        return False


def _make(
    certificate: Path, key: Path, names: Iterable[str], addresses: Iterable[str], now: datetime
) -> None:
    secret = ec.generate_private_key(ec.SECP256R1())
    made = _sign(secret, sorted(names), addresses, now)
    plain = serialization.NoEncryption()
    pem = serialization.Encoding.PEM
    _write(key, secret.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    _write(certificate, made.public_bytes(pem))


def _sign(
    secret: ec.EllipticCurvePrivateKey, names: list[str], addresses: Iterable[str], now: datetime
) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Comptoir store server")])
    numbers = [ipaddress.ip_address(each) for each in ("127.0.0.1", *addresses)]
    called = [*map(x509.DNSName, filter(_is_plain, names)), *map(x509.IPAddress, numbers)]
    builder = x509.CertificateBuilder(subject, subject, secret.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now - BEFORE).not_valid_after(now + LIFE)
    builder = builder.add_extension(x509.SubjectAlternativeName(called), critical=False)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
    return builder.add_extension(purpose, critical=False).sign(secret, hashes.SHA256())


def _is_plain(name: str) -> bool:
    return bool(name) and name.isascii()


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all, and for this user only."""
    beside = path.with_name(path.name + ".new")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def make_context(shown: Shown) -> ssl.SSLContext:
    """TLS 1.2 or newer with this certificate. Raises OSError if its files are no pair."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(shown.certificate, shown.key)
    return context
