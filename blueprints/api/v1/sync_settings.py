"""`GET` and `PUT /sync-settings`: when this till's streams run, read and changed on the till (PROTOCOL §4)."""

from flask import Blueprint, Response
from msgspec import UNSET
from sqlalchemy.orm import Session

from blueprints.api.bodies import json_response, read_body
from blueprints.api.lean_principal import calling_till, reading
from blueprints.api.office import clock, office
from blueprints.api.problems import Problem
from blueprints.api.v1.messages.sync_settings import (
    ReceiptsSetting,
    StreamSetting,
    SyncSettings,
    SyncSettingsChange,
)
from domain.names import Stream
from domain.refusal import Refusal
from domain.sync_choices import CHOSEN_STREAMS, PERIODS
from domain.sync_rules import Mode, Rule
from models import Device
from models.scope import Actor, enter_account
from services.delivery.poll import rules_of
from services.sync_rules.rules_in_force import Rules
from services.sync_rules.sync_previews import preview_rules
from services.sync_rules.sync_rules import Choice, change_rules
from services.sync_rules.sync_scopes import Scope, device_scope
from services.tills.tills import CallingTill, lock_till

endpoint = Blueprint("sync_settings", __name__)
SAYINGS = {
    "period_unknown": ("period_minutes", "Expected one of `periods`"),
    "window_unknown": ("mode", "A window is chosen in the back office"),
}


@endpoint.get("/sync-settings")
def get_sync_settings() -> Response:
    """What holds on this till, wherever it was chosen."""
    with reading() as connection:
        till = calling_till(connection, clock())
        rules = rules_of(connection, till)
    return json_response(_settings(rules))


@endpoint.put("/sync-settings")
def put_sync_settings() -> Response:
    """The settings as they are now; 409 until a person has confirmed what becomes of the till's own goods.

    Only this till's rules change. What is said as it is already stays a rule of its store or business.
    """
    now = clock()
    with reading() as connection:
        till = calling_till(connection, now)
    message = read_body(SyncSettingsChange)
    with office().writing() as session:
        enter_account(session, till.account_id, Actor("device", till.name))
        if lock_till(session.connection(), till.generation_id).closed_since is not None:
            raise Problem("device_inactive")
        choices = _choices(message, _rules(session, till))
        scope = device_scope(session, session.get_one(Device, till.device_id))
        _check(session, scope, choices, confirmed=message.confirmed)
        change_rules(session, scope, choices, now)
        session.flush()
        rules = _rules(session, till)
    return json_response(_settings(rules))


def _rules(session: Session, till: CallingTill) -> Rules:
    return rules_of(session.connection(), lock_till(session.connection(), till.generation_id))


def _settings(rules: Rules) -> SyncSettings:
    return SyncSettings(
        products=_setting(rules[Stream.PRODUCTS]),
        users=_setting(rules[Stream.USERS]),
        configuration=_setting(rules[Stream.CONFIGURATION]),
        transactions=ReceiptsSetting(Mode.IMMEDIATELY.value),
        periods=list(PERIODS),
    )


def _setting(rule: Rule) -> StreamSetting:
    period = UNSET if rule.period_minutes is None else rule.period_minutes
    return StreamSetting(rule.mode.value, period)  # type: ignore[arg-type]  # the list of the domain is the type's


def _choices(message: SyncSettingsChange, rules: Rules) -> dict[Stream, Choice]:
    """What the till says otherwise than it is."""
    found = {}
    for stream in CHOSEN_STREAMS:
        said: StreamSetting | object = getattr(message, stream.value)
        if isinstance(said, StreamSetting) and not _is_so(said, rules[stream]):
            period = said.period_minutes if isinstance(said.period_minutes, int) else None
            found[stream] = Choice(said.mode, period)
    return found


def _is_so(said: StreamSetting, rule: Rule) -> bool:
    """Whether this is what holds; a period says something only beside `every`."""
    mode = Mode(said.mode)
    return mode == rule.mode and (mode != Mode.EVERY or said.period_minutes == rule.period_minutes)


def _check(session: Session, scope: Scope, choices: dict[Stream, Choice], *, confirmed: bool) -> None:
    """Raises Problem invalid that names every wrong field, or confirmation_required."""
    errors = []
    preview = None
    for stream, choice in choices.items():
        try:
            preview = preview_rules(session, scope, {stream: choice}) or preview
        except Refusal as refusal:
            field, message = SAYINGS[refusal.code]
            errors.append({"field": f"{stream.value}.{field}", "message": message})
    if errors:
        raise Problem("invalid", errors=errors)
    if preview is not None and not confirmed:
        raise Problem(
            "confirmation_required",
            consequence=preview.consequence.value,
            count=preview.count,
            examples=preview.examples,
        )
