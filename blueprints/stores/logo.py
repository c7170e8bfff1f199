"""The logo of a store: upload it, see it as it will print, choose how, switch it off, remove it."""

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from blueprints.edge import now
from blueprints.permissions import needs
from blueprints.refusals import show_refusal
from blueprints.stores import room
from blueprints.stores.forms import METHODS, LogoFileForm, LogoForm
from blueprints.stores.lookup import store_or_404
from domain.permissions import Deed
from domain.refusal import Refusal
from extensions import db
from models import Store
from services.stores.logo_pictures import BOXES, MOST_BYTES, Method, draw_picture
from services.stores.store_logos import find_logo, put_logo, remove_logo, set_logo


@room.get("/<public_id>/logo")
@needs(Deed.MANAGE_STORES)
def logo(public_id: str) -> str:
    """The logo as it prints, and what can be done with it."""
    return _page(store_or_404(public_id))


@room.post("/<public_id>/logo")
@needs(Deed.MANAGE_STORES)
def upload_logo(public_id: str) -> ResponseReturnValue:
    """Take the chosen picture; lines and letters are what most logos are made of."""
    store, form = store_or_404(public_id), LogoFileForm()
    if form.validate_on_submit():
        try:
            put_logo(db.session(), store, _read(form), Method.SHARP, now())
            flash(_("Receipts carry this logo from now on. Look how it comes out."), "success")
            return redirect(url_for("stores.logo", public_id=public_id), 303)
        except Refusal as refusal:
            show_refusal(refusal, form)
    return _page(store, file_form=form), 422


@room.post("/<public_id>/logo/look")
@needs(Deed.MANAGE_STORES)
def set_logo_look(public_id: str) -> ResponseReturnValue:
    """How it is printed, and whether."""
    store, form = store_or_404(public_id), LogoForm()
    if form.validate_on_submit():
        try:
            method = form.method.data or ""
            set_logo(db.session(), store, method, now(), is_printed=bool(form.is_printed.data))
            flash(_("Saved."), "success")
            return redirect(url_for("stores.logo", public_id=public_id), 303)
        except Refusal as refusal:
            show_refusal(refusal, form)
    return _page(store, look_form=form), 422


@room.route("/<public_id>/logo/remove", methods=["GET", "POST"])
@needs(Deed.MANAGE_STORES)
def drop_logo(public_id: str) -> ResponseReturnValue:
    """Asks first."""
    store = store_or_404(public_id)
    if request.method == "POST":
        remove_logo(db.session(), store, now())
        flash(_("The logo was removed."), "success")
        return redirect(url_for("stores.logo", public_id=public_id), 303)
    return render_template("stores/logo_remove.html", store=store)


@room.get("/<public_id>/logo/<int:paper_width>.png")
@login_required
def logo_picture(public_id: str, paper_width: int) -> Response:
    """The picture for a roll of this width, by the method asked for, else as it is printed now."""
    found = find_logo(db.session(), store_or_404(public_id))
    method = request.args.get("method")
    if found is None or paper_width not in BOXES or (method and method not in set(Method)):
        abort(404)
    kept = found.narrow if paper_width == min(BOXES) else found.wide
    picture = kept if method in (None, found.method) else _drawn(found.grey, Method(method), paper_width)
    response = Response(picture, mimetype="image/png")
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _read(form: LogoFileForm) -> bytes:
    """The file, or so much of it that it is too much."""
    chosen = form.picture.data
    if not chosen:
        return b""
    with chosen.stream as file:
        return bytes(file.read(MOST_BYTES + 1))


def _drawn(grey: bytes, method: Method, paper_width: int) -> bytes:
    try:
        return draw_picture(grey, method, paper_width)
    except Refusal:  # nothing of it would be black
        abort(404)


def _page(store: Store, *, file_form: LogoFileForm | None = None, look_form: LogoForm | None = None) -> str:
    found = find_logo(db.session(), store)
    return render_template(
        "stores/logo.html",
        store=store,
        logo=found,
        file_form=file_form or LogoFileForm(),
        look_form=look_form or (LogoForm.showing(found) if found else None),
        methods=METHODS,
        widths=list(BOXES),
    )
