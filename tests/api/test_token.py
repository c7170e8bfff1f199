"""A till changes its secret without ever being locked out."""

import hashlib
import secrets

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Generation
from tests.api.test_activations import code_of
from tests.make import Make


def announce(client: FlaskClient, token: str, digest: str) -> int:
    """A till, known by `token`, says the hash of its next secret."""
    headers = {"Authorization": f"Bearer {token}"}
    return client.post("/api/v1/token", json={"token_sha256": digest}, headers=headers).status_code


def sha256(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def test_both_secrets_work_until_the_next_one_is_used(client: FlaskClient, make: Make) -> None:
    till = make.till()
    following, third = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    assert announce(client, till.token, sha256(following)) == 204
    assert announce(client, till.token, sha256(following)) == 204
    assert announce(client, following, sha256(third)) == 204
    assert announce(client, till.token, sha256(third)) == 401
    assert announce(client, third, sha256(third)) == 204
    assert announce(client, following, sha256(third)) == 401


def test_a_lost_answer_can_be_asked_again_with_the_next_secret(client: FlaskClient, make: Make) -> None:
    till, following = make.till(), secrets.token_urlsafe(32)
    announce(client, till.token, sha256(following))
    assert announce(client, following, sha256(following)) == 204
    assert announce(client, following, sha256(following)) == 204


def test_a_poll_with_the_next_secret_ends_the_old_one(
    client: FlaskClient, make: Make, session: Session
) -> None:
    till, following = make.till(), secrets.token_urlsafe(32)
    announce(client, till.token, sha256(following))
    answer = client.get("/api/v1/poll", headers={"Authorization": f"Bearer {following}"})
    assert answer.status_code == 200
    session.expire_all()
    generation = session.scalars(select(Generation)).one()
    assert (generation.token_sha256, generation.next_token_sha256) == (sha256(following), None)
    assert code_of(client.get("/api/v1/poll", headers=till.headers)) == "token_unknown"


def test_a_secret_of_another_till_is_not_taken(client: FlaskClient, make: Make) -> None:
    till, other = make.till(), make.till(make.device("Kasa 2"))
    assert announce(client, till.token, other.generation.token_sha256) == 422


def test_a_secret_that_is_no_hash_is_not_taken(client: FlaskClient, make: Make) -> None:
    assert announce(client, make.till().token, "not a hash") == 422


def test_without_a_secret_nobody_announces_one(client: FlaskClient) -> None:
    answer = client.post("/api/v1/token", json={"token_sha256": "a" * 64})
    assert (answer.status_code, code_of(answer)) == (401, "token_missing")
