"""Each way in which an entry cannot be read has a code of its own, and names the field."""

import json
from typing import Any

import pytest

from blueprints.journal_reader import read_entry
from domain.entry_faults import EntryFault, Fault, read_fault
from tests.receipts.journal import day_report, sale

LINE = {"name": "Żurek", "quantity": "1", "price": 1, "total": 1}


def wrong_line(**changes: Any) -> dict[str, Any]:
    return {"lines": [LINE, LINE | changes]}


@pytest.mark.parametrize(
    ("changes", "fault", "field"),
    [
        ({"number": None}, Fault.WRONG_TYPE, "number"),
        ({"number": ""}, Fault.WRONG_FORM, "number"),
        ({"number": "1" * 65}, Fault.TOO_LONG, "number"),
        ({"kind": "gift"}, Fault.UNKNOWN_WORD, "kind"),
        ({"closed_at": "yesterday"}, Fault.NO_TIME, "closed_at"),
        ({"closed_at": "2026-11-20T09:30:00"}, Fault.NO_TIME, "closed_at"),
        ({"closed_at": 1_700_000_000}, Fault.NO_TIME, "closed_at"),
        ({"closed_at": "9999-12-31T23:59:59-14:00"}, Fault.NO_TIME, "closed_at"),
        ({"currency": "pln"}, Fault.WRONG_FORM, "currency"),
        (wrong_line(price=2**53), Fault.OUT_OF_RANGE, "lines[1].price"),
        (wrong_line(total=-(2**53)), Fault.OUT_OF_RANGE, "lines[1].total"),
        (wrong_line(total=1.5), Fault.WRONG_TYPE, "lines[1].total"),
        ({"lines": {}}, Fault.WRONG_TYPE, "lines"),
        ({"lines": [LINE] * 5001}, Fault.TOO_LONG, "lines"),
        (wrong_line(quantity="NaN"), Fault.WRONG_FORM, "lines[1].quantity"),
        (wrong_line(price="1"), Fault.WRONG_TYPE, "lines[1].price"),
        ({"lines": [{"name": "Żurek"}]}, Fault.MISSING_FIELD, "lines[0].quantity"),
        ({"payments": [{"method": "", "amount": 1}]}, Fault.TOO_SHORT, "payments[0].method"),
    ],
)
def test_each_fault_of_a_field_has_its_code(changes: dict[str, Any], fault: Fault, field: str) -> None:
    assert fault_of(sale(1, **changes)) == EntryFault(fault, field)


@pytest.mark.parametrize(
    ("entry", "fault", "field"),
    [
        ([], Fault.NOT_AN_OBJECT, ""),
        (sale(1) | {"id": 7}, Fault.ID_UNUSABLE, ""),
        (sale(1) | {"n": "one"}, Fault.N_UNUSABLE, ""),
        (sale(1) | {"kind": "gift"}, Fault.KIND_UNKNOWN, ""),
        (sale(1) | {"body": []}, Fault.UNREADABLE, ""),
        (day_report(1, receipts_count=-1), Fault.OUT_OF_RANGE, "receipts_count"),
        (day_report(1, totals="none"), Fault.WRONG_TYPE, "totals"),
    ],
)
def test_each_fault_of_an_entry_has_its_code(entry: Any, fault: Fault, field: str) -> None:
    assert fault_of(entry) == EntryFault(fault, field)


def test_a_number_without_end_is_out_of_range() -> None:
    torn = json.dumps(sale(1, total=0)).replace('"total": 0}}', '"total": 1e999}}')
    reason = read_entry(0, torn.encode()).reason or ""
    assert read_fault(reason) == EntryFault(Fault.OUT_OF_RANGE, "total")


@pytest.mark.parametrize(
    ("kept", "fault", "field"),
    [
        ("shape: lines[0].price: Expected `int`, got `str`", Fault.WRONG_TYPE, "lines[0].price"),
        ("shape: number: Object missing required field `number`", Fault.MISSING_FIELD, "number"),
        (
            "shape: lines[0].quantity: Expected `str` matching regex '^-?",
            Fault.WRONG_FORM,
            "lines[0].quantity",
        ),
        ("shape: total: Expected `int` <= 9007199254740991", Fault.OUT_OF_RANGE, "total"),
        ("shape: closed_at: Not a time", Fault.NO_TIME, "closed_at"),
        ("shape: note: Something new", Fault.UNREADABLE, "note"),
        ("shape: a_field_with_a_long_name.and_another_inside_of_it[0].", Fault.UNREADABLE, None),
        ("shape: : Expected `object`, got `array`", Fault.UNREADABLE, ""),
        ("shape: not an object", Fault.NOT_AN_OBJECT, ""),
        ("shape", Fault.UNREADABLE, ""),
        ("id_reused", Fault.ID_REUSED, ""),
        ("", Fault.UNREADABLE, ""),
        ("something a later version wrote", Fault.UNREADABLE, ""),
    ],
)
def test_what_was_kept_before_there_were_codes_still_says_what_it_was(
    kept: str, fault: Fault, field: str | None
) -> None:
    found = read_fault(kept)
    assert found.fault == fault
    assert field is None or found.field == field


@pytest.mark.parametrize("length", [30, 40, 50, 60])
def test_cutting_off_its_end_takes_neither_code_nor_field(length: int) -> None:
    reason = read_entry(0, json.dumps(sale(1, number="1" * 65)).encode()).reason or ""
    assert read_fault(reason[:length]) == EntryFault(Fault.TOO_LONG, "number")


def fault_of(entry: Any) -> EntryFault:
    """What the reader of uploads says of an entry."""
    return read_fault(read_entry(0, json.dumps(entry).encode()).reason or "")
