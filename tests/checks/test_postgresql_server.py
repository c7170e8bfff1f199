"""The tests' own PostgreSQL starts, answers, and leaves nothing behind."""

import tempfile
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from tests import postgresql_server
from tests.postgresql_server import find_reason_to_skip, running_postgresql


def list_clusters() -> set[Path]:
    return set(Path(tempfile.gettempdir()).glob("comptoir-postgresql-*"))


@pytest.mark.skipif(find_reason_to_skip() is not None, reason=str(find_reason_to_skip()))
def test_it_answers_and_is_gone_afterwards() -> None:
    before = list_clusters()
    with running_postgresql() as url:
        assert url is not None
        engine = create_engine(url)
        with engine.connect() as connection:
            assert connection.scalar(text("SHOW server_encoding")) == "UTF8"
            (cluster,) = list_clusters() - before
        engine.dispose()

    assert not cluster.exists()
    with pytest.raises(OperationalError):
        engine.connect()


def test_a_machine_without_it_gets_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgresql_server, "find_binaries", lambda: None)

    assert "not installed" in str(find_reason_to_skip())
    with running_postgresql() as url:
        assert url is None
