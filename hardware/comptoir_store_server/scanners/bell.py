"""A bell that is heard while listening to a device file, too."""

import os
import threading


class Bell(threading.Event):
    """An event that `select` can wait for together with other files."""

    def __init__(self) -> None:
        super().__init__()
        self._descriptor = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)

    def fileno(self) -> int:
        """Readable while it is rung."""
        return self._descriptor

    def set(self) -> None:
        """Ring."""
        super().set()
        os.eventfd_write(self._descriptor, 1)

    def clear(self) -> None:
        """Silence it."""
        super().clear()
        try:
            os.eventfd_read(self._descriptor)
        except BlockingIOError:
            return  # nobody rang

    def __del__(self) -> None:
        os.close(self._descriptor)
