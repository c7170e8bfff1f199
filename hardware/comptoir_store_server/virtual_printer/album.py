"""Keeps the papers in a folder: a picture and a text of each."""

import json
import queue
import re
import threading
from pathlib import Path

from .paper import Paper

NAME = re.compile(r"paper-(\d{6})\.(?:png|json)")


class Album:
    """Saves papers behind the printer's back, so that drawing never holds up printing."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self.next_number = 1
        self._queue: queue.Queue[Paper | None] = queue.Queue()
        self._thread: threading.Thread | None = None
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
            self.next_number = 1 + _last_number(folder)

    def start(self) -> None:
        """Be ready to save."""
        if self._folder:
            self._thread = threading.Thread(target=self._save_forever, args=(self._folder,), daemon=True)
            self._thread.start()

    def save(self, paper: Paper) -> None:
        """Put a paper in the folder soon."""
        if self._thread:
            self._queue.put(paper)

    def close(self) -> None:
        """Wait until everything is saved."""
        if self._thread:
            self._queue.put(None)
            self._thread.join()
            self._thread = None

    def _save_forever(self, folder: Path) -> None:
        while (paper := self._queue.get()) is not None:
            name = f"paper-{paper.number:06d}"
            _write(folder / f"{name}.png", paper.png)
            text = json.dumps(paper.to_json(), ensure_ascii=False, indent=1)
            _write(folder / f"{name}.json", text.encode())


def _last_number(folder: Path) -> int:
    names = [NAME.fullmatch(path.name) for path in folder.iterdir()]
    return max((int(found[1]) for found in names if found), default=0)


def _write(path: Path, data: bytes) -> None:
    """Whoever watches the folder never sees half a file."""
    unfinished = path.with_suffix(path.suffix + ".part")
    unfinished.write_bytes(data)
    unfinished.replace(path)
