"""Two accounts with one of everything each."""

import pytest
from flask import Flask

from tests.make import Make
from tests.walks.shop import Shop, open_shop


@pytest.fixture
def shop(app: Flask, make: Make) -> Shop:
    """Our account."""
    return open_shop(app, make)


@pytest.fixture
def other_shop(app: Flask, make: Make) -> Shop:
    """The account of somebody else."""
    return open_shop(app, make)
