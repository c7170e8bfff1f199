"""The picker dialog: candidates where they are, with their state and users; a press chooses (A5)."""

from dataclasses import dataclass

from flask import flash, render_template, request
from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from blueprints.devices import room
from blueprints.devices.usage_mode.addresses import back_to, device_or_404, role_or_404
from blueprints.devices.usage_mode.whereabouts import whereabouts
from blueprints.edge import now, recall
from blueprints.languages import language_in_force, said
from blueprints.peripheral_rows import ListRow, list_rows
from blueprints.peripheral_words import ADD, ROLES
from blueprints.permissions import needs
from blueprints.refusals import sentence_for
from domain.names import Role
from domain.peripherals import ADDABLE
from domain.permissions import Deed
from domain.refusal import Refusal
from extensions import db
from models import Device, Peripheral
from services.peripherals.peripherals import find_peripheral
from services.usage_mode.assignments import assign_peripheral
from services.usage_mode.candidates import Group, Offer, chosen_for, group_of, offer_candidates

Page = str | Response | tuple[str, int]
#: a search field is worth its place from here on
SEARCHED_FROM = 9
NAMES_SHOWN = 3
GROUPS: dict[Group, LazyString] = {
    Group.THIS_DEVICE: _l("On this device"),
    Group.NETWORK: _l("In the network"),
    Group.STORE_SERVER: _l("On a store server"),
    Group.OTHER_DEVICE: _l("On another device"),
}


@dataclass(frozen=True)
class Candidate:
    """One choice: itself with its state, what and where it is, who uses it now."""

    row: ListRow
    detail: str
    users: str


@room.route("/<public_id>/usage-mode/<role>", methods=["GET", "POST"])
@needs(Deed.MANAGE_PERIPHERALS)
def pick_peripheral(public_id: str, role: str) -> Page:
    """Choose from what fits; `?q=` searches by name."""
    device, wanted = device_or_404(public_id), role_or_404(role)
    if request.method == "POST":
        return _choose(device, wanted)
    return _picker(device, wanted)


def _picker(device: Device, role: Role, refusal: Refusal | None = None) -> str:
    current = chosen_for(db.session(), device, role)
    offer = offer_candidates(
        db.session(),
        device,
        role,
        current=current,
        wanted=request.args.get("q", ""),
        language=language_in_force(),
        recall=recall,
    )
    part = request.headers.get("HX-Target") == "candidates"
    return render_template(
        f"devices/usage_mode_{'candidates' if part else 'picker'}.html",
        device=device,
        role=role,
        label=ROLES[role],
        groups=_groups(offer, device),
        more=offer.more,
        fitting=offer.fitting,
        searchable=offer.fitting >= SEARCHED_FROM or "q" in request.args,
        current=current,
        addable=[(kind, ADD[kind]) for kind in ADDABLE[role]],
        refused=sentence_for(refusal) if refusal else None,
    )


def _groups(offer: Offer, device: Device) -> list[tuple[str, list[Candidate]]]:
    """The groups with their candidates, by a number of queries that does not grow."""
    groups: dict[Group, list[Candidate]] = {group: [] for group in Group}
    for row in list_rows(offer.shown):
        groups[group_of(row.listed, device)].append(_candidate(row))
    return [(said(GROUPS[group]), members) for group, members in groups.items() if members]


def _candidate(row: ListRow) -> Candidate:
    where = whereabouts(row)
    detail = f"{row.kind} · {where}" if where else row.kind
    devices = {user.device_id: user.device for user in row.users}
    return Candidate(row, detail, _used_by(list(devices.values())))


def _used_by(names: list[str]) -> str:
    if not names:
        return ""
    shown, more = ", ".join(names[:NAMES_SHOWN]), len(names) - NAMES_SHOWN
    if more <= 0:
        return _("Used by %(devices)s", devices=shown)
    return ngettext(
        "Used by %(devices)s and %(num)d more",
        "Used by %(devices)s and %(num)d more",
        more,
        devices=shown,
    )


def _choose(device: Device, role: Role) -> Page:
    device_id, peripheral_id = device.public_id, request.form.get("peripheral", "")
    try:
        peripheral = _wanted(peripheral_id)
        assign_peripheral(
            db.session(),
            device,
            role,
            peripheral,
            now(),
            take_over=request.form.get("take_over") == "1",
            from_holder=request.form.get("holder"),
        )
    except Refusal as refusal:
        db.session.rollback()
        return _refused(device_or_404(device_id), role, peripheral_id, refusal)
    flash(_("%(name)s is used now.", name=peripheral.name), "success")
    return back_to(device, role)


def _wanted(public_id: str) -> Peripheral:
    found = find_peripheral(db.session(), public_id)
    if found is None:
        raise Refusal("peripheral_unknown", "peripheral")
    return found


def _refused(device: Device, role: Role, peripheral_id: str, refusal: Refusal) -> Page:
    """Ask before taking a scanner away (A16); say anything else above the candidates. Nothing was changed."""
    if refusal.code != "held_by_other":
        return _picker(device, role, refusal), 422
    too_late = request.form.get("take_over") == "1"
    page = render_template(
        "devices/usage_mode_take_over.html",
        device=device,
        role=role,
        peripheral=find_peripheral(db.session(), peripheral_id),
        holder=refusal.facts["holder"],
        holder_id=refusal.facts["holder_id"],
        too_late=too_late,
    )
    return page, 422 if too_late else 200
