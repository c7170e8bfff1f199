"""The edge of every page: what a request wrote stays when it succeeded, and only then."""

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from blueprints.edge import keep_outcome, now
from extensions import csrf, db
from models import FailedTry
from tests.make import Make


def write_and_answer(how: str) -> tuple[str, int]:
    """A view that writes a row first, and then ends in one of the ways a view can end."""
    db.session.add(FailedTry(kind="code", key="here", at=now()))
    db.session.flush()
    if how == "fault":
        raise RuntimeError("on purpose")
    if how == "abort":
        abort(404)
    if how == "kept":
        keep_outcome()
    return how, 200 if how == "success" else 422


@pytest.fixture
def office(app: Flask, client: FlaskClient, make: Make) -> FlaskClient:
    """A browser of an office that has such a view."""
    app.add_url_rule("/write/<how>", "write", csrf.exempt(write_and_answer), methods=["GET", "POST"])
    return make.sign_in(client, make.first_owner())


@pytest.mark.parametrize(
    ("how", "status", "rows"),
    [("success", 200, 1), ("refused", 422, 0), ("kept", 422, 1), ("abort", 404, 0), ("fault", 500, 0)],
)
def test_only_a_success_or_a_kept_outcome_is_committed(
    office: FlaskClient, session: Session, how: str, status: int, rows: int
) -> None:
    assert office.post(f"/write/{how}").status_code == status
    assert len(session.scalars(select(FailedTry)).all()) == rows


def test_asking_changes_nothing(office: FlaskClient, session: Session) -> None:
    assert office.get("/write/success").status_code == 200
    assert session.scalars(select(FailedTry)).all() == []
