"""Whose word counts when nobody knows whether a card was charged: every standing, every report, every answer."""

import pytest

from domain.payments_in_doubt import Case, Paid, Standing, Told, after_decision, after_report
from domain.refusal import Refusal

OPEN = Case(Standing.OPEN)
SAID_PAID = Case(Standing.DECIDED, Paid.PAID)
SAID_NOT = Case(Standing.DECIDED, Paid.NOT_PAID)
PAID = Case(Standing.SETTLED, None, Paid.PAID)
NOT_PAID = Case(Standing.SETTLED, None, Paid.NOT_PAID)
HEARD_PAID = Case(Standing.SETTLED, Paid.PAID, Paid.PAID)
HEARD_NOT = Case(Standing.SETTLED, Paid.NOT_PAID, Paid.NOT_PAID)
OVERRULED = Case(Standing.SETTLED, Paid.PAID, Paid.NOT_PAID)
OVERRULED_NOT = Case(Standing.SETTLED, Paid.NOT_PAID, Paid.PAID)

#: how it stood → how it stands after each of: unknown, paid, not_paid, forgotten
AFTER_REPORTS = {
    None: (OPEN, PAID, NOT_PAID, None),
    OPEN: (OPEN, PAID, NOT_PAID, OPEN),
    SAID_PAID: (SAID_PAID, HEARD_PAID, OVERRULED, HEARD_PAID),
    SAID_NOT: (SAID_NOT, OVERRULED_NOT, HEARD_NOT, HEARD_NOT),
    PAID: (PAID,) * 4,
    NOT_PAID: (NOT_PAID,) * 4,
    HEARD_PAID: (HEARD_PAID,) * 4,
    OVERRULED: (OVERRULED,) * 4,
}
CASES = [
    (before, told, after)
    for before, afters in AFTER_REPORTS.items()
    for told, after in zip(Told, afters, strict=True)
]


@pytest.mark.parametrize(("before", "told", "after"), CASES)
def test_a_report_moves_it_and_the_same_again_moves_nothing(
    before: Case | None, told: Told, after: Case | None
) -> None:
    assert after_report(before, told) == after
    assert after_report(after, told) == after


@pytest.mark.parametrize("paid", Paid)
def test_an_answer_is_on_its_way_until_the_store_server_has_it(paid: Paid) -> None:
    assert after_decision(OPEN, paid) == Case(Standing.DECIDED, paid)
    assert after_decision(OPEN, paid, has_store_server=False) == Case(Standing.SETTLED, paid, paid)


@pytest.mark.parametrize("paid", Paid)
@pytest.mark.parametrize("case", [each for each in AFTER_REPORTS if each not in (None, OPEN)])
def test_whoever_answers_second_is_refused(case: Case, paid: Paid) -> None:
    with pytest.raises(Refusal, match="payment_answered"):
        after_decision(case, paid)


@pytest.mark.parametrize("case", [OVERRULED, OVERRULED_NOT])
def test_an_answer_that_came_too_late_is_known_as_such(case: Case) -> None:
    assert case.is_overruled


@pytest.mark.parametrize("case", [OPEN, SAID_PAID, SAID_NOT, PAID, NOT_PAID, HEARD_PAID, HEARD_NOT])
def test_nothing_else_is_overruled(case: Case) -> None:
    assert not case.is_overruled
