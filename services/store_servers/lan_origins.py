"""The till app's web origins: whose pages may speak with the store servers of the business."""

from datetime import datetime

from sqlalchemy.orm import Session

from domain.origins import read_origins
from models import Account
from services.history.events import changes_between, record_event


def edit_lan_origins(session: Session, account: Account, typed: str, now: datetime) -> None:
    """Allow these origins and no others; store servers get them with their configuration.

    Raises Refusal at `origins`, as `read_origins`.
    """
    origins = read_origins(typed)
    changes = changes_between({"lan_origins": account.lan_origins}, {"lan_origins": origins})
    if changes:
        account.lan_origins = origins
        record_event(session, "account.origins_edited", account, now, changes=changes)
