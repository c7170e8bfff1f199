"""The card terminal dies in the middle of a payment: the office asks people, and their word frees the terminal."""

from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest
from fake_zvt import FakeZvt  # type: ignore[import-not-found]
from sqlalchemy import select

from domain.names import PeripheralKind, Role
from domain.payments_in_doubt import Paid, Standing
from models import Event, PaymentInDoubt, StoreServer
from models.scope import Actor, enter_account
from services.card_payments.payment_decisions import answer_payment
from tests.contract.box import Box
from tests.contract.conftest import Shop
from tests.make import now
from tests.office import wait_until

#: Asks the office at least every three seconds; a busy machine is slower.
SOON = 90


@dataclass
class Counter:
    """A card terminal at the till, and the box that speaks with it."""

    shop: Shop
    box: Box
    terminal: FakeZvt

    def pay(self, payment_id: str, amount: str = "12.50") -> int:
        """As a technician does; the exit status says what came of it."""
        words = ("pay", amount, "EUR", "--terminal", "Terminal", "--yes", "--id", payment_id)
        return self.box.type(*words).returncode

    def lose(self, payment_id: str) -> None:
        """The terminal dies when it has booked the amount, before it says so."""
        self.terminal.customer.at, self.terminal.customer.mishap = "booked", "unplug"
        assert self.pay(payment_id) == 4
        self.terminal.customer.at = ""

    def standing(self, payment_id: str) -> tuple[str, str | None, str | None] | None:
        """How it stands in the office: its standing, what it came to, and whose word that is."""
        with self.shop.office.session() as session:
            query = select(PaymentInDoubt).where(
                PaymentInDoubt.uuid == payment_id, PaymentInDoubt.store_server_id == self.shop.server.id
            )
            found = session.scalars(query).first()
            return (found.standing, found.outcome, found.settled_in) if found else None

    def answer(self, payment_id: str, paid: Paid) -> None:
        """The owner looked at the terminal's list."""
        with self.shop.office.make() as make:
            enter_account(make.session, self.shop.owner.account_id, Actor("user", "Alicja"))
            query = select(PaymentInDoubt).where(
                PaymentInDoubt.uuid == payment_id, PaymentInDoubt.store_server_id == self.shop.server.id
            )
            answer_payment(make.session, make.session.scalars(query).one(), paid, "list of today", now())
            make.session.commit()

    def stands(self, payment_id: str, *wanted: str | None) -> None:
        """Wait until it stands so in the office."""
        wait_until(lambda: self.standing(payment_id) == wanted, lambda: str(self.standing(payment_id)), SOON)

    def decisions(self) -> list[dict[str, str]]:
        """What the office still has to tell the box."""
        with self.shop.office.session() as session:
            return list(session.get_one(StoreServer, self.shop.server.id).payment_decisions)


@pytest.fixture
def counter(shop: Shop, paired_box: Box) -> Iterator[Counter]:
    """The box runs and knows the terminal."""
    terminal = FakeZvt()
    with shop.office.make() as make:
        server = make.session.merge(shop.server, load=False)
        device = make.session.merge(shop.device, load=False)
        kind = PeripheralKind.PAYMENT_TERMINAL
        hung = make.printer(server, "Terminal", kind=kind, connection=terminal.connection())
        make.assignment(device, hung, Role.PAYMENT_TERMINAL)
    paired_box.run()
    wait_until(paired_box.folder.configuration.exists, "the box knows the terminal", SOON)
    yield Counter(shop, paired_box, terminal)
    paired_box.stop()
    terminal.close()


@pytest.mark.parametrize("paid", Paid)
def test_the_owner_decides_and_the_next_customer_pays(counter: Counter, paid: Paid) -> None:
    counter.lose("p1")
    counter.stands("p1", Standing.OPEN, None, None)
    assert counter.pay("p2") == 1, "the terminal is locked"
    counter.answer("p1", paid)
    counter.stands("p1", Standing.SETTLED, paid, "office")
    assert counter.decisions() == []
    assert counter.pay("p2") == 0
    assert counter.terminal.asked == [1250, 1250], "no amount was sent again by itself"
    with counter.shop.office.session() as session:
        query = select(Event.verb, Event.actor_name).where(
            Event.account_id == counter.shop.owner.account_id, Event.verb.like("peripheral.payment%")
        )
        assert [tuple(row) for row in session.execute(query.order_by(Event.id))] == [
            ("peripheral.payment_in_doubt", counter.shop.server.name),
            ("peripheral.payment_answered", "Alicja"),
            ("peripheral.payment_settled", counter.shop.server.name),
        ]


def test_without_the_office_the_cashier_settles_it_and_the_office_hears_later(counter: Counter) -> None:
    counter.lose("p1")
    counter.stands("p1", Standing.OPEN, None, None)
    counter.box.kill()
    counter.answer("p1", Paid.NOT_PAID)
    settle = ("payments", "--resolve", "p1", "--taken", "--by", "Ola")
    assert counter.box.type(*settle).returncode == 0
    counter.lose("p2")
    assert counter.standing("p2") is None
    counter.box.run()
    counter.stands("p1", Standing.SETTLED, "paid", "store")
    counter.stands("p2", Standing.OPEN, None, None)
    assert counter.decisions() == []


def test_a_restored_office_that_asks_again_is_told_again(counter: Counter) -> None:
    counter.lose("p1")
    counter.stands("p1", Standing.OPEN, None, None)
    counter.answer("p1", Paid.PAID)
    counter.stands("p1", Standing.SETTLED, Paid.PAID, "office")
    with counter.shop.office.make() as make:
        enter_account(make.session, counter.shop.owner.account_id)
        query = select(PaymentInDoubt).where(PaymentInDoubt.store_server_id == counter.shop.server.id)
        payment = make.session.scalars(query).one()
        payment.standing, payment.decision, payment.outcome, payment.settled_in = "open", None, None, None
        make.session.commit()
    counter.answer("p1", Paid.NOT_PAID)
    counter.stands("p1", Standing.SETTLED, Paid.PAID, "office")
    assert counter.decisions() == []


def test_a_box_that_lost_its_disk_gives_the_answer_back(counter: Counter) -> None:
    counter.lose("p1")
    counter.stands("p1", Standing.OPEN, None, None)
    counter.box.kill()
    for file in counter.box.folder.root.glob("payments.db*"):
        file.unlink()
    counter.answer("p1", Paid.PAID)
    counter.box.run()
    counter.stands("p1", Standing.SETTLED, Paid.PAID, "office")
    assert counter.decisions() == []


def test_nobody_else_may_tell_of_it(counter: Counter) -> None:
    answer = httpx.post(f"{counter.shop.office.url}/api/v1/store-server/payments", json={"payments": []})
    assert answer.status_code == 401
