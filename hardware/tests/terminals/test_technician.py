"""A technician at the box tries a terminal, and settles what nobody knows."""

import json
import os
import signal
import threading

import pytest

from card_counter import Counter
from comptoir_store_server.command import main
from comptoir_store_server.configuration import keep_configuration
from comptoir_store_server.folder import DataFolder
from comptoir_store_server.terminals.payments.command import read_amount

PAY = ("pay", "12.50", "EUR", "--terminal", "Card terminal", "--id", "p1")


@pytest.fixture
def at_the_box(counter: Counter, folder: DataFolder) -> DataFolder:
    """A box that knows the terminals of the shop."""
    facts = {"kind": "payment_terminal"}
    zvt = {"id": "t1", "name": "Card terminal", "connection": counter.zvt.connection(), **facts}
    concert = {"id": "t2", "name": "Bar", "connection": counter.concert.connection(), **facts}
    keep_configuration(folder, {"revision": "1", "store": {}, "peripherals": [zvt, concert]}, None)
    return folder


def type_in(folder: DataFolder, *words: str) -> int:
    return main(["--data", str(folder.root), *words])


def test_a_test_payment(counter: Counter, at_the_box: DataFolder, capsys: pytest.CaptureFixture[str]) -> None:
    assert type_in(at_the_box, *PAY, "--yes") == 0
    said = capsys.readouterr().out
    assert "12.50 EUR at t1: approved" in said
    assert "receipt 42, trace 42, card Mastercard" in said
    assert type_in(at_the_box, *PAY, "--yes") == 0, "the same id is not charged again"
    assert counter.zvt.asked == [1250]
    assert type_in(at_the_box, "payments") == 0
    assert "12.50 EUR at t1: approved" in capsys.readouterr().out


def test_it_says_that_it_is_real_first(
    counter: Counter, at_the_box: DataFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert type_in(at_the_box, *PAY) == 2
    assert "no rehearsal" in capsys.readouterr().err
    assert counter.zvt.heard == []


def test_a_declined_card(
    counter: Counter, at_the_box: DataFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    counter.zvt.customer.result = 0x71
    assert type_in(at_the_box, *PAY, "--yes") == 1
    assert (
        "nothing was taken (the terminal or the bank declined: not enough credit)" in capsys.readouterr().out
    )


def test_what_nobody_knows_is_settled_by_a_person(
    counter: Counter, at_the_box: DataFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    counter.zvt.customer.at, counter.zvt.customer.mishap = "booked", "unplug"
    assert type_in(at_the_box, *PAY, "--yes") == 4
    assert "UNKNOWN, money may have been taken (the line broke)" in capsys.readouterr().out
    counter.zvt.customer.at = ""
    assert type_in(at_the_box, "payments", "--resolve", "p1") == 4
    assert "The terminal's last transaction: 12.50 EUR, receipt 42" in capsys.readouterr().err
    assert type_in(at_the_box, "payments", "--resolve", "p1", "--taken") == 2, "who looked?"
    assert type_in(at_the_box, "payments", "--json") == 4
    assert json.loads(capsys.readouterr().out)["payments"][0]["outcome"] == "unknown"
    assert type_in(at_the_box, "payments", "--resolve", "p1", "--taken", "--by", "Ola") == 0
    assert "approved, settled by Ola" in capsys.readouterr().out


def test_the_terminal_settles_it(
    counter: Counter, at_the_box: DataFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert type_in(at_the_box, "pay", "3", "EUR", "--terminal", "t1", "--yes") == 0
    counter.zvt.customer.at, counter.zvt.customer.mishap = "booked", "unplug"
    assert type_in(at_the_box, *PAY, "--yes") == 4
    assert type_in(at_the_box, "pay", "1", "EUR", "--terminal", "t1", "--yes") == 1
    assert "Settle it first" in capsys.readouterr().err
    counter.zvt.customer.at = ""
    assert type_in(at_the_box, "payments", "--resolve", "p1", "--json") == 0
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (told["outcome"], told["resolved_by"]) == ("approved", "terminal")


def test_ctrl_c_is_a_wish(
    counter: Counter, at_the_box: DataFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    counter.zvt.customer.card.clear()

    def press() -> None:
        assert counter.zvt.is_paying.wait(20)
        os.kill(os.getpid(), signal.SIGINT)

    finger = threading.Thread(target=press)
    finger.start()
    assert type_in(at_the_box, *PAY, "--yes") == 1
    finger.join(20)
    said = capsys.readouterr()
    assert "Asked to stop." in said.err
    assert "declined, nothing was taken (stopped from here" in said.out
    assert counter.zvt.booked == []


@pytest.mark.parametrize(
    "words", [("0", "t1"), ("1.234", "t1"), ("-1", "t1"), ("1e3", "t1"), ("x", "t1"), ("1", "nobody's")]
)
def test_what_is_not_even_asked(counter: Counter, at_the_box: DataFolder, words: tuple[str, str]) -> None:
    amount, terminal = words
    assert type_in(at_the_box, "pay", "--yes", "--terminal", terminal, "--", amount, "EUR") == 1
    assert counter.zvt.heard == []


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("0.50", 50),
        ("0,5", 50),
        ("12", 1200),
        (" 12.00 ", 1200),
        ("1 234,50", 123_450),
        ("12\u202f345,5", 1_234_550),
        ("1\u00a0234\u00a0567", 123_456_700),
        ("0", None),
        ("0.00", None),
        ("0.001", None),
        ("1e2", None),
        ("1e3", None),
        ("1E3", None),
        ("1_000", None),
        ("1,234", None),
        ("1.234,50", None),
        ("1,234.50", None),
        ("1 23", None),
        ("12 34.50", None),
        ("1  234", None),
        ("1 234 ,50", None),
        ("1.", None),
        (".5", None),
        ("+5", None),
        ("-5", None),
        ("0x10", None),
        ("١٢", None),
        ("1\n2", None),
        ("12 EUR", None),
        ("1000000000000", None),
        ("nan", None),
        ("inf", None),
        ("", None),
    ],
)
def test_amounts_as_people_write_them(text: str, cents: int | None) -> None:
    assert read_amount(text) == cents


def test_a_payment_that_never_was(at_the_box: DataFolder, capsys: pytest.CaptureFixture[str]) -> None:
    assert type_in(at_the_box, "payments", "--resolve", "nobody's") == 1
    assert capsys.readouterr().err == "There is no payment with this id.\n"


def test_no_payments_yet(at_the_box: DataFolder, capsys: pytest.CaptureFixture[str]) -> None:
    assert type_in(at_the_box, "payments") == 0
    assert capsys.readouterr().out == "No payments yet.\n"
