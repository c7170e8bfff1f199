"""Saving the rules of a place, with the question that comes before products are turned on or off (guide D)."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import abort, flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from blueprints.edge import now, recall
from blueprints.permissions import allowed
from blueprints.refusals import show_refusal
from blueprints.sync_rule_form import RulesForm, present_values
from domain.permissions import Deed
from domain.refusal import Refusal
from extensions import db
from services.sync_rules.sync_previews import Preview, preview_rules
from services.sync_rules.sync_rules import change_rules, list_windows
from services.sync_rules.sync_scopes import Scope, ScopeRules, read_scope

#: draws the page below a form, with the rules that hold
Draw = Callable[[RulesForm, ScopeRules], str]


def rules_page(scope: Scope, address: str, draw: Draw) -> ResponseReturnValue:
    """The page of a place at its address: shows its rules, and stores what was chosen once it is confirmed."""
    rules = recall(("rules", *_place(scope)), partial(read_scope, db.session(), scope))
    form = RulesForm(data=present_values(scope, rules))
    form.offer(scope, rules, recall(("windows", *_place(scope)), partial(_windows, scope)))
    if not form.is_submitted():
        return draw(form, rules)
    if not allowed(Deed.MANAGE_DEVICES):
        abort(403)
    try:
        preview = _save(scope, form, rules)
    except Refusal as refusal:
        show_refusal(refusal, form)
        return draw(form, rules), 422
    if preview is None:
        flash(_("Saved."), "success")
        return redirect(address, 303)
    return _ask(scope, form, preview, address)


def _place(scope: Scope) -> tuple[int | None, ...]:
    """What tells places apart."""
    device_id = scope.device.id if scope.device is not None else None
    return scope.account.id, scope.home_id, device_id


def _windows(scope: Scope) -> dict[str, str]:
    """Public id → name."""
    return {window.public_id: window.name for window in list_windows(db.session(), scope)}


def _save(scope: Scope, form: RulesForm, rules: ScopeRules) -> Preview | None:
    """Stores the rules, or says what somebody has to confirm first."""
    choices = form.chosen(scope, rules)
    preview = preview_rules(db.session(), scope, choices)
    if preview is not None and form.confirmed.data != preview.seal:
        return preview
    change_rules(db.session(), scope, choices, now())
    return None


def _ask(scope: Scope, form: RulesForm, preview: Preview, address: str) -> str:
    form.confirmed.data = preview.seal
    shown: dict[str, Any] = {"scope": scope, "form": form, "preview": preview, "address": address}
    return render_template("synchronization/confirm.html", **shown)
