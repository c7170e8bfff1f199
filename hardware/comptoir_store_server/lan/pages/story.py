"""Why a print job came out where it did, and what became of it, told step by step in plain words."""

from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from comptoir_store_server.configuration import Configuration, Route
from comptoir_store_server.jobs import Job
from comptoir_store_server.lan.pages.book import Step
from comptoir_store_server.lan.pages.names import ROLES, job_state, reason_sentence
from comptoir_store_server.lan.pages.words import Say
from comptoir_store_server.printing.reading import name_of, object_of


class Told(NamedTuple):
    """One sentence, and when it happened if that is known."""

    text: str
    at: datetime | None = None


class Names:
    """What things are called; those that are gone have left no name."""

    def __init__(self, configuration: Configuration, say: Say) -> None:
        self._printers = {each.id: each.name for each in configuration.peripherals.values()}
        self._tills = {each.id: each.name for each in configuration.tills}
        self._say = say

    def printer(self, peripheral_id: str) -> str:
        """A printer or whatever hangs here."""
        return self._printers.get(peripheral_id) or self._say("A printer that is no longer here")

    def till(self, device_id: str | None, told: object = None) -> str:
        """A till, as it is called now, else as its own paper calls it."""
        if device_id is None:
            return ""
        return self._tills.get(device_id) or name_of(told) or self._say("A till that is no longer here")


class Story:
    """Tells of one job."""

    def __init__(self, job: Job, course: list[Step], configuration: Configuration, say: Say) -> None:
        self._job, self._course, self._say = job, course, say
        self._configuration = configuration
        self._names = Names(configuration, say)

    @property
    def till(self) -> str:
        """The till that wants it, if one does."""
        receipt = object_of(self._job.document.get("receipt"))
        return self._names.till(self._job.device_id, receipt.get("device"))

    @property
    def home(self) -> str:
        """The printer that was meant."""
        return self._names.printer(self._job.redirected_from or self._job.peripheral_id)

    def why_here(self, *, is_reprint: bool) -> list[Told]:
        """Who asked, which printer was meant, and who took its place."""
        return [
            Told(self._who_asked(is_reprint=is_reprint), self._job.received_at),
            Told(self._why_there()),
            *self._redirections(),
        ]

    def _who_asked(self, *, is_reprint: bool) -> str:
        if is_reprint:
            return self._say("Somebody asked for a copy on this page.")
        if not self._job.device_id:
            return self._say("It came from the back office.")
        if self._job.fingerprint is not None:
            return self._say("The till %(name)s asked for it in the shop’s own network.", name=self.till)
        return self._say("It came through the back office, for the till %(name)s.", name=self.till)

    def _why_there(self) -> str:
        route = self._route()
        facts = {
            "device": self.till,
            "printer": self.home,
            "role": self._say(ROLES.get(self._job.role, self._job.role)),
        }
        if not self._job.device_id:
            return self._say("%(printer)s was chosen by hand, not by a till’s usage mode.", printer=self.home)
        if route is not None and route.peripheral_id == (
            self._job.redirected_from or self._job.peripheral_id
        ):
            return self._say("%(device)s uses %(printer)s as “%(role)s”.", **facts)
        return self._say(
            "At that time %(device)s used %(printer)s as “%(role)s”; today it does not.", **facts
        )

    def _route(self) -> Route | None:
        wanted = (self._job.device_id, self._job.role)
        routes = self._configuration.routes
        return next((each for each in routes if (each.device_id, each.role) == wanted), None)

    def _redirections(self) -> list[Told]:
        found = [
            self._redirection(before, after)
            for before, after in pairwise(self._course)
            if before.peripheral_id != after.peripheral_id
        ]
        if not found and self._job.redirected_from:
            here = Step(self._job.state, None, self._job.peripheral_id, None)
            found = [self._redirection(here._replace(peripheral_id=self._job.redirected_from), here)]
        return found

    def _redirection(self, before: Step, after: Step) -> Told:
        old, new = self._names.printer(before.peripheral_id), self._names.printer(after.peripheral_id)
        if after.peripheral_id == self._course_home():
            return Told(self._say("It went back to %(printer)s.", printer=new), after.at)
        told = self._say(
            "%(printer)s could not print, so its stand-in %(stand_in)s took it.", printer=old, stand_in=new
        )
        reason = reason_sentence(before.reason)
        return Told(f"{told} {self._say(reason)}" if reason else told, after.at)

    def _course_home(self) -> str | None:
        return self._course[0].peripheral_id if self._course else None

    def course(self) -> list[Told]:
        """Received, waiting, sending, and how it ended."""
        told = [Told(self._say("The store server received it."), self._job.received_at)]
        for before, step in pairwise(self._course):
            if (before.state, before.reason) != (step.state, step.reason):
                told.append(Told(self._step(step, before), step.at))
        if not self._course and self._job.changed_at is not None:
            last = Step(self._job.state.value, self._job.reason, self._job.peripheral_id, None)
            told.append(Told(self._step(last, None), self._job.changed_at))
        return told

    def _step(self, step: Step, before: Step | None) -> str:
        reason = reason_sentence(step.reason)
        more = f" {self._say(reason)}" if reason else ""
        if step.state == "sending" and (before is None or before.state != "sending"):
            return self._say("The store server began to send it.") + more
        if step.state == "sending":
            return self._say("The printer paused.") + more if reason else self._say("The printer went on.")
        if step.state == "queued":
            return self._say("It waits to be printed once more, as a duplicate.")
        word = self._say(job_state(str(self._job.document.get("kind")), step.state)[0])
        return f"{word}.{more}"
