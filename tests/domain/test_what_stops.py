"""If this one dies, what stops? Table by table."""

import pytest

from domain.names import Role
from domain.what_stops import Consequence, Drawer, StandIn, Stop, Use, what_stops

ONE, TWO = "Kasa 1", "Kasa 2"
RECEIPTS = [Use(ONE, Role.RECEIPT_PRINTER), Use(TWO, Role.RECEIPT_PRINTER)]
WORKING, DEAD = StandIn("Drukarka 2", works=True), StandIn("Drukarka 2", works=False)


def test_what_nobody_uses_stops_nothing() -> None:
    assert what_stops([]) == [Consequence(Stop.NOTHING)]


@pytest.mark.parametrize("role", list(Role))
def test_every_role_that_ends_is_named_with_its_tills(role: Role) -> None:
    assert what_stops([Use(ONE, role), Use(TWO, role)]) == [Consequence(Stop(role), (ONE, TWO))]


def test_several_roles_stand_in_the_order_of_the_usage_mode() -> None:
    uses = [Use(TWO, Role.ASSEMBLY_PRINTER), *RECEIPTS]
    assert [one.what for one in what_stops(uses)] == [Stop.RECEIPT_PRINTER, Stop.ASSEMBLY_PRINTER]


def test_drawers_behind_a_printer_stay_shut_even_with_a_stand_in() -> None:
    drawer = Drawer("Szuflada", (ONE, TWO))
    assert what_stops(RECEIPTS, [drawer], WORKING) == [
        Consequence(Stop.DRAWER_SHUT, (ONE, TWO), "Szuflada"),
        Consequence(Stop.STAND_IN, (ONE, TWO), "Drukarka 2"),
    ]


def test_a_drawer_that_no_till_uses_is_named_too() -> None:
    assert what_stops([], [Drawer("Szuflada", ())]) == [Consequence(Stop.DRAWER_SHUT, (), "Szuflada")]


def test_a_stand_in_that_does_not_work_itself_saves_nothing() -> None:
    assert what_stops(RECEIPTS, (), DEAD) == [
        Consequence(Stop.RECEIPT_PRINTER, (ONE, TWO)),
        Consequence(Stop.STAND_IN_DEAD, (ONE, TWO), "Drukarka 2"),
    ]


def test_a_stand_in_without_anybody_to_print_for_is_no_consequence() -> None:
    assert what_stops([], (), WORKING) == [Consequence(Stop.NOTHING)]


def test_printers_for_which_it_stands_in_lose_that() -> None:
    found = what_stops([], (), None, ["Drukarka 3"])
    assert found == [Consequence(Stop.STOOD_IN_FOR, (), "Drukarka 3")]
    assert [one.is_loss for one in found] == [True]
    assert [one.is_loss for one in what_stops(RECEIPTS, (), WORKING)] == [False]


def test_a_till_is_named_once_though_it_prints_two_things() -> None:
    uses = [Use(ONE, Role.RECEIPT_PRINTER), Use(ONE, Role.PICKUP_PRINTER)]
    assert what_stops(uses, (), WORKING) == [Consequence(Stop.STAND_IN, (ONE,), "Drukarka 2")]
