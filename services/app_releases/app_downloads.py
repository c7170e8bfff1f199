"""What a till needs to fetch a release: its file, its signature, and what is new in its store's language."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from domain.app_releases import Offer, ReleaseStatus
from models import Account, AppRelease, Store
from services.tills.tills import CallingTill


@dataclass(frozen=True)
class SignedFile:
    """A release's file as a till is told of it."""

    size: int
    signature: str
    notes: str


@dataclass(frozen=True)
class FoundFile:
    """A file that a till may fetch; `account` names its folder."""

    account: str


def read_signed_file(connection: Connection, till: CallingTill, offer: Offer) -> SignedFile:
    """What to say of the release on offer."""
    row = connection.execute(
        select(AppRelease.size, AppRelease.signature, AppRelease.notes, Store.language)
        .join(Store, Store.account_id == AppRelease.account_id)
        .where(AppRelease.id == offer.release.key, Store.id == till.store_id)
    ).one()
    return SignedFile(row.size, row.signature, notes_in(row.language, row.notes))


def find_file(connection: Connection, till: CallingTill, sha256: str) -> FoundFile | None:
    """The file of this hash, if a version of the till's own account that rolls out has it."""
    account = connection.scalar(
        select(Account.public_id)
        .join(AppRelease, AppRelease.account_id == Account.id)
        .where(
            Account.id == till.account_id,
            AppRelease.sha256 == sha256,
            AppRelease.status == ReleaseStatus.ROLLING,
        )
        .limit(1)
    )
    return None if account is None else FoundFile(account)


def notes_in(language: str, notes: dict[str, str]) -> str:
    """What is new, in this language; else in English, else in whichever there is."""
    return notes.get(language) or notes.get("en") or next(iter(notes.values()), "")
