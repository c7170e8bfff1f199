"""When streams run, place by place: choose, take back, and what a choice does to the goods of the tills."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.names import Stream
from domain.refusal import Refusal
from domain.sync_choices import PERIODS, Consequence
from domain.sync_rules import Mode, Rule
from models import Event, LocalProduct, Store, SyncRule, SyncWindow
from models.scope import enter_account
from services.sync_rules.rules_in_force import read_rules_of_devices
from services.sync_rules.sync_previews import preview_rules
from services.sync_rules.sync_rules import AS_ABOVE, Choice, change_rules, list_windows, reset_rule, set_rule
from services.sync_rules.sync_scopes import (
    Scope,
    Source,
    account_scope,
    device_scope,
    read_scope,
    store_scope,
)
from tests.make import Make, Till, now

NEVER = Choice(Mode.NEVER)
HOURLY = Choice(Mode.EVERY, 60)


@pytest.fixture
def till(make: Make) -> Till:
    return make.till(make.device("Kasa 1", make.store("Kraków")))


@pytest.fixture
def session(make: Make, till: Till) -> Session:
    enter_account(make.session, till.device.account_id)
    return make.session


def scopes(session: Session, till: Till) -> dict[str, Scope]:
    device = till.device
    return {
        "account": account_scope(session, device.account_id),
        "store": store_scope(session, device.store),
        "device": device_scope(session, device),
    }


def rule_at(session: Session, till: Till, stream: Stream = Stream.PRODUCTS) -> Rule:
    """What the till itself goes by."""
    session.flush()
    return read_rules_of_devices(session.connection(), [till.device.id])[till.device.id][stream]


def keep_goods(session: Session, till: Till, *names: str, **more: object) -> None:
    for name in names:
        session.add(
            LocalProduct(
                device=till.device,
                generation_id=till.generation.id,
                local_id=name,
                name=name,
                price=100,
                reported_at=now(),
                **more,
            )
        )
    session.flush()


def window(session: Session, name: str, store: Store | None = None) -> SyncWindow:
    made = SyncWindow(name=name, store_id=store and store.id, days=[0, 1], opens="02:00", closes="04:00")
    made.created_at = now()
    session.add(made)
    session.flush()
    return made


def test_the_most_specific_rule_wins_and_taking_it_back_uncovers_the_one_above(
    session: Session, till: Till
) -> None:
    places = scopes(session, till)
    steps = [("account", Choice(Mode.EVERY, 30)), ("store", Choice(Mode.DAY_REPORT)), ("device", NEVER)]
    seen = [rule_at(session, till)]
    for place, choice in steps:
        set_rule(session, places[place], Stream.PRODUCTS, choice, now())
        seen.append(rule_at(session, till))
        assert read_scope(session, places["device"]).in_force[Stream.PRODUCTS].source == Source(place)
    assert seen == [Rule(Mode.EVERY, 15), Rule(Mode.EVERY, 30), Rule(Mode.DAY_REPORT), Rule(Mode.NEVER)]

    for place, uncovered in (("device", seen[2]), ("store", seen[1]), ("account", seen[0])):
        assert reset_rule(session, places[place], Stream.PRODUCTS, now())
        assert rule_at(session, till) == uncovered
        assert not reset_rule(session, places[place], Stream.PRODUCTS, now())
    assert session.scalars(select(SyncRule)).all() == []


@pytest.mark.parametrize("minutes", PERIODS)
def test_every_period_of_the_list_can_be_chosen(session: Session, till: Till, minutes: int) -> None:
    set_rule(session, scopes(session, till)["device"], Stream.USERS, Choice(Mode.EVERY, minutes), now())
    assert rule_at(session, till, Stream.USERS) == Rule(Mode.EVERY, minutes)


@pytest.mark.parametrize(
    ("stream", "choice", "code", "field"),
    [
        (Stream.PRODUCTS, Choice("sometimes"), "rule_unknown", "mode"),
        (Stream.PRODUCTS, Choice(Mode.IMMEDIATELY), "rule_unknown", "mode"),
        (Stream.TRANSACTIONS, NEVER, "rule_unknown", "mode"),
        (Stream.APP, NEVER, "rule_unknown", "mode"),
        (Stream.PRODUCTS, Choice(Mode.EVERY), "period_unknown", "period_minutes"),
        (Stream.PRODUCTS, Choice(Mode.EVERY, 7), "period_unknown", "period_minutes"),
        (Stream.PRODUCTS, Choice(Mode.EVERY, -5), "period_unknown", "period_minutes"),
        (Stream.PRODUCTS, Choice(Mode.WINDOW), "window_unknown", "window"),
        (Stream.PRODUCTS, Choice(Mode.WINDOW, window="nights"), "window_unknown", "window"),
    ],
)
def test_what_is_not_on_the_list_is_refused(
    session: Session, till: Till, stream: Stream, choice: Choice, code: str, field: str
) -> None:
    for scope in scopes(session, till).values():
        with pytest.raises(Refusal) as refused:
            set_rule(session, scope, stream, choice, now())
        assert (refused.value.code, refused.value.field) == (code, field)
    assert session.scalars(select(SyncRule)).all() == []


def test_a_rule_names_windows_of_its_own_store_and_of_all_stores(
    session: Session, make: Make, till: Till
) -> None:
    everywhere, here = window(session, "Nights"), window(session, "Kraków nights", till.device.store)
    other = make.store("Łódź")
    enter_account(session, till.device.account_id)
    there = window(session, "Łódź nights", other)
    closed = window(session, "Old")
    closed.deleted_at = now()
    places = scopes(session, till)

    assert list_windows(session, places["account"]) == [everywhere]
    for place in ("store", "device"):
        assert list_windows(session, places[place]) == [here, everywhere]
        with pytest.raises(Refusal, match="window_unknown"):
            set_rule(session, places[place], Stream.USERS, Choice(Mode.WINDOW, window=there.public_id), now())
    set_rule(session, places["device"], Stream.USERS, Choice(Mode.WINDOW, window=here.public_id), now())
    assert rule_at(session, till, Stream.USERS).mode == Mode.WINDOW


def test_a_rule_whose_window_is_gone_runs_never(session: Session, till: Till) -> None:
    nights = window(session, "Nights")
    place = scopes(session, till)["device"]
    set_rule(session, place, Stream.PRODUCTS, Choice(Mode.WINDOW, window=nights.public_id), now())
    assert rule_at(session, till).mode == Mode.WINDOW
    nights.deleted_at = now()

    assert rule_at(session, till) == Rule(Mode.NEVER)
    assert read_scope(session, place).in_force[Stream.PRODUCTS].rule == Rule(Mode.NEVER)


def test_the_history_says_who_changed_which_stream_from_what_to_what(session: Session, till: Till) -> None:
    device = scopes(session, till)["device"]
    assert change_rules(session, device, {Stream.PRODUCTS: NEVER, Stream.USERS: AS_ABOVE}, now())
    assert not change_rules(session, device, {Stream.PRODUCTS: NEVER}, now() + timedelta(hours=1))
    change_rules(session, device, {Stream.PRODUCTS: AS_ABOVE}, now())

    events = session.scalars(select(Event).where(Event.verb.startswith("sync_rule.")).order_by(Event.id))
    every = {"mode": "every", "period_minutes": 15}
    assert [(event.verb, event.subject_id, event.facts) for event in events] == [
        (
            "sync_rule.changed",
            till.device.public_id,
            {"stream": "products", "before": every, "after": {"mode": "never"}},
        ),
        (
            "sync_rule.reset",
            till.device.public_id,
            {"stream": "products", "before": {"mode": "never"}, "after": every},
        ),
    ]


def test_turning_products_off_and_on_names_the_goods_of_the_till(session: Session, till: Till) -> None:
    place = scopes(session, till)["device"]
    keep_goods(session, till, "Żurek", "Barszcz", "Pierogi", "Bigos", "Kompot", "Ser")
    keep_goods(session, till, "In the bin", gone_at=now())

    off = preview_rules(session, place, {Stream.PRODUCTS: NEVER})
    assert off is not None
    assert (off.consequence, off.is_first, off.count) == (Consequence.HIDDEN, True, 6)
    assert off.examples == ["Barszcz", "Bigos", "Kompot", "Pierogi", "Ser"]
    assert [(one.name, one.goods) for one in off.tills] == [("Kasa 1", 6)]

    set_rule(session, place, Stream.PRODUCTS, NEVER, now())
    on = preview_rules(session, place, {Stream.PRODUCTS: HOURLY})
    assert on is not None
    assert (on.consequence, on.is_first, on.count) == (Consequence.DELETED, False, 6)
    assert preview_rules(session, place, {Stream.PRODUCTS: NEVER}) is None
    assert preview_rules(session, place, {Stream.USERS: NEVER}) is None
    back = preview_rules(session, place, {Stream.PRODUCTS: AS_ABOVE})
    assert back is not None
    assert back.consequence == Consequence.DELETED


def test_the_first_choice_for_a_till_says_that_its_own_goods_go(session: Session, till: Till) -> None:
    places = scopes(session, till)
    assert preview_rules(session, places["device"], {Stream.PRODUCTS: HOURLY}) is None, "it has none"
    keep_goods(session, till, "Żurek")
    first = preview_rules(session, places["device"], {Stream.PRODUCTS: HOURLY})
    assert first is not None
    assert (first.consequence, first.is_first) == (Consequence.DELETED, True)
    assert preview_rules(session, places["store"], {Stream.PRODUCTS: HOURLY}) is None
    set_rule(session, places["device"], Stream.PRODUCTS, HOURLY, now())
    assert preview_rules(session, places["device"], {Stream.PRODUCTS: Choice(Mode.EVERY, 5)}) is None


def test_a_rule_from_above_concerns_only_the_tills_that_go_by_it(
    session: Session, make: Make, till: Till
) -> None:
    own_rule = make.till(make.device("Kasa 2", till.device.store))
    other_store = make.till(make.device("Kasa 3", make.store("Łódź")))
    enter_account(session, till.device.account_id)
    for one in (till, own_rule, other_store):
        keep_goods(session, one, f"Soup of {one.device.name}")
    set_rule(session, device_scope(session, own_rule.device), Stream.PRODUCTS, HOURLY, now())

    places = scopes(session, till)

    def concerned(place: str) -> list[str]:
        preview = preview_rules(session, places[place], {Stream.PRODUCTS: NEVER})
        assert preview is not None
        return [one.name for one in preview.tills]

    assert concerned("account") == ["Kasa 1", "Kasa 3"]
    assert concerned("store") == ["Kasa 1"]
    set_rule(session, store_scope(session, other_store.device.store), Stream.PRODUCTS, HOURLY, now())
    assert concerned("account") == ["Kasa 1"]


def test_more_goods_than_were_confirmed_break_the_seal(session: Session, till: Till) -> None:
    place = scopes(session, till)["device"]
    keep_goods(session, till, "Żurek")
    before = preview_rules(session, place, {Stream.PRODUCTS: NEVER})
    keep_goods(session, till, "Barszcz")
    after = preview_rules(session, place, {Stream.PRODUCTS: NEVER})
    assert before is not None
    assert after is not None
    assert before.seal != after.seal
