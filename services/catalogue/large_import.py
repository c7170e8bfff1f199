"""A large product list is imported by a process of its own: the worker that was asked goes on answering tills.

Threads of one process take turns, so that tills of the same worker would wait for each of a long import's.
The process is this very module: an order on its standard input, an answer on its standard output.
"""

import logging
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import msgspec
from sqlalchemy import Engine, create_engine

from domain.refusal import Refusal
from models.engine import WRITING, prepare_engine
from models.scope import Actor, OfficeSession, enter_account
from services.catalogue.product_import import find_upload, finish_upload, foresee_import

#: bytes; to start the process takes as long as to import so much
LARGE = 100_000
#: 100,000 lines take a tenth of it
LONGEST_SECONDS = 300.0
_ROOT = Path(__file__).parents[2]
_log = logging.getLogger(__name__)


class ImportOrder(msgspec.Struct, frozen=True):
    """Which kept file is to be imported, for whom and by whom; `now` is the moment of the deed."""

    database_url: str
    account_id: int
    actor: Actor
    upload: str
    language: str
    now: datetime


class ImportAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    """How it ended: imported, or why not, as in `domain.refusal.Refusal`."""

    refusal: str | None = None
    field: str | None = None
    facts: dict[str, object] = {}


def import_apart(order: ImportOrder) -> None:
    """Import a kept file in a process of its own and wait for its end.

    Where that could not be started or broke off, the file may stand as before: its `imported_at` tells.
    Raises Refusal as `services.catalogue.product_import.finish_upload`.
    """
    program = [sys.executable, "-m", "services.catalogue.large_import"]
    try:
        done = subprocess.run(
            program,
            cwd=_ROOT,
            input=msgspec.json.encode(order),
            stdout=subprocess.PIPE,
            timeout=LONGEST_SECONDS,
        )
        answer = msgspec.json.decode(done.stdout, type=ImportAnswer)
    except (OSError, subprocess.TimeoutExpired, msgspec.DecodeError) as error:
        _log.warning("an import in a process of its own broke off: %s", type(error).__name__)
        return
    if answer.refusal is not None:
        raise Refusal(answer.refusal, answer.field, **answer.facts)


def _do(order: ImportOrder) -> ImportAnswer:
    engine = create_engine(order.database_url, hide_parameters=True)
    prepare_engine(engine)
    try:
        with _open(engine, order) as reading:
            upload = find_upload(reading, order.upload)
            content = upload.content if upload else b""
            foreseen = foresee_import(reading, content, order.language) if content else None
        with _open(engine.execution_options(**WRITING), order) as session:
            if upload := find_upload(session, order.upload):
                finish_upload(session, upload, order.language, order.now, foreseen)
                session.commit()
    except Refusal as refusal:
        return ImportAnswer(refusal.code, refusal.field, refusal.facts)
    finally:
        engine.dispose()
    return ImportAnswer()


def _open(engine: Engine, order: ImportOrder) -> OfficeSession:
    session = OfficeSession(engine)
    enter_account(session, order.account_id, order.actor)
    return session


def main() -> None:
    """Do the order that stands on standard input."""
    order = msgspec.json.decode(sys.stdin.buffer.read(), type=ImportOrder)
    os.nice(5)  # tills first
    sys.stdout.buffer.write(msgspec.json.encode(_do(order)))


if __name__ == "__main__":
    main()
