"""What stands on the pages about printers, jobs and papers, ready to be drawn."""

from typing import Any, NamedTuple

from comptoir_store_server.folder import DataFolder
from comptoir_store_server.health import HealthBoard
from comptoir_store_server.identity import find_identity
from comptoir_store_server.kept_papers import SentPaper
from comptoir_store_server.lan.pages.book import Line
from comptoir_store_server.lan.pages.names import (
    FIRST_AID,
    JOB_KINDS,
    KINDS,
    ROLES,
    STATES,
    job_state,
    reason_sentence,
)
from comptoir_store_server.lan.pages.story import Names
from comptoir_store_server.lan.pages.visit import Visit
from comptoir_store_server.page_printers.pictures import PagePicture
from comptoir_store_server.times import read_time


class Badge(NamedTuple):
    """A state in a word or two."""

    word: str
    tone: str


class PeripheralCard(NamedTuple):
    """A printer or whatever else hangs here."""

    id: str
    name: str
    kind: str
    state: Badge
    since: str | None
    advice: str | None


class Row(NamedTuple):
    """A job in a list."""

    id: str
    what: str
    is_copy: bool
    when: str
    printer: str
    #: the stand-in that has it
    stand_in: str | None
    till: str
    role: str
    state: Badge
    reason: str | None
    copies: int
    #: of an opened drawer: what for
    purpose: str


class Piece(NamedTuple):
    """A picture of a paper, and what stands on it for whoever cannot see it."""

    url: str
    text: str


class Sheet(NamedTuple):
    """One page of a file, as a picture."""

    piece: Piece
    number: int
    pages: int
    #: where the pages beside it are
    previous: str | None
    next: str | None


class PaperCard(NamedTuple):
    """What was sent at one moment."""

    when: str
    printer: str
    copies: int
    pieces: list[Piece]
    #: of pages: where their file is, the one that is shown, or why none is
    file: str | None
    sheet: Sheet | None = None
    no_sheet: str | None = None


def zone_of(visit: Visit) -> str:
    """The clock of the shop."""
    return str(visit.configuration.store.get("timezone") or "UTC")


def name_of_box(folder: DataFolder) -> str:
    """As the office calls it."""
    identity = find_identity(folder)
    return identity.name if identity is not None else "Comptoir"


def peripherals(visit: Visit, health: HealthBoard) -> list[PeripheralCard]:
    """All that hangs here, printers first."""
    known = {entry["id"]: entry for entry in health.report()}
    order = list(KINDS)
    order.sort(key=lambda kind: not kind.endswith("_printer"))
    cards = []
    for each in visit.configuration.peripherals.values():
        entry = known.get(each.id, {})
        word, tone = STATES[entry.get("state", "not_seen")]
        since = visit.say.moment(read_time(entry["since"]), zone_of(visit)) if entry else None
        advice = FIRST_AID.get(entry.get("state", "")) if each.kind.endswith("_printer") else None
        badge = Badge(visit.say(word), tone)
        kind = visit.say(KINDS.get(each.kind, each.kind))
        place = order.index(each.kind) if each.kind in order else len(order)
        card = PeripheralCard(each.id, each.name, kind, badge, since, visit.say(advice) if advice else None)
        cards.append((place, each.name.lower(), card))
    return [card for *_, card in sorted(cards, key=lambda each: each[:2])]


def row(visit: Visit, names: Names, line: Line) -> Row:
    """One job as the lists show it."""
    say = visit.say
    word, tone = job_state(line.kind, line.state)
    reason = reason_sentence(line.reason)
    is_elsewhere = line.redirected_from is not None
    return Row(
        id=line.id,
        what=" ".join(part for part in (kind_word(visit, line.kind), str(line.number or "")) if part),
        is_copy=bool(line.is_copy),
        when=say.moment(line.came_at, zone_of(visit)),
        printer=names.printer(line.home_id),
        stand_in=names.printer(line.peripheral_id) if is_elsewhere else None,
        till=names.till(line.device_id, line.device_name),
        role=say(ROLES.get(line.role, line.role)),
        state=Badge(say(word), tone),
        reason=say(reason) if reason else None,
        copies=line.copies,
        purpose=_purpose(visit, line),
    )


def kind_word(visit: Visit, kind: str) -> str:
    """What was put on paper."""
    return visit.say(JOB_KINDS.get(kind, kind))


def _purpose(visit: Visit, line: Line) -> str:
    if line.kind != "drawer":
        what = " ".join(part for part in (kind_word(visit, line.kind), str(line.number or "")) if part)
        return visit.say("Together with: %(document)s", document=what)
    if line.device_id:
        return visit.say("The till opened it without a receipt.")
    return visit.say("It was tried out in the back office.")


def roll_card(visit: Visit, sent: SentPaper, texts: list[str]) -> PaperCard:
    """Drawn piece by piece, each with its text."""
    pieces = [Piece(f"{_place(sent)}-{number}.png", text) for number, text in enumerate(texts)]
    return PaperCard(_when(visit, sent), sent.printer, sent.copies, pieces, None)


def pages_card(visit: Visit, sent: SentPaper, drawn: PagePicture | str) -> PaperCard:
    """One page as a picture, or why there is none; and the file, to be kept."""
    card = PaperCard(_when(visit, sent), sent.printer, sent.copies, [], f"{_place(sent)}.pdf")
    if isinstance(drawn, str):
        return card._replace(no_sheet=visit.say(drawn))
    number, pages = drawn.number, drawn.pages
    piece = Piece(f"{_place(sent)}-{number - 1}.png", drawn.text)
    before = visit.here(page=str(number - 1)) if number > 1 else None
    after = visit.here(page=str(number + 1)) if number < pages else None
    return card._replace(sheet=Sheet(piece, number, pages, before, after))


def _when(visit: Visit, sent: SentPaper) -> str:
    return visit.say.moment(sent.at, zone_of(visit))


def _place(sent: SentPaper) -> str:
    return f"/jobs/{sent.job_id}/papers/{sent.place}"


def facts_of_frame(visit: Visit, folder: DataFolder) -> dict[str, Any]:
    """What stands around every page: whose box this is, and whether the office hears of it."""
    state = folder.read_json(folder.state) or {}
    is_cut_off = state.get("contact") == "unreachable"
    return {
        "box": name_of_box(folder),
        "store": str(visit.configuration.store.get("name") or ""),
        "cut_off_since": visit.say.moment(read_time(state.get("at")), zone_of(visit)) if is_cut_off else None,
    }
