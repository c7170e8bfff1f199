"""Messages about opening checks: written down with the check, sent until they are taken or given up."""

import json
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Protocol

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session, joinedload, undefer

from domain.check_deliveries import Channel, DeliveryStatus, Outcome, next_try
from domain.mail_server import MailServer
from domain.refusal import Refusal
from models import Account, CheckDelivery, CheckNotice, OpeningCheck, User
from models.engine import WRITING
from models.scope import EVERY_ACCOUNT, OfficeSession, enter_account
from services.today.check_notices import find_notice
from services.today.mail import Mail, send_mail, write_mail
from services.today.webhooks import call_webhook, webhook_secret

#: sent at one look; the others have their turn at the next
AT_ONCE = 50
#: messages of trials of an account in an hour
MOST_TRIALS = 20
log = logging.getLogger("comptoir.opening_checks")


class Letter(NamedTuple):
    """A check told in a language: to people, and to programs."""

    subject: str
    text: str
    data: dict[str, Any]


class Writer(Protocol):
    """Puts a check into words; its `store` and `findings` are at hand."""

    def __call__(self, check: OpeningCheck, language: str, /, *, is_trial: bool) -> Letter: ...


@dataclass(frozen=True)
class Courier:
    """All that is needed to send."""

    write: Writer
    server_secret: str
    mail: MailServer | None = None
    local_webhooks: bool = False


class _Message(NamedTuple):
    """A message that is to be sent now."""

    key: int
    public_id: str
    account_id: int
    channel: str
    target: str
    language: str
    letter: Letter
    salt: str


def queue_messages(
    session: Session, checks: Sequence[OpeningCheck], now: datetime, *, is_trial: bool = False
) -> list[CheckDelivery]:
    """Write down who is told of these checks of the session's account; a trial is told whatever was found."""
    notice = find_notice(session)
    if notice is None:
        return []
    places = [(Channel.EMAIL, email) for email in notice.emails]
    if notice.webhook_url:
        places.append((Channel.WEBHOOK, notice.webhook_url))
    told = [check for check in checks if is_trial or not notice.only_faults or check.stops + check.cares > 0]
    deliveries = [
        CheckDelivery(
            check_id=check.id,
            channel=channel,
            target=target,
            status=DeliveryStatus.WAITING,
            is_trial=is_trial,
            next_try_at=now,
            created_at=now,
        )
        for check in told
        for channel, target in places
    ]
    session.add_all(deliveries)
    return deliveries


def queue_trial(session: Session, checks: Sequence[OpeningCheck], now: datetime) -> list[CheckDelivery]:
    """Tell everybody of a check as a trial.

    Raises Refusal too_many_trials: nobody makes this server write to strangers all day.
    """
    lately = CheckDelivery.is_trial.is_(True) & (CheckDelivery.created_at > now - timedelta(hours=1))
    if (session.scalar(select(func.count(CheckDelivery.id)).where(lately)) or 0) >= MOST_TRIALS:
        raise Refusal("too_many_trials")
    return queue_messages(session, checks, now, is_trial=True)


def deliver_messages(engine: Engine, courier: Courier, now: datetime) -> int:
    """Send what is due, one after the other; returns how many were tried."""
    query = select(CheckDelivery.id).where(
        CheckDelivery.status == DeliveryStatus.WAITING, CheckDelivery.next_try_at <= now
    )
    with engine.connect() as connection:
        keys = list(
            connection.scalars(query.order_by(CheckDelivery.next_try_at, CheckDelivery.id).limit(AT_ONCE))
        )
    return sum(_deliver(engine, courier, key, now) for key in keys)


def _deliver(engine: Engine, courier: Courier, key: int, now: datetime) -> bool:
    """The try is written down before it is made: a process that dies over it does not make it for ever."""
    with _writing(engine) as session:
        message = _claim(session, courier, key, now)
    if message is None:
        return False
    outcome = _send(courier, message, now)
    with _writing(engine) as session:
        _note(session.get_one(CheckDelivery, key), outcome)
    if outcome.reason:
        log.warning(
            "a message about an opening check was not taken", extra={"facts": {"reason": outcome.reason}}
        )
    return True


def _claim(session: Session, courier: Courier, key: int, now: datetime) -> _Message | None:
    delivery = session.scalars(select(CheckDelivery).where(CheckDelivery.id == key).with_for_update()).one()
    if (
        delivery.status != DeliveryStatus.WAITING
        or delivery.next_try_at is None
        or delivery.next_try_at > now
    ):
        return None
    enter_account(session, delivery.account_id)
    delivery.tries += 1
    delivery.tried_at = now
    delivery.next_try_at = next_try(delivery.tries, now)
    notice = find_notice(session)
    if notice is None or not _is_wanted(delivery, notice):
        _note(delivery, Outcome("no_longer_wanted", may_help=False))
        return None
    check = session.scalars(
        select(OpeningCheck)
        .options(undefer(OpeningCheck.findings), joinedload(OpeningCheck.store))
        .where(OpeningCheck.id == delivery.check_id)
    ).one()
    language = _language_of(session, delivery)
    letter = courier.write(check, language, is_trial=delivery.is_trial)
    return _Message(
        key,
        delivery.public_id,
        delivery.account_id,
        delivery.channel,
        delivery.target,
        language,
        letter,
        notice.webhook_salt,
    )


def _is_wanted(delivery: CheckDelivery, notice: CheckNotice) -> bool:
    """Whether this place is still to be told: it may have been changed since."""
    if delivery.channel == Channel.WEBHOOK:
        return delivery.target == notice.webhook_url
    return delivery.target in notice.emails


def _language_of(session: Session, delivery: CheckDelivery) -> str:
    """That of the person of the back office with this e-mail, else the account's."""
    own = select(User.language).where(User.email == delivery.target)
    found = session.scalar(own) if delivery.channel == Channel.EMAIL else None
    return found or session.get_one(Account, delivery.account_id).language


def _send(courier: Courier, message: _Message, now: datetime) -> Outcome:
    if message.channel == Channel.EMAIL:
        if courier.mail is None:
            return Outcome("no_mail_server", may_help=False)
        mail = Mail(message.target, message.letter.subject, message.letter.text, message.language)
        return send_mail(courier.mail, mail, write_mail(courier.mail, mail, now))
    body = json.dumps({"id": message.public_id} | message.letter.data, ensure_ascii=False).encode()
    secret = webhook_secret(courier.server_secret, message.account_id, message.salt)
    return call_webhook(message.target, body, secret, message.public_id, local_allowed=courier.local_webhooks)


def _note(delivery: CheckDelivery, outcome: Outcome) -> None:
    delivery.reason, delivery.answer = outcome.reason, outcome.answer
    if outcome.reason is None:
        delivery.status = DeliveryStatus.DELIVERED
    elif not outcome.may_help or delivery.next_try_at is None:
        delivery.status = DeliveryStatus.FAILED
    if delivery.status != DeliveryStatus.WAITING:
        delivery.next_try_at = None


@contextmanager
def _writing(engine: Engine) -> Iterator[OfficeSession]:
    with OfficeSession(engine.execution_options(**WRITING)) as session, session.begin():
        enter_account(session, EVERY_ACCOUNT)
        yield session
