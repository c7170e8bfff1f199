"""Opening checks are tried on both databases; each test has an empty one of its own."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import Engine

from extensions import db
from services.tills.contacts import Contacts
from tests.both_databases import postgresql, settings

__all__ = ["MORNING", "contacts", "engine", "postgresql", "settings"]
#: the shops' day: a Friday morning, by the clock of Warsaw 08:00
MORNING = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)


@pytest.fixture
def engine(app: Flask) -> Engine:
    with app.app_context():
        return db.engine


@pytest.fixture
def contacts(app: Flask) -> Contacts:
    found: Contacts = app.extensions["contacts"]
    return found
