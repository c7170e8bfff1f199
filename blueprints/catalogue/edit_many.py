"""Change many products in one go: say what, read the preview, confirm; and take such a change back."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user, login_required
from werkzeug.wrappers import Response

from blueprints.catalogue import room
from blueprints.catalogue.forms import BulkEditForm, is_asked_for
from blueprints.edge import now
from blueprints.formats import money
from blueprints.permissions import needs
from blueprints.refusals import show_refusal
from domain.permissions import Deed
from domain.prices import Adjustment, minor_digits, read_percent, read_price
from domain.refusal import Refusal
from extensions import db
from services.catalogue.bulk_edits import (
    BulkEdit,
    Chosen,
    EditPlan,
    apply_bulk_edit,
    examples_of,
    find_chosen,
    plan_bulk_edit,
)
from services.catalogue.catalogue_undo import counts_of, find_deed, list_deeds, undo_deed
from services.catalogue.price_lists import list_stores
from services.catalogue.products import list_categories, list_taxes

Page = str | Response | tuple[str, int]
KEEP = "keep"
#: rounding, in minor units
STEPS = (1, 5, 10, 50, 100, 500, 1000)


@room.route("/edit-many", methods=["GET", "POST"])
@needs(Deed.MANAGE_CATALOGUE)
def edit_many() -> Page:
    """What is to change of the chosen products; with a preview before anything does."""
    form, chosen = _form(), _chosen()
    plan, status = None, 200
    count = len(find_chosen(db.session(), chosen))
    if not count:
        page = render_template("catalogue/nothing_chosen.html", chosen=chosen)
        return page, 422 if form.is_submitted() else 200
    if form.is_submitted():
        try:
            if is_asked_for("confirmed"):
                return _apply(form, chosen)
            plan = plan_bulk_edit(db.session(), chosen, _edit(form))
        except Refusal as refusal:
            show_refusal(refusal, form)
            status = 422
    return _page(form, chosen, count, plan), status


@room.get("/changes")
@login_required
def changes() -> str:
    """Imports and changes of many products, which can be undone."""
    return render_template(
        "catalogue/changes.html",
        deeds=list_deeds(db.session()),
        timezone=next((store.timezone for store in list_stores(db.session())), "UTC"),
    )


@room.route("/changes/<public_id>/undo", methods=["GET", "POST"])
@needs(Deed.MANAGE_CATALOGUE)
def undo(public_id: str) -> Page:
    """Make the products what they were before."""
    deed = find_deed(db.session(), public_id) or abort(404)
    if request.method == "POST":
        try:
            undo_deed(db.session(), deed, now())
            flash(_("Undone. The products are as before."), "success")
        except Refusal as refusal:
            show_refusal(refusal)
        return redirect(url_for("catalogue.changes"))
    added, changed = counts_of(deed)
    return render_template("catalogue/undo.html", deed=deed, added=added, changed=changed)


def _apply(form: BulkEditForm, chosen: Chosen) -> Response:
    count = apply_bulk_edit(db.session(), chosen, _edit(form), now())
    if count:
        flash(ngettext("%(num)s product was changed.", "%(num)s products were changed.", count), "success")
    else:
        flash(_("Nothing was changed: the products already look like this."), "info")
    return redirect(url_for("catalogue.changes"))


def _chosen() -> Chosen:
    return Chosen(
        ids=tuple(filter(None, request.values.getlist("ids"))),
        everything=is_asked_for("everything"),
        word=request.values.get("q", ""),
        category=request.values.get("in_category", ""),
    )


def _form() -> BulkEditForm:
    form, currency = BulkEditForm(), current_user.account.currency
    same = (KEEP, _("Leave as it is"))
    form.way.choices = [same, ("percent", _("Change by percent")), ("amount", _("Change by an amount"))]
    form.step.choices = [(str(step), money(step, currency)) for step in _steps(currency)]
    categories = [(one.public_id, one.name) for one in list_categories(db.session())]
    form.category.choices = [same, ("", _("No category")), *categories]
    form.tax.choices = [same, *((tax.public_id, tax.name) for tax in list_taxes(db.session()))]
    stores = [(store.public_id, store.name) for store in list_stores(db.session())]
    form.sold_in.choices = [same, *stores]
    form.withheld_from.choices = [same, *stores]
    return form


def _steps(currency: str) -> tuple[int, ...]:
    return STEPS if minor_digits(currency) else (1, 5, 10, 50, 100)


def _edit(form: BulkEditForm) -> BulkEdit:
    def given(name: str) -> str | None:
        data = form[name].data
        known = {value for value, _text in form[name].choices}
        return None if data in (None, KEEP) or data not in known else data

    return BulkEdit(
        price=_adjustment(form),
        **{name: given(name) for name in ("category", "tax", "sold_in", "withheld_from")},
    )


def _adjustment(form: BulkEditForm) -> Adjustment | None:
    typed = form.value.data or ""
    steps = {str(step): step for step in _steps(current_user.account.currency)}
    step = steps.get(form.step.data or "", 1)
    if form.way.data == "percent":
        return Adjustment(percent=read_percent(typed), step=step)
    if form.way.data != "amount":
        return None
    text = typed.replace("−", "-").strip()
    amount = read_price(text.lstrip("+-"), current_user.account.currency, "value")
    return Adjustment(amount=-amount if text.startswith("-") else amount, step=step)


def _page(form: BulkEditForm, chosen: Chosen, count: int, plan: EditPlan | None) -> str:
    names = {one.id: one.name for one in list_categories(db.session())}
    taxes = {one.id: one.name for one in list_taxes(db.session())}
    stores = {one.id: one.name for one in list_stores(db.session())}
    return render_template(
        "catalogue/edit_many.html",
        form=form,
        chosen=chosen,
        count=count,
        plan=plan,
        changed=len(plan.changed) if plan else 0,
        examples=examples_of(plan) if plan else (),
        categories=names,
        taxes=taxes,
        stores=stores,
        currency=current_user.account.currency,
    )
