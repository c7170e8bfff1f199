"""The code that opens a store server's own page in the shop: reckoned when it is asked for, stored nowhere."""

import hashlib
import hmac
import json
import secrets
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy.orm import Session

from domain.codes import code_from_digest, show_code
from models import StoreServer
from services.history.events import record_event

#: 55 bits, and each guess costs the rounds.
LENGTH, ROUNDS = 12, 20_000


def page_code(server: StoreServer, secret: str) -> str:
    """The code as people read it: 7K4M-Q2XD-9ACE."""
    return show_code(_code(server, secret))


def page_code_digest(server: StoreServer, secret: str) -> dict[str, Any]:
    """What the store server learns of it: enough to recognize it, not enough to tell it."""
    salt = hashlib.sha256(_name_of("salt", server)).hexdigest()[:32]
    code = _code(server, secret)
    return {"algo": "pbkdf2-sha256", "iterations": ROUNDS, "salt": salt, "hash": _stretch(code, salt)}


def renew_page_code(session: Session, server: StoreServer, now: datetime) -> None:
    """Another code; the old one and all who came in by it are out when the store server hears of it."""
    server.page_code_seed = secrets.token_hex(16)
    record_event(session, "store_server.page_code_renewed", server, now)


def _code(server: StoreServer, secret: str) -> str:
    digest = hmac.digest(secret.encode(), _name_of("page-code", server), hashlib.sha256)
    return code_from_digest(digest, LENGTH)


def _name_of(what: str, server: StoreServer) -> bytes:
    return json.dumps([what, server.public_id, server.page_code_seed]).encode()


@lru_cache(maxsize=4096)
def _stretch(code: str, salt: str) -> str:
    """Slow on purpose, and asked for at each poll: reckoned once."""
    return hashlib.pbkdf2_hmac("sha256", code.encode(), salt.encode(), ROUNDS).hex()
