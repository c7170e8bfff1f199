"""Sync windows: all of them with the load of a day, one of them with its openings, and their form."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required
from sqlalchemy import select

from blueprints.edge import now
from blueprints.permissions import needs
from blueprints.refusals import show_refusal
from blueprints.sync_rule_words import rule_word
from blueprints.sync_words import stream_word
from blueprints.synchronization import room
from blueprints.synchronization.window_form import WindowForm
from blueprints.synchronization.window_picture import draw_load
from blueprints.weekdays import WEEK, days_word, hours_word
from domain.permissions import Deed
from domain.refusal import Refusal
from domain.sync_choices import CHOSEN_STREAMS
from extensions import db
from models import Store, SyncWindow
from services.sync_rules.sync_scopes import Scope, read_scope
from services.synchronization.sync_windows import (
    create_window,
    edit_window,
    find_any_window,
    find_window,
    list_naming,
    remove_window,
    scope_of,
    streams_of,
)
from services.synchronization.window_history import list_runs, read_missed
from services.synchronization.window_list import list_rows

WORDS = {"days_word": days_word, "hours_word": hours_word, "stream_word": stream_word}


@room.get("/windows")
@login_required
def windows() -> ResponseReturnValue:
    """Every window, the picture of this day, and what tills missed."""
    rows, load = list_rows(db.session(), now())
    missed = read_missed(db.session())
    picture = draw_load(load, now()) if load else None
    return render_template("synchronization/windows.html", rows=rows, picture=picture, missed=missed, **WORDS)


@room.get("/windows/<public_id>")
@login_required
def window(public_id: str) -> ResponseReturnValue:
    """One window, the rules that name it, and its openings."""
    found = find_any_window(db.session(), public_id) or abort(404)
    return render_template(
        "synchronization/windows_one.html",
        window=found,
        naming=list_naming(db.session(), found),
        runs=list_runs(db.session(), found, request.args.get("page", 1, type=int)),
        place_word=place_word,
        **WORDS,
    )


@room.route("/windows/new", methods=["GET", "POST"])
@needs(Deed.MANAGE_DEVICES)
def create_a_window() -> ResponseReturnValue:
    """A new window; leads to its page."""
    form = WindowForm.of(list(WEEK), [CHOSEN_STREAMS[0]], opens="22:00", closes="06:00")
    form.offer(_stores())
    if form.validate_on_submit():
        try:
            made = create_window(db.session(), form.fields(), now())
            flash(_("%(name)s was created.", name=made.name), "success")
            return redirect(url_for("synchronization.window", public_id=made.public_id), 303)
        except Refusal as refusal:
            show_refusal(refusal, form)
    status = 422 if form.is_submitted() else 200
    return render_template("synchronization/windows_create.html", form=form, stream_word=stream_word), status


@room.route("/windows/<public_id>/edit", methods=["GET", "POST"])
@needs(Deed.MANAGE_DEVICES)
def edit_a_window(public_id: str) -> ResponseReturnValue:
    """Other hours, another name, other streams."""
    found = window_or_404(public_id)
    form = WindowForm.of(
        found.days, streams_of(db.session(), found), name=found.name, opens=found.opens, closes=found.closes
    )
    form.offer([])
    if form.validate_on_submit():
        try:
            edit_window(db.session(), found, form.fields(), now())
            flash(_("Saved."), "success")
            return redirect(url_for("synchronization.window", public_id=public_id), 303)
        except Refusal as refusal:
            show_refusal(refusal, form)
    status = 422 if form.is_submitted() else 200
    above = _above(found)
    return render_template("synchronization/windows_edit.html", form=form, window=found, above=above), status


@room.route("/windows/<public_id>/remove", methods=["GET", "POST"])
@needs(Deed.MANAGE_DEVICES)
def remove_a_window(public_id: str) -> ResponseReturnValue:
    """First which rules name it and what then holds, then the deed."""
    found = window_or_404(public_id)
    if request.method == "POST":
        remove_window(db.session(), found, now())
        flash(_("%(name)s was removed.", name=found.name), "success")
        return redirect(url_for("synchronization.windows"), 303)
    naming = list_naming(db.session(), found)
    return render_template(
        "synchronization/windows_remove.html",
        window=found,
        naming=naming,
        place_word=place_word,
        rule_word=rule_word,
        stream_word=stream_word,
    )


def window_or_404(public_id: str) -> SyncWindow:
    """A window of the account."""
    return find_window(db.session(), public_id) or abort(404)


def place_word(scope: Scope) -> str:
    """Where a rule holds."""
    if scope.device is not None:
        return scope.device.name
    return scope.store.name if scope.store is not None else _("The whole business")


def _above(window: SyncWindow) -> dict[str, str]:
    """What holds for each stream where the window is not chosen."""
    rules = read_scope(db.session(), scope_of(db.session(), window))
    return {
        stream.value: rule_word(one)
        for stream, one in rules.in_force.items()
        if one.window != window.public_id
    }


def _stores() -> list[Store]:
    return list(db.session.scalars(select(Store).order_by(Store.name, Store.id)))
