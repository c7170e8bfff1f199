"""A POS moves to another store: windows of the old one never open for it again, and nobody is surprised by it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.names import Stream
from domain.sync_rules import Mode, Rule
from extensions import db
from models import Device, Event, Store, SyncRule, SyncWindow, WindowTill
from models.scope import enter_account
from services.devices.devices import edit_device
from services.sync_rules.moved_rules import preview_move
from services.sync_rules.rules_in_force import read_rules_of_devices
from services.sync_rules.sync_rules import Choice, set_rule
from services.sync_rules.sync_scopes import account_scope, device_scope, store_scope
from services.synchronization.sync_windows import remove_window
from services.synchronization.window_runs import open_and_close_windows
from tests.make import Make, Till, now
from tests.pages.browsing import open_page, post
from tests.pages.house_checks import check_page, text_of

HOURLY, NEVER, OURS = Choice(Mode.EVERY, 60), Choice(Mode.NEVER), Rule(Mode.EVERY, 15)
MIDNIGHT = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)


class Town:
    """A POS in Kraków, another store in Gdańsk, and windows of each and of all."""

    def __init__(self, make: Make) -> None:
        self.make = make
        self.kraków, self.gdańsk = make.store("Kraków"), make.store("Gdańsk")
        self.till = make.till(make.device("Kasa 1", self.kraków))
        windows = {"here": self.kraków, "there": self.gdańsk, "everywhere": None}
        self.windows = {
            name: make.window(name, store, streams=[], opens="23:00", closes="03:00")
            for name, store in windows.items()
        }
        self.session = make.session
        enter_account(self.session, self.device.account_id)

    @property
    def device(self) -> Device:
        return self.till.device

    def rule(self, place: str, choice: Choice | str, stream: Stream = Stream.PRODUCTS) -> None:
        scope = {
            "device": lambda: device_scope(self.session, self.device),
            "there": lambda: store_scope(self.session, self.gdańsk),
            "here": lambda: store_scope(self.session, self.kraków),
            "business": lambda: account_scope(self.session, self.device.account_id),
        }[place]()
        wanted = choice if isinstance(choice, Choice) else self.in_window(choice)
        set_rule(self.session, scope, stream, wanted, now())

    def in_window(self, name: str) -> Choice:
        return Choice(Mode.WINDOW, window=self.windows[name].public_id)

    def move(self, store: Store | None = None) -> None:
        self.session.flush()
        edit_device(self.session, self.device, name="Kasa 1", store=store or self.gdańsk, now=now())
        self.session.commit()

    def in_force(self, stream: Stream = Stream.PRODUCTS) -> Rule:
        self.session.flush()
        return read_rules_of_devices(self.session.connection(), [self.device.id])[self.device.id][stream]

    def own_rules(self) -> set[str]:
        return set(self.session.scalars(select(SyncRule.stream).where(SyncRule.device_id == self.device.id)))

    def left(self) -> list[dict[str, Any]]:
        events = self.session.scalars(select(Event).where(Event.verb == "sync_rule.left"))
        return [event.facts for event in events]


@pytest.fixture
def town(make: Make) -> Town:
    return Town(make)


@pytest.mark.parametrize(
    ("own", "others", "after", "keeps"),
    [
        pytest.param("here", {}, OURS, False, id="nobody chose anything: as delivered"),
        pytest.param("here", {"business": HOURLY}, Rule(Mode.EVERY, 60), False, id="the business's rule"),
        pytest.param("here", {"there": HOURLY}, Rule(Mode.EVERY, 60), False, id="the new store's rule"),
        pytest.param(
            "here",
            {"business": NEVER, "there": HOURLY},
            Rule(Mode.EVERY, 60),
            False,
            id="store before business",
        ),
        pytest.param("here", {"here": NEVER}, OURS, False, id="not the old store's rule"),
        pytest.param(
            "here", {"there": NEVER}, Rule(Mode.NEVER), False, id="never, where the new store says never"
        ),
        pytest.param("here", {"there": "there"}, "there", False, id="the new store's window"),
        pytest.param("everywhere", {"there": HOURLY}, "everywhere", True, id="a window of all stores stays"),
        pytest.param(HOURLY, {"there": NEVER}, Rule(Mode.EVERY, 60), True, id="a period of its own stays"),
        pytest.param(NEVER, {"there": HOURLY}, Rule(Mode.NEVER), True, id="never of its own stays"),
        pytest.param(Choice(Mode.DAY_REPORT), {}, Rule(Mode.DAY_REPORT), True, id="the day report stays"),
        pytest.param(
            None, {"here": NEVER, "there": HOURLY}, Rule(Mode.EVERY, 60), False, id="none of its own"
        ),
    ],
)
def test_what_a_pos_goes_by_after_its_move(
    town: Town, own: Choice | str | None, others: dict[str, Choice | str], after: Rule | str, keeps: bool
) -> None:
    for place, choice in others.items():
        town.rule(place, choice)
    if own is not None:
        town.rule("device", own)
    before, told = town.in_force(), preview_move(town.session, town.device, town.gdańsk)
    town.move()
    found = town.in_force()
    if isinstance(after, str):
        assert found.mode == Mode.WINDOW
        named = town.session.scalars(select(SyncRule.window_id).where(SyncRule.mode == Mode.WINDOW)).all()
        assert named == [town.windows[after].id]
    else:
        assert found == after
    assert town.own_rules() == ({"products"} if keeps else set())
    assert (told is not None) == (before != found or own == "here")
    assert len(town.left()) == (own == "here")


def test_each_stream_is_looked_at_by_itself(town: Town) -> None:
    town.rule("device", "here", Stream.PRODUCTS)
    town.rule("device", "everywhere", Stream.USERS)
    town.rule("device", "here", Stream.CONFIGURATION)
    town.rule("there", HOURLY, Stream.CONFIGURATION)
    told = preview_move(town.session, town.device, town.gdańsk)
    assert told is not None
    assert [(one.stream, one.window_stays) for one in told.rules] == [
        ("products", True),
        ("configuration", True),
    ]
    town.move()
    assert town.own_rules() == {"users"}
    assert town.in_force(Stream.CONFIGURATION) == Rule(Mode.EVERY, 60)
    assert [facts["stream"] for facts in town.left()] == ["products", "configuration"]


def test_whoever_moves_back_starts_with_the_rules_of_the_store(town: Town) -> None:
    town.rule("device", "here")
    town.move()
    town.move(town.kraków)
    assert town.in_force() == OURS
    assert len(town.left()) == 1


def test_staying_or_renaming_changes_no_rule(town: Town) -> None:
    town.rule("device", "here")
    assert preview_move(town.session, town.device, town.kraków) is None
    edit_device(town.session, town.device, name="Bar", store=town.kraków, now=now())
    assert town.own_rules() == {"products"}
    assert town.left() == []


def test_a_removed_window_is_none_that_could_stay(town: Town) -> None:
    town.rule("device", "here")
    remove_window(town.session, town.windows["here"], now())
    assert preview_move(town.session, town.device, town.gdańsk) is None
    town.move()
    assert town.left() == []


def test_the_open_window_of_the_old_store_expects_it_no_longer(app: Flask, town: Town) -> None:
    window = town.session.get_one(SyncWindow, town.windows["here"].id)
    window.created_at = town.kraków.created_at = datetime(2026, 11, 1, tzinfo=UTC)
    town.rule("device", "here")
    town.session.commit()
    listed = select(WindowTill.device_id)
    with app.app_context():
        open_and_close_windows(db.engine, MIDNIGHT)
        town.session.rollback()
        assert town.session.scalars(listed).all() == [town.device.id]
        town.move()
        open_and_close_windows(db.engine, MIDNIGHT.replace(minute=40))
        town.session.rollback()
        assert town.session.scalars(listed).all() == []


@pytest.fixture
def owner(client: FlaskClient, town: Town) -> FlaskClient:
    return town.make.sign_in(client, town.make.first_owner())


def choose(owner: FlaskClient, town: Town, **more: str) -> Any:
    fields = {"name": "Kasa 1", "store": town.gdańsk.public_id} | more
    return post(owner, f"/devices/{town.device.public_id}/edit", fields)


def rows_of(page: Any) -> list[list[str]]:
    return [[text_of(cell) for cell in row] for row in page.findall(".//tbody/tr")]


def seal_in(page: Any) -> str:
    return str(page.find(".//input[@name='confirmed']").get("value"))


def test_the_page_says_what_changes_and_moves_only_after_a_yes(owner: FlaskClient, town: Town) -> None:
    town.rule("device", "here")
    town.rule("there", HOURLY)
    town.session.commit()
    asked = choose(owner, town)
    assert asked.status_code == 200
    page = check_page(asked.get_data(as_text=True), "en")
    said = text_of(page)
    assert "Move Kasa 1 to Gdańsk?" in said
    assert "A sync window of Kraków does not open for it any more" in said
    assert rows_of(page) == [["Products", "In the window “here”", "Every hour"]]
    assert "is not synchronized there" not in said
    town.session.refresh(town.device)
    assert town.device.store_id == town.kraków.id

    answer = choose(owner, town, confirmed=seal_in(page))
    assert answer.status_code == 303
    town.session.refresh(town.device)
    assert town.device.store_id == town.gdańsk.id
    history = text_of(open_page(owner, f"/devices/{town.device.public_id}/history"))
    assert (
        "Synchronization of “Products” follows the new store, because its window belongs to Kraków: "
        "In the window “here” → Every hour." in history
    )
    assert "Moved from the store Kraków to Gdańsk." in history


def test_never_is_never_silent(owner: FlaskClient, town: Town) -> None:
    town.rule("device", "here")
    town.rule("there", NEVER)
    town.session.commit()
    page = check_page(choose(owner, town).get_data(as_text=True), "en")
    assert "“Products” is not synchronized there" in text_of(page)
    assert rows_of(page)[0] == ["Products", "In the window “here”", "Never"]


def test_goods_that_the_move_would_delete_are_named(owner: FlaskClient, make: Make, town: Town) -> None:
    town.rule("here", NEVER)
    town.session.commit()
    make.local_product(Till(town.device, town.till.generation, town.till.token), "Kompot")
    said = text_of(check_page(choose(owner, town).get_data(as_text=True), "en"))
    assert "It follows the sync rules of the new store" in said
    assert "will be deleted" in said
    assert "Kompot" in said


def test_what_changed_since_somebody_read_it_is_asked_anew(owner: FlaskClient, town: Town) -> None:
    town.rule("device", "here")
    town.session.commit()
    seal = seal_in(check_page(choose(owner, town).get_data(as_text=True), "en"))
    enter_account(town.session, town.device.account_id)
    town.rule("there", NEVER)
    town.session.commit()
    asked = choose(owner, town, confirmed=seal)
    assert asked.status_code == 200
    page = check_page(asked.get_data(as_text=True), "en")
    assert rows_of(page)[0] == ["Products", "In the window “here”", "Never"]
    town.session.refresh(town.device)
    assert town.device.store_id == town.kraków.id


def test_a_move_between_stores_of_the_same_rules_asks_nothing(
    owner: FlaskClient, town: Town, session: Session
) -> None:
    assert choose(owner, town).status_code == 303
    session.refresh(town.device)
    assert town.device.store_id == town.gdańsk.id
