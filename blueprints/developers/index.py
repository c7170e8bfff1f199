"""The page: prose in the reader's language, examples and lists out of the contract itself."""

from typing import Any

from flask import current_app, render_template, request

from blueprints.developers import room
from blueprints.developers.problem_words import ADVICE
from blueprints.developers.routes import routes_of
from blueprints.developers.shown import Shown
from blueprints.wire_examples import SECTIONS


@room.get("")
def index() -> str:
    """Everything that a till needs to know of the office, in the order in which a till lives it."""
    contract = current_app.extensions["api"].extensions["contract"].document
    base = _public_address()
    return render_template(
        "developers/page.html",
        base=base,
        shown={one.name: Shown(one, base) for section in SECTIONS.values() for one in section},
        routes=routes_of(contract),
        problems=_problems(contract),
    )


def _public_address() -> str:
    """Where tills find this office: the address it was told, else the one the reader used."""
    address = current_app.config["SETTINGS"].public_url or request.host_url
    return str(address).rstrip("/")


def _problems(contract: dict[str, Any]) -> list[tuple[str, int, str]]:
    """Code, status and what a till does about it; in the order of the statuses."""
    found = [(code, facts["status"], str(ADVICE[code])) for code, facts in contract["x-problems"].items()]
    return sorted(found, key=lambda problem: problem[1])
