"""The card of a POS says what its till runs, what it is to run, and how far it is."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from config import Settings
from domain.names import DeviceStatus
from tests.make import Make, Till
from tests.pages.browsing import open_page
from tests.pages.house_checks import text_of
from tests.releases.publisher import PLATFORM, Releases
from tests.synchronization.test_app_column import hold_back, say


@pytest.fixture
def owner(client: FlaskClient, make: Make) -> FlaskClient:
    """The owner's browser."""
    return make.sign_in(client, make.first_owner())


@pytest.fixture
def till(make: Make) -> Till:
    """A till that runs 1.4.0."""
    till = make.till()
    till.generation.app = {"version": "1.4.0", "platform": PLATFORM}
    make.session.commit()
    return till


def card(client: FlaskClient, till: Till) -> Any:
    """The card; None where there is none."""
    page = open_page(client, f"/devices/{till.device.public_id}")
    cards = [one for one in page.iter("section") if text_of(one).startswith("App update")]
    return cards[0] if cards else None


def facts_of(card: Any) -> dict[str, str]:
    """What it says, by its names."""
    names, values = ([text_of(one) for one in card.iter(tag)] for tag in ("dt", "dd"))
    return dict(zip(names, values, strict=True))


def test_the_card_follows_the_update(
    app: Flask, owner: FlaskClient, make: Make, session: Session, settings: Settings, till: Till
) -> None:
    assert facts_of(card(owner, till)) == {"Installed version": "1.4.0", "State": "Up to date"}
    address = (
        f"/app-releases/{Releases(session, make.first_owner(), settings.data).rolling('1.5.0').public_id}"
    )
    session.commit()
    waiting = card(owner, till)
    assert facts_of(waiting) == {
        "Installed version": "1.4.0",
        "Version on offer": "1.5.0",
        "State": "Update waiting",
    }
    assert address in [link.get("href") for link in waiting.iter("a")]
    say(app, till, "failed", detail="no space left")
    failed = facts_of(card(owner, till))
    assert (failed["State"], failed["What the till says"]) == ("Update failed", "no space left")
    assert "Since" in failed
    say(app, till, "installed")
    done = card(owner, till)
    assert facts_of(done)["Installed version"] == "1.5.0"
    assert facts_of(done)["State"] == "Up to date"
    assert "without closing its day" in text_of(done)


def test_a_till_that_is_too_old_is_told_of_with_the_minimum(
    owner: FlaskClient, session: Session, till: Till
) -> None:
    hold_back(session, till)
    old = card(owner, till)
    assert facts_of(old) == {"Installed version": "1.4.0", "Minimum version": "1.5.0", "State": "Too old"}
    assert "gets no new prices" in text_of(old)


def test_a_pos_without_a_till_at_work_has_no_card(owner: FlaskClient, make: Make, till: Till) -> None:
    till.device.status = DeviceStatus.INACTIVE
    make.session.commit()
    assert card(owner, till) is None
