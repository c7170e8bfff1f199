"""A publisher of the till program, for tests: a key of their own, files that they sign, releases in the office."""

import base64
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.orm import Session

from models import AppKey, AppRelease, User
from models.scope import EVERY_ACCOUNT, enter_account
from services.app_releases.app_files import IncomingFile, releases_folder
from services.app_releases.app_releases import (
    Reach,
    ReleaseFields,
    add_key,
    add_release,
    check_file,
    check_release,
    roll_out,
)
from tests.make import now

PLATFORM = "android-arm64"
ASK = f"/api/v1/app/update?platform={PLATFORM}&version="


class Publisher:
    """Whoever makes the till program. The private key never leaves here."""

    def __init__(self) -> None:
        self.private = Ed25519PrivateKey.generate()

    @property
    def public_key(self) -> str:
        """32 bytes in base64."""
        raw = self.private.public_key().public_bytes(
            serialization.Encoding.Raw, serialization.PublicFormat.Raw
        )
        return base64.b64encode(raw).decode()

    @property
    def pem(self) -> str:
        """The public key as openssl writes it."""
        spki = serialization.PublicFormat.SubjectPublicKeyInfo
        return self.private.public_key().public_bytes(serialization.Encoding.PEM, spki).decode()

    def sign(self, content: bytes) -> str:
        """The signature of a file's bytes, in base64."""
        return base64.b64encode(self.private.sign(content)).decode()


class Releases:
    """Makes releases of one account through the real deeds."""

    def __init__(self, session: Session, owner: User, data: Path) -> None:
        self.session = session
        self.owner = owner
        self.folder = releases_folder(data, owner.account.public_id)
        self.publisher = Publisher()
        self._key: AppKey | None = None

    @property
    def key(self) -> AppKey:
        """The publisher's key, registered with the first release."""
        if self._key is None:
            enter_account(self.session, self.owner.account_id)
            self._key = add_key(self.session, "Wydawca", self.publisher.public_key, now())
        return self._key

    def draft(
        self,
        version: str,
        content: bytes | None = None,
        channel: str = "stable",
        platform: str = PLATFORM,
        **notes: str,
    ) -> AppRelease:
        """A release that nobody is offered yet."""
        own = f"the program {version} of {self.owner.account.public_id}"
        content = content if content is not None else own.encode() * 1000
        key = self.key
        enter_account(self.session, self.owner.account_id)
        fields = check_release(
            ReleaseFields(
                version, platform, channel, self.publisher.sign(content), f"till-{version}.apk", notes
            )
        )
        incoming = IncomingFile(self.folder, len(content))
        incoming.write(content)
        release = add_release(self.session, fields, incoming, check_file(incoming, fields, [key]), now())
        incoming.close()
        self.session.commit()
        enter_account(self.session, EVERY_ACCOUNT)
        return release

    def rolling(
        self,
        version: str,
        percentage: int = 100,
        stores: tuple[str, ...] = (),
        devices: tuple[str, ...] = (),
        **more: str,
    ) -> AppRelease:
        """A release on its way to the tills."""
        release = self.draft(version, **more)  # type: ignore[arg-type]
        enter_account(self.session, self.owner.account_id)
        roll_out(self.session, release, Reach(percentage, stores, devices), now())
        self.session.commit()
        enter_account(self.session, EVERY_ACCOUNT)
        return release
