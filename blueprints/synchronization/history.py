"""The history of syncs: what each till fetched or sent, when, why, and what it could not use."""

from collections.abc import Iterator
from functools import lru_cache

from flask import Response, abort, current_app, get_template_attribute, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import login_required
from markupsafe import Markup
from sqlalchemy import select

from blueprints.days import read_day
from blueprints.edge import now, recall
from blueprints.readers import Reader, reader
from blueprints.spreadsheets import csv_file, csv_line
from blueprints.sync_words import (
    STREAM_WORDS,
    Word,
    order_word,
    reason_word,
    stream_word,
    type_word,
)
from blueprints.synchronization import room
from domain.names import Stream
from extensions import db
from models import Store
from services.synchronization.sync_difference import name_failed
from services.synchronization.sync_runs import RunFilter, RunRow, find_run, read_runs, walk_runs

RESULTS: dict[str, LazyString] = {"": _l("All results"), "failed": _l("Only what went wrong")}


@room.get("/history")
@login_required
def history() -> ResponseReturnValue:
    """Every sync and order that fits the filters, latest first."""
    page = request.args.get("page", 1, type=int)
    contacts = current_app.extensions["contacts"]
    found = read_runs(db.session(), _wanted(), page, contacts, now(), recall)
    who = reader()
    words = {
        "found": found,
        "lines": Markup("").join(_drawn(who, row, result_word(row)) for row in found.rows),
    }
    if request.headers.get("HX-Target") == "list":
        return render_template("synchronization/_history_list.html", **words)
    return render_template("synchronization/history.html", **words, **_choices())


@room.get("/history.csv")
@login_required
def export_history() -> Response:
    """The same as a file."""
    return csv_file(_csv_lines(), "synchronization")


@room.get("/history/<public_id>")
@login_required
def run(public_id: str) -> ResponseReturnValue:
    """What a till could not use in one sync, by name."""
    found = find_run(db.session(), public_id)
    if found is None:
        abort(404)
    failed = (
        name_failed(db.session(), found.device, Stream(found.stream), found.failed[:200])
        if found.failed
        else []
    )
    return render_template(
        "synchronization/run.html", run=found, failed=failed, stream_word=stream_word, type_word=type_word
    )


@lru_cache(maxsize=2048)
def _drawn(_who: Reader, row: RunRow, result: Word) -> Markup:
    """What happened never changes, so it is drawn once for the same reader."""
    drawn: Markup = get_template_attribute("synchronization/_history_row.html", "row")(
        row, result, stream_word(row.stream), reason_word(row.reason), what_word(row)
    )
    return drawn


def result_word(row: RunRow) -> Word:
    """How it ended."""
    if row.order_state is not None:
        return order_word(row.order_state)
    if row.failed:
        text = ngettext("%(num)s not usable", "%(num)s not usable", row.failed)
        return Word(text, "bad")
    return Word(_("Done"), "ok")


def what_word(row: RunRow) -> str:
    """How much it was."""
    if row.order_state is not None or row.stream in (Stream.TRANSACTIONS, Stream.APP):
        return ""
    if row.changes is None:
        return ngettext("%(num)s thing, everything anew", "%(num)s things, everything anew", row.applied)
    return ngettext("%(num)s change", "%(num)s changes", row.changes)


def _wanted() -> RunFilter:
    stream = request.args.get("stream", "")
    return RunFilter(
        store=request.args.get("store", ""),
        device=request.args.get("device", ""),
        word=request.args.get("q", ""),
        stream=stream if stream in STREAM_WORDS else "",
        only_failed=request.args.get("result") == "failed",
        first_day=read_day(request.args.get("from")),
        last_day=read_day(request.args.get("to")),
        timezone=db.session.scalar(select(Store.timezone).order_by(Store.id).limit(1)) or "UTC",
    )


def _choices() -> dict[str, object]:
    """What the filters offer."""
    stores = db.session.execute(select(Store.public_id, Store.name).order_by(Store.name)).all()
    return {"stores": stores, "streams": STREAM_WORDS, "results": RESULTS}


def _csv_lines() -> Iterator[str]:
    yield csv_line(
        [
            _("When"),
            _("Till"),
            _("Store"),
            _("What"),
            _("Why"),
            _("Ordered by"),
            _("Changes"),
            _("Applied"),
            _("Not usable"),
            _("Result"),
        ]
    )
    for row in walk_runs(db.session(), _wanted(), current_app.extensions["contacts"], now()):
        yield csv_line(_cells(row))


def _cells(row: RunRow) -> list[str]:
    return [
        row.at.isoformat(timespec="seconds"),
        row.device,
        row.store,
        stream_word(row.stream),
        reason_word(row.reason),
        row.ordered_by or "",
        "" if row.changes is None else str(row.changes),
        str(row.applied),
        str(row.failed),
        result_word(row).label,
    ]
