"""The print journal: what was to be put on paper, where, for whom, and what became of it."""

from functools import lru_cache, partial
from typing import Any

from flask import get_template_attribute, render_template, request
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from flask_login import current_user, login_required
from markupsafe import Markup
from sqlalchemy import select

from blueprints.days import read_day
from blueprints.edge import recall
from blueprints.languages import said
from blueprints.peripheral_words import JOB_KINDS, PRINT_STATUSES, TRIAL_STATUSES, reason_words
from blueprints.peripherals import room
from blueprints.peripherals.job_rows import TRIALS
from blueprints.peripherals.long_lists import draw_options, pairs_of
from blueprints.readers import Reader, reader
from domain.names import PrintStatus
from extensions import db
from models import Store
from services.peripherals.peripheral_choices import paper_choices, till_choices
from services.printing.print_journal import STATE_GROUPS, JobLine, JournalFilter, read_journal

#: group of states -> its word
STATES: dict[str, LazyString] = {
    "waiting": _l("Under way"),
    "printed": _l("Printed"),
    "uncertain": _l("Perhaps printed"),
    "lost": _l("Not printed"),
}
ALL_PRINTERS, ALL_TILLS = _l("All printers"), _l("All POS devices")


@room.get("/journal")
@login_required
def journal() -> str:
    """Every print job, latest first; filtered by printer, till, kind, state and day, searched by receipt."""
    wanted, page = _wanted(), request.args.get("page", 1, type=int)
    found = _remembered("print journal", wanted, page, partial(read_journal, db.session(), wanted, page))
    who = reader()
    words: dict[str, Any] = {
        "found": found,
        "lines": Markup("").join(_drawn(who, one) for one in found.lines),
    }
    if request.headers.get("HX-Target") == "list":
        return render_template("peripherals/_journal_list.html", **words)
    return render_template("peripherals/journal.html", **words, **_choices(wanted))


def status_words(kind: str, status: str) -> tuple[str, str]:
    """The word and tone for the state of a job; of what is no paper, nobody says that it was printed."""
    word, tone = (TRIAL_STATUSES if kind in TRIALS else PRINT_STATUSES)[PrintStatus(status)]
    return said(word), tone


def kind_word(kind: str) -> str:
    """What was put on paper."""
    return said(JOB_KINDS.get(kind, kind))


@lru_cache(maxsize=2048)
def _drawn(_who: Reader, line: JobLine) -> Markup:
    """Drawn anew only when something in it changes."""
    row = get_template_attribute("peripherals/_journal_row.html", "row")
    reason = reason_words(line.reason, line.printer_kind)
    drawn: Markup = row(line, kind_word(line.kind), status_words(line.kind, line.status), reason)
    return drawn


def _wanted() -> JournalFilter:
    args = request.args
    kind, state = args.get("kind", ""), args.get("state", "")
    return JournalFilter(
        word=args.get("q", "")[:40],
        printer=args.get("printer", ""),
        device=args.get("device", ""),
        kind=kind if kind in JOB_KINDS else "",
        state=state if state in STATE_GROUPS else "",
        first_day=read_day(args.get("from")),
        last_day=read_day(args.get("to")),
        timezone=_remembered("print journal: clock", _first_clock),
    )


def _first_clock() -> str:
    """Days are days by the clock of the first store."""
    return db.session.scalar(select(Store.timezone).order_by(Store.id).limit(1)) or "UTC"


def _choices(wanted: JournalFilter) -> dict[str, Any]:
    """What the filters offer; the lists may be long, and are drawn once."""
    printers = _remembered("print journal: printers", partial(paper_choices, db.session()))
    tills = _remembered("print journal: tills", partial(till_choices, db.session()))
    return {
        "printers": draw_options(pairs_of(printers, said(ALL_PRINTERS)), wanted.printer),
        "tills": draw_options(pairs_of(tills, said(ALL_TILLS)), wanted.device),
        "kinds": [(kind, said(word)) for kind, word in JOB_KINDS.items()],
        "states": [(state, said(word)) for state, word in STATES.items()],
    }


def _remembered(*key: Any) -> Any:
    *names, read = key
    return recall((*names, current_user.account_id), read)
