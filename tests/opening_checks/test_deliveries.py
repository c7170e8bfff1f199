"""Messages reach a real mail server and a real webhook, and what does not arrive is tried again, then given up."""

import hashlib
import hmac
import json
import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, select

from blueprints.opening_check_letters import LetterWriter
from domain.mail_server import MailServer as MailSettings
from domain.mail_server import Security
from models import CheckDelivery, Store
from models.scope import enter_account
from services.tills.contacts import Contacts
from services.today.check_deliveries import Courier, deliver_messages, queue_messages
from services.today.check_notices import NoticeFields, edit_notice, find_notice, renew_webhook_secret
from services.today.opening_checks import check_now
from services.today.webhooks import call_webhook, webhook_secret
from tests.make import Make, now
from tests.opening_checks.receivers import MailServer, Webhook, running

SECRET = "the office's own"


@pytest.fixture
def mailbox() -> Iterator[MailServer]:
    with running(MailServer()) as server:
        yield server


@pytest.fixture
def webhook() -> Iterator[Webhook]:
    with running(Webhook()) as server:
        yield server
        server.released.set()


@pytest.fixture
def store(make: Make, contacts: Contacts) -> Store:
    """A store with a printer without paper."""
    store: Store = make.store("Zażółć")
    till, (server, _) = make.till(make.device(store=store)), make.store_server(store)
    contacts.heard(f"device:{till.device.id}", now())
    contacts.heard(f"store_server:{server.id}", now())
    printer = make.printer(server, "Bar", state="paper_out", state_since=now() - timedelta(hours=2))
    make.assignment(till.device, printer)
    return store


def courier(app: Flask, mailbox: MailServer | None = None, *, local: bool = True, **more: str) -> Courier:
    mail = None
    if mailbox is not None:
        sender = "Comptoir <office@example.com>"
        mail = MailSettings("127.0.0.1", mailbox.port, Security.NONE, sender, **more)
    return Courier(LetterWriter(app), SECRET, mail, local_webhooks=local)


def tell(make: Make, store: Store, contacts: Contacts, emails: str = "", url: str = "") -> str:
    """A check of the store is on its way to these; returns its id."""
    owner = make.first_owner()
    enter_account(make.session, store.account_id)
    edit_notice(make.session, owner.account, NoticeFields(emails, url, only_faults=False), now())
    checks = check_now(make.session, [store], contacts, now())
    queue_messages(make.session, checks, now())
    make.session.commit()
    return str(checks[0].public_id)


def course(make: Make) -> list[tuple[str, int, str | None]]:
    make.session.commit()
    make.session.expire_all()
    found = make.session.scalars(select(CheckDelivery).order_by(CheckDelivery.id)).all()
    make.session.commit()
    return [(one.status, one.tries, one.reason) for one in found]


def test_each_reads_it_in_their_own_language(
    app: Flask, engine: Engine, make: Make, contacts: Contacts, store: Store, mailbox: MailServer
) -> None:
    reader = make.user(owner=make.first_owner(), language="pl")
    make.first_owner().account.language = "fr"
    check = tell(make, store, contacts, f"{reader.email}\nelsewhere@example.com")
    assert deliver_messages(engine, courier(app, mailbox), now()) == 2
    assert course(make) == [("delivered", 1, None)] * 2
    polish, french = mailbox.letters
    assert (polish.sender, polish.recipients) == ("office@example.com", [reader.email])
    text = polish.message.get_content()
    assert "Zażółć" in polish.message["Subject"]
    assert polish.message["Content-Language"] == "pl"
    assert polish.message["From"] == "Comptoir <office@example.com>"
    assert "Brak papieru" in text
    assert f"http://127.0.0.1:8000/opening-checks/{check}" in text
    assert french.recipients == ["elsewhere@example.com"]
    assert "Bar" in french.message.get_content()
    assert french.message.get_content() != text
    assert deliver_messages(engine, courier(app, mailbox), now() + timedelta(hours=1)) == 0


def test_the_office_signs_in_at_the_mail_server(
    app: Flask, engine: Engine, make: Make, contacts: Contacts, store: Store, mailbox: MailServer
) -> None:
    mailbox.password = "right"
    tell(make, store, contacts, "a@example.com")
    deliver_messages(engine, courier(app, mailbox, user="office", password="wrong"), now())
    assert course(make) == [("failed", 1, "mail_login_refused")]
    tell(make, store, contacts, "a@example.com")
    deliver_messages(engine, courier(app, mailbox, user="office", password="right"), now())
    assert course(make)[1:] == [("delivered", 1, None)]
    assert set(mailbox.logins) == {"office"}


@pytest.mark.parametrize(
    ("word", "answer", "status", "reason"),
    [
        ("RCPT", "550 5.1.1 nobody here", "failed", "recipient_refused"),
        ("RCPT", "450 4.2.1 come back later", "waiting", "recipient_refused"),
        ("MAIL", "451 4.3.0 not now", "waiting", "mail_refused"),
        ("DATA", "554 5.7.1 no", "failed", "mail_refused"),
    ],
)
def test_a_mail_server_that_says_no(
    app: Flask,
    engine: Engine,
    make: Make,
    contacts: Contacts,
    store: Store,
    mailbox: MailServer,
    word: str,
    answer: str,
    status: str,
    reason: str,
) -> None:
    mailbox.answers[word] = answer
    tell(make, store, contacts, "a@example.com")
    deliver_messages(engine, courier(app, mailbox), now())
    assert course(make) == [(status, 1, reason)]
    (message,) = make.session.scalars(select(CheckDelivery)).all()
    assert message.answer == answer


def test_a_server_that_offers_no_encryption_gets_nothing_where_it_is_wanted(
    app: Flask, engine: Engine, make: Make, contacts: Contacts, store: Store, mailbox: MailServer
) -> None:
    tell(make, store, contacts, "a@example.com")
    mail = MailSettings("127.0.0.1", mailbox.port, Security.STARTTLS, "office@example.com", "u", "p")
    deliver_messages(engine, Courier(LetterWriter(app), SECRET, mail), now())
    assert course(make) == [("failed", 1, "mail_refused")]
    assert (mailbox.letters, mailbox.logins) == ([], [])


def test_without_a_mail_server_it_says_so_and_tries_no_more(
    app: Flask, engine: Engine, make: Make, contacts: Contacts, store: Store
) -> None:
    tell(make, store, contacts, "a@example.com")
    deliver_messages(engine, courier(app), now())
    assert course(make) == [("failed", 1, "no_mail_server")]


def test_a_mail_server_that_is_gone_is_tried_four_times_and_given_up(
    app: Flask, engine: Engine, make: Make, contacts: Contacts, store: Store
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    mail = MailSettings("127.0.0.1", port, Security.NONE, "office@example.com")
    tell(make, store, contacts, "a@example.com")
    told, begin = Courier(LetterWriter(app), SECRET, mail), now()
    seen = []
    for minute in range(60):
        if deliver_messages(engine, told, begin + timedelta(minutes=minute)):
            seen.append(minute)
    assert seen == [0, 1, 6, 36]
    assert course(make) == [("failed", 4, "mail_server_unreachable")]


def test_a_webhook_gets_the_report_signed(
    app: Flask, engine: Engine, make: Make, contacts: Contacts, store: Store, webhook: Webhook
) -> None:
    check = tell(make, store, contacts, url=webhook.url)
    deliver_messages(engine, courier(app), now())
    (call,) = webhook.calls
    enter_account(make.session, store.account_id)
    notice = find_notice(make.session)
    assert notice is not None
    secret = webhook_secret(SECRET, store.account_id, notice.webhook_salt)
    signed = hmac.new(secret.encode(), call.body, hashlib.sha256).hexdigest()
    assert call.headers["X-Comptoir-Signature"] == f"sha256={signed}"
    assert call.path == "/hook?shop=1"
    told = json.loads(call.body)
    assert call.headers["X-Comptoir-Delivery"] == told["id"]
    assert told["check"]["id"] == check
    assert (told["event"], told["ready"], told["to_see_to"], told["trial"]) == (
        "opening_check",
        False,
        2,
        False,
    )
    assert told["store"] == {"id": store.public_id, "name": "Zażółć"}
    first = told["findings"][0]
    assert (first["code"], first["severity"], first["name"], first["state"]) == (
        "peripheral",
        "stop",
        "Bar",
        "Out of paper",
    )
    assert first["url"].startswith("http://127.0.0.1:8000/peripherals/")
    assert course(make) == [("delivered", 1, None)]


def test_a_renewed_secret_signs_from_then_on(
    app: Flask, engine: Engine, make: Make, contacts: Contacts, store: Store, webhook: Webhook
) -> None:
    for _ in range(2):
        tell(make, store, contacts, url=webhook.url)
        enter_account(make.session, store.account_id)
        renew_webhook_secret(make.session, make.first_owner().account, now())
        make.session.commit()
        deliver_messages(engine, courier(app), now())
    old, new = (call.headers["X-Comptoir-Signature"] for call in webhook.calls)
    assert old != new
    other = webhook_secret(SECRET, store.account_id + 1, "salt")
    assert other != webhook_secret(SECRET, store.account_id, "salt")


@pytest.mark.parametrize(
    ("statuses", "end"),
    [
        ([500, 200], ("delivered", 2, None)),
        ([503, 429, 408, 200], ("delivered", 4, None)),
        ([500, 500, 500, 500, 200], ("failed", 4, "answer_not_ok")),
        ([404, 200], ("failed", 1, "answer_not_ok")),
        ([302, 200], ("failed", 1, "answer_not_ok")),
    ],
)
def test_a_webhook_that_falters(
    app: Flask,
    engine: Engine,
    make: Make,
    contacts: Contacts,
    store: Store,
    webhook: Webhook,
    statuses: list[int],
    end: tuple[str, int, str | None],
) -> None:
    webhook.statuses = list(statuses)
    tell(make, store, contacts, url=webhook.url)
    begin = now()
    for minute in range(50):
        deliver_messages(engine, courier(app), begin + timedelta(minutes=minute))
    assert course(make) == [end]
    assert len(webhook.calls) == end[1]
    assert len({call.headers["X-Comptoir-Delivery"] for call in webhook.calls}) == 1
    assert {call.path for call in webhook.calls} == {"/hook?shop=1"}  # nobody went elsewhere


def test_the_servers_own_network_is_not_called_unless_the_operator_allows_it(
    app: Flask, engine: Engine, make: Make, contacts: Contacts, store: Store, webhook: Webhook
) -> None:
    for host in ("127.0.0.1", "localhost"):
        tell(make, store, contacts, url=webhook.url.replace("127.0.0.1", host))
        deliver_messages(engine, courier(app, local=False), now())
    assert course(make) == [("failed", 1, "address_private")] * 2
    assert webhook.calls == []


def test_a_name_that_means_another_address_the_second_time_is_asked_once(
    monkeypatch: pytest.MonkeyPatch, webhook: Webhook
) -> None:
    asked = []

    def resolve(host: str, port: int, **_more: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (("8.8.8.8", "127.0.0.1")[len(asked) > 1], port))]

    connected = []

    def connect(place: tuple[str, int], *_more: Any) -> socket.socket:
        connected.append(place)
        raise ConnectionRefusedError("refused")

    monkeypatch.setattr("services.today.webhooks.socket.getaddrinfo", resolve)
    monkeypatch.setattr("services.today.webhooks.socket.create_connection", connect)
    outcome = call_webhook("http://two.example/x", b"{}", "s", "d", local_allowed=False)
    assert (outcome.reason, asked, connected) == ("unreachable", ["two.example"], [("8.8.8.8", 80)])


def test_a_name_of_which_one_address_is_private_is_not_called(monkeypatch: pytest.MonkeyPatch) -> None:
    def resolve(_host: str, port: int, **_more: Any) -> list[Any]:
        places = ("8.8.8.8", "10.0.0.1")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (place, port)) for place in places]

    monkeypatch.setattr("services.today.webhooks.socket.getaddrinfo", resolve)
    outcome = call_webhook("http://mixed.example/x", b"{}", "s", "d", local_allowed=False)
    assert (outcome.reason, outcome.may_help) == ("address_private", False)


def test_a_webhook_that_dawdles_is_left(monkeypatch: pytest.MonkeyPatch, webhook: Webhook) -> None:
    webhook.dawdles = True
    monkeypatch.setattr("services.today.webhooks.CALL_SECONDS", 0.5)
    outcome = call_webhook(webhook.url, b"{}", "s", "d", local_allowed=True)
    assert (outcome.reason, outcome.may_help) == ("timeout", True)


def test_one_that_is_not_there_or_speaks_something_else() -> None:
    with socket.create_server(("127.0.0.1", 0)) as odd:
        port = odd.getsockname()[1]

        def babble() -> None:
            caller, _ = odd.accept()
            caller.recv(65536)
            caller.sendall(b"hello there\r\n\r\n")
            caller.close()

        thread = threading.Thread(target=babble)
        thread.start()
        said = call_webhook(f"http://127.0.0.1:{port}/", b"{}", "s", "d", local_allowed=True)
        thread.join(10)
    gone = call_webhook(f"http://127.0.0.1:{port}/", b"{}", "s", "d", local_allowed=True)
    assert (said.reason, gone.reason) == ("unreachable", "unreachable")


def test_who_was_taken_off_the_list_is_not_told_any_more(
    app: Flask,
    engine: Engine,
    make: Make,
    contacts: Contacts,
    store: Store,
    mailbox: MailServer,
    webhook: Webhook,
) -> None:
    tell(make, store, contacts, "a@example.com", webhook.url)
    enter_account(make.session, store.account_id)
    fields = NoticeFields("b@example.com", "https://hooks.example/other", only_faults=False)
    edit_notice(make.session, make.first_owner().account, fields, now())
    make.session.commit()
    deliver_messages(engine, courier(app, mailbox), now())
    assert course(make) == [("failed", 1, "no_longer_wanted")] * 2
    assert (mailbox.letters, webhook.calls) == ([], [])


def test_a_process_that_died_over_a_try_leaves_it_to_the_next(
    app: Flask, engine: Engine, make: Make, contacts: Contacts, store: Store, mailbox: MailServer
) -> None:
    tell(make, store, contacts, "a@example.com")

    def die(*_check: Any, **_more: Any) -> Any:
        raise KeyboardInterrupt

    begin = now()
    with pytest.raises(KeyboardInterrupt):
        deliver_messages(engine, Courier(die, SECRET), begin)
    assert course(make) == [("waiting", 0, None)]  # it died before the try was written down
    assert deliver_messages(engine, courier(app, mailbox), begin) == 1
    assert len(mailbox.letters) == 1
