"""Addresses of static files with a fingerprint, so that browsers keep them for ever and still see changes."""

import hashlib
import os
from functools import cache, lru_cache
from pathlib import Path

from flask import Flask, request, url_for


def set_up(app: Flask) -> None:
    """Give templates `asset('css/app.css')`."""
    folder = app.static_folder or "static"

    def asset(name: str) -> str:
        """The address of a static file; its content's fingerprint stands in the query."""
        return _address(request.script_root if request else "", name, _fingerprint(f"{folder}/{name}"))

    app.jinja_env.globals["asset"] = asset


@lru_cache(maxsize=1024)
def _address(_mounted_at: str, name: str, fingerprint: str | None) -> str:
    if fingerprint is None:
        return url_for("static", filename=name)
    return url_for("static", filename=name, v=fingerprint)


def _fingerprint(path: str) -> str | None:
    try:
        return _digest(path, os.stat(path).st_mtime_ns)  # noqa: PTH116 - a dozen for every page
    except FileNotFoundError:
        return None


@cache
def _digest(path: str, _changed: int) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:12]
