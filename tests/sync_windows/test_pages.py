"""What people read and do about sync windows."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from domain.names import Stream
from models import Event, Store, SyncRule, SyncWindow, WindowRun
from tests.make import Make, now
from tests.pages.browsing import find_token

NEW = "/synchronization/windows/new"
NIGHT: dict[str, Any] = {
    "name": "Noc",
    "days": ["0", "1", "6"],
    "opens": "22:00",
    "closes": "06:00",
    "streams": ["products"],
}


@pytest.fixture
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Pages are the same on both databases."""
    data = tmp_path_factory.mktemp("data")
    return Settings(
        data, f"sqlite:///{data / 'comptoir.sqlite3'}", "a secret that only tests know", log_level="error"
    )


@pytest.fixture
def browser(client: FlaskClient, make: Make) -> FlaskClient:
    return make.sign_in(client, make.first_owner())


def post(browser: FlaskClient, path: str, page: str | None = None, **fields: Any) -> tuple[int, str]:
    answer = browser.post(path, data={"csrf_token": find_token(browser, page or path), **fields})
    return answer.status_code, answer.get_data(as_text=True)


def text_of(browser: FlaskClient, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)))


def test_a_new_window_is_named_by_the_rules_of_the_business(browser: FlaskClient, session: Session) -> None:
    assert post(browser, NEW, **NIGHT)[0] == 303
    window = session.scalars(select(SyncWindow)).one()
    assert (window.name, window.days, window.opens, window.closes) == ("Noc", [0, 1, 6], "22:00", "06:00")
    rule = session.scalars(select(SyncRule)).one()
    assert (rule.stream, rule.mode, rule.window_id, rule.store_id) == ("products", "window", window.id, None)
    shown = text_of(browser, "/synchronization/windows")
    assert "22:00–06:00 the next day" in shown
    assert "All stores" in shown


def test_a_window_of_one_store_is_named_by_its_rules_only(
    browser: FlaskClient, make: Make, session: Session
) -> None:
    store: Store = make.store()
    assert post(browser, NEW, **NIGHT, store=store.public_id)[0] == 303
    assert session.scalars(select(SyncRule.store_id)).all() == [store.id]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": ""}, "name"),
        ({"days": []}, "Choose at least one day."),
        ({"days": ["9"]}, "Choose at least one day."),
        ({"opens": "25:00"}, "Write a time such as 22:30."),
        ({"closes": "22:00"}, "It must close at another time than it opens."),
        ({"store": "nowhere"}, "Choose a store from the list."),
        ({"name": "noc"}, "Another sync window has this name."),
    ],
)
def test_what_is_no_window_is_said_at_its_field(
    browser: FlaskClient, make: Make, session: Session, wrong: dict[str, Any], sentence: str
) -> None:
    make.window("Noc")
    before = {**NIGHT, "name": "Rano"}
    status, page = post(browser, NEW, **{**before, **wrong})
    assert status == 422
    assert sentence in page
    assert len(session.scalars(select(SyncWindow)).all()) == 1


def test_everything_that_is_wrong_is_said_at_once(browser: FlaskClient, make: Make) -> None:
    make.window("Noc")
    status, page = post(browser, NEW, **{**NIGHT, "name": "Noc", "days": [], "opens": "25:00"})
    assert status == 422
    for sentence in (
        "Another sync window has this name.",
        "Choose at least one day.",
        "Write a time such as",
    ):
        assert sentence in page


def test_products_that_are_off_are_not_switched_on_by_the_way(
    browser: FlaskClient, make: Make, session: Session
) -> None:
    rule = SyncRule(
        account_id=make.first_owner().account_id, stream="products", mode="never", changed_at=now()
    )
    session.add(rule)
    session.commit()
    status, page = post(browser, NEW, **NIGHT)
    assert (status, "Switch that on in the rules first" in page) == (422, True)
    assert session.scalars(select(SyncRule.mode)).all() == ["never"]


def test_other_hours_and_other_streams(browser: FlaskClient, make: Make, session: Session) -> None:
    window = make.window()
    path = f"/synchronization/windows/{window.public_id}/edit"
    assert post(browser, path, **{**NIGHT, "opens": "23:00", "streams": ["users"]})[0] == 303
    assert (window.opens, window.days) == ("23:00", [0, 1, 6])
    assert [(rule.stream, rule.window_id) for rule in session.scalars(select(SyncRule))] == [
        ("users", window.id)
    ]
    assert "Opens: 22:00 → 23:00" in text_of(browser, "/history")


def test_the_end_of_a_window_first_says_which_rules_give_way_to_what(
    browser: FlaskClient, make: Make, session: Session
) -> None:
    store = make.store("Kraków")
    make.window("Dzień", streams=[Stream.PRODUCTS])
    window = make.window("Noc", store, streams=[Stream.PRODUCTS, Stream.USERS])
    path = f"/synchronization/windows/{window.public_id}/remove"
    page = text_of(browser, path)
    assert "2 rules name this window" in page
    assert "Kraków Products In the window “Dzień”" in page
    assert "Kraków Users (employees) Every 15 minutes" in page
    assert session.scalars(select(SyncRule.store_id)).all().count(store.id) == 2
    assert post(browser, path)[0] == 303
    assert session.scalars(select(SyncRule.store_id)).all() == [None]
    assert "Noc" not in text_of(browser, "/synchronization/windows").replace("Noc was removed", "")
    assert browser.get(path).status_code == 404
    assert "This window was removed" in text_of(browser, f"/synchronization/windows/{window.public_id}")


def test_tills_that_missed_it_are_said_on_both_pages_until_somebody_has_seen_it(
    browser: FlaskClient, make: Make, session: Session
) -> None:
    till = make.till()
    window = make.window("Noc")
    run = make.missed_opening(window, till.device)
    assert "Sync window “Noc” 1 till missed it" in text_of(browser, "/")
    assert "1 till missed its sync window" in text_of(browser, "/synchronization/windows")
    shown = text_of(browser, f"/synchronization/openings/{run.public_id}")
    assert "Kasa 1" in shown
    assert "Missed it" in shown
    path = f"/synchronization/openings/{run.public_id}"
    assert post(browser, f"{path}/seen", page=path)[0] == 303
    assert run.seen_at is not None
    assert "missed it" not in text_of(browser, "/")
    assert "missed its sync window" not in text_of(browser, "/synchronization/windows")
    assert post(browser, f"{path}/seen", page=path)[0] == 303
    verbs = session.scalars(select(Event.verb).where(Event.verb == "sync_window.missed_seen")).all()
    assert len(verbs) == 1


def test_the_picture_of_a_day_shows_each_window_and_its_load(browser: FlaskClient, make: Make) -> None:
    store = make.store()
    for number in range(8):
        make.till(make.device(f"Kasa {number}", store))
    make.window("Południe", opens="12:00", closes="13:00")
    page = browser.get("/synchronization/windows").get_data(as_text=True)
    assert "<title>Południe: 12:00–13:00, 8 tills</title>" in page
    assert re.findall(r"<title>(12:\d\d: \d)</title>", page) == [
        "12:00: 3",
        "12:15: 2",
        "12:30: 2",
        "12:45: 1",
    ]
    assert "8 tills come within 24 hours." in page


def test_a_window_past_midnight_is_drawn_at_both_ends_of_the_day(browser: FlaskClient, make: Make) -> None:
    make.store()
    make.window("Noc", opens="22:00", closes="02:00")
    page = browser.get("/synchronization/windows").get_data(as_text=True)
    blocks = re.findall(r'class="windows-open" x="([\d.]+)" y="\d+" width="([\d.]+)"', page)
    assert blocks == [("0.0", "80.0"), ("880.0", "80.0")]


def test_windows_that_are_open_together_say_so(browser: FlaskClient, make: Make) -> None:
    make.window("Noc", opens="22:00", closes="02:00")
    make.window("Nad ranem", opens="01:00", closes="03:00")
    assert "Open at the same time: Nad ranem" in text_of(browser, "/synchronization/windows")


def test_openings_are_listed_the_newest_first(browser: FlaskClient, make: Make, session: Session) -> None:
    till = make.till()
    window = make.window("Noc")
    for nights in range(3):
        run: WindowRun = make.missed_opening(window, till.device)
        run.opens_at -= timedelta(days=nights)
        session.commit()
    page = browser.get(f"/synchronization/windows/{window.public_id}").get_data(as_text=True)
    assert "3 openings" in page
    assert page.count("1 missed it") == 3


def test_a_viewer_reads_and_changes_nothing(client: FlaskClient, make: Make) -> None:
    till = make.till()
    window = make.window("Noc")
    run = make.missed_opening(window, till.device)
    viewer = make.sign_in(client, make.user())
    page = viewer.get("/synchronization/windows").get_data(as_text=True)
    assert "Create sync window" not in page
    assert "/seen" not in page
    assert viewer.get(NEW).status_code == 403
    token = find_token(viewer, "/synchronization/windows")
    seen = viewer.post(f"/synchronization/openings/{run.public_id}/seen", data={"csrf_token": token})
    assert seen.status_code == 403
