"""A till signs off by itself, and never by accident with sales that only it has."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.names import DeviceStatus
from models import Event, Generation
from tests.api.test_activations import code_of
from tests.make import Make, Till


def sign_off(client: FlaskClient, till: Till, **body: object) -> tuple[int, str | None]:
    answer = client.post("/api/v1/deactivation", json=body, headers=till.headers)
    return answer.status_code, None if answer.status_code == 204 else code_of(answer)


@pytest.mark.parametrize("status", [DeviceStatus.ACTIVATED, DeviceStatus.DRAINING])
def test_an_empty_till_signs_off_and_the_pos_is_inactive(
    client: FlaskClient, make: Make, session: Session, status: str
) -> None:
    till = make.till()
    till.device.status = status
    session.commit()
    assert sign_off(client, till, unsent=0, discard=False) == (204, None)
    session.refresh(till.device)
    assert till.device.status == DeviceStatus.INACTIVE
    assert session.scalars(select(Generation)).one().ended_at is not None
    assert (
        session.scalars(select(Event).where(Event.verb == "device.signed_off")).one().actor_kind == "device"
    )


def test_a_till_with_unsent_sales_stays_unless_they_are_given_up(
    client: FlaskClient, make: Make, session: Session
) -> None:
    till = make.till()
    answer = client.post("/api/v1/deactivation", json={"unsent": 3}, headers=till.headers)
    assert (answer.status_code, code_of(answer)) == (409, "unsent_data")
    assert answer.json is not None
    assert answer.json["unsent"] == 3
    session.refresh(till.device)
    assert till.device.status == DeviceStatus.ACTIVATED
    session.commit()
    assert sign_off(client, till, unsent=3, discard=True) == (204, None)
    event = session.scalars(select(Event).where(Event.verb == "device.signed_off")).one()
    assert event.facts == {"unsent": 3}


def test_a_till_that_signed_off_hears_that_its_pos_is_inactive(client: FlaskClient, make: Make) -> None:
    till = make.till()
    sign_off(client, till)
    assert sign_off(client, till) == (403, "device_inactive")


@pytest.mark.parametrize("body", [{"unsent": -1}, {"unsent": "3"}, {"discard": "yes"}])
def test_a_sign_off_that_is_not_as_agreed_changes_nothing(
    client: FlaskClient, make: Make, session: Session, body: dict[str, object]
) -> None:
    till = make.till()
    assert sign_off(client, till, **body) == (422, "invalid")
    session.refresh(till.device)
    assert till.device.status == DeviceStatus.ACTIVATED
