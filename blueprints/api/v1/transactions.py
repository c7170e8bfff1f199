"""`POST /sync/transactions`: a till hands in its journal; `stored` is durable (PROTOCOL §5)."""

from collections.abc import Sequence
from datetime import datetime

from flask import Blueprint, Response
from sqlalchemy.orm import Session

from blueprints.api.bodies import json_response, raw_body
from blueprints.api.journal_reader import read_upload
from blueprints.api.lean_principal import depositing_till, reading
from blueprints.api.office import clock, office
from blueprints.api.v1.messages.transactions import EntryResult, UploadAnswer
from blueprints.api.v1.poll import due_streams
from domain.journal import Result, Upload
from domain.receipts import Flag
from domain.sync_rules import Due
from models.scope import Actor, enter_account
from services.delivery.poll import due_after_day_report
from services.journal.journal import Deposit, deposit
from services.tills.tills import CallingTill

endpoint = Blueprint("transactions", __name__)


@endpoint.post("/sync/transactions")
def post_transactions() -> Response:
    """200 with a verdict on each entry, committed before it is sent. Also for tills that were deactivated."""
    now = clock()
    with reading() as connection:
        till = depositing_till(connection, now)
    uploads = read_upload(raw_body())
    made = office().shared.do(lambda session: _deposit(session, till, uploads, now))
    due: list[Due] = []
    if made.closes_day:
        with reading() as connection:
            due = due_after_day_report(connection, made.till, now)
    return json_response(_answer(made, due))


def _deposit(session: Session, till: CallingTill, uploads: Sequence[Upload], now: datetime) -> Deposit:
    enter_account(session, till.account_id, Actor("device", till.name))
    return deposit(session, till.generation_id, uploads, now)


def _answer(made: Deposit, due: list[Due]) -> UploadAnswer:
    return UploadAnswer(
        [_result(result) for result in made.results],
        made.prefix.ack_through,
        made.prefix.named_holes,
        due_streams(due),
    )


def _result(result: Result) -> EntryResult:
    upload = result.upload
    shown = EntryResult(
        upload.index,
        upload.shown_id,
        upload.shown_n,
        result.verdict.value,
        [Flag(name) for name in result.flags],
    )
    if result.reason:
        shown.reason = result.reason
    return shown
