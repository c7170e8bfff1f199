"""What somebody may do with a print job on the box's page: print it again, take it back, let it be."""

import threading
import uuid
from datetime import timedelta

from comptoir_store_server.jobs import ENDED, WAITING, Job, JobState
from comptoir_store_server.lan.desk import Shop
from comptoir_store_server.lan.orders import Order
from comptoir_store_server.lan.pages.book import Book
from comptoir_store_server.policies import MARKED
from comptoir_store_server.times import utc_now, write_time

#: Nobody waits for a copy any longer than this: as in the office.
COPY_LIVES = timedelta(hours=1)


class Refused(Exception):
    """It cannot be done; the sentence says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Deeds:
    """Done one at a time, so that a form sent twice does nothing twice."""

    def __init__(self, shop: Shop, book: Book) -> None:
        self._shop, self._book = shop, book
        self._lock = threading.Lock()

    def why_not_again(self, job: Job) -> str | None:
        """Why it cannot be put on paper once more; nothing if it can."""
        if job.state == JobState.UNCERTAIN:
            return "A drawer is not opened once more from here." if job.is_drawer else None
        if job.document.get("kind") not in MARKED:
            return "Such a paper cannot be marked as a duplicate, so it is not printed again from here."
        if job.state not in ENDED:
            return "It is not over yet: it can be printed again when it is."
        if self._is_under_way(job.id):
            return "A copy of it is under way already."
        if (job.redirected_from or job.peripheral_id) not in self._shop.configuration().peripherals:
            return "Its printer is not here any more."
        return None

    def _is_under_way(self, job_id: str) -> bool:
        over = {each.value for each in ENDED}
        return any(state not in over for _, state, _ in self._book.copies_of(job_id))

    def print_again(self, job_id: str) -> str:
        """Marked as a duplicate; returns the id of the job that does it. Raises Refused."""
        with self._lock:
            job = self._shop.spool.find(job_id)
            reason = self.why_not_again(job) if job is not None else "There is no such print job any more."
            if job is None or reason is not None:
                raise Refused(reason or "")
            if job.state != JobState.UNCERTAIN:
                return self._order_copy(job)
            if not self._shop.spool.print_again(job.id, utc_now()):
                raise Refused("Somebody else has decided already.")
        self._shop.on_jobs()
        return job.id

    def _order_copy(self, job: Job) -> str:
        """A job of its own, on the printer that was meant; it opens no drawer."""
        now, copy_id = utc_now(), str(uuid.uuid4())
        document = {**job.document, "duplicate": True, "open_drawer": False}
        order = Order(copy_id, job.role, document, 1, None)
        told = {
            "id": copy_id,
            "role": job.role,
            "peripheral_id": job.redirected_from or job.peripheral_id,
            "document": document,
            "copies": 1,
            "expires_at": write_time(now + COPY_LIVES),
            "device_id": job.device_id,
            "reprint_of": job.id,
        }
        self._shop.spool.take(told, order.fingerprint, now)
        self._shop.on_jobs()
        return copy_id

    def cancel(self, job_id: str) -> None:
        """Take back what waits. Raises Refused."""
        if not self._shop.spool.cancel(job_id, utc_now()):
            raise Refused("It does not wait any more, so it cannot be cancelled.")
        self._shop.on_report()

    def discard(self, job_id: str) -> None:
        """The first paper is there, or nobody wants one. Raises Refused."""
        if not self._shop.spool.discard(job_id, utc_now()):
            raise Refused("Somebody else has decided already.")
        self._shop.on_report()


def may_cancel(job: Job) -> bool:
    """Whether it still waits."""
    return job.state in WAITING
