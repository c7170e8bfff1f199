"""Upload a version: its signature is checked before anything of it counts."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from blueprints.app_releases import room
from blueprints.app_releases.forms import UploadForm
from blueprints.edge import now
from blueprints.permissions import needs
from blueprints.refusals import show_refusal
from domain.permissions import Deed
from domain.refusal import Refusal
from extensions import db
from models import AppRelease
from services.app_releases.app_files import IncomingFile
from services.app_releases.app_releases import (
    ReleaseFields,
    add_release,
    check_file,
    check_release,
    valid_keys,
)


@room.route("/new", methods=["GET", "POST"])
@needs(Deed.MANAGE_RELEASES)
def upload() -> ResponseReturnValue:
    """What comes in is a draft: no till is offered it before somebody starts the roll-out."""
    form = UploadForm()
    if form.validate_on_submit():
        try:
            release = _take_in(db.session(), form)
            flash(_("%(name)s was uploaded. No till is offered it yet.", name=release.name), "success")
            return redirect(url_for("app_releases.show", public_id=release.public_id))
        except Refusal as refusal:
            show_refusal(refusal, form)
    has_keys = bool(valid_keys(db.session()))
    page = render_template("app_releases/upload.html", form=form, has_keys=has_keys)
    return page, 422 if form.is_submitted() else 200


def _take_in(session: Session, form: UploadForm) -> AppRelease:
    fields = check_release(
        ReleaseFields(
            version=form.version.data or "",
            platform=form.platform.data or "",
            channel=str(form.channel.data),
            signature=form.signature.data or "",
            file_name=form.file.data.filename or "",
            notes=form.notes,
        )
    )
    incoming = form.file.data.stream
    if not isinstance(incoming, IncomingFile):  # only if the way in was changed: then nothing is taken
        raise TypeError("a release must come in by the way of large files")
    keys = valid_keys(session)
    for key in keys:
        session.expunge(key)
    session.rollback()  # checking a large file takes seconds: no lock meanwhile
    key = check_file(incoming, fields, keys)
    return add_release(session, fields, incoming, session.merge(key), now())
