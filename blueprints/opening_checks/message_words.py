"""What became of a message about an opening check, in the reader's words."""

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from blueprints.languages import said
from domain.check_deliveries import DeliveryStatus
from models import CheckDelivery

#: status -> (word, tone)
_STATUSES: dict[str, tuple[LazyString, str]] = {
    DeliveryStatus.WAITING: (_l("On its way"), "info"),
    DeliveryStatus.DELIVERED: (_l("Delivered"), "ok"),
    DeliveryStatus.FAILED: (_l("Not delivered"), "bad"),
}
#: why a try failed, and what helps
_REASONS: dict[str, LazyString] = {
    "no_mail_server": _l("This server sends no e-mails. Its operator sets COMPTOIR_SMTP_HOST and the like."),
    "recipient_refused": _l("The mail server does not know this address."),
    "mail_login_refused": _l("The mail server does not accept its user name or password."),
    "mail_refused": _l("The mail server refused the message."),
    "mail_server_unreachable": _l("The mail server does not answer."),
    "certificate_invalid": _l("The other side’s certificate is not valid."),
    "name_unknown": _l("Nobody knows this name in the internet. Is the address right?"),
    "address_private": _l(
        "This address lies in the server’s own network, which webhooks may not call. "
        "The operator allows it with COMPTOIR_LOCAL_WEBHOOKS."
    ),
    "timeout": _l("No answer came in time."),
    "unreachable": _l("Nobody answers at this address."),
    "answer_not_ok": _l("The webhook answered, but did not take it."),
    "no_longer_wanted": _l("This place was taken off the list before it was told."),
}


def message_badge(message: CheckDelivery) -> tuple[str, str]:
    """The word and tone for what became of it."""
    word, tone = _STATUSES[message.status]
    if message.status == DeliveryStatus.WAITING and message.reason:
        return _("Failed, is tried again"), "warn"
    return said(word), tone


def message_reason(message: CheckDelivery) -> str | None:
    """Why the last try failed."""
    if not message.reason:
        return None
    return said(_REASONS[message.reason])
