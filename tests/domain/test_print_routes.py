"""Who works a printer, who takes its paper now, in which language, and what stands on an assembly slip."""

import pytest

from domain.assembly_slips import NOTHING_MADE_TO_ORDER, SLIPS_OFF, Sifted, are_slips_off, sift
from domain.peripheral_state import REPORTED
from domain.print_routes import Driver, Taker, driver_of, paper_language, prints_now, taker_of

ALL, MADE = {"only_made_to_order": False}, {"only_made_to_order": True}


@pytest.mark.parametrize(
    ("is_on_till", "has_store_server", "driver"),
    [
        (False, True, Driver.STORE_SERVER),
        (False, False, Driver.NOBODY),
        (True, False, Driver.TILL),
        (True, True, Driver.TILL),
    ],
)
def test_who_works_it(is_on_till: bool, has_store_server: bool, driver: Driver) -> None:
    assert driver_of(is_on_till=is_on_till, has_store_server=has_store_server) == driver


def test_only_a_printer_that_answers_well_prints_and_a_mute_one_where_that_is_accepted() -> None:
    assert [state for state in REPORTED if prints_now(state, is_blind=False)] == ["online", "paper_low"]
    assert [state for state in REPORTED if prints_now(state, is_blind=True)] == [
        *("online", "paper_low"),
        "mute",
    ]


@pytest.mark.parametrize(
    ("prints", "stand_in", "taker"),
    [
        (True, None, Taker.ITSELF),
        (True, True, Taker.ITSELF),
        (False, True, Taker.STAND_IN),
        (False, False, Taker.NOBODY),
        (False, None, Taker.NOBODY),
    ],
)
def test_who_takes_a_paper(prints: bool, stand_in: bool | None, taker: Taker) -> None:
    assert taker_of(prints, stand_in) == taker


@pytest.mark.parametrize(
    ("wishes", "language"),
    [
        ((), "en"),
        ((None, None, "pl"), "pl"),
        (("ru", "pl", "fr"), "ru"),
        (("fr-CA",), "fr"),
        (("pl_PL", "ru"), "pl"),
        (("PL",), "pl"),
        (("de", "", None, "ru"), "ru"),
        (("de",), "en"),
    ],
)
def test_the_first_language_of_ours_counts(wishes: tuple[str | None, ...], language: str) -> None:
    assert paper_language(*wishes) == language


@pytest.mark.parametrize(
    ("told", "switches", "sifted"),
    [
        ([True, False], {}, Sifted((0,))),
        ([True, False], MADE, Sifted((0,))),
        ([True, False], ALL, Sifted((0, 1))),
        ([False, False], MADE, Sifted(reason=NOTHING_MADE_TO_ORDER)),
        ([False], {}, Sifted(reason=NOTHING_MADE_TO_ORDER)),
        ([False], ALL, Sifted((0,))),
        ([None, None], MADE, Sifted((0, 1))),
        ([None, True], MADE, Sifted((1,))),
        ([], MADE, Sifted(reason=NOTHING_MADE_TO_ORDER)),
        ([True], {"print_assembly_slips": False}, Sifted(reason=SLIPS_OFF)),
        ([True], {"print_assembly_slips": False, **ALL}, Sifted(reason=SLIPS_OFF)),
    ],
)
def test_what_stands_on_an_assembly_slip(
    told: list[bool | None], switches: dict[str, object], sifted: Sifted
) -> None:
    assert sift(told, switches) == sifted


def test_slips_are_on_until_somebody_switches_them_off() -> None:
    assert not are_slips_off({})
    assert not are_slips_off({"print_assembly_slips": True})
    assert are_slips_off({"print_assembly_slips": False})
