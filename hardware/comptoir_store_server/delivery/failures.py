"""What goes wrong with a line to a peripheral."""

import errno

from comptoir_store_server.reasons import Reason

#: What a failed `open` of a device file means for the shop.
WHY_NOT_OPEN = {
    errno.EACCES: Reason.NO_PERMISSION,
    errno.EPERM: Reason.NO_PERMISSION,
    errno.EBUSY: Reason.BUSY,
    errno.EAGAIN: Reason.BUSY,
    errno.ENOENT: Reason.PATH_MISSING,
    errno.ENODEV: Reason.PATH_MISSING,
    errno.ENXIO: Reason.PATH_MISSING,
    errno.ENOTDIR: Reason.PATH_MISSING,
    errno.EHOSTDOWN: Reason.TIMEOUT,
    errno.EHOSTUNREACH: Reason.TIMEOUT,
    errno.ETIMEDOUT: Reason.TIMEOUT,
}


class Unavailable(Exception):
    """Nothing of the job has left yet; it may be tried again."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


class Silent(Unavailable):
    """The line is open, but a printer that used to answer does not."""


class LineLost(Exception):
    """The connection ended, the cable was pulled."""


def why_not_open(error: OSError) -> Unavailable:
    """A failed `open` of a device file, in the words of the shop."""
    return Unavailable(WHY_NOT_OPEN.get(error.errno or 0, Reason.UNREACHABLE))
