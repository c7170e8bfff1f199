"""A form that outlived its session: what was typed is kept, and sent again with one press.

A page stays open over lunch, the session ends, somebody signs in anew: the form's token is worth nothing any more,
but what stands in the form is somebody's work. It is given back as a page that sends it again.
"""

from flask import Flask, render_template, request
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf.csrf import CSRFError

from blueprints.errors import Page, error_page

#: the rooms before signing in, where hardly anything but a password is typed
_SECRET_ROOMS = frozenset({"entrance"})
#: what is typed again rather than written into a page, by the names that every form gives it
SECRETS = frozenset({"password", "present", "new", "pin"})


def set_up(app: Flask) -> None:
    """Answer forms whose token is missing or worth nothing any more."""
    app.register_error_handler(CSRFError, _form_too_old)


def _form_too_old(_error: CSRFError) -> Page:
    """Answer 400 with the page that sends the form again, inside a dialog 422 so that it is shown there.

    A form that came from elsewhere, that carries a file or nothing but passwords is only told that it is too old.
    """
    if not _may_be_sent_again():
        return error_page(
            400,
            _("This form is too old"),
            _(
                "You were signed out, or the page was open for very long. "
                "Go back, reload the page and send it again."
            ),
        )
    left_out = SECRETS | {"csrf_token"}
    fields = [(name, value) for name, value in request.form.items(multi=True) if name not in left_out]
    page = render_template(
        "errors/kept_form.html",
        fields=fields,
        address=request.full_path.rstrip("?"),
        is_signed_in=current_user.is_authenticated,
        had_secrets=any(request.form.get(name) for name in SECRETS),
    )
    return page, 422 if request.headers.get("HX-Target") == "dialog" else 400, {}


def _may_be_sent_again() -> bool:
    return (
        request.method == "POST"
        and _came_from_our_page()
        and request.blueprint not in _SECRET_ROOMS
        and not SECRETS.issuperset(request.form.keys() - {"csrf_token"})
        and not any(file.filename for file in request.files.values())
    )


def _came_from_our_page() -> bool:
    """Whether the browser vouches that one of our own pages sent this; another site's form is never repeated."""
    told = request.headers.get("Sec-Fetch-Site")
    if told is not None:
        return told == "same-origin"
    return request.headers.get("Origin") == request.host_url.rstrip("/")
