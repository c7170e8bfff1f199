"""Error pages in the reader's language: what happened, what it means, what to do."""

import logging

from flask import Flask, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as QueueTimeout
from werkzeug.exceptions import HTTPException

from extensions import db

log = logging.getLogger("comptoir.pages")
Page = tuple[str, int]


def set_up(app: Flask) -> None:
    """Answer refusals of the web server and our own faults with readable pages."""
    app.register_error_handler(CSRFError, _form_too_old)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(OperationalError, _busy)
    app.register_error_handler(QueueTimeout, _busy)
    app.register_error_handler(Exception, _our_fault)


def _page(status: int, title: str, text: str) -> Page:
    """One error page; carries the request id, so that a self-hoster finds the log line."""
    request_id = request.environ.get("comptoir.request_id", "")
    page = render_template("errors/page.html", status=status, title=title, text=text, request_id=request_id)
    return page, status


def _form_too_old(_error: CSRFError) -> Page:
    return _page(
        400,
        _("This form is too old"),
        _(
            "You were signed out, or the page was open for very long. Go back, reload the page and send it again."
        ),
    )


def _http_error(error: HTTPException) -> Page | HTTPException:
    status = error.code or 500
    if status < 400:
        return error
    texts = {
        403: (_("Not allowed"), _("Your role does not permit this. Ask the owner of the business account.")),
        404: (_("Page not found"), _("The address is wrong, or what it showed was deleted.")),
        405: (_("That does not work this way"), _("Go back and use the buttons of the page.")),
        413: (_("Too large"), _("The file is larger than 4 MB. Split it and send the parts.")),
        429: (_("Too many attempts"), _("Wait a few minutes, then try again.")),
    }
    title, text = texts.get(status, (_("That did not work"), _("Go back and try again.")))
    return _page(status, title, text)


def _busy(error: Exception) -> Page:
    db.session.rollback()
    request.environ["comptoir.fault"] = str(error)
    return _page(503, _("Very busy just now"), _("Nothing was lost. Wait a moment and try again."))


def _our_fault(error: Exception) -> Page:
    db.session.rollback()

    log.exception("page failed", exc_info=error, extra={"facts": _where()})
    return _page(
        500,
        _("Something went wrong on our side"),
        _(
            "Nothing was saved. Try again; if it happens again, tell whoever runs this server the number below."
        ),
    )


def _where() -> dict[str, object]:
    return {"request_id": request.environ.get("comptoir.request_id"), "path": request.path}
