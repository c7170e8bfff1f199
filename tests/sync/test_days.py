"""Whatever a day brings: every sale stored once, every till equal to the office, nothing deleted without preview."""

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.sync.days import Days


def test_days_of_two_tills() -> None:
    run_state_machine_as_test(
        Days,
        settings=settings(
            max_examples=10,
            stateful_step_count=30,
            deadline=None,
            phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a shorter history is not worth minutes
            suppress_health_check=list(HealthCheck),
        ),
    )
