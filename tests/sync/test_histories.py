"""Whatever happens in whatever order, a till that finishes a pull has exactly what the office says."""

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.sync.histories import ShopAndTills

EVERYDAY = settings(
    max_examples=10, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)


class OnPostgreSQL(ShopAndTills):
    """The same office on the other database."""


def test_every_history_on_sqlite() -> None:
    run_state_machine_as_test(ShopAndTills, settings=EVERYDAY)


def test_every_history_on_postgresql(postgresql: str) -> None:
    OnPostgreSQL.server = postgresql
    run_state_machine_as_test(OnPostgreSQL, settings=settings(EVERYDAY, max_examples=3))
