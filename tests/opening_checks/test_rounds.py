"""At its hour each store is looked at once: through changes of the clocks, late after a night without a server."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select

from models import CheckDelivery, CheckPlan, OpeningCheck, Store, StoreServer
from models.scope import enter_account
from services.scheduler.daily_upkeep import do_daily_deeds
from services.scheduler.scheduler import Scheduler
from services.scheduler.scheduler_lease import lease_engine
from services.tills.contacts import Contacts
from services.today.check_deliveries import Courier
from services.today.check_notices import NoticeFields, edit_notice
from services.today.check_plans import edit_hours
from services.today.opening_check_rounds import WAKE_UP, Rounds, make_due_checks
from services.today.opening_checks import check_now
from tests.make import Make
from tests.office import wait_until

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


#: 08:00 by the clock of Warsaw: half an hour after the set hour
MORNING = at("2026-11-20 07:00")


@pytest.fixture
def store(make: Make) -> Store:
    """An old store in Warsaw with a till."""
    store: Store = make.store()
    store.created_at = LONG_AGO
    make.till(make.device(store=store))
    return store


def checks(make: Make) -> list[OpeningCheck]:
    make.session.commit()
    make.session.expire_all()
    found = list(make.session.scalars(select(OpeningCheck).order_by(OpeningCheck.id)))
    make.session.commit()
    return found


def set_hour(make: Make, store: Store, hour: str, days: list[int], *, enabled: bool = True) -> None:
    enter_account(make.session, store.account_id)
    edit_hours(make.session, store, LONG_AGO, enabled=enabled, hour=hour, days=days)
    make.session.commit()


def test_a_store_is_looked_at_once_a_day_however_often_the_clock_wakes(
    engine: Engine, make: Make, contacts: Contacts, store: Store
) -> None:
    known: dict[int, datetime] = {}
    for minutes in range(-40, 40, 5):  # from 07:20 to 08:40 in Warsaw
        make_due_checks(engine, contacts, MORNING + timedelta(minutes=minutes), known)
    yesterdays, todays = checks(make)  # the first look finds that nobody looked yesterday
    assert (yesterdays.due_at, todays.due_at) == (at("2026-11-19 06:30"), at("2026-11-20 06:30"))
    assert todays.made_at == at("2026-11-20 06:30")
    assert todays.made_by == ""
    make_due_checks(engine, contacts, MORNING + timedelta(hours=2), {})  # another process, that knows nothing
    assert len(checks(make)) == 2
    make_due_checks(engine, contacts, MORNING + timedelta(days=1), known)
    assert len(checks(make)) == 3


def test_of_the_hours_that_the_server_slept_through_the_last_is_made_up_for_once(
    engine: Engine, make: Make, contacts: Contacts, store: Store
) -> None:
    make_due_checks(engine, contacts, MORNING)
    assert make_due_checks(engine, contacts, MORNING + timedelta(days=5)) == 1
    assert make_due_checks(engine, contacts, MORNING + timedelta(days=5, minutes=1)) == 0
    assert [check.due_at for check in checks(make)] == [at("2026-11-20 06:30"), at("2026-11-25 06:30")]


@pytest.mark.parametrize(
    ("hour", "begin", "hours", "due"),
    [
        # forward: 02:30 does not exist in this night
        ("02:30", "2026-03-28 12:00", 36, ["2026-03-28 01:30", "2026-03-29 01:00"]),
        # back: 02:30 comes twice
        ("02:30", "2026-10-24 12:00", 36, ["2026-10-24 00:30", "2026-10-25 00:30"]),
        # 07:30 comes 23 hours after the last one, and 25
        ("07:30", "2026-03-28 12:00", 24, ["2026-03-28 06:30", "2026-03-29 05:30"]),
        ("07:30", "2026-10-24 12:00", 24, ["2026-10-24 05:30", "2026-10-25 06:30"]),
    ],
)
def test_when_the_clocks_change_the_hour_still_comes_once_a_day(
    engine: Engine,
    make: Make,
    contacts: Contacts,
    store: Store,
    hour: str,
    begin: str,
    hours: int,
    due: list[str],
) -> None:
    set_hour(make, store, hour, list(range(7)))
    known: dict[int, datetime] = {}
    for quarter in range(hours * 4):
        make_due_checks(engine, contacts, at(begin) + timedelta(minutes=15 * quarter), known)
    assert [check.due_at for check in checks(make)] == [at(moment) for moment in due]


def test_a_new_store_or_a_new_hour_is_not_made_up_for(
    engine: Engine, make: Make, contacts: Contacts, store: Store
) -> None:
    store.created_at = MORNING - timedelta(minutes=10)
    make.session.commit()
    assert make_due_checks(engine, contacts, MORNING) == 0
    enter_account(make.session, store.account_id)
    edit_hours(make.session, store, MORNING, enabled=True, hour="07:45", days=list(range(7)))
    make.session.commit()
    assert make_due_checks(engine, contacts, MORNING + timedelta(minutes=1)) == 0
    assert make_due_checks(engine, contacts, MORNING + timedelta(days=1)) == 1


def test_only_on_its_days_and_not_when_it_is_off_or_rests(
    engine: Engine, make: Make, contacts: Contacts, store: Store
) -> None:
    set_hour(make, store, "07:30", [5, 6])  # Saturday and Sunday; this is a Friday
    make_due_checks(engine, contacts, MORNING)
    (check,) = checks(make)
    assert check.due_at == at("2026-11-15 06:30")
    set_hour(make, store, "07:30", list(range(7)), enabled=False)
    assert make_due_checks(engine, contacts, MORNING + timedelta(days=1)) == 0
    set_hour(make, store, "07:30", list(range(7)))
    store.status = "inactive"
    make.session.commit()
    assert make_due_checks(engine, contacts, MORNING + timedelta(days=1)) == 0


def test_a_store_with_nothing_in_it_is_left_alone(engine: Engine, make: Make, contacts: Contacts) -> None:
    empty = make.store("Plan for next year")
    empty.created_at = LONG_AGO
    make.session.commit()
    assert make_due_checks(engine, contacts, MORNING) == 0
    assert checks(make) == []
    assert make.session.scalars(select(CheckPlan)).all() == []


def test_each_store_has_its_own_clock_and_each_account_its_own_report(
    engine: Engine, make: Make, contacts: Contacts, store: Store
) -> None:
    tokyo = make.store("Tokyo", make.owner(), timezone="Asia/Tokyo")
    tokyo.created_at = LONG_AGO
    make.till(make.device(store=tokyo))
    make_due_checks(engine, contacts, MORNING)
    found = {check.store_id: check for check in checks(make)}
    assert found[tokyo.id].due_at == at("2026-11-19 22:30")
    assert found[store.id].due_at == at("2026-11-20 06:30")
    assert found[tokyo.id].account_id == tokyo.account_id != found[store.id].account_id


def test_two_processes_that_both_believe_they_hold_the_lease_make_one_report(
    engine: Engine, make: Make, contacts: Contacts, store: Store
) -> None:
    started, faults = threading.Barrier(4), list[BaseException]()

    def look() -> None:
        started.wait(20)
        try:
            make_due_checks(engine, contacts, MORNING)
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert faults == []
    assert len(checks(make)) == 1


def test_an_office_that_just_woke_waits_until_its_callers_have_called(
    engine: Engine, make: Make, contacts: Contacts, store: Store
) -> None:
    clock = [MORNING]
    courier = Courier(lambda *_args, **_more: pytest.fail("nobody is to be told"), "secret")
    rounds = Rounds(engine, contacts, courier, clock=lambda: clock[0])
    rounds.make_opening_checks()
    assert checks(make) == []
    clock[0] += WAKE_UP
    rounds.make_opening_checks()
    assert len(checks(make)) == 1
    rounds.send_opening_checks()


def test_recipients_are_told_of_what_the_clock_finds_and_with_only_faults_of_faults_alone(
    engine: Engine, make: Make, contacts: Contacts, store: Store
) -> None:
    owner: Any = make.first_owner()

    def tell(*, only_faults: bool) -> None:
        enter_account(make.session, owner.account_id)
        fields = NoticeFields("a@example.com, b@example.com", "https://hooks.example/x", only_faults)
        edit_notice(make.session, owner.account, fields, LONG_AGO)
        make.session.commit()

    def targets() -> list[str]:
        make.session.expire_all()
        found = [one.target for one in make.session.scalars(select(CheckDelivery).order_by(CheckDelivery.id))]
        make.session.commit()
        return found

    tell(only_faults=True)
    make_due_checks(engine, contacts, MORNING)
    (check,) = checks(make)
    assert check.cares > 0
    told = ["a@example.com", "b@example.com", "https://hooks.example/x"]
    assert targets() == told
    quiet = make.store("Quiet", owner)
    quiet.created_at = LONG_AGO
    make.store_server(quiet)
    server_check = check_of_quiet(engine, make, contacts, quiet)
    assert server_check.stops + server_check.cares == 0
    assert targets() == told
    tell(only_faults=False)
    make_due_checks(engine, contacts, MORNING + timedelta(days=1))
    assert len(targets()) == 3 + 2 * 3


def check_of_quiet(engine: Engine, make: Make, contacts: Contacts, quiet: Store) -> OpeningCheck:
    """A store in which all is well is looked at."""
    server = make.session.scalars(select(StoreServer).where(StoreServer.store_id == quiet.id)).one()
    contacts.heard(f"store_server:{server.id}", MORNING)
    make.session.commit()
    make_due_checks(engine, contacts, MORNING)
    (check,) = [one for one in checks(make) if one.store_id == quiet.id]
    return check


def test_reports_are_forgotten_after_thirty_days_but_never_the_newest(
    engine: Engine, make: Make, contacts: Contacts, store: Store, settings: Any
) -> None:
    enter_account(make.session, store.account_id)
    made = [
        check_now(make.session, [store], contacts, MORNING - timedelta(days=days))[0].public_id
        for days in (40, 31, 29)
    ]
    other = make.store("Closed for winter")
    enter_account(make.session, store.account_id)
    made.append(check_now(make.session, [other], contacts, MORNING - timedelta(days=90))[0].public_id)
    make.session.commit()
    done = do_daily_deeds(engine, lease_engine(engine, settings.data), "one", MORNING)
    assert "opening checks" in done
    assert [check.public_id for check in checks(make)] == made[2:]


def test_of_two_processes_only_the_one_with_the_lease_wakes_the_rounds(
    engine: Engine, make: Make, settings: Any
) -> None:
    woken: list[str] = []

    def of(name: str) -> Scheduler:
        def make_rounds() -> None:
            woken.append(name)

        return Scheduler(engine, settings.data, lease_seconds=2.0, look_seconds=0.2, further=(make_rounds,))

    first, second = of("first"), of("second")
    first.start()
    try:
        wait_until(lambda: len(woken) > 2, "the first one works")
        second.start()
        seen = len(woken)
        wait_until(lambda: len(woken) > seen + 5, "it goes on")
        assert set(woken) == {"first"}
        first.stop()
        wait_until(lambda: "second" in woken, "the heir works")
    finally:
        first.stop()
        second.stop()
