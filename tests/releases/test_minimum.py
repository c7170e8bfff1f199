"""The owner sets a minimum version, and reads first which tills it holds back and what they still do."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from config import Settings
from models import Account
from tests.make import Make, Till
from tests.pages.browsing import error_at, open_page, post
from tests.pages.house_checks import check_page, text_of
from tests.releases.publisher import PLATFORM, Releases

PAGE = "/app-releases/minimum"


@pytest.fixture
def office(client: Any, make: Make) -> Any:
    """The owner's browser."""
    return make.sign_in(client, make.first_owner())


@pytest.fixture
def releases(make: Make, session: Session, settings: Settings) -> Releases:
    return Releases(session, make.first_owner(), settings.data)


def till_on(make: Make, version: str | None, name: str = "Kasa 1", platform: str = PLATFORM) -> Till:
    """A till at work that runs this version."""
    till = make.till(make.device(name))
    till.generation.app = {"version": version, "platform": platform} if version else {}
    make.session.commit()
    return till


def minimums(session: Session) -> dict[str, str]:
    session.expire_all()
    return dict(session.query(Account).order_by(Account.id).first().app_minimums)  # type: ignore[union-attr]


def wish(version: str, platform: str = "", **more: str) -> dict[str, str]:
    return {"platform": platform, "version": version, **more}


def test_what_it_means_is_read_before_it_holds(
    office: Any, make: Make, session: Session, releases: Releases
) -> None:
    old, stuck = till_on(make, "1.4.0"), till_on(make, "1.3.0", "Kasa 2", "windows-x64")
    till_on(make, "1.5.0", "Kasa 3")
    till_on(make, None, "Kasa 4")
    releases.rolling("1.5.0")

    answer = post(office, PAGE, wish("1.5.0"))

    assert answer.status_code == 200
    said = text_of(check_page(answer.get_data(as_text=True), "en"))
    assert minimums(session) == {}
    for sentence in (
        "Make 1.5.0 the minimum version?",
        "2 tills are older and get no new data until they are updated",
        "They sell on with what they have, send their receipts and day reports, and print.",
        "They fetch the update as soon as one is offered",
        "1 of them is offered no version that is new enough",
        "1 till never said which version it runs. It is not held back.",
        "1.5.0 is offered",
        "Nothing is offered",
        "Hold these tills back",
    ):
        assert sentence in said
    assert old.device.name in said
    assert stuck.device.name in said
    assert "Kasa 3" not in said

    assert post(office, PAGE, wish("1.5.0", confirmed="y")).status_code == 302
    assert minimums(session) == {"": "1.5.0"}
    index = text_of(open_page(office, "/app-releases"))
    assert "2 tills are older than the minimum version" in index
    history = text_of(open_page(office, "/history"))
    assert "Tills older than version 1.5.0 get no new data." in history


def test_what_changes_nothing_for_any_till_is_saved_at_once(
    office: Any, make: Make, session: Session
) -> None:
    till_on(make, "1.4.0")
    assert post(office, PAGE, wish("1.4.0", PLATFORM)).status_code == 302
    assert minimums(session) == {PLATFORM: "1.4.0"}
    assert post(office, PAGE, wish("", PLATFORM)).status_code == 302
    assert minimums(session) == {}


def test_lifting_it_says_how_many_tills_fetch_again(office: Any, make: Make, session: Session) -> None:
    till_on(make, "1.4.0")
    post(office, PAGE, wish("1.5.0", confirmed="y"))
    answer = post(office, PAGE, wish(""))
    said = text_of(check_page(answer.get_data(as_text=True), "en"))
    assert "Remove this minimum version?" in said
    assert "1 till gets new data again" in said
    assert minimums(session) == {"": "1.5.0"}
    assert post(office, PAGE, wish("", confirmed="y")).status_code == 302
    assert minimums(session) == {}


def test_a_platform_with_its_own_minimum_is_held_to_that_one(
    office: Any, make: Make, session: Session
) -> None:
    till_on(make, "1.4.0")
    post(office, PAGE, wish("1.3.0", PLATFORM))
    assert post(office, PAGE, wish("1.5.0")).status_code == 302
    assert minimums(session) == {"": "1.5.0", PLATFORM: "1.3.0"}
    said = text_of(check_page(post(office, PAGE, wish("", PLATFORM)).get_data(as_text=True), "en"))
    assert "1 till is older and gets no new data until it is updated" in said


@pytest.mark.parametrize(
    ("version", "platform", "field", "says"),
    [
        ("newest", "", "version", "a version such as"),
        ("9" * 60, "", "version", "a version such as"),
        ("1.0", "Android Phone!", "platform", "a platform such as"),
    ],
)
def test_what_nobody_can_read_is_said_at_its_field(
    office: Any, session: Session, version: str, platform: str, field: str, says: str
) -> None:
    answer = post(office, PAGE, wish(version, platform))
    assert answer.status_code == 422
    assert says in str(error_at(check_page(answer.get_data(as_text=True), "en"), field))
    assert minimums(session) == {}


def test_a_release_leads_to_its_minimum_and_a_roll_back_warns_of_it(
    office: Any, make: Make, session: Session, releases: Releases
) -> None:
    releases.rolling("1.4.0")
    release = releases.rolling("1.5.0")
    page = open_page(office, f"/app-releases/{release.public_id}")
    (link,) = [one.get("href") for one in page.iter("a") if "Make it the minimum" in text_of(one)]
    form = open_page(office, str(link))
    assert form.find(".//input[@id='version']").get("value") == "1.5.0"  # type: ignore[union-attr]
    assert form.find(".//option[@selected]").get("value") == PLATFORM  # type: ignore[union-attr]
    back = f"/app-releases/{release.public_id}/roll-back"
    assert "get no new data until you lower it" not in text_of(open_page(office, back))
    post(office, PAGE, wish("1.5.0", PLATFORM))
    assert "tills that go back get no new data until you lower it" in text_of(open_page(office, back))
