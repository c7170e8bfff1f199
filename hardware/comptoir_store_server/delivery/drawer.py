"""Opening a drawer: now or never, also when the printer it hangs on has no paper."""

from comptoir_store_server.connections import Pulse
from comptoir_store_server.delivery.condition import Condition, read_condition
from comptoir_store_server.delivery.deliver import Confirm, Delivered, Delivery, Target, Watch
from comptoir_store_server.delivery.failures import LineLost, Unavailable
from comptoir_store_server.delivery.line import PrinterLine
from comptoir_store_server.delivery.patience import Patience
from comptoir_store_server.delivery.wire import open_wire
from comptoir_store_server.reasons import Reason

#: How long the printer leaves the drawer alone after a pull, in steps of 2 ms.
REST = 250
#: The real-time command counts in steps of 100 ms, up to eight of them.
REAL_TIME_STEP_MS, LONGEST_REAL_TIME = 100, 8


def write_pulse(pulse: Pulse) -> bytes:
    """``ESC p``: done in its turn, when the printer prints."""
    steps = min(max(pulse.ms // 2, 1), 255)
    return b"\x1bp" + bytes([_socket(pulse), steps, max(REST, steps)])


def write_real_time_pulse(pulse: Pulse) -> bytes:
    """``DLE DC4``: done at once, whatever the printer waits for."""
    steps = min(max(round(pulse.ms / REAL_TIME_STEP_MS), 1), LONGEST_REAL_TIME)
    return b"\x10\x14\x01" + bytes([_socket(pulse), steps])


def _socket(pulse: Pulse) -> int:
    return 1 if pulse.pin == 5 else 0


def open_drawer(
    target: Target, pulse: Pulse, patience: Patience, watch: Watch, *, knows_real_time: bool
) -> Delivered:
    """Open the drawer behind a printer; raises Unavailable as long as nothing has left."""
    line = PrinterLine(open_wire(target.connection, patience.connect))
    try:
        condition = target.check(line, patience.status)
        _refuse(condition, target, knows_real_time=knows_real_time)
        watch.on_start()
        try:
            if condition is not None and condition.reason is not None:
                return pull_now(line, pulse, patience)
            delivery = Delivery(line, target, patience, watch)
            return delivery.run(write_pulse(pulse), is_mute=condition is None)
        except LineLost:
            return Delivered(None, Reason.CONNECTION_LOST)
    finally:
        line.close()


def _refuse(condition: Condition | None, target: Target, *, knows_real_time: bool) -> None:
    """A pulse in its turn would open the drawer when the new roll is in: long after it was asked for."""
    if condition is None and not target.is_blind_allowed:
        raise Unavailable(Reason.NO_STATUS)
    if condition is not None and condition.reason is not None and not knows_real_time:
        raise Unavailable(condition.reason)


def pull_now(line: PrinterLine, pulse: Pulse, patience: Patience) -> Delivered:
    """Pull in real time; a printer that still answers afterwards has done it. Raises LineLost."""
    if not line.send(write_real_time_pulse(pulse), patience.status):
        return Delivered(None, Reason.TIMEOUT)
    if read_condition(line, patience.status) is None:
        return Delivered(None, Reason.NO_CONFIRMATION)
    return Delivered(Confirm.STATUS_ONLY, is_lesson=False)


def pull_by_wire(target: Target, pulse: Pulse, patience: Patience, watch: Watch) -> Delivered:
    """Open a drawer that hangs on a serial line of its own; it never answers, and any byte may open it."""
    wire = open_wire(target.connection, patience.connect)
    line = PrinterLine(wire)
    try:
        watch.on_start()
        try:
            is_out = line.send(write_pulse(pulse), patience.status) and wire.drain(patience.status)
        except LineLost:
            return Delivered(None, Reason.CONNECTION_LOST)
        return Delivered(Confirm.BLIND) if is_out else Delivered(None, Reason.TIMEOUT)
    finally:
        line.close()
