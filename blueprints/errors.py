"""Error pages in the reader's language: what happened, what it means, what to do."""

import logging

from flask import Flask, current_app, g, render_template, request
from flask_babel import gettext as _
from flask_login import AnonymousUserMixin
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as QueueTimeout
from werkzeug.exceptions import HTTPException

from blueprints.formats import number
from extensions import db

log = logging.getLogger("comptoir.pages")
Page = tuple[str, int, dict[str, str]]


def set_up(app: Flask) -> None:
    """Answer refusals of the web server and our own faults with readable pages."""
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(OperationalError, _busy)
    app.register_error_handler(IntegrityError, _busy)
    app.register_error_handler(QueueTimeout, _busy)
    app.register_error_handler(Exception, _our_fault)


def error_page(
    status: int, title: str, text: str, headers: dict[str, str] | None = None, *, number: bool = False
) -> Page:
    """One page of trouble; with `number` it carries the request id, so that a self-hoster finds the log line."""
    request_id = request.environ.get("comptoir.request_id") if number else None
    page = render_template("errors/page.html", status=status, title=title, text=text, request_id=request_id)
    return page, status, headers or {}


def _http_error(error: HTTPException) -> Page | HTTPException:
    status = error.code or 500
    if status < 400:
        return error
    title, text = _words(status)
    kept = ("Allow", "Retry-After")
    headers = {name: value for name, value in error.get_headers() if name in kept}
    return error_page(status, title, text, headers, number=status >= 500)


def _words(status: int) -> tuple[str, str]:
    """What is said at each status; of any other only that it did not work."""
    if status == 413:
        return _("Too large"), _what_is_too_large()
    texts = {
        400: (_("That could not be read"), _("Go back, reload the page and try again.")),
        403: (_("Not allowed"), _("Your role does not permit this. Ask the owner of the business account.")),
        404: (_("Page not found"), _("The address is wrong, or what it showed was deleted.")),
        405: (_("That does not work this way"), _("Go back and use the buttons of the page.")),
        429: (_("Too many attempts"), _("Wait a few minutes, then try again.")),
        500: _our_fault_words(),
        503: _busy_words(),
    }
    return texts.get(status, (_("That did not work"), _("Go back and try again.")))


def _what_is_too_large() -> str:
    """The limit that this very request went beyond: a release may be larger than a list of products."""
    limit = request.max_content_length or 0
    if request.content_length is not None and request.content_length <= limit:
        return _("The form holds more than can be read at once. Send it in several parts.")
    megabytes = number(limit // 1024**2)
    if limit != current_app.config["MAX_CONTENT_LENGTH"]:
        return _(
            "The file is larger than %(limit)s MB. Whoever runs this server can raise the limit for releases.",
            limit=megabytes,
        )
    return _("The file is larger than %(limit)s MB. Split it and send the parts.", limit=megabytes)


def _our_fault_words() -> tuple[str, str]:
    return _("Something went wrong on our side"), _(
        "Nothing was saved. Try again; if it happens again, tell whoever runs this server the number below."
    )


def _busy_words() -> tuple[str, str]:
    return _("Very busy just now"), _("Nothing was lost. Wait a moment and try again.")


def _busy(error: Exception) -> Page:
    """The database made nobody write for too long or is away, or two wrote the same at once: try again."""
    _let_go()
    log.warning("database busy", exc_info=error, extra={"facts": _where()})
    return error_page(503, *_busy_words(), {"Retry-After": "5"}, number=True)


def _our_fault(error: Exception) -> Page:
    _let_go()
    log.exception("page failed", exc_info=error, extra={"facts": _where()})
    return error_page(500, *_our_fault_words(), number=True)


def _let_go() -> None:
    """Undo, and ask the database nothing more: the language comes from the cookie, which follows the user's."""
    db.session.rollback()
    g._login_user = AnonymousUserMixin()


def _where() -> dict[str, object]:
    return {"request_id": request.environ.get("comptoir.request_id"), "path": request.path}
