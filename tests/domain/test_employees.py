"""Login ids of employees."""

import pytest

from domain.employees import (
    TillDeed,
    is_taken,
    next_login_id,
    permissions_at_till,
    read_login_id,
    read_permissions,
)
from domain.refusal import Refusal


@pytest.mark.parametrize(
    ("taken", "proposal"),
    [
        ([], "1"),
        (["1", "2"], "3"),
        (["1", "7"], "8"),
        (["anna"], "1"),
        (["11", "anna"], "12"),
        (["9" * 20], ""),
    ],
)
def test_the_next_free_number_is_proposed(taken: list[str], proposal: str) -> None:
    assert next_login_id(taken) == proposal


@pytest.mark.parametrize("typed", ["11", " 11 ", "anna", "Żaneta", "anna.k-2_b", "Анна"])
def test_letters_and_digits_are_a_login_id(typed: str) -> None:
    assert read_login_id(typed) == typed.strip()


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "required"),
        ("  ", "required"),
        ("a b", "login_id_invalid"),
        ("#5", "login_id_invalid"),
        ("1" * 21, "too_long"),
    ],
)
def test_other_login_ids_are_refused(typed: str, code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        read_login_id(typed)
    assert (refusal.value.code, refusal.value.field) == (code, "login_id")


@pytest.mark.parametrize(("login_id", "taken"), [("Anna", True), ("ANNA", True), ("11", True), ("12", False)])
def test_capital_letters_make_no_second_login_id(login_id: str, taken: bool) -> None:
    assert is_taken(login_id, ["anna", "11"]) is taken


@pytest.mark.parametrize(
    ("role", "chosen", "may"),
    [
        ("cashier", None, ("sell",)),
        ("cashier", ["refund", "sell"], ("sell", "refund")),
        ("owner", ["sell"], ("sell",)),
        ("manager", None, tuple(TillDeed)),
        ("emperor", None, ()),
    ],
)
def test_what_was_chosen_for_a_person_counts_before_the_role(
    role: str, chosen: list[str] | None, may: tuple[str, ...]
) -> None:
    assert permissions_at_till(role, chosen) == may


def test_choosing_just_what_the_role_may_is_no_choice() -> None:
    assert read_permissions(["sell"], "cashier") is None
    assert read_permissions(["settings", "sell"], "cashier") == ["sell", "settings"]


@pytest.mark.parametrize(("chosen", "code"), [([], "permissions_required"), (["fly"], "permission_unknown")])
def test_other_permissions_are_refused(chosen: list[str], code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        read_permissions(chosen, "cashier")
    assert refusal.value.code == code
