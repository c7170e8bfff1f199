"""What all tills have in common: how people sign in, cash, shifts. Tills get it with their configuration."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.names import DeviceStatus
from domain.signing_in import Consequence, TillSettings, consequences_of, read_till_settings
from models import Account, Device, Employee
from services.history.events import changes_between, record_event


def till_settings_of(account: Account) -> TillSettings:
    """What holds now."""
    return TillSettings(account.login_mode, account.cash_management, account.shifts_required)


def count_without_pin(session: Session) -> int:
    """How many employees could not sign in where a PIN is asked."""
    query = select(func.count()).select_from(Employee)
    return session.scalar(query.where(Employee.deleted_at.is_(None), Employee.pin.is_(None))) or 0


def count_tills(session: Session) -> int:
    """How many tills will fetch a change."""
    query = select(func.count()).select_from(Device)
    return session.scalar(query.where(Device.status == DeviceStatus.ACTIVATED)) or 0


def preview_till_settings(session: Session, account: Account, wanted: TillSettings) -> list[Consequence]:
    """What the change would mean. Raises Refusal as `read_till_settings`."""
    settings = read_till_settings(wanted)
    without_pin = count_without_pin(session)
    return consequences_of(till_settings_of(account), settings, without_pin=without_pin)


def edit_till_settings(session: Session, account: Account, wanted: TillSettings, now: datetime) -> None:
    """Change how all tills work. Raises Refusal as `read_till_settings`."""
    settings = vars(read_till_settings(wanted))
    changes = changes_between({name: getattr(account, name) for name in settings}, settings)
    for name, value in settings.items():
        setattr(account, name, value)
    if changes:
        record_event(session, "account.tills_edited", account, now, changes=changes)
