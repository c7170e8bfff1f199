"""The opening check on its pages: the card of the start page, the history, a report, and what can be set."""

from datetime import timedelta
from email.utils import parseaddr

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from blueprints.opening_check_letters import LetterWriter
from config import Settings
from domain.names import UserRole
from models import CheckDelivery, CheckNotice, CheckPlan, Event, OpeningCheck, Store, User
from services.tills.contacts import Contacts
from services.today.webhooks import webhook_secret
from tests.make import Make, now
from tests.pages.browsing import find_token, open_page
from tests.pages.house_checks import text_of

SETTINGS_PAGE = "/settings/opening-check"


@pytest.fixture
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Pages are the same on both databases: SQLite is enough."""
    data = tmp_path_factory.mktemp("data")
    return Settings(
        data, f"sqlite:///{data / 'comptoir.sqlite3'}", secret_key="only tests know", log_level="error"
    )


@pytest.fixture
def store(make: Make, contacts: Contacts, client: FlaskClient) -> Store:
    """A store with a till and a printer without paper; its owner is signed in."""
    store: Store = make.store()
    till, (server, _) = make.till(make.device(store=store)), make.store_server(store)
    contacts.heard(f"device:{till.device.id}", now())
    contacts.heard(f"store_server:{server.id}", now())
    printer = make.printer(server, "Bar", state="paper_out", state_since=now() - timedelta(hours=2))
    make.assignment(till.device, printer)
    make.sign_in(client, make.first_owner())
    return store


def press(client: FlaskClient, path: str, **fields: object) -> str:
    """Send a form and read the page to which it leads."""
    data = {"csrf_token": find_token(client, "/stores"), **fields}
    answer = client.post(path, data=data, follow_redirects=True)
    assert answer.status_code == 200, answer.status_code
    return answer.get_data(as_text=True)


def page(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_check_now_leads_to_the_report_and_stands_on_the_start_page(
    client: FlaskClient, make: Make, store: Store
) -> None:
    assert "No check was made yet" in page(client, "/")
    report = press(client, "/opening-checks")
    assert "2 things to see to" in report  # the printer, and the till that never fetched anything
    assert "Out of paper" in report
    assert "Put in a new roll" in report
    (check,) = make.session.scalars(select(OpeningCheck)).all()
    assert (check.made_by, check.due_at, check.stops, check.cares) == ("Alicja", None, 1, 1)
    today = page(client, "/")
    assert "2 things to see to" in today
    assert f"/opening-checks/{check.public_id}" in today
    assert "Put in a new roll" in today
    assert "By hand: Alicja" in page(client, "/opening-checks")
    (event,) = make.session.scalars(select(Event).where(Event.verb == "store.checked")).all()
    assert (event.facts, event.actor_name) == ({"to_see_to": 2, "tills": 1}, "Alicja")
    assert "Checked by hand: 2 things to see to." in page(client, f"/stores/{store.public_id}")


def test_a_check_by_hand_tells_nobody(client: FlaskClient, make: Make, store: Store) -> None:
    press(client, f"{SETTINGS_PAGE}/recipients", emails="owner@example.com", webhook_url="")
    press(client, "/opening-checks")
    assert make.session.scalars(select(CheckDelivery)).all() == []


def test_a_store_without_an_activated_till_is_not_called_ready(
    client: FlaskClient, make: Make, app: Flask
) -> None:
    nothing = "Nothing to check yet: no activated till"
    store = make.store()
    make.device(store=store)
    make.sign_in(client, make.first_owner())
    report = press(client, "/opening-checks")
    assert (nothing in report, "Ready to open" in report) == (True, False)
    for path in ("/", "/opening-checks"):
        shown = open_page(client, path).findall(".//*[@class='badge']")
        assert [one.get("data-tone") for one in shown if text_of(one) == nothing] == ["idle"], path
    assert "nothing to check yet, no till is activated" in page(client, f"/stores/{store.public_id}/history")
    (check,) = make.session.scalars(select(OpeningCheck)).all()
    letter = LetterWriter(app)(check, "en", is_trial=False)
    assert letter.subject.endswith(nothing)
    assert (letter.text.splitlines()[0], letter.data["ready"]) == (nothing, False)


def test_of_several_stores_the_start_page_says_which_is_not_ready(
    client: FlaskClient, make: Make, store: Store
) -> None:
    quiet = make.store("Gdańsk")
    text = press(client, "/opening-checks")
    assert "2 stores were checked." in text
    today = page(client, "/")
    assert today.index("2 things to see to") < today.index("Nothing to check yet")
    alone = press(client, "/opening-checks", store=quiet.public_id)
    assert "Nothing to check yet: no activated till" in alone
    filtered = page(client, f"/opening-checks?store={quiet.public_id}")
    assert "2 reports" in filtered


def test_the_report_is_read_in_the_readers_language_whoever_asked_for_it(
    client: FlaskClient, make: Make, store: Store
) -> None:
    press(client, "/opening-checks")
    owner = make.first_owner()
    owner.language = "pl"
    make.session.commit()
    assert "Brak papieru" in page(client, "/")


def test_a_store_of_another_account_is_not_checked(client: FlaskClient, make: Make, store: Store) -> None:
    theirs = make.store("Elsewhere", make.owner())
    answer = client.post(
        "/opening-checks", data={"csrf_token": find_token(client, "/stores"), "store": theirs.public_id}
    )
    assert answer.status_code == 404
    assert make.session.scalars(select(OpeningCheck)).all() == []


def test_the_hour_of_a_store_is_changed_and_kept_in_its_history(
    client: FlaskClient, make: Make, store: Store
) -> None:
    assert "07:30" in page(client, SETTINGS_PAGE)
    path = f"{SETTINGS_PAGE}/{store.public_id}"
    text = press(client, path, enabled="y", hour="06:15", days=["0", "4"])
    assert "06:15" in text
    (plan,) = make.session.scalars(select(CheckPlan)).all()
    assert (plan.enabled, plan.hour, plan.days) == (True, "06:15", [0, 4])
    assert plan.changed_at is not None
    history = page(client, f"/stores/{store.public_id}/history")
    assert "The hour of its opening check was changed." in history
    press(client, path, hour="06:15", days=[])  # off: the switch sends nothing
    make.session.expire_all()
    assert make.session.scalars(select(CheckPlan.enabled)).all() == [False]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"hour": "26:00", "days": ["1"], "enabled": "y"}, "Write a time such as 22:30."),
        ({"hour": "06:00", "enabled": "y"}, "at least one day"),
    ],
)
def test_an_hour_that_is_none_is_refused_at_its_field(
    client: FlaskClient, store: Store, fields: dict[str, object], said: str
) -> None:
    data = {"csrf_token": find_token(client, "/stores"), **fields}
    answer = client.post(f"{SETTINGS_PAGE}/{store.public_id}", data=data)
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)


def test_recipients_are_kept_once_each_and_in_the_history(
    client: FlaskClient, make: Make, store: Store
) -> None:
    text = press(
        client,
        f"{SETTINGS_PAGE}/recipients",
        emails="Ala@Example.com\n\nala@example.com, ewa@example.com",
        webhook_url="https://hooks.example/x#part",
        only_faults="y",
    )
    assert "ala@example.com, ewa@example.com" in text
    assert "This server sends no e-mails yet" in text
    (notice,) = make.session.scalars(select(CheckNotice)).all()
    assert notice.emails == ["ala@example.com", "ewa@example.com"]
    assert (notice.webhook_url, notice.only_faults) == ("https://hooks.example/x", True)
    assert "Recipients of the opening check changed" in page(client, "/history")


def test_all_that_is_wrong_is_said_at_once_and_nothing_kept(
    client: FlaskClient, make: Make, store: Store
) -> None:
    data = {
        "csrf_token": find_token(client, "/stores"),
        "emails": "ala at home",
        "webhook_url": "ftp://hooks.example",
    }
    answer = client.post(f"{SETTINGS_PAGE}/recipients", data=data)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "does not look like an e-mail address" in text
    assert "no address of a webhook" in text
    assert make.session.scalars(select(CheckNotice)).all() == []


def test_the_secret_is_shown_once_and_renewed(
    app: Flask, client: FlaskClient, make: Make, store: Store
) -> None:
    press(client, f"{SETTINGS_PAGE}/recipients", emails="", webhook_url="https://hooks.example/x")
    seen = []
    for _ in range(2):
        text = press(client, f"{SETTINGS_PAGE}/secret")
        make.session.expire_all()
        (notice,) = make.session.scalars(select(CheckNotice)).all()
        secret = webhook_secret("only tests know", notice.account_id, notice.webhook_salt)
        assert secret in text
        assert secret not in page(client, f"{SETTINGS_PAGE}/secret")
        assert secret not in page(client, SETTINGS_PAGE)
        make.session.commit()
        seen.append(secret)
    assert seen[0] != seen[1]
    assert "New secret of the webhook made" in page(client, "/history")


def test_a_trial_is_told_though_all_is_well_and_its_course_stands_on_the_page(
    client: FlaskClient, make: Make, store: Store
) -> None:
    assert "Nobody is told yet" in press(client, f"{SETTINGS_PAGE}/trial")
    press(client, f"{SETTINGS_PAGE}/recipients", emails="ala@example.com", webhook_url="", only_faults="y")
    text = press(client, f"{SETTINGS_PAGE}/trial")
    assert "On its way" in text
    assert 'hx-get="/settings/opening-check/messages"' in text
    (message,) = make.session.scalars(select(CheckDelivery)).all()
    assert (message.is_trial, message.target, message.channel) == (True, "ala@example.com", "email")
    message.status, message.reason, message.next_try_at = "failed", "no_mail_server", None
    make.session.commit()
    part = page(client, f"{SETTINGS_PAGE}/messages")
    assert "Not delivered" in part
    assert "hx-get" not in part


def test_trials_come_to_an_end(client: FlaskClient, make: Make, store: Store) -> None:
    emails = "\n".join(f"person{number}@example.com" for number in range(10))
    press(client, f"{SETTINGS_PAGE}/recipients", emails=emails, webhook_url="")
    for _ in range(2):
        assert "The trial is on its way" in press(client, f"{SETTINGS_PAGE}/trial")
    assert "Those were many trials" in press(client, f"{SETTINGS_PAGE}/trial")
    messages = make.session.scalars(select(CheckDelivery)).all()
    assert len(messages) == 20
    for message in messages:
        message.created_at = now() - timedelta(minutes=61)
    make.session.commit()
    assert "The trial is on its way" in press(client, f"{SETTINGS_PAGE}/trial")


@pytest.mark.parametrize("role", [UserRole.MANAGER, UserRole.VIEWER])
def test_only_the_owner_says_who_is_told(client: FlaskClient, make: Make, store: Store, role: str) -> None:
    user: User = make.user(role)
    make.sign_in(client, user)
    assert parseaddr(user.email)[1]
    for path in ("recipients", "secret"):
        assert client.get(f"{SETTINGS_PAGE}/{path}").status_code == 403
    expected = 200 if role == UserRole.MANAGER else 403
    assert client.get(SETTINGS_PAGE).status_code == expected
    assert client.get("/opening-checks").status_code == 200


def test_a_report_with_a_code_of_another_version_is_read_without_it(
    client: FlaskClient, make: Make, store: Store
) -> None:
    press(client, "/opening-checks")
    (check,) = make.session.scalars(select(OpeningCheck)).all()
    odd: dict[str, object] = {
        "code": "moon",
        "severity": "care",
        "id": "x",
        "name": "Moon",
        "since": None,
        "facts": {},
    }
    check.findings, check.first = [*check.findings, odd], [odd]
    make.session.commit()
    assert "Moon" not in page(client, f"/opening-checks/{check.public_id}")
    assert "Moon" not in page(client, "/")
