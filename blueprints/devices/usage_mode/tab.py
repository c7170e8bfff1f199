"""The tab itself: an overview, then three parts with eight fields (A3, A4)."""

from dataclasses import dataclass

from flask import render_template
from flask_babel import gettext as _
from flask_login import login_required

from blueprints.devices import room
from blueprints.devices.usage_mode.addresses import device_or_404
from blueprints.devices.usage_mode.cleared import last_cleared
from blueprints.devices.usage_mode.whereabouts import whereabouts
from blueprints.languages import NAMES, said
from blueprints.peripheral_rows import ListRow, list_rows
from blueprints.peripheral_words import OPTIONS, ROLE_ICONS, ROLES, SECTIONS
from domain.names import Role
from domain.peripherals import SECTIONS as LAYOUT
from domain.peripherals import SLIP_ROLES, options_of, slip_language_of
from extensions import db
from models import Peripheral
from services.usage_mode.candidates import Chosen, chosen_by, hanging_on

#: a used peripheral in these tones wants somebody to look at it
TROUBLE = ("bad", "warn")


@dataclass(frozen=True)
class Switch:
    """One switch of a field, and what it means as it stands."""

    name: str
    label: str
    on: bool
    meaning: str


@dataclass(frozen=True)
class Field:
    """One field of the tab: a role and what is chosen for it."""

    role: Role
    label: str
    icon: str
    chosen: ListRow | None
    where: str
    switches: list[Switch]
    #: whether its paper may have a language of its own, and the name of that
    prints: bool = False
    language: str | None = None
    #: what somebody took out of it just now
    before: Peripheral | None = None


@dataclass(frozen=True)
class Used:
    """A peripheral in the overview, and what for."""

    row: ListRow
    roles: list[str]

    @property
    def in_trouble(self) -> bool:
        return self.row.tone in TROUBLE


@room.get("/<public_id>/usage-mode")
@login_required
def usage_mode(public_id: str) -> str:
    """What this till uses, and what is connected to it."""
    device = device_or_404(public_id)
    assigned = chosen_by(db.session(), device)
    hanging = hanging_on(db.session(), device)
    rows = _rows(assigned)
    used = _used(assigned, rows)
    cleared = last_cleared(device)
    return render_template(
        "devices/usage_mode.html",
        device=device,
        sections=[
            (SECTIONS[name], [_field(role, assigned.get(role), rows, cleared) for role in roles])
            for name, roles in LAYOUT
        ],
        used=used,
        trouble=[one for one in used if one.in_trouble],
        hanging=hanging,
    )


def _rows(assigned: dict[Role, Chosen]) -> dict[int, ListRow]:
    keys = {one.peripheral_id: None for one in assigned.values()}
    return {row.listed.id: row for row in list_rows(list(keys), with_users=False)}


def _used(assigned: dict[Role, Chosen], rows: dict[int, ListRow]) -> list[Used]:
    """Each peripheral once, with all that it does here, in the order of the fields."""
    roles: dict[int, list[str]] = {}
    for role in Role:
        if role in assigned:
            roles.setdefault(assigned[role].peripheral_id, []).append(said(ROLES[role]))
    return [Used(rows[key], words) for key, words in roles.items()]


def _field(
    role: Role, chosen: Chosen | None, rows: dict[int, ListRow], cleared: tuple[Role, Peripheral] | None
) -> Field:
    stands = options_of(role, chosen.options) if chosen else {}
    row = rows[chosen.peripheral_id] if chosen else None
    return Field(
        role=role,
        label=said(ROLES[role]),
        icon=ROLE_ICONS[role],
        chosen=row,
        where=whereabouts(row) if row else "",
        switches=[Switch(name, said(OPTIONS[name]), on, _meaning(name, on)) for name, on in stands.items()],
        prints=chosen is not None and role in SLIP_ROLES,
        language=NAMES.get(slip_language_of(chosen.options) or "") if chosen else None,
        before=cleared[1] if cleared and cleared[0] == role and row is None else None,
    )


def _meaning(option: str, on: bool) -> str:
    """What a switch does as it stands (A12, A13)."""
    meanings = {
        ("print_assembly_slips", True): _("This till prints assembly slips."),
        ("print_assembly_slips", False): _(
            "This till prints no assembly slips for now. The printer stays chosen."
        ),
        ("only_made_to_order", True): _("Only items that are made to order get an assembly slip."),
        ("only_made_to_order", False): _("Every item gets an assembly slip."),
    }
    return meanings[option, on]
