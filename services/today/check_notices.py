"""To whom an account's opening checks are told; only the owner changes it."""

from dataclasses import dataclass
from datetime import datetime

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.check_deliveries import MOST_EMAILS, read_webhook_url
from domain.refusal import Refusal, read_all
from models import Account, CheckNotice
from models.base import new_public_id
from services.history.events import changes_between, record_event


@dataclass(frozen=True)
class NoticeFields:
    """What the owner says: e-mails one per line, the address of a webhook, and whether good news is told."""

    emails: str
    webhook_url: str
    only_faults: bool


def find_notice(session: Session) -> CheckNotice | None:
    """To whom it is told; None while nobody said."""
    return session.scalars(select(CheckNotice)).first()


def edit_notice(session: Session, account: Account, fields: NoticeFields, now: datetime) -> None:
    """Tell these from now on, and nobody else.

    Raises Refusals at the fields: email_of_list_invalid, too_many_emails, webhook_invalid.
    """
    wanted = read_all(
        lambda: {"emails": _read_emails(fields.emails)},
        lambda: {"webhook_url": read_webhook_url(fields.webhook_url)},
    ) | {"only_faults": fields.only_faults}
    notice = _notice_of(session)
    changes = changes_between({name: getattr(notice, name) for name in wanted}, wanted)
    for name, value in wanted.items():
        setattr(notice, name, value)
    if changes:
        record_event(session, "account.check_notice_edited", account, now, changes=changes)


def renew_webhook_secret(session: Session, account: Account, now: datetime) -> str:
    """The old secret no longer signs. Returns what the new one is reckoned from."""
    notice = _notice_of(session)
    notice.webhook_salt = new_public_id()
    record_event(session, "account.webhook_secret_renewed", account, now)
    return notice.webhook_salt


def _notice_of(session: Session) -> CheckNotice:
    notice = find_notice(session)
    if notice is None:
        notice = CheckNotice(emails=[], webhook_salt=new_public_id(), only_faults=False)
        session.add(notice)
        session.flush()
    return notice


def _read_emails(text: str) -> list[str]:
    lines = [line.strip() for line in text.replace(",", "\n").replace(";", "\n").splitlines()]
    emails = list(dict.fromkeys(_read_email(line) for line in lines if line))
    if len(emails) > MOST_EMAILS:
        raise Refusal("too_many_emails", "emails", maximum=MOST_EMAILS)
    return emails


def _read_email(line: str) -> str:
    try:
        found = validate_email(line, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise Refusal("email_of_list_invalid", "emails", email=line[:100]) from error
    return found.normalized.lower()
