"""Only the upload of a release may be large, and only from whoever may upload one; it goes to the disk at once."""

from functools import partial
from typing import Any

from flask import current_app, g, request
from flask.blueprints import BlueprintSetupState
from flask_login import current_user

from blueprints.app_releases import room
from config import Settings
from domain.permissions import Deed, may
from extensions import db
from services.app_releases.app_files import IncomingFile, releases_folder

#: what a form says besides its file
WORDS = 256 * 1024


@room.record_once
def _stand_before_the_form_is_read(state: BlueprintSetupState) -> None:
    """Looking for the form's token reads the whole form: whoever may not upload must be stopped before."""
    state.app.before_request_funcs.setdefault(None, []).insert(0, _let_large_files_in)


def _let_large_files_in() -> None:
    if request.endpoint != "app_releases.upload" or request.method != "POST":
        return
    user = current_user._get_current_object()
    if not user.is_authenticated or not may(user.role, Deed.MANAGE_RELEASES):
        return  # the usual limit holds, and the view says no
    settings: Settings = current_app.config["SETTINGS"]
    folder = releases_folder(settings.data, user.account.public_id)
    db.session.rollback()  # while a file comes in, nobody is to wait for this visit
    g.pop("_login_user", None)  # read anew by the edge, in the transaction of the deed
    request.max_content_length = settings.largest_release * 1024 * 1024 + WORDS
    request._get_file_stream = partial(_receive, folder)  # type: ignore[method-assign]


def _receive(folder: Any, total_content_length: int | None, *_args: Any, **_more: Any) -> Any:
    return IncomingFile(folder, total_content_length or 0)
