"""The pages themselves: the journal, one job with its paper, the drawers, and the deeds."""

import threading
from typing import TYPE_CHECKING, Any

from comptoir_store_server.jobs import Job, JobState
from comptoir_store_server.kept_papers import Medium, SentPaper, find_paper, find_papers
from comptoir_store_server.lan.desk import Shop
from comptoir_store_server.lan.pages.book import STATE_GROUPS, Book, Wish
from comptoir_store_server.lan.pages.deeds import Deeds, Refused, may_cancel
from comptoir_store_server.lan.pages.names import (
    ADVICE,
    JOB_STATES,
    NO_PICTURE,
    NO_PICTURE_NOW,
    job_state,
    reason_sentence,
)
from comptoir_store_server.lan.pages.names import STATE_GROUPS as GROUP_WORDS
from comptoir_store_server.lan.pages.page_pictures import PageEasel, TooMany
from comptoir_store_server.lan.pages.story import Names, Story
from comptoir_store_server.lan.pages.told import Stop, Told, go
from comptoir_store_server.lan.pages.told_of_shop import (
    Badge,
    PaperCard,
    facts_of_frame,
    kind_word,
    pages_card,
    peripherals,
    roll_card,
    row,
    zone_of,
)
from comptoir_store_server.lan.pages.visit import Visit
from comptoir_store_server.page_printers.confined import Unreadable
from comptoir_store_server.page_printers.pictures import PagePicture
from comptoir_store_server.policies import MARKED
from comptoir_store_server.printing.reading import object_of, text_of
from comptoir_store_server.times import read_time

if TYPE_CHECKING:
    from comptoir_store_server.lan.pages.paper_pictures import Easel

#: A file that a till made is never opened as a page of this box.
NOTHING_ALLOWED = "default-src 'none'; sandbox; frame-ancestors 'none'"


class Rooms:
    """Everything behind the sign-in page."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._book = Book(shop.folder.spool)
        self._deeds = Deeds(shop, self._book)
        self._lock = threading.Lock()
        self._easel: Easel | None = None
        self._pages = PageEasel()

    # Lists.

    def journal(self, visit: Visit) -> Told:
        """The printers, and every print job, latest first."""
        wish = _read_wish(visit)
        lines, has_older = self._book.lines(wish)
        names = Names(visit.configuration, visit.say)
        return self._page(
            visit,
            "journal.html",
            peripherals=peripherals(visit, self._shop.health),
            rows=[row(visit, names, line) for line in lines],
            older=visit.here(before=str(lines[-1].place)) if has_older else None,
            wish=wish,
            choices=self._choices(visit, names),
        )

    def _choices(self, visit: Visit, names: Names) -> dict[str, list[tuple[str, str]]]:
        """What the filters offer: all that is here, and all that was."""
        printers, tills = self._book.printers_and_tills()
        here = [each.id for each in visit.configuration.peripherals.values()]
        known = [each.id for each in visit.configuration.tills]
        return {
            "printer": [(each, names.printer(each)) for each in dict.fromkeys([*here, *printers])],
            "till": [(each, names.till(each)) for each in dict.fromkeys([*known, *tills])],
            "state": [(each, visit.say(word)) for each, word in GROUP_WORDS.items()],
        }

    def drawers(self, visit: Visit) -> Told:
        """Every opening of a drawer, latest first, and what for."""
        before = _number(visit.asked.query.get("before", ""))
        lines, has_older = self._book.openings(before)
        names = Names(visit.configuration, visit.say)
        older = visit.here(before=str(lines[-1].place)) if has_older else None
        rows = [row(visit, names, line) for line in lines]
        return self._page(visit, "drawers.html", rows=rows, older=older, before=before)

    # One job.

    def job(self, visit: Visit) -> Told:
        """Why it came out there, what became of it, and the paper."""
        job = self._job(visit)
        kind = str(job.document.get("kind"))
        course = self._book.course(job.id)
        story = Story(job, course, visit.configuration, visit.say)
        original = self._book.original_of(job.id)
        word, tone = job_state(kind, job.state.value)
        reason = reason_sentence(job.reason)
        why_not = self._deeds.why_not_again(job)
        return self._page(
            visit,
            "job.html",
            job=job,
            title=self._title(visit, job),
            state=Badge(visit.say(word), tone),
            at=visit.say.moment(job.changed_at, zone_of(visit)),
            reason=visit.say(reason) if reason else None,
            advice=visit.say(ADVICE[job.state.value]) if kind not in ("drawer", "probe") else None,
            why=_times(visit, story.why_here(is_reprint=original is not None)),
            course=_times(visit, story.course()),
            printer=story.home,
            till=story.till,
            original=original,
            copies=[
                (copy_id, visit.say.moment(read_time(at), zone_of(visit)), visit.say(JOB_STATES[state][0]))
                for copy_id, state, at in self._book.copies_of(job.id)
            ],
            papers=[self._card(visit, each) for each in self._papers(job)],
            is_paper=kind not in ("drawer", "probe"),
            was_sent=any(step.state == "sending" for step in course),
            why_not=visit.say(why_not) if why_not else None,
            may_cancel=may_cancel(job),
            is_uncertain=job.state == JobState.UNCERTAIN,
        )

    def _papers(self, job: Job) -> list[SentPaper]:
        """The latest first; what a job went through before its last tries is told by its course."""
        return find_papers(self._shop.folder.papers, job.id)[::-1][:3]

    def _card(self, visit: Visit, sent: SentPaper) -> PaperCard:
        """With what stands on each piece, for whoever cannot see it."""
        if sent.medium == Medium.PDF:
            return pages_card(
                visit, sent, self._page_or_why(sent, _number(visit.asked.query.get("page", "")))
            )
        texts = [paper.text.strip("\n") for paper in self._find_easel().read(sent)]
        return roll_card(visit, sent, texts)

    def _page_or_why(self, sent: SentPaper, number: int) -> PagePicture | str:
        try:
            return self._pages.draw(sent.data, max(1, number))
        except Unreadable as refused:
            return NO_PICTURE[refused.reason]
        except TooMany:
            return NO_PICTURE_NOW

    def _find_easel(self) -> "Easel":
        with self._lock:
            if self._easel is None:
                # how a printer reads and draws is loaded when somebody looks at a paper
                from comptoir_store_server.lan.pages.paper_pictures import Easel

                self._easel = Easel()
            return self._easel

    def picture(self, visit: Visit) -> Told:
        """One piece of paper as it was sent, drawn when somebody looks at it."""
        sent, number = self._paper(visit), _number(visit.parts[2])
        drawn = self._png(sent, number + 1) if sent.medium == Medium.PDF else self._piece(sent, number)
        if drawn is None:
            raise Stop(404)
        return Told(body=drawn, kind="image/png")

    def _piece(self, sent: SentPaper, number: int) -> bytes | None:
        return self._find_easel().draw(sent, number)

    def _png(self, sent: SentPaper, number: int) -> bytes | None:
        try:
            drawn = self._pages.draw(sent.data, number)
        except Unreadable:
            return None
        except TooMany as busy:
            raise Stop(503, wait_s=5) from busy
        return drawn.png if drawn.number == number else None

    def file(self, visit: Visit) -> Told:
        """A page as it was sent, to be kept or opened."""
        sent = self._paper(visit)
        if sent.medium != Medium.PDF:
            raise Stop(404)
        name = f'attachment; filename="{sent.at:%Y-%m-%d-%H%M%S}.pdf"'
        headers = {"Content-Disposition": name, "Content-Security-Policy": NOTHING_ALLOWED}
        return Told(body=sent.data, kind="application/pdf", headers=headers)

    def _paper(self, visit: Visit) -> SentPaper:
        sent = find_paper(self._shop.folder.papers, visit.parts[0], _number(visit.parts[1]))
        if sent is None:
            raise Stop(404)
        return sent

    # Deeds.

    def print_again(self, visit: Visit) -> Told:
        """Asks, then prints a copy, marked as one."""
        job = self._job(visit)
        if visit.asked.method == "GET":
            why_not = self._deeds.why_not_again(job)
            return self._ask(visit, job, "print-again", why_not)
        try:
            copy_id = self._deeds.print_again(job.id)
        except Refused as refused:
            return self._ask(visit, job, "print-again", refused.sentence, 409)
        is_marked = job.document.get("kind") in MARKED
        told = "It is printed once more, marked as a duplicate." if is_marked else "It is printed once more."
        visit.tell(visit.say(told))
        return go(f"/jobs/{copy_id}")

    def cancel(self, visit: Visit) -> Told:
        """Asks, then takes back what waits."""
        job = self._job(visit)
        if visit.asked.method == "GET":
            late = None if may_cancel(job) else "It does not wait any more, so it cannot be cancelled."
            return self._ask(visit, job, "cancel", late)
        try:
            self._deeds.cancel(job.id)
        except Refused as refused:
            return self._ask(visit, job, "cancel", refused.sentence, 409)
        visit.tell(visit.say("It was cancelled and is not printed."))
        return go(f"/jobs/{job.id}")

    def discard(self, visit: Visit) -> Told:
        """Asks, then settles an uncertain job: no second paper."""
        job = self._job(visit)
        if visit.asked.method == "GET":
            late = None if job.state == JobState.UNCERTAIN else "Somebody else has decided already."
            return self._ask(visit, job, "discard", late)
        try:
            self._deeds.discard(job.id)
        except Refused as refused:
            return self._ask(visit, job, "discard", refused.sentence, 409)
        visit.tell(visit.say("It is settled: nothing more is printed."))
        return go(f"/jobs/{job.id}")

    def _ask(self, visit: Visit, job: Job, deed: str, refused: str | None, status: int = 200) -> Told:
        names = Names(visit.configuration, visit.say)
        is_decision = job.state == JobState.UNCERTAIN
        printer = job.peripheral_id if is_decision else job.redirected_from or job.peripheral_id
        return self._page(
            visit,
            "deed.html",
            status,
            job=job,
            deed=deed,
            what=self._title(visit, job),
            printer=names.printer(printer),
            is_marked=job.document.get("kind") in MARKED,
            refused=visit.say(refused) if refused else None,
        )

    # What all share.

    def _job(self, visit: Visit) -> Job:
        job = self._book.job(visit.parts[0])
        if job is None:
            raise Stop(404)
        return job

    def _title(self, visit: Visit, job: Job) -> str:
        number = text_of(object_of(job.document.get("receipt")).get("number"))
        return " ".join(part for part in (kind_word(visit, str(job.document.get("kind"))), number) if part)

    def _page(self, visit: Visit, template: str, status: int = 200, **facts: Any) -> Told:
        return visit.page(template, status, **facts_of_frame(visit, self._shop.folder), **facts)


def _read_wish(visit: Visit) -> Wish:
    query = visit.asked.query
    state = query.get("state", "")
    return Wish(
        word=query.get("q", "").strip()[:40],
        printer=query.get("printer", ""),
        till=query.get("till", ""),
        state=state if state in STATE_GROUPS else "",
        before=_number(query.get("before", "")),
    )


def _number(told: str) -> int:
    return int(told) if told.isascii() and told.isdigit() and len(told) <= 15 else 0


def _times(visit: Visit, steps: list[Any]) -> list[tuple[str, str | None]]:
    zone = zone_of(visit)
    return [(step.text, visit.say.moment(step.at, zone) if step.at else None) for step in steps]
