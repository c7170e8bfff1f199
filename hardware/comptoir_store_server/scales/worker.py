"""The worker of one scale."""

import queue
from concurrent.futures import Future
from typing import Any

from comptoir_store_server.configuration import Peripheral
from comptoir_store_server.crew import Assignment, Bench
from comptoir_store_server.delivery.failures import Unavailable
from comptoir_store_server.probes import NoResult, Probe, ProbeWorker
from comptoir_store_server.reasons import Reason
from comptoir_store_server.scales.reading import Reading
from comptoir_store_server.scales.scale import Scale

#: Nobody waits longer for a scale to come to rest.
LONGEST_SWAY = 10.0
#: Somebody stands at the till with the goods on the plate; the till asks again.
SWAY_AT_TILL = 2.0


class ScaleWorker(ProbeWorker):
    """Weighs when it is asked to."""

    probe = "weigh"
    _scale: Scale

    def __init__(self, assignment: Assignment, bench: Bench) -> None:
        super().__init__(assignment, bench)
        self._asked: queue.SimpleQueue[Future[Reading]] = queue.SimpleQueue()

    def ask(self) -> Future[Reading]:
        """A till wants the weight now; the answer may be Unavailable."""
        answer: Future[Reading] = Future()
        self._asked.put(answer)
        self.wake()
        return answer

    def work(self) -> float:
        """What the office asked for, then what tills ask for."""
        wait = super().work()
        while not self._asked.empty():
            self._answer(self._asked.get())
        return wait

    def _answer(self, answer: Future[Reading]) -> None:
        if not answer.set_running_or_notify_cancel():
            return  # the till has given up
        try:
            with self._alone():
                answer.set_result(self._scale.weigh(SWAY_AT_TILL))
        except Unavailable as problem:
            self.bench.health.note_reason(self.id, problem.reason)
            answer.set_exception(problem)
        except Exception as problem:
            answer.set_exception(problem)
            raise
        else:
            self._note_there()

    def serve(self, peripheral: Peripheral) -> None:
        """Speak to the scale where it is now."""
        self.let_go()
        patience = self.bench.patience
        self._scale = Scale(peripheral.connection, patience.connect, patience.status)

    def try_out(self, probe: Probe) -> dict[str, Any]:
        """The weight at rest."""
        reading = self._scale.weigh(min(probe.wait_s, LONGEST_SWAY))
        if reading.weight is None:
            raise NoResult(reading.reason or Reason.UNSTABLE)
        return reading.result()

    def look(self) -> float:
        """A scale that answers anything is there."""
        self._scale.weigh()
        return self.bench.patience.look

    def let_go(self) -> None:
        """Close the line."""
        if hasattr(self, "_scale"):
            self._scale.close()
