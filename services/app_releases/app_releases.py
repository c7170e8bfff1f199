"""Releases of the till program: taken in when their signature holds, rolled out in stages, halted, rolled back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.app_releases import (
    CHANNELS,
    NEXT,
    ReleaseStatus,
    find_version,
    read_percentage,
    read_platform,
    read_version,
)
from domain.refusal import Refusal, read_all
from domain.text import optional_text, required_name
from models import Account, AppKey, AppRelease, Device, Store
from models.scope import account_of
from services.app_releases.app_files import IncomingFile, path_of
from services.app_releases.app_signatures import is_signed, read_public_key, read_signature
from services.history.events import record_event

LONGEST_NOTES = 4000
LONGEST_FILE_NAME = 160


@dataclass(frozen=True)
class ReleaseFields:
    """What a person says of a new release; `notes`: language → what is new."""

    version: str
    platform: str
    channel: str
    signature: str
    file_name: str
    notes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Reach:
    """Whom a release is for: a share of the tills of these stores and on this list; nothing named means all."""

    percentage: int | None
    stores: Sequence[str] = ()
    devices: Sequence[str] = ()


def check_release(fields: ReleaseFields) -> ReleaseFields:
    """The fields, tidied. Raises Refusals that name all that is wrong with them."""
    read = read_all(
        lambda: {"version": read_version(fields.version)},
        lambda: {"platform": read_platform(fields.platform)},
        lambda: {"channel": _read_channel(fields.channel)},
        lambda: {"signature": read_signature(fields.signature)},
        lambda: {"notes": _read_notes(fields.notes)},
    )
    name = fields.file_name.replace("\\", "/").rpartition("/")[2]
    tidy = "".join(letter for letter in name if letter.isprintable())[-LONGEST_FILE_NAME:]
    return ReleaseFields(**read, file_name=tidy or "release")


def check_file(incoming: IncomingFile, fields: ReleaseFields, keys: Sequence[AppKey]) -> AppKey:
    """The key that signed what came in. No transaction is needed, nor open: hashing 300 MB takes its time.

    Raises Refusal disk_full, file_empty or signature_wrong.
    """
    if not incoming.is_disk_full:
        try:
            incoming.finish()
        except OSError as error:
            raise Refusal("disk_full", "file") from error
    if incoming.is_disk_full:
        raise Refusal("disk_full", "file")
    if incoming.size == 0:
        raise Refusal("file_empty", "file")
    for key in keys:
        if is_signed(incoming.path, fields.signature, key.public_key):
            return key
    raise Refusal("signature_wrong", "signature")


def add_release(
    session: Session, fields: ReleaseFields, incoming: IncomingFile, key: AppKey, now: datetime
) -> AppRelease:
    """Take a checked release in as a draft: no till is offered it yet.

    Raises Refusal version_taken, or signature_wrong when its key was revoked meanwhile.
    """
    _lock(session)
    session.refresh(key)
    if key.revoked_at is not None:
        raise Refusal("signature_wrong", "signature")
    _check_free(session, fields)
    release = AppRelease(
        version=fields.version,
        channel=fields.channel,
        platform=fields.platform,
        file_name=fields.file_name,
        size=incoming.size,
        sha256=incoming.sha256,
        signature=fields.signature,
        key_id=key.id,
        notes=dict(fields.notes),
        status=ReleaseStatus.DRAFT,
        created_at=now,
        status_since=now,
    )
    session.add(release)
    record_event(session, "app_release.added", release, now, channel=fields.channel, key=key.name)
    incoming.keep()
    return release


def roll_out(session: Session, release: AppRelease, reach: Reach, now: datetime) -> None:
    """Begin a roll-out, go on with a halted one, or change whom it reaches.

    Raises Refusal percentage_out_of_range, reach_unknown, key_revoked, release_withdrawn.
    """
    _lock(session)
    session.refresh(release)
    percentage = read_percentage(reach.percentage)
    _check_reach(session, reach)
    if session.get_one(AppKey, release.key_id).revoked_at is not None:
        raise Refusal("key_revoked")
    verb = "app_release.widened"
    if release.status != ReleaseStatus.ROLLING:
        verb = "app_release.started" if release.status == ReleaseStatus.DRAFT else "app_release.resumed"
        _move(release, ReleaseStatus.ROLLING, now)
    release.percentage, release.stores, release.devices = percentage, [*reach.stores], [*reach.devices]
    counts = {"percentage": percentage, "stores": len(reach.stores), "devices": len(reach.devices)}
    record_event(session, verb, release, now, **counts)


def halt(session: Session, release: AppRelease, now: datetime) -> None:
    """Offer it to nobody until it is resumed. Raises Refusal release_withdrawn or not_rolling."""
    _lock(session)
    session.refresh(release)
    _move(release, ReleaseStatus.HALTED, now)
    record_event(session, "app_release.halted", release, now)


def roll_back(session: Session, release: AppRelease, now: datetime) -> AppRelease | None:
    """Withdraw a release for good; tills that run it are offered the one that is returned, if there is one.

    Raises Refusal release_withdrawn or not_rolling.
    """
    _lock(session)
    session.refresh(release)
    _move(release, ReleaseStatus.WITHDRAWN, now)
    earlier = find_earlier(session, release)
    record_event(
        session, "app_release.rolled_back", release, now, earlier=earlier.version if earlier else None
    )
    return earlier


def remove_draft(session: Session, release: AppRelease, folder: Path, now: datetime) -> None:
    """Take back what no till was ever offered. Raises Refusal not_draft."""
    _lock(session)
    session.refresh(release)
    if release.status != ReleaseStatus.DRAFT:
        raise Refusal("not_draft")
    record_event(session, "app_release.removed", release, now)
    session.delete(release)
    session.flush()
    same_file = select(func.count()).select_from(AppRelease).where(AppRelease.sha256 == release.sha256)
    if session.scalar(same_file) == 0:
        path_of(folder, release.sha256).unlink(missing_ok=True)


def find_earlier(session: Session, release: AppRelease) -> AppRelease | None:
    """What tills that run this release would go back to."""
    here = find_version(release.version)
    query = select(AppRelease).where(
        AppRelease.platform == release.platform, AppRelease.status == ReleaseStatus.ROLLING
    )
    older = [
        (version, one)
        for one in session.scalars(query)
        if here is not None and (version := find_version(one.version)) is not None and version < here
    ]
    return max(older, key=lambda pair: pair[0])[1] if older else None


def list_releases(session: Session) -> list[AppRelease]:
    """All releases, the newest first."""
    return list(session.scalars(select(AppRelease).order_by(AppRelease.id.desc())))


def find_release(session: Session, public_id: str) -> AppRelease | None:
    """A release of this account."""
    return session.scalars(select(AppRelease).where(AppRelease.public_id == public_id)).first()


def list_keys(session: Session) -> list[AppKey]:
    """All public keys, also revoked ones."""
    return list(session.scalars(select(AppKey).order_by(AppKey.id)))


def valid_keys(session: Session) -> list[AppKey]:
    """The keys whose signatures count."""
    return [key for key in list_keys(session) if key.revoked_at is None]


def find_key(session: Session, public_id: str) -> AppKey | None:
    """A key of this account."""
    return session.scalars(select(AppKey).where(AppKey.public_id == public_id)).first()


def add_key(session: Session, name: str, public_key: str, now: datetime) -> AppKey:
    """Trust a publisher. Raises Refusals: required, too_long, private_key_pasted, public_key_unreadable, key_taken."""
    _lock(session)
    read = read_all(
        lambda: {"name": required_name(name, "name", 80)},
        lambda: {"public_key": read_public_key(public_key)},
    )
    if session.scalar(select(AppKey.id).where(AppKey.public_key == read["public_key"])) is not None:
        raise Refusal("key_taken", "public_key")
    key = AppKey(**read, created_at=now)
    session.add(key)
    record_event(session, "app_key.added", key, now)
    return key


def revoke_key(session: Session, key: AppKey, now: datetime) -> int:
    """Trust a publisher no more, for good; returns how many roll-outs that ends."""
    _lock(session)
    session.refresh(key)
    if key.revoked_at is not None:
        return 0
    key.revoked_at = now
    rolling = select(AppRelease).where(
        AppRelease.key_id == key.id, AppRelease.status == ReleaseStatus.ROLLING
    )
    releases = list(session.scalars(rolling))
    for release in releases:
        _move(release, ReleaseStatus.HALTED, now)
    record_event(session, "app_key.revoked", key, now, releases=len(releases))
    return len(releases)


def follow_channel(session: Session, account: Account, channel: str, now: datetime) -> None:
    """Which channel the tills of a business follow. Raises Refusal channel_unknown."""
    channel = _read_channel(channel)
    if channel != account.app_channel:
        before, account.app_channel = account.app_channel, channel
        record_event(session, "app_channel.changed", account, now, before=before, after=channel)


def _lock(session: Session) -> None:
    """One deed at a time on the releases of an account."""
    session.execute(select(Account.id).where(Account.id == account_of(session)).with_for_update())


def _move(release: AppRelease, status: ReleaseStatus, now: datetime) -> None:
    if status not in NEXT[ReleaseStatus(release.status)]:
        code = "release_withdrawn" if release.status == ReleaseStatus.WITHDRAWN else "not_rolling"
        raise Refusal(code)
    release.status, release.status_since = status, now


def _check_free(session: Session, fields: ReleaseFields) -> None:
    query = select(AppRelease.version).where(
        AppRelease.platform == fields.platform, AppRelease.channel == fields.channel
    )
    taken = {find_version(version) for version in session.scalars(query)}
    if find_version(fields.version) in taken:
        raise Refusal("version_taken", "version")


def _check_reach(session: Session, reach: Reach) -> None:
    for model, wanted, name in ((Store, reach.stores, "stores"), (Device, reach.devices, "devices")):
        known = set(session.scalars(select(model.public_id).where(model.public_id.in_(wanted))))
        if set(wanted) - known:
            raise Refusal("reach_unknown", name)


def _read_channel(channel: str) -> str:
    if channel not in CHANNELS:
        raise Refusal("channel_unknown", "channel")
    return channel


def _read_notes(notes: Mapping[str, str]) -> dict[str, str]:
    tidy = {key: optional_text(text, f"notes_{key}", LONGEST_NOTES) for key, text in notes.items()}
    return {language: text for language, text in tidy.items() if text}
