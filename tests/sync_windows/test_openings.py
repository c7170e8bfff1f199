"""A window opens once in each of its stores, tells each till its turn, and says who missed it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from domain.names import DeviceStatus, Stream
from extensions import db
from models import Store, SyncWindow, WindowRun, WindowTill
from models.scope import EVERY_ACCOUNT, enter_account
from services.sync_rules.sync_rules import Choice, set_rule
from services.sync_rules.sync_scopes import device_scope
from services.synchronization.sync_windows import WindowFields, create_window, edit_window, remove_window
from services.synchronization.window_runs import Looked, open_and_close_windows
from tests.api.test_poll import catch_up, poll
from tests.make import Make, Till

#: noon of a Friday in Warsaw; the window of these tests is from 22:00 to 23:00 there, 21:00 to 22:00 UTC
NOON = datetime(2026, 11, 20, 11, tzinfo=UTC)
OPENS, CLOSES = datetime(2026, 11, 20, 21, tzinfo=UTC), datetime(2026, 11, 20, 22, tzinfo=UTC)
PRODUCTS = [Stream.PRODUCTS]


class Night:
    """A business with a window each night, and its clock."""

    def __init__(self, app: Flask, make: Make) -> None:
        self.app, self.make, self.session = app, make, make.session
        self.owner = make.first_owner()

    def window(self, store: Store | None = None, **fields: Any) -> SyncWindow:
        values: dict[str, Any] = {"name": "Night", "days": range(7), "opens": "22:00", "closes": "23:00"}
        values |= {"streams": PRODUCTS, "store": store.public_id if store else ""} | fields
        enter_account(self.session, self.owner.account_id)
        window = create_window(self.session, WindowFields(**values), NOON)
        return self.keep(window)

    def keep(self, thing: Any = None) -> Any:
        self.session.commit()
        enter_account(self.session, EVERY_ACCOUNT)
        return thing

    def look(self, moment: datetime) -> Looked:
        self.session.commit()  # who arranges must not stand in the queue of writers
        with self.app.app_context():
            engine = db.engine
        looked = open_and_close_windows(engine, moment)
        self.session.expire_all()
        return looked

    def runs(self) -> list[WindowRun]:
        return list(self.session.scalars(select(WindowRun).order_by(WindowRun.id)))

    def entry(self, till: Till) -> WindowTill:
        return self.session.scalars(select(WindowTill).where(WindowTill.device_id == till.device.id)).one()

    def caught_up(self, store: Store, name: str = "Kasa 1") -> Till:
        till = self.make.till(self.make.device(name, store))
        catch_up(self.app, till)
        return till


@pytest.fixture
def night(app: Flask, make: Make) -> Any:
    with time_machine.travel(NOON - timedelta(days=1), tick=False):
        yield Night(app, make)


def due(night: Night, till: Till, moment: datetime) -> list[tuple[str, str, str | None]]:
    night.keep()
    with time_machine.travel(moment, tick=False):
        answer = poll(night.app, till)
    return [(one["stream"], one["reason"], one.get("not_before")) for one in answer.json["due"]]


def fetch(night: Night, till: Till, moment: datetime) -> None:
    night.keep()
    with time_machine.travel(moment, tick=False):
        catch_up(night.app, till)


def test_a_poll_names_the_stream_its_window_and_the_turn_of_this_till(night: Night, make: Make) -> None:
    till = night.caught_up(make.store())
    night.window()
    make.product()
    assert [one for one in due(night, till, OPENS - timedelta(seconds=1)) if one[0] == "products"] == []
    night.look(OPENS)
    turn = night.entry(till).turn_at
    expected = ("products", "window", turn.strftime("%Y-%m-%dT%H:%M:%S.000Z"))
    assert expected in due(night, till, OPENS + timedelta(seconds=5))
    assert expected in due(night, till, CLOSES - timedelta(seconds=5))
    assert [one for one in due(night, till, CLOSES) if one[0] == "products"] == []


def test_a_till_learns_its_turn_even_before_the_office_made_its_list(night: Night, make: Make) -> None:
    till = night.caught_up(make.store())
    night.window()
    make.product()
    (found,) = [one for one in due(night, till, OPENS) if one[0] == "products"]
    assert found[2] is not None
    assert OPENS <= datetime.fromisoformat(found[2]) < CLOSES


def test_it_opens_once_and_once_more_the_next_night(night: Night, make: Make) -> None:
    make.store()
    night.window()
    assert night.look(OPENS - timedelta(seconds=20)).opened == 0
    assert [night.look(OPENS + timedelta(seconds=20 * look)).opened for look in range(5)] == [1, 0, 0, 0, 0]
    assert night.look(OPENS + timedelta(days=1)).opened == 1
    assert [run.opens_at for run in night.runs()] == [OPENS, OPENS + timedelta(days=1)]


def test_each_store_opens_by_its_own_clock(night: Night, make: Make) -> None:
    make.store("Kraków")
    make.store("São Paulo", timezone="America/Sao_Paulo")
    night.window()
    assert night.look(OPENS).opened == 1
    assert night.look(OPENS + timedelta(hours=4)).opened == 1
    assert [(run.store.name, run.opens_at) for run in night.runs()] == [
        ("Kraków", OPENS),
        ("São Paulo", OPENS + timedelta(hours=4)),
    ]


def test_a_window_of_one_store_opens_there_only(night: Night, make: Make) -> None:
    kraków, gdańsk = make.store("Kraków"), make.store("Gdańsk")
    ours, theirs = night.caught_up(kraków), night.caught_up(gdańsk)
    night.window(kraków)
    night.look(OPENS)
    assert [run.store_id for run in night.runs()] == [kraków.id]
    assert night.session.scalars(select(WindowTill.device_id)).all() == [ours.device.id]
    assert theirs.device.id != ours.device.id


def test_who_came_was_served_and_who_did_not_missed_it(night: Night, make: Make) -> None:
    store = make.store()
    punctual, idle, away = (night.caught_up(store, name) for name in ("Kasa 1", "Kasa 2", "Kasa 3"))
    never_activated = make.device("Kasa 4", store)
    night.window()
    make.product()
    fetch(night, idle, NOON)  # by order of somebody: it has everything when the window opens
    night.look(OPENS)
    fetch(night, punctual, OPENS + timedelta(minutes=7))
    assert night.entry(punctual).served_at == OPENS + timedelta(minutes=7)
    assert night.entry(away).served_at is None
    assert night.look(CLOSES - timedelta(seconds=1)).closed == 0
    assert night.look(CLOSES).closed == 1
    (run,) = night.runs()
    assert (run.expected, run.served, run.missed, run.closed_at) == (3, 2, 1, CLOSES)
    assert night.entry(idle).served_at is not None
    assert night.entry(away).served_at is None
    assert never_activated.status == DeviceStatus.NOT_ACTIVATED
    assert night.look(CLOSES + timedelta(minutes=1)).closed == 0


def test_only_what_goes_by_the_window_counts(night: Night, make: Make) -> None:
    """New staff goes by its own rule; whoever has all products was served."""
    store = make.store()
    till = night.caught_up(store)
    night.window()
    night.look(OPENS)
    make.employee(store)
    night.look(CLOSES)
    assert night.runs()[0].served == 1
    assert night.entry(till).served_at is not None


def test_the_rule_of_a_till_goes_before_that_of_the_business(night: Night, make: Make) -> None:
    store = make.store()
    ours, other = night.caught_up(store, "Kasa 1"), night.caught_up(store, "Kasa 2")
    night.window()
    enter_account(night.session, night.owner.account_id)
    set_rule(night.session, device_scope(night.session, other.device), Stream.PRODUCTS, Choice("never"), NOON)
    night.keep()
    night.look(OPENS)
    assert night.entry(ours).turn_at >= OPENS
    assert night.runs()[0].expected == 1


def test_a_till_that_comes_to_the_window_while_it_is_open_is_expected_too(night: Night, make: Make) -> None:
    store = make.store()
    night.caught_up(store, "Kasa 1")
    night.window()
    make.product()
    night.look(OPENS)
    later = make.till(make.device("Kasa 2", store))
    night.look(OPENS + timedelta(minutes=5))
    assert night.runs()[0].expected == 2
    fetch(night, later, OPENS + timedelta(minutes=9))
    night.look(CLOSES)
    assert (night.runs()[0].served, night.runs()[0].missed) == (1, 1)


def test_a_till_that_leaves_misses_nothing(night: Night, make: Make) -> None:
    till = night.caught_up(make.store())
    night.window()
    make.product()
    night.look(OPENS)
    till.device.status = DeviceStatus.INACTIVE
    night.keep()
    night.look(CLOSES)
    assert (night.runs()[0].expected, night.runs()[0].missed) == (0, 0)


def test_an_opening_missed_while_the_office_was_down_is_made_up_for_once(night: Night, make: Make) -> None:
    till = night.caught_up(make.store())
    night.window()
    make.product()
    morning = datetime(2026, 11, 23, 8, tzinfo=UTC)  # it was down for three nights
    assert [night.look(morning + timedelta(seconds=20 * look)).opened for look in range(3)] == [1, 0, 0]
    (run,) = night.runs()
    assert (run.opens_at, run.opened_at) == (OPENS + timedelta(days=2), morning)
    assert run.closes_at == morning + timedelta(hours=1)
    turn = night.entry(till).turn_at.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    assert ("products", "window", turn) in due(night, till, morning + timedelta(minutes=1))
    fetch(night, till, morning + timedelta(minutes=30))
    night.look(morning + timedelta(hours=1))
    assert (night.runs()[0].served, night.runs()[0].missed) == (1, 0)
    assert due(night, till, morning + timedelta(hours=2)) == []
    assert night.look(datetime(2026, 11, 23, 21, tzinfo=UTC)).opened == 1


def test_an_office_that_comes_back_while_it_is_open_spreads_the_tills_over_the_rest(
    night: Night, make: Make
) -> None:
    store = make.store()
    tills = [make.till(make.device(f"Kasa {number}", store)) for number in range(10)]
    night.window()
    back = OPENS + timedelta(minutes=30)
    night.look(back)
    turns = [night.entry(till).turn_at for till in tills]
    assert min(turns) == back
    assert back + timedelta(minutes=20) < max(turns) < CLOSES


def test_an_office_that_was_down_when_it_closed_lets_those_who_could_not_come_come_again(
    night: Night, make: Make
) -> None:
    till = night.caught_up(make.store())
    night.window()
    make.product()
    night.look(OPENS)
    morning = datetime(2026, 11, 21, 7, tzinfo=UTC)
    assert night.look(morning).closed == 0
    assert ("products", "window") in [one[:2] for one in due(night, till, morning)]
    assert night.look(morning + timedelta(minutes=30)).closed == 0
    assert night.look(morning + timedelta(hours=1)).closed == 1
    assert (night.runs()[0].missed, len(night.runs())) == (1, 1)


def test_a_new_window_does_not_make_up_for_nights_before_it_was_there(night: Night, make: Make) -> None:
    make.store()
    night.window(opens="05:00", closes="06:00")  # made at noon
    assert night.look(NOON).opened == 0


def test_a_window_made_within_its_hours_opens_at_once(night: Night, make: Make) -> None:
    make.store()
    night.window(opens="08:00", closes="20:00")
    assert night.look(NOON).opened == 1


def test_new_hours_move_what_is_open(night: Night, make: Make, session: Session) -> None:
    night.caught_up(make.store())
    window = night.window()
    make.product()
    night.look(OPENS)
    fields = WindowFields("Night", range(7), "22:00", "23:30", streams=PRODUCTS)
    enter_account(session, night.owner.account_id)
    assert edit_window(session, window, fields, OPENS + timedelta(minutes=1))
    night.keep()
    assert night.runs()[0].closes_at == CLOSES + timedelta(minutes=30)
    fields = WindowFields("Night", range(7), "03:00", "04:00", streams=PRODUCTS)
    enter_account(session, night.owner.account_id)
    edit_window(session, window, fields, OPENS + timedelta(minutes=2))
    night.keep()
    (run,) = night.runs()
    assert (run.closed_at, run.missed) == (OPENS + timedelta(minutes=2), 0)


def test_a_removed_window_opens_no_more_and_nobody_missed_it(night: Night, make: Make) -> None:
    till = night.caught_up(make.store())
    window = night.window()
    make.product()
    night.look(OPENS)
    enter_account(night.session, night.owner.account_id)
    remove_window(night.session, night.session.merge(window), OPENS + timedelta(minutes=1))
    night.keep()
    assert night.runs()[0].missed == 0
    assert night.look(OPENS + timedelta(days=1)).opened == 0
    answer = due(night, till, OPENS + timedelta(minutes=2))
    assert ("products", "rule", None) in answer  # every 15 minutes again, as the house does


def test_looking_writes_nothing_while_nothing_happens(night: Night, make: Make) -> None:
    night.caught_up(make.store())
    night.window()
    night.look(OPENS)
    written: list[str] = []
    with night.app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *args: written.append(args[2]))
    night.look(OPENS + timedelta(seconds=20))
    assert written
    assert [one for one in written if not one.startswith(("SELECT", "BEGIN"))] == []


def test_other_businesses_are_opened_too_and_see_nothing_of_each_other(night: Night, make: Make) -> None:
    night.caught_up(make.store())
    night.window()
    other = make.owner()
    theirs = make.till(make.device(store=make.store(owner=other)))
    enter_account(night.session, other.account_id)
    create_window(night.session, WindowFields("Theirs", range(7), "22:00", "23:00", streams=PRODUCTS), NOON)
    night.keep()
    assert night.look(OPENS).opened == 2
    runs = {run.account_id: run for run in night.runs()}
    assert (runs[other.account_id].expected, runs[night.owner.account_id].expected) == (1, 1)
    assert night.entry(theirs).run_id == runs[other.account_id].id


def test_the_tills_of_all_stores_are_spread_together(night: Night, make: Make) -> None:
    """A hundred small stores open at the same moment: their first tills must not come at once."""
    for number in range(10):
        store = make.store(f"Sklep {number}")
        for till in range(5):
            make.till(make.device(f"Kasa {till}", store))
    night.window()
    night.look(OPENS)
    turns = sorted(night.session.scalars(select(WindowTill.turn_at)))
    minutes = [int((turn - OPENS) / timedelta(minutes=1)) for turn in turns]
    assert len(turns) == 50
    assert max(minutes.count(minute) for minute in minutes) < 3 * 50 / 60
