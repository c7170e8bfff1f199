"""Addresses of static files with a fingerprint, so that browsers keep them for ever and still see changes."""

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, url_for


def set_up(app: Flask) -> None:
    """Give templates `asset('css/app.css')`."""
    folder = Path(app.static_folder or "static")

    def asset(name: str) -> str:
        """The address of a static file; its content's fingerprint stands in the query."""
        fingerprint = _fingerprint(folder / name)
        return (
            url_for("static", filename=name, v=fingerprint)
            if fingerprint
            else url_for("static", filename=name)
        )

    app.jinja_env.globals["asset"] = asset


def _fingerprint(path: Path) -> str | None:
    try:
        return _digest(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        return None


@cache
def _digest(path: Path, _changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]
