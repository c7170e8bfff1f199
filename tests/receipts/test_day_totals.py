"""A day report in the reader's words: known sums have names, anything else comes last as the till wrote it."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm import Session

from blueprints.receipts.day_totals import TotalLine, TotalsOfTill, tell_totals
from domain.shifts import readable_totals
from models import DayReport
from tests.make import Make
from tests.pages.browsing import open_page
from tests.pages.house_checks import text_of
from tests.receipts.journal import day_report, sale, send

SOLD = [
    ({"sales": 1850}, [("Sales", "PLN18.50")], []),
    (
        {"payments": {"card": 500, "cash": 1350}, "net": 1850, "refunds": 0},
        [("Refunds", "PLN0.00"), ("Net sales", "PLN18.50"), ("Card", "PLN5.00"), ("Cash", "PLN13.50")],
        [],
    ),
    ({"payments": {"blik": 70}}, [("blik", "PLN0.70")], []),
    ({"payments": [{"method": "cash", "amount": 70}]}, [("Cash", "PLN0.70")], []),
    ({"by_method": {"voucher": -70}}, [("Voucher", "-PLN0.70")], []),
    (
        {"taxes": [{"rate": "5.5", "base": 1000, "amount": 55}]},
        [("Tax 5.5 %", "PLN0.55")],
        [("taxes.5.5.base", "1,000")],
    ),
    ({"taxes": {"VAT": 55, "8": 137}}, [("Tax 8 %", "PLN1.37")], [("taxes.VAT", "55")]),
    ({"sales": "18,50", "drawer": {"opened": 12}}, [], [("sales", "18,50"), ("drawer.opened", "12")]),
    (
        {"payments": 70, "Sales": 1, "payments.": 2},
        [],
        [("payments", "70"), ("Sales", "1"), ("payments.", "2")],
    ),
    ({}, [], []),
]


@pytest.mark.parametrize(("totals", "known", "others"), SOLD)
def test_what_a_till_reports_has_words_where_the_office_knows_it(
    app: Flask, totals: TotalsOfTill, known: list[tuple[str, str]], others: list[tuple[str, str]]
) -> None:
    with app.test_request_context(), force_locale("en"):
        told = tell_totals(readable_totals(totals), "PLN")
    assert [(one.label, one.value.replace("\xa0", "")) for one in told.known] == known
    assert told.others == [TotalLine(*one) for one in others]


def test_the_card_says_it_in_words_and_in_the_currency_of_the_day(
    client: FlaskClient, make: Make, session: Session
) -> None:
    owner, till = make.sign_in(client, make.first_owner()), make.till()
    totals = {"sales": 1850, "payments": {"cash": 1850}, "z_counter": 7}
    send(owner, till, sale(1, currency="EUR"), day_report(2, totals=totals))
    path = f"/receipts/day-reports/{session.scalars(select(DayReport.public_id)).one()}"
    shown = text_of(open_page(owner, path))
    told, _heading, others = shown.partition("Also reported by the till")
    assert told.count("€18.50") == 2, told
    assert "Cash" in told
    assert "payments.cash" not in shown
    assert "z_counter" in others
