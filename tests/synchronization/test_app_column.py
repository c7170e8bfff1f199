"""The matrix says of each till what it runs, what it is to run and how far it is; its dialog says what that means."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from config import Settings
from models.scope import EVERY_ACCOUNT, enter_account
from services.app_releases.app_minimum import set_minimum
from tests.make import Make, Till, now
from tests.pages.browsing import open_page
from tests.pages.house_checks import check_fragment, text_of
from tests.releases.publisher import PLATFORM, Releases

PAGE = "/synchronization"


@pytest.fixture
def owner(client: FlaskClient, make: Make) -> FlaskClient:
    """The owner's browser."""
    return make.sign_in(client, make.first_owner())


@pytest.fixture
def tills(make: Make) -> list[Till]:
    """Two tills on version 1.4.0 of Android, and one that never said what it runs."""
    store = make.store()
    tills = [make.till(make.device(name, store)) for name in ("Aga", "Basia", "Celina")]
    for till in tills[:2]:
        till.generation.app = {"version": "1.4.0", "platform": PLATFORM}
    make.session.commit()
    return tills


def say(app: Flask, till: Till, state: str, **more: str) -> None:
    """The till reports how far it is with 1.5.0."""
    body = {"version": "1.5.0", "state": state, **more}
    client = app.extensions["api"].test_client()
    assert client.put("/api/v1/app/state", json=body, headers=till.headers).status_code == 204


def column(page: Any) -> list[str]:
    """The cells of the column, from the first till to the last."""
    cells = [cell for cell in page.iter("td") if cell.get("data-label") == "App update"]
    return [text_of(cell) for cell in cells]


def hold_back(session: Session, till: Till) -> None:
    enter_account(session, till.device.account_id)
    set_minimum(session, PLATFORM, "1.5.0", now())
    session.commit()
    enter_account(session, EVERY_ACCOUNT)


def test_each_till_says_how_far_it_is(
    app: Flask, owner: FlaskClient, make: Make, session: Session, settings: Settings, tills: list[Till]
) -> None:
    assert column(open_page(owner, PAGE)) == ["Up to date1.4.0", "Up to date1.4.0", "Version unknown"]
    Releases(session, make.first_owner(), settings.data).rolling("1.5.0")
    assert column(open_page(owner, PAGE))[0] == "Update waiting1.4.0 → 1.5.0"
    for state, word in (
        ("downloading", "Downloading1.4.0 → 1.5.0 · just now"),
        ("staged", "Ready for the day close1.4.0 → 1.5.0 · just now"),
        ("failed", "Update failed1.4.0 → 1.5.0 · just now"),
        ("installed", "Up to date1.5.0 · just now"),
    ):
        say(app, tills[0], state)
        assert column(open_page(owner, PAGE)) == [word, "Update waiting1.4.0 → 1.5.0", "Version unknown"]


def test_a_till_that_is_too_old_is_called_so_and_found(
    app: Flask, owner: FlaskClient, make: Make, session: Session, settings: Settings, tills: list[Till]
) -> None:
    hold_back(session, tills[0])
    assert column(open_page(owner, PAGE)) == ["Too old1.4.0", "Too old1.4.0", "Version unknown"]
    Releases(session, make.first_owner(), settings.data).rolling("1.5.0")
    say(app, tills[0], "installed")
    assert column(open_page(owner, f"{PAGE}?state=too_old")) == ["Too old1.4.0 → 1.5.0"]
    assert column(open_page(owner, f"{PAGE}?state=update")) == ["Too old1.4.0 → 1.5.0"]


def test_the_dialog_says_what_it_means_and_leads_to_the_release(
    app: Flask, owner: FlaskClient, make: Make, session: Session, settings: Settings, tills: list[Till]
) -> None:
    till = tills[0]
    path = f"{PAGE}/tills/{till.device.public_id}/app"
    assert "runs the newest version that is meant for it" in text_of(open_page(owner, path))
    release = Releases(session, make.first_owner(), settings.data).rolling("1.5.0")
    hold_back(session, till)
    say(app, till, "failed", detail="no space left")

    page = open_page(owner, path)

    said = text_of(page)
    for sentence in (
        "could not fetch or install the version and runs the one before",
        "Older than the minimum version: the till gets no new prices",
        "no space left",
        "1.4.0",
    ):
        assert sentence in said
    assert f"/app-releases/{release.public_id}" in [link.get("href") for link in page.iter("a")]
    dialog = owner.get(path, headers={"HX-Request": "true", "HX-Target": "dialog"}).get_data(as_text=True)
    check_fragment(dialog)
    other = f"{PAGE}/tills/{tills[2].device.public_id}/app"
    assert "has not said yet which version it runs" in text_of(open_page(owner, other))


@pytest.mark.parametrize("offered", [None, "1.4.5"])
def test_a_till_that_is_too_old_and_offered_nothing_that_helps_is_no_dead_end(
    owner: FlaskClient,
    make: Make,
    session: Session,
    settings: Settings,
    tills: list[Till],
    offered: str | None,
) -> None:
    if offered:
        Releases(session, make.first_owner(), settings.data).rolling(offered)
    hold_back(session, tills[0])
    said = text_of(open_page(owner, f"{PAGE}/tills/{tills[0].device.public_id}/app"))
    assert "No version that is new enough is offered to this till: roll one out to it" in said
