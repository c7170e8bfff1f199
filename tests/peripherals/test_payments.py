"""Card payments of which nobody knows are seen wherever somebody looks, and answered once."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from domain.names import Role, UserRole
from domain.payments_in_doubt import Told
from models import PaymentInDoubt, StoreServer
from models.scope import EVERY_ACCOUNT, Actor, enter_account
from services.card_payments.payment_reports import PaymentReport, record_payments
from services.today.opening_checks import check_now
from tests.make import Make, now
from tests.pages.browsing import open_page, post
from tests.pages.house_checks import text_of

Payment = tuple[PaymentInDoubt, StoreServer]


@pytest.fixture
def payment(client: FlaskClient, make: Make) -> Payment:
    """A payment of which nobody knows, at a terminal of a till; the owner looks at it."""
    make.sign_in(client, make.first_owner())
    till = make.till(make.device("Kasa 1"))
    server, _token = make.store_server(till.device.store)
    made = make.payment(server)
    assert made.peripheral is not None
    make.assignment(till.device, made.peripheral, Role.PAYMENT_TERMINAL)
    return made, server


def path_of(payment: Payment, deed: str = "") -> str:
    return f"/peripherals/payments/{payment[0].public_id}{deed}"


def report(session: Session, payment: Payment, told: Told, **more: str) -> None:
    """The store server tells how it stands."""
    found, server = payment
    enter_account(session, server.account_id, Actor("store_server", server.name))
    again = PaymentReport(found.uuid, told, found.amount, found.currency, found.asked_at, "", **more)  # type: ignore[arg-type]
    record_payments(session, server, [again], [], now())
    session.commit()
    enter_account(session, EVERY_ACCOUNT)


def test_it_is_seen_where_people_look(client: FlaskClient, payment: Payment) -> None:
    found, _server = payment
    assert found.peripheral is not None
    page = text_of(open_page(client, path_of(payment)))
    for word in (
        "23.50",
        "Terminal",
        "Kasa 1",
        "Kraków",
        "The line to the terminal broke",
        "It was not paid",
    ):
        assert word in page
    card = text_of(open_page(client, f"/peripherals/{found.peripheral.public_id}"))
    assert "Until somebody answers, this terminal takes no other payment" in card
    today = open_page(client, "/")
    assert "Terminal: card payment of" in text_of(today)
    assert "All is well" not in text_of(today)
    assert path_of(payment) in [link.get("href") for link in today.iter("a")]
    assert "Paid or not?" in text_of(open_page(client, "/peripherals/payments"))


@pytest.mark.parametrize(("deed", "said"), [("/paid", "It was paid"), ("/not-paid", "It was not paid")])
def test_somebody_looked_and_says_so(
    client: FlaskClient, session: Session, payment: Payment, deed: str, said: str
) -> None:
    question = text_of(open_page(client, path_of(payment, deed)))
    assert "23.50" in question
    assert "Terminal" in question
    answer = post(client, path_of(payment, deed), {"note": "slip 118"})
    assert (answer.status_code, answer.headers["Location"]) == (303, path_of(payment))
    page = text_of(open_page(client, path_of(payment)))
    for word in (said, "Alicja said so", "on its way to the store server Zaplecze", "slip 118"):
        assert word in page
    session.refresh(payment[1])
    assert [one["outcome"] for one in payment[1].payment_decisions] == [deed[1:].replace("-", "_")]
    assert "card payment of" not in text_of(open_page(client, "/"))
    history = text_of(open_page(client, "/history"))
    assert "nobody knows whether it was paid" in history
    assert f"said that it was {'paid' if deed == '/paid' else 'not paid'} – slip 118" in history


def test_whoever_comes_second_is_told_kindly(client: FlaskClient, session: Session, payment: Payment) -> None:
    post(client, path_of(payment, "/paid"), {})
    answer = post(client, path_of(payment, "/not-paid"), {}, token_from="/peripherals")
    assert answer.status_code == 422
    assert "Somebody else was faster" in answer.get_data(as_text=True)
    assert "Somebody else was faster" in text_of(open_page(client, path_of(payment, "/paid")))
    session.refresh(payment[1])
    assert [one["outcome"] for one in payment[1].payment_decisions] == ["paid"]


def test_the_page_follows_by_itself_until_the_answer_has_arrived(
    client: FlaskClient, session: Session, payment: Payment
) -> None:
    post(client, path_of(payment, "/paid"), {})
    part = {"HX-Request": "true", "HX-Target": "payment"}
    fresh = client.get(f"{path_of(payment)}?seen=open None", headers=part).get_data(as_text=True)
    assert "hx-get" in fresh
    assert client.get(f"{path_of(payment)}?seen=decided None", headers=part).status_code == 204
    report(session, payment, Told.PAID, settled_by="Alicja (office)", settled_in="office")
    arrived = client.get(f"{path_of(payment)}?seen=decided None", headers=part).get_data(as_text=True)
    assert "The terminal takes payments again" in arrived
    assert "hx-get" not in arrived
    assert "the answer arrived" in text_of(open_page(client, "/history"))


def test_two_answers_are_shown_as_two(client: FlaskClient, session: Session, payment: Payment) -> None:
    post(client, path_of(payment, "/not-paid"), {})
    report(session, payment, Told.PAID, settled_by="Ola", settled_in="store")
    page = text_of(open_page(client, path_of(payment)))
    for word in ("It was paid", "Ola said so in the shop", "Alicja had said otherwise"):
        assert word in page
    assert "The back office had said otherwise" in text_of(open_page(client, "/history"))


def test_what_the_terminal_said_itself(client: FlaskClient, session: Session, payment: Payment) -> None:
    report(session, payment, Told.NOT_PAID, settled_by="terminal", settled_in="terminal")
    assert "The terminal itself said so" in text_of(open_page(client, path_of(payment)))
    late = text_of(open_page(client, path_of(payment, "/paid")))
    assert "Somebody else was faster" in late


def test_a_note_that_is_too_long_is_refused_at_its_field(client: FlaskClient, payment: Payment) -> None:
    answer = post(client, path_of(payment, "/paid"), {"note": "x" * 201})
    assert answer.status_code == 422
    assert "note-error" in answer.get_data(as_text=True)
    assert "Nobody knows whether this card was charged" in text_of(open_page(client, path_of(payment)))


def test_who_may_only_look_sees_it_and_cannot_answer(
    client: FlaskClient, make: Make, payment: Payment
) -> None:
    make.sign_in(client, make.user(UserRole.VIEWER))
    page = text_of(open_page(client, path_of(payment)))
    assert "An owner or a manager can answer here" in page
    assert client.get(path_of(payment, "/paid")).status_code == 403


def test_another_account_finds_nothing(client: FlaskClient, make: Make, payment: Payment) -> None:
    make.sign_in(client, make.owner())
    for deed in ("", "/paid", "/not-paid"):
        assert client.get(path_of(payment, deed)).status_code == 404
    assert "23.50" not in text_of(open_page(client, "/peripherals/payments"))


def test_the_terminal_that_was_removed_is_still_named(
    client: FlaskClient, session: Session, payment: Payment
) -> None:
    found, server = payment
    assert found.peripheral is not None
    found.peripheral.deleted_at = server.deleted_at = now()
    session.commit()
    assert "Terminal" in text_of(open_page(client, path_of(payment)))
    post(client, path_of(payment, "/paid"), {})
    assert "Alicja said so" in text_of(open_page(client, path_of(payment)))


def test_the_opening_check_finds_it_and_leads_there(
    app: Flask, client: FlaskClient, session: Session, payment: Payment
) -> None:
    found, server = payment
    enter_account(session, server.account_id, Actor("user", "Alicja"))
    (check,) = check_now(session, [server.store], app.extensions["contacts"], now())
    session.commit()
    (finding,) = [one for one in check.findings if one["code"] == "payment_in_doubt"]
    assert (finding["severity"], finding["id"], finding["name"]) == ("stop", found.public_id, "Terminal")
    page = open_page(client, f"/opening-checks/{check.public_id}")
    assert "paid or not?" in text_of(page)
    assert path_of(payment) in [link.get("href") for link in page.iter("a")]
    post(client, path_of(payment, "/paid"), {})
    (check,) = check_now(session, [server.store], app.extensions["contacts"], now())
    assert "payment_in_doubt" not in [one["code"] for one in check.findings]
