"""A store's logo: upload it, choose how it becomes black and white, switch it off, remove it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.refusal import Refusal
from models import Store, StoreLogo
from services.history.events import record_event
from services.stores.logo_pictures import BOXES, Method, draw_picture, read_picture, sha256_of


@dataclass(frozen=True)
class LogoOnPaper:
    """One picture, ready for rolls of this width."""

    paper_width: int
    sha256: str


def find_logo(session: Session, store: Store) -> StoreLogo | None:
    """The store's logo, without its pictures until somebody looks at them."""
    return session.scalars(select(StoreLogo).where(StoreLogo.store_id == store.id)).first()


def put_logo(session: Session, store: Store, data: bytes, method: str, now: datetime) -> StoreLogo:
    """Take an uploaded picture as the store's logo, in place of the one before; it is printed from now on.

    Raises Refusal as `read_picture`, `draw_picture`, and `method_unknown`.
    """
    chosen = _method(method)
    grey = read_picture(data)
    drawn = _draw(grey, chosen)
    logo = _held_logo(session, store)
    if logo is None:
        logo = StoreLogo(store_id=store.id)
        session.add(logo)
    logo.grey, logo.uploaded_at, logo.is_printed = grey, now, True
    _keep_drawn(logo, chosen, drawn)
    session.flush()
    record_event(session, "store.logo_uploaded", store, now)
    return logo


def set_logo(session: Session, store: Store, method: str, now: datetime, *, is_printed: bool) -> None:
    """How the logo becomes black and white, and whether papers carry it.

    Raises Refusal `method_unknown`, `picture_blank`, or `logo_gone` when somebody removed it meanwhile.
    """
    chosen, logo = _method(method), _held_logo(session, store)
    if logo is None:
        raise Refusal("logo_gone")
    if chosen != logo.method:
        _keep_drawn(logo, chosen, _draw(logo.grey, chosen))
        record_event(session, "store.logo_redrawn", store, now)
    if is_printed != logo.is_printed:
        logo.is_printed = is_printed
        verb = "store.logo_switched_on" if is_printed else "store.logo_switched_off"
        record_event(session, verb, store, now)


def remove_logo(session: Session, store: Store, now: datetime) -> None:
    """Papers carry none any more; nothing happens when there is none."""
    logo = _held_logo(session, store)
    if logo is not None:
        session.delete(logo)
        record_event(session, "store.logo_removed", store, now)


def logo_on_paper(session: Session, store: Store) -> list[LogoOnPaper]:
    """What the store server needs to know of it: nothing while it is switched off."""
    query = select(StoreLogo.narrow_sha256, StoreLogo.wide_sha256).where(
        StoreLogo.store_id == store.id, StoreLogo.is_printed
    )
    row = session.execute(query).first()
    return [LogoOnPaper(*pair) for pair in zip(BOXES, row, strict=True)] if row else []


def read_logo(session: Session, store: Store, sha256: str) -> bytes | None:
    """The picture with this SHA-256, if the store's papers carry it."""
    for column, picture in (
        (StoreLogo.narrow_sha256, StoreLogo.narrow),
        (StoreLogo.wide_sha256, StoreLogo.wide),
    ):
        query = select(picture).where(StoreLogo.store_id == store.id, StoreLogo.is_printed, column == sha256)
        found = session.scalar(query)
        if found is not None:
            return found
    return None


def _method(told: str) -> Method:
    if told not in set(Method):
        raise Refusal("method_unknown", "method")
    return Method(told)


def _draw(grey: bytes, method: Method) -> list[bytes]:
    return [draw_picture(grey, method, width) for width in BOXES]


def _keep_drawn(logo: StoreLogo, method: Method, drawn: list[bytes]) -> None:
    logo.method = method
    logo.narrow, logo.wide = drawn
    logo.narrow_sha256, logo.wide_sha256 = map(sha256_of, drawn)


def _held_logo(session: Session, store: Store) -> StoreLogo | None:
    """Of two people at once the second waits for the first."""
    session.refresh(store, with_for_update=True)
    return find_logo(session, store)
