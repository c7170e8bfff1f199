"""Names that a printer cannot write: which products, on which printer, because of which letters."""

from functools import partial

from flask import render_template, request
from flask.sansio.blueprints import BlueprintSetupState
from flask_login import login_required

from blueprints.edge import recall
from blueprints.peripherals import room
from extensions import db
from models.scope import account_of
from services.peripherals.unprintable_names import count_unprintable, unprintable_names

PER_PAGE = 50


@room.get("/names")
@login_required
def names() -> str:
    """Every product with every printer that would print its name as a picture."""
    query = request.args.get("q", "").strip().casefold()
    found = [
        (one.printer, name)
        for one in unprintable_names(db.session())
        for name in one.names
        if query in f"{name.name} {one.printer.name}".casefold()
    ]
    pages = max(1, -(-len(found) // PER_PAGE))
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    template = "_names_list.html" if request.headers.get("HX-Target") == "list" else "names.html"
    return render_template(
        f"peripherals/{template}",
        rows=found[(page - 1) * PER_PAGE : page * PER_PAGE],
        total=len(found),
        page=page,
        pages=pages,
    )


def _count(device_id: int | None = None) -> int:
    session = db.session()
    key = ("unprintable", account_of(session), device_id)
    return recall(key, partial(count_unprintable, session, device_id=device_id))


def _printer_count(printer_id: int) -> int:
    read = partial(unprintable_names, db.session(), printer_id=printer_id)
    return sum(one.count for one in recall(("unprintable on", printer_id), read))


@room.record_once
def _teach(state: BlueprintSetupState) -> None:
    """The notice asks for its count only on the pages that show it."""
    environment = state.app.jinja_env
    environment.globals["unprintable_count"] = _count
    environment.globals["unprintable_count_of_printer"] = _printer_count
