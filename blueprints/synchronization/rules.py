"""When each stream runs: for the whole business, and for one store."""

from functools import partial

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required

from blueprints.edge import recall
from blueprints.sync_rule_form import RulesForm
from blueprints.sync_rule_page import rules_page
from blueprints.synchronization import room
from blueprints.synchronization.rule_rows import rows_of
from extensions import db
from models import Store
from services.stores.stores import find_store
from services.sync_rules.sync_rule_list import list_device_rules, list_store_rules
from services.sync_rules.sync_scopes import ScopeRules, Source, account_scope, store_scope


@room.route("/rules", methods=["GET", "POST"])
@login_required
def rules() -> ResponseReturnValue:
    """The rules of the business, and which stores and POS have others."""
    scope = account_scope(db.session(), current_user.account_id)
    return rules_page(scope, url_for("synchronization.rules"), _draw_business)


@room.route("/rules/<public_id>", methods=["GET", "POST"])
@login_required
def rules_of_store(public_id: str) -> ResponseReturnValue:
    """The rules of a store, and which of its POS have others."""
    store = find_store(db.session(), public_id) or abort(404)
    address = url_for("synchronization.rules_of_store", public_id=public_id)
    return rules_page(store_scope(db.session(), store), address, partial(_draw_store, store))


def _draw_business(form: RulesForm, _rules: ScopeRules) -> str:
    page = _page()
    account = current_user.account_id
    found = recall(("rules of stores", account, page), partial(list_store_rules, db.session(), page))
    rows = rows_of(found.places, Source.STORE)
    return render_template("synchronization/rules.html", form=form, rows=rows, found=found, page=page)


def _draw_store(store: Store, form: RulesForm, rules: ScopeRules) -> str:
    page = _page()
    read = partial(list_device_rules, db.session(), store, rules.in_force, page)
    found = recall(("rules of devices", store.id, page), read)
    rows = rows_of(found.places, Source.DEVICE)
    return render_template(
        "synchronization/rules_of_store.html", form=form, store=store, rows=rows, found=found, page=page
    )


def _page() -> int:
    return max(1, min(request.args.get("page", 1, type=int), 10_000))
