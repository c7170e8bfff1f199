"""What can be permitted at a till, and how people sign in there, in the reader's words."""

from flask_babel import LazyString, lazy_pgettext
from flask_babel import lazy_gettext as _l

from domain.employees import TillDeed
from domain.signing_in import LoginMode

TILL_DEEDS: dict[str, LazyString] = {
    TillDeed.SELL: _l("Sell"),
    TillDeed.REFUND: lazy_pgettext("permission at a till", "Refund"),
    TillDeed.DISCOUNT: _l("Give discounts"),
    TillDeed.OPEN_DRAWER: _l("Open the cash drawer without a sale"),
    TillDeed.MOVE_CASH: _l("Pay cash in and out"),
    TillDeed.CLOSE_DAY: _l("Close the day"),
    TillDeed.SETTINGS: _l("Change the till’s settings"),
}
LOGIN_MODES: dict[str, LazyString] = {
    LoginMode.ID_PIN: _l("ID and PIN"),
    LoginMode.ID: _l("ID only"),
    LoginMode.NONE: _l("No sign-in"),
}
