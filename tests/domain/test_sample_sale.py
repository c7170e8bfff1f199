"""The dry run of a sample sale, case by case."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from domain.names import Role
from domain.peripheral_state import REPORTED
from domain.print_routes import Driver
from domain.printer_letters import pages_of
from domain.refusal import Refusal
from domain.sample_sale import (
    ROLES,
    Basket,
    End,
    Machine,
    Outcome,
    Paper,
    SampleLine,
    Used,
    Why,
    read_quantity,
    try_sale,
)

SOUP = SampleLine("Żurek", Decimal(2), made_to_order=True)
CAKE = SampleLine("Szarlotka", Decimal(1), made_to_order=False)
PAID = Basket((SOUP, CAKE), is_paid=True)
COUNTER = Machine(1, "online", store_language="pl")
KITCHEN = Machine(2, "online", language="ru", store_language="pl")
DRAWER = Machine(3, "online", printer_id=COUNTER.id)
SLIPS = {"print_assembly_slips": True, "only_made_to_order": True}


def used(**machines: Machine) -> dict[Role, Used]:
    return {Role(role): Used(machine) for role, machine in machines.items()}


def outcome(paper: Paper, things: dict[Role, Used], basket: Basket = PAID) -> Outcome:
    return next(one for one in try_sale(basket, things) if one.paper == paper)


def test_a_till_that_uses_nothing_prints_nothing_and_each_paper_says_so() -> None:
    told = [(one.paper, one.end, one.why) for one in try_sale(PAID, {})]
    assert told == [(paper, End.NOTHING, Why.ROLE_UNASSIGNED) for paper in Paper]


def test_each_paper_comes_out_where_its_role_says() -> None:
    machines = {role: Machine(number, "online") for number, role in enumerate(Role)}
    things = {role: Used(machine) for role, machine in machines.items()}
    for one in try_sale(PAID, things):
        assert one.end == End.PRINTS
        assert one.taker == machines[ROLES[one.paper]], one.paper


def test_everything_stands_on_receipt_and_slip_and_on_the_assembly_slip_what_is_made_to_order() -> None:
    things = used(receipt_printer=COUNTER, pickup_printer=COUNTER, page_printer=COUNTER)
    things[Role.ASSEMBLY_PRINTER] = Used(KITCHEN, SLIPS)
    for paper in (Paper.RECEIPT, Paper.PICKUP, Paper.PAGE):
        assert outcome(paper, things).lines == (SOUP, CAKE)
    assert outcome(Paper.ASSEMBLY, things).lines == (SOUP,)
    things[Role.ASSEMBLY_PRINTER] = Used(KITCHEN, SLIPS | {"only_made_to_order": False})
    assert outcome(Paper.ASSEMBLY, things).lines == (SOUP, CAKE)
    assert outcome(Paper.REPORT, things).lines == ()


@pytest.mark.parametrize(
    ("basket", "switches", "why"),
    [
        (Basket((), is_paid=True), {}, Why.EMPTY_BASKET),
        (PAID, {"print_assembly_slips": False}, Why.ASSEMBLY_SLIPS_OFF),
        (Basket((CAKE,), is_paid=True), SLIPS, Why.NOTHING_MADE_TO_ORDER),
    ],
)
def test_why_there_is_no_assembly_slip(basket: Basket, switches: dict[str, bool], why: Why) -> None:
    told = outcome(Paper.ASSEMBLY, {Role.ASSEMBLY_PRINTER: Used(KITCHEN, switches)}, basket)
    assert (told.end, told.why, told.machine, told.taker) == (End.NOTHING, why, KITCHEN, None)


def test_before_it_is_paid_there_are_slips_but_no_receipt_and_no_drawer() -> None:
    things = used(receipt_printer=COUNTER, cash_drawer=DRAWER, pickup_printer=COUNTER, page_printer=COUNTER)
    told = {one.paper: one.why for one in try_sale(replace(PAID, is_paid=False), things)}
    assert told == {
        Paper.RECEIPT: Why.NOT_PAID,
        Paper.DRAWER: Why.NOT_PAID,
        Paper.PICKUP: None,
        Paper.ASSEMBLY: Why.ROLE_UNASSIGNED,
        Paper.PAGE: Why.NOT_PAID,
        Paper.REPORT: None,
    }


@pytest.mark.parametrize(
    ("facts", "end", "why"),
    [
        ({"state": "online"}, End.PRINTS, None),
        ({"state": "paper_low"}, End.PRINTS, None),
        ({"state": "mute"}, End.WAITS, Why.NO_STAND_IN),
        ({"state": "mute", "is_blind": True}, End.PRINTS, None),
        ({"state": "paper_out"}, End.WAITS, Why.NO_STAND_IN),
        ({"state": "paper_out", "stand_in": KITCHEN}, End.STAND_IN, None),
        ({"state": "busy", "stand_in": KITCHEN}, End.STAND_IN, None),
        ({"state": "online", "stand_in": KITCHEN}, End.PRINTS, None),
        ({"state": "paper_out", "stand_in": replace(KITCHEN, state="offline")}, End.WAITS, Why.STAND_IN_DEAD),
        ({"state": "paper_out", "stand_in": replace(KITCHEN, state="silent")}, End.WAITS, Why.STAND_IN_DEAD),
        ({"state": "silent", "stand_in": KITCHEN}, End.UNSURE, Why.SILENT),
        ({"state": "not_seen"}, End.UNSURE, Why.NOT_SEEN),
        ({"state": "not_paired"}, End.WAITS, Why.NOT_PAIRED),
        ({"state": "no_store_server", "driver": Driver.NOBODY}, End.NOTHING, Why.NOT_DRIVEN),
        ({"state": "till_silent", "driver": Driver.TILL}, End.BY_TILL, None),
        ({"state": "online", "driver": Driver.TILL, "host_is_gone": True}, End.NOTHING, Why.HOST_DELETED),
    ],
)
def test_what_becomes_of_a_receipt_now(facts: dict[str, Any], end: End, why: Why | None) -> None:
    told = outcome(Paper.RECEIPT, used(receipt_printer=Machine(1, **facts)))
    assert (told.end, told.why) == (end, why)
    if end == End.STAND_IN:
        assert told.taker == KITCHEN


def test_what_waits_says_how_long_it_is_worth_printing() -> None:
    dead = dict.fromkeys(Role, Used(Machine(1, "paper_out")))
    hours = {one.paper: one.waits and one.waits / timedelta(hours=1) for one in try_sale(PAID, dead)}
    del hours[Paper.DRAWER]
    assert hours == {
        Paper.RECEIPT: 12,
        Paper.PICKUP: 24,
        Paper.ASSEMBLY: 24,
        Paper.PAGE: 7 * 24,
        Paper.REPORT: 7 * 24,
    }
    well = dict.fromkeys(Role, Used(Machine(1, "online")))
    assert {one.waits for one in try_sale(PAID, well)} == {None}


@pytest.mark.parametrize("state", REPORTED)
def test_nobody_stands_in_for_a_drawer(state: str) -> None:
    told = outcome(Paper.DRAWER, used(cash_drawer=replace(DRAWER, state=state, stand_in=COUNTER)))
    opens = state in ("online", "paper_low")
    assert (told.end, told.why) == ((End.PRINTS, None) if opens else (End.WAITS, Why.DRAWER_SHUT))


def test_the_receipt_opens_the_drawer_behind_the_printer_on_which_it_comes_out() -> None:
    things = used(receipt_printer=COUNTER, cash_drawer=DRAWER)
    assert outcome(Paper.DRAWER, things).with_receipt
    elsewhere = used(receipt_printer=KITCHEN, cash_drawer=DRAWER)
    assert not outcome(Paper.DRAWER, elsewhere).with_receipt
    away = used(receipt_printer=replace(COUNTER, state="paper_out", stand_in=KITCHEN), cash_drawer=DRAWER)
    assert not outcome(Paper.DRAWER, away).with_receipt
    waiting = used(receipt_printer=replace(COUNTER, state="paper_out"), cash_drawer=DRAWER)
    assert not outcome(Paper.DRAWER, waiting).with_receipt


def test_the_language_is_the_role_s_then_that_of_the_printer_that_prints_then_the_store_s() -> None:
    assert outcome(Paper.RECEIPT, used(receipt_printer=COUNTER)).language == "pl"
    assert outcome(Paper.RECEIPT, used(receipt_printer=KITCHEN)).language == "ru"
    away = replace(COUNTER, state="paper_out", language="fr", stand_in=KITCHEN)
    assert outcome(Paper.RECEIPT, used(receipt_printer=away)).language == "ru"
    asked = {Role.RECEIPT_PRINTER: Used(away, language="en")}
    assert outcome(Paper.RECEIPT, asked).language == "en"
    assert outcome(Paper.DRAWER, used(cash_drawer=DRAWER)).language is None


def test_names_are_looked_through_for_the_printer_that_prints_and_for_what_stands_on_the_paper() -> None:
    poor = replace(KITCHEN, pages=pages_of("simple"))
    things = {Role.ASSEMBLY_PRINTER: Used(poor, SLIPS), Role.RECEIPT_PRINTER: Used(COUNTER)}
    cake = replace(CAKE, name="Sernik ćwierć")
    basket = Basket((SOUP, cake), is_paid=True)
    assert outcome(Paper.ASSEMBLY, things, basket).unwritable == {"Żurek": ("Ż",)}
    assert outcome(Paper.RECEIPT, things, basket).unwritable == {}
    away = used(receipt_printer=replace(COUNTER, state="offline", stand_in=poor))
    assert outcome(Paper.RECEIPT, away, basket).unwritable == {"Żurek": ("Ż",), "Sernik ćwierć": ("ć",)}


@pytest.mark.parametrize(
    ("typed", "quantity"), [("1", "1"), (" 2 ", "2"), ("0,485", "0.485"), ("0.5", "0.5"), ("99999", "99999")]
)
def test_a_quantity_is_read_with_comma_or_point(typed: str, quantity: str) -> None:
    assert read_quantity(typed) == Decimal(quantity)


@pytest.mark.parametrize("typed", ["", "abc", "0", "-1", "0,0000", "1e3", "NaN", "٣", "1,2,3", "100000", "½"])
def test_what_is_no_quantity_is_refused_at_its_field(typed: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_quantity(typed)
    assert (refused.value.code, refused.value.field) == ("sample_quantity", "quantity")
