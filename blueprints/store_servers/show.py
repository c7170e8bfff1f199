"""The list of store servers and the card of one."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from flask import abort, current_app, render_template, request
from flask_login import login_required

from blueprints.edge import now, recall
from blueprints.peripheral_rows import ListRow, list_rows
from blueprints.store_servers import room
from blueprints.store_servers.page_code import code_to_show, pages_of
from blueprints.store_servers.words import state_of
from extensions import db
from models import StoreServer
from services.peripherals.peripherals import count_driven
from services.store_servers.store_servers import driven_keys, find_store_server, list_store_servers

PAGE_SIZE = 50


@dataclass(frozen=True)
class Row:
    """A store server as the list and the card show it."""

    server: StoreServer
    state: str
    tone: str
    last_heard: datetime | None
    waiting: int


@dataclass(frozen=True)
class Driven:
    """One page of what a store server drives."""

    rows: list[ListRow]
    total: int
    page: int
    pages: int


@room.get("")
@login_required
def index() -> str:
    """All store servers of the account."""
    return render_template("store_servers/page.html", rows=_rows(list_store_servers(db.session())))


@room.get("/<public_id>")
@login_required
def show(public_id: str) -> str:
    """The card of one store server, with the printers it drives."""
    server = find_store_server(db.session(), public_id) or abort(404)
    driven = _driven(server)
    if request.headers.get("HX-Target") == "list":
        return render_template("store_servers/_driven.html", driven=driven)
    return render_template(
        "store_servers/show.html",
        row=_rows([server])[0],
        driven=driven,
        page_code=code_to_show(server),
        pages=pages_of(server),
    )


def _driven(server: StoreServer) -> Driven:
    """The page that the address asks for; a page beyond the last shows the last."""
    session = db.session()
    total = recall(("driven", server.id), partial(count_driven, session, server))
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    read = partial(driven_keys, session, server, first=(page - 1) * PAGE_SIZE, limit=PAGE_SIZE)
    keys = recall(("driven", server.id, page), read)
    return Driven(list_rows(keys), total, page, pages)


def _rows(servers: list[StoreServer]) -> list[Row]:
    heard = current_app.extensions["contacts"].last(f"store_server:{server.id}" for server in servers)
    rows = []
    for server in servers:
        contact = heard.get(f"store_server:{server.id}")
        last_heard = contact.at if contact else None
        word, tone = state_of(server, last_heard, now())
        rows.append(Row(server, word, tone, last_heard, _waiting(server)))
    return rows


def _waiting(server: StoreServer) -> int:
    """Jobs in the box that are not on paper yet, as it last said."""
    queue = (server.health or {}).get("queue") or {}
    return sum(
        count for state, count in queue.items() if state in ("queued", "blocked") and isinstance(count, int)
    )
