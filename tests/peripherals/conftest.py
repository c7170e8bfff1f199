"""The owner at the desk, and a viewer beside."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.make import Make


@pytest.fixture
def office(client: FlaskClient, make: Make) -> FlaskClient:
    """The browser of the owner, signed in."""
    return make.sign_in(client, make.first_owner())


@pytest.fixture
def onlooker(app: Flask, make: Make) -> FlaskClient:
    """The browser of somebody who may only look."""
    return make.sign_in(app.test_client(), make.user())
