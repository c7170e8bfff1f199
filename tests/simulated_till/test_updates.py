"""The simulated till updates its program against the real office: in parts, checked, and only at the day close."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from flask import Flask
from sqlalchemy.orm import Session

from cli.simulated_till import SimulatedTill
from cli.simulated_till.problems import ContractBroken, Refused
from config import Settings
from models import AppState
from models.scope import enter_account
from services.activation.codes import issue_code, reveal_code
from services.app_releases.app_files import IncomingFile
from services.app_releases.app_minimum import set_minimum
from services.app_releases.app_releases import (
    Reach,
    ReleaseFields,
    add_release,
    check_file,
    check_release,
    halt,
    roll_out,
)
from tests.make import Make, now
from tests.releases.publisher import Publisher, Releases

CONTENT = bytes(range(256)) * 6000


@pytest.fixture
def releases(make: Make, session: Session, settings: Settings) -> Releases:
    return Releases(session, make.first_owner(), settings.data)


@pytest.fixture
def till(app: Flask, make: Make, session: Session, tmp_path: Path) -> Any:
    device = make.device()
    code = reveal_code(issue_code(session, device, now(), app.config["SECRET_KEY"]), app.config["SECRET_KEY"])
    session.commit()
    with SimulatedTill(
        "http://office", tmp_path / "till", transport=httpx.WSGITransport(app.wsgi_app)
    ) as till:
        till.activate(code)
        yield till


def rolling(releases: Releases, version: str) -> Any:
    """A version for simulated tills."""
    enter_account(releases.session, releases.owner.account_id)
    signature = releases.publisher.sign(CONTENT)
    fields = check_release(ReleaseFields(version, "simulated", "stable", signature, "till.bin"))
    incoming = IncomingFile(releases.folder, len(CONTENT))
    incoming.write(CONTENT)
    release = add_release(
        releases.session, fields, incoming, check_file(incoming, fields, [releases.key]), now()
    )
    roll_out(releases.session, release, Reach(100), now())
    releases.session.commit()
    incoming.close()
    return release


def course(session: Session) -> list[str]:
    session.expire_all()
    return [word["state"] for word in session.query(AppState).one().course]


def close_day(till: SimulatedTill) -> str | None:
    till.day_report()
    till.upload()
    return till.updates.install()


def test_an_update_is_fetched_in_parts_and_installed_at_the_day_close(
    till: SimulatedTill, releases: Releases, session: Session
) -> None:
    rolling(releases, "1.5.0")
    till.updates.trust(releases.publisher.public_key)

    till.synchronize()

    assert (till.updates.staged, till.updates.version) == ("1.5.0", "1.0.0")
    assert close_day(till) == "1.5.0"
    assert till.updates.version == "1.5.0"
    assert course(session) == ["offered", "downloading", "verified", "staged", "installed"]
    assert session.query(AppState).one().outside_day_close is False
    assert till.updates.fetch() is None


def test_what_was_halted_before_the_day_close_is_not_installed(
    till: SimulatedTill, releases: Releases
) -> None:
    release = rolling(releases, "1.5.0")
    till.updates.trust(releases.publisher.public_key)
    till.updates.fetch()

    halt(releases.session, release, now())
    releases.session.commit()

    assert close_day(till) is None
    assert till.updates.version == "1.0.0"


def test_what_another_key_signed_is_thrown_away_and_said(
    till: SimulatedTill, releases: Releases, session: Session
) -> None:
    rolling(releases, "1.5.0")
    till.updates.trust(Publisher().public_key)

    with pytest.raises(ContractBroken, match="wrong_signature"):
        till.updates.fetch()

    assert till.updates.staged is None
    assert course(session)[-1] == "failed"
    assert list((till.folder / "app").iterdir()) == []


def test_a_broken_download_goes_on_where_it_ended(till: SimulatedTill, releases: Releases) -> None:
    release = rolling(releases, "1.5.0")
    till.updates.trust(releases.publisher.public_key)
    (till.folder / "app").mkdir()
    (till.folder / "app" / release.sha256).write_bytes(CONTENT[:1_000_001])

    assert till.updates.fetch() == "1.5.0"
    assert till.updates.staged == "1.5.0"


def hold_back(make: Make, session: Session) -> None:
    """The owner wants no version of before 1.5.0."""
    enter_account(session, make.first_owner().account_id)
    set_minimum(session, "", "1.5.0", now())
    session.commit()


def test_a_till_that_is_too_old_sells_on_sends_and_has_everything_new_after_its_update(
    till: SimulatedTill, releases: Releases, make: Make, session: Session
) -> None:
    make.product("Zurek", price=1850)
    till.synchronize()
    hold_back(make, session)
    rolling(releases, "1.5.0")
    make.product("Kompot", price=600)
    till.updates.trust(releases.publisher.public_key)

    with pytest.raises(Refused) as refused:
        till.pull("products")
    assert (refused.value.status, refused.value.code) == (426, "app_too_old")
    assert "version 1.5.0 is needed" in till.stop_reason(refused.value)
    till.sell([("Zurek", "2")])
    assert till.synchronize() == []

    assert till.unsent() == []
    assert [product.name for product in till.products()] == ["Zurek"]
    (notice,) = till.notices
    assert notice.startswith("This program (1.0.0) is too old for new data: 1.5.0 is needed.")
    assert close_day(till) == "1.5.0"
    till.synchronize()
    assert till.notices == []
    till.pull("products")
    assert len(till.products()) == 2


def test_a_minimum_that_is_set_between_poll_and_pull_stops_nothing_else(
    till: SimulatedTill, releases: Releases, make: Make, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    rolling(releases, "1.5.0")
    till.updates.trust(releases.publisher.public_key)
    till.poll()
    hold_back(make, session)
    monkeypatch.setattr(till, "poll", lambda: None)

    assert till.synchronize() == []

    assert till.updates.staged == "1.5.0"
    monkeypatch.undo()
    assert till.synchronize() == []
    assert till.standing == "active"
