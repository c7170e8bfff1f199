"""The office hears of payments that nobody knows of, and what somebody says there frees the terminal."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from card_counter import Counter
from comptoir_store_server.command import main
from comptoir_store_server.folder import DataFolder
from fake_office import FakeOffice

WaitFor = Callable[..., None]
PAY = ("pay", "12.50", "EUR", "--terminal", "Card terminal", "--yes", "--receipt", "1-1-000042", "--id")


class Shop:
    """A box that runs between an office and a card terminal."""

    def __init__(self, folder: DataFolder, office: FakeOffice, counter: Counter, wait_for: WaitFor) -> None:
        self.folder, self.office, self.counter, self.wait_for = folder, office, counter, wait_for
        self.type("pair", "--office", office.url, "--code", "7K4M-Q2XD")
        self.running: list[subprocess.Popen[bytes]] = []

    def type(self, *words: str) -> int:
        """At the box."""
        return main(["--data", str(self.folder.root), *words])

    def start(self) -> None:
        """Run, and know the terminal."""
        terminal = {"id": "t1", "name": "Card terminal", "kind": "payment_terminal"}
        if not self.folder.configuration.exists():
            self.office.hang([terminal | {"connection": self.counter.zvt.connection()}])
        environment = {**os.environ, "COMPTOIR_STORE_DATA": str(self.folder.root)}
        words = [sys.executable, "-m", "comptoir_store_server", "run"]
        with (self.folder.root.parent / "log").open("a") as log:
            self.running.append(subprocess.Popen(words, env=environment, stderr=log))
        self.wait_for(lambda: self.folder.configuration.exists(), "it knows the terminal", 60)

    def stop(self) -> None:
        """As a person stops it."""
        for process in self.running:
            process.send_signal(signal.SIGTERM)
            process.wait(30)
        self.running.clear()

    def lose(self, payment_id: str = "p1", moment: str = "booked") -> None:
        """The terminal dies in the middle of a payment."""
        self.counter.zvt.customer.at, self.counter.zvt.customer.mishap = moment, "unplug"
        assert self.type(*PAY, payment_id) == 4
        self.counter.zvt.customer.at = ""

    def hears(self, payment_id: str, outcome: str) -> None:
        """Wait until the office heard of it."""
        self.wait_for(
            lambda: self.office.told_of(payment_id)[-1:] == [outcome], f"{payment_id} {outcome}", 60
        )

    def polls(self, times: int) -> None:
        """Wait until the box has asked the office a few times more."""
        before = len(self.office.books.polls)
        self.wait_for(lambda: len(self.office.books.polls) >= before + times, "it goes on asking", 60)


@pytest.fixture
def shop(folder: DataFolder, office: FakeOffice, counter: Counter, wait_for: WaitFor) -> Iterator[Shop]:
    shop = Shop(folder, office, counter, wait_for)
    yield shop
    for process in shop.running:
        process.kill()
        process.wait(10)


def settled(shop: Shop, payment_id: str, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """How the book of the box has it."""
    capsys.readouterr()
    shop.type("payments", "--json")
    told = json.loads(capsys.readouterr().out)["payments"]
    return next(dict(each) for each in told if each["id"] == payment_id)


@pytest.mark.parametrize(("said", "outcome"), [("paid", "approved"), ("not_paid", "declined")])
def test_somebody_of_the_office_says_it_and_the_next_customer_pays(
    shop: Shop, capsys: pytest.CaptureFixture[str], said: str, outcome: str
) -> None:
    shop.start()
    shop.lose()
    shop.hears("p1", "unknown")
    told = shop.office.last_of("p1")
    assert (told["amount"], told["currency"], told["peripheral_id"]) == (1250, "EUR", "t1")
    assert (told["terminal"], told["reason"], told["receipt_number"]) == (
        "Card terminal",
        "line_lost",
        "1-1-000042",
    )
    assert shop.type(*PAY, "p2") == 1, "the terminal is locked"
    assert "in the back office" in capsys.readouterr().err
    shop.office.decide("p1", said)
    shop.hears("p1", said)
    told = shop.office.last_of("p1")
    assert (told["settled_in"], told["settled_by"]) == ("office", "Alicja (office)")
    book = settled(shop, "p1", capsys)
    assert (book["outcome"], book["resolved_by"]) == (outcome, "Alicja (office)")
    assert shop.type(*PAY, "p2") == 0
    assert shop.counter.zvt.asked == [1250, 1250], "one amount for each payment, and none again"


def test_the_cashier_is_first(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    shop.start()
    shop.lose()
    shop.hears("p1", "unknown")
    shop.stop()
    assert shop.type("payments", "--resolve", "p1", "--taken", "--by", "Ola") == 0
    shop.office.decide("p1", "not_paid")
    shop.start()
    shop.hears("p1", "paid")
    told = shop.office.last_of("p1")
    assert (told["settled_in"], told["settled_by"]) == ("store", "Ola")
    shop.wait_for(lambda: not shop.office.books.configuration["payment_decisions"], "nothing is left")
    assert settled(shop, "p1", capsys)["resolved_by"] == "Ola"


def test_who_comes_second_at_the_box_reads_who_was_first(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    shop.start()
    shop.lose()
    shop.office.decide("p1", "paid")
    shop.hears("p1", "paid")
    assert shop.type("payments", "--resolve", "p1", "--not-taken", "--by", "Ola") == 1
    assert "approved, settled by Alicja (office)" in capsys.readouterr().err


def test_what_happens_without_the_office_is_told_when_it_is_back(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    shop.start()
    port, books = shop.office.port, shop.office.books
    shop.office.close()
    shop.lose("p1")
    assert shop.type("payments", "--resolve", "p1", "--not-taken", "--by", "Ola") == 1
    shop.lose("p2")
    shop.office = FakeOffice(port, books)
    try:
        shop.hears("p2", "unknown")
        assert shop.office.told_of("p1") == ["not_paid"]
        shop.office.decide("p2", "paid")
        shop.hears("p2", "paid")
        assert [settled(shop, each, capsys)["outcome"] for each in ("p1", "p2")] == ["declined", "approved"]
    finally:
        shop.office.close()


def test_a_lost_answer_is_told_again_and_changes_nothing(shop: Shop) -> None:
    shop.start()
    shop.lose()
    shop.hears("p1", "unknown")
    shop.stop()
    shop.type("payments", "--resolve", "p1", "--taken", "--by", "Ola")
    shop.office.books.lose_next_answers = 2
    shop.start()
    shop.hears("p1", "paid")


def test_a_payment_on_its_way_is_not_in_doubt_until_the_program_is_killed(shop: Shop) -> None:
    shop.start()
    shop.counter.zvt.customer.card.clear()
    words = [sys.executable, "-m", "comptoir_store_server", "--data", str(shop.folder.root), *PAY, "p1"]
    paying = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        shop.wait_for(lambda: shop.counter.zvt.asked == [1250], "the customer looks for the card", 60)
        shop.polls(5)
        assert shop.office.told_of("p1") == []
    finally:
        paying.kill()
        paying.wait(10)
    shop.hears("p1", "unknown")
    assert shop.office.last_of("p1")["reason"] == "underway"


def test_an_earlier_office_is_left_alone_and_everything_else_goes_on(shop: Shop) -> None:
    shop.office.books.refuses_payments = 404
    shop.start()
    shop.lose()
    shop.polls(5)
    asked = [path for _method, path, _body in shop.office.books.requests if path.endswith("/payments")]
    assert len(asked) == 1
    shop.office.books.refuses_payments = 0
    shop.stop()
    shop.start()
    shop.hears("p1", "unknown")


def test_after_a_restart_what_nobody_knows_is_told_once_more(shop: Shop) -> None:
    shop.start()
    shop.lose()
    shop.hears("p1", "unknown")
    shop.stop()
    shop.start()
    shop.wait_for(lambda: len(shop.office.told_of("p1")) >= 2, "told again", 60)
