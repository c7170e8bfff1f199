"""A large list is imported by a process of its own; nobody can tell by what comes of it."""

import sys
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from blueprints.catalogue import product_import
from config import Settings
from domain.refusal import Refusal
from models import Event, Product, ProductImport, StreamHead, User
from models.scope import Actor
from services.catalogue.large_import import ImportOrder, import_apart
from tests.both_databases import postgresql, settings
from tests.catalogue.test_pages import upload
from tests.make import Make, now
from tests.pages.browsing import open_page, post
from tests.pages.house_checks import text_of

__all__ = ["postgresql", "settings"]
LINES = 50


def price_list(price: str = "12,50") -> bytes:
    """A list that is large enough for these tests."""
    lines = (f"Naleśniki z serem i polewą numer {line};{price};Dania;K{line}" for line in range(LINES))
    return "\n".join(["nazwa;cena;kategoria;kod kreskowy", *lines]).encode()


@pytest.fixture(autouse=True)
def _soon_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(product_import, "LARGE", 1000)


@pytest.fixture
def owner(client: FlaskClient, make: Make) -> FlaskClient:
    """The owner's browser."""
    return make.sign_in(client, make.first_owner())


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[ImportOrder]:
    """The orders that were given to a process of its own."""
    orders: list[ImportOrder] = []

    def import_and_note(order: ImportOrder) -> None:
        orders.append(order)
        import_apart(order)

    monkeypatch.setattr(product_import, "import_apart", import_and_note)
    return orders


@pytest.fixture
def idle_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker does not step in: it would hide a process that did nothing."""
    monkeypatch.setattr(product_import, "_finish_here", pytest.fail)


def hand_in(owner: FlaskClient, content: bytes) -> str:
    """Hand a list in and confirm it; what the next page says."""
    preview = upload(owner, content).headers["Location"]
    assert post(owner, preview, {}).status_code == 302
    return text_of(open_page(owner, "/catalogue"))


@pytest.mark.usefixtures("idle_worker")
def test_a_large_list_is_imported_published_and_told_as_any_other(
    owner: FlaskClient, session: Session, make: Make, started: list[ImportOrder]
) -> None:
    make.till()
    heads = select(func.max(StreamHead.seq))
    before = session.scalar(heads) or 0
    assert f"{LINES} products imported." in hand_in(owner, price_list())
    assert len(started) == 1
    assert session.scalar(select(func.count()).select_from(Product)) == LINES
    assert (session.scalar(heads) or 0) >= before + LINES
    told = session.scalars(select(Event).where(Event.verb == "catalogue.imported")).one()
    who = session.scalars(select(User)).one()
    assert (told.actor_kind, told.user_id, told.actor_name) == ("user", who.id, who.name)
    assert told.facts == {"new": LINES, "changed": 0}


@pytest.mark.usefixtures("idle_worker")
def test_it_can_be_taken_back(owner: FlaskClient, session: Session, started: list[ImportOrder]) -> None:
    hand_in(owner, price_list())
    hand_in(owner, price_list("13"))
    assert len(started) == 2
    assert set(session.scalars(select(Product.price))) == {1300}
    newest = session.scalars(select(ProductImport).order_by(ProductImport.id.desc())).first()
    assert newest is not None
    post(owner, f"/catalogue/changes/{newest.public_id}/undo", {})
    assert set(session.scalars(select(Product.price))) == {1250}


def test_a_small_one_is_imported_at_once(owner: FlaskClient, started: list[ImportOrder]) -> None:
    assert "1 product imported." in hand_in(owner, b"name,price\nTea,7\n")
    assert not started


@pytest.mark.parametrize("program", ["nowhere", "breaks off", "talks nonsense"])
def test_where_no_process_can_be_had_the_worker_does_it(
    owner: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, program: str
) -> None:
    stand_in = tmp_path / "python"
    if program != "nowhere":
        end = "kill -9 $$" if program == "breaks off" else "echo imported"
        stand_in.write_text(f"#!/bin/sh\n{end}\n")
        stand_in.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(stand_in))
    assert "imported." in hand_in(owner, price_list())
    assert session.scalar(select(func.count()).select_from(Product)) == LINES
    assert (
        session.scalar(select(func.count()).select_from(Event).where(Event.verb == "catalogue.imported")) == 1
    )


def test_what_is_refused_there_is_refused_here(
    session: Session, make: Make, settings: Settings, tmp_path: Path
) -> None:
    owner = make.first_owner()
    kept = ProductImport(account_id=owner.account_id, file_name="menu.csv", content=b"", created_at=now())
    kept.imported_at = now()
    session.add(kept)
    session.commit()
    order = ImportOrder(
        database_url=settings.database_url,
        account_id=owner.account_id,
        actor=Actor("user", owner.name, owner.id),
        upload=kept.public_id,
        language="pl",
        now=now(),
    )
    with pytest.raises(Refusal, match="import_done") as refused:
        import_apart(order)
    assert refused.value.field == "file"
