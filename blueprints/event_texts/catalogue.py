"""What happened to the catalogue, as sentences of the history."""

from flask_babel import gettext as _
from flask_babel import ngettext

from blueprints.event_texts.texts import Texts

TEXTS: Texts = {
    "product.created": lambda **_f: _("Added to the catalogue."),
    "product.edited": lambda **_f: _("Its data were changed."),
    "product.removed": lambda **_f: _("Taken off sale."),
    "category.created": lambda **_f: _("Added to the catalogue."),
    "category.edited": lambda **_f: _("Its data were changed."),
    "category.removed": lambda **_f: _("Removed from the catalogue."),
    "unit.created": lambda **_f: _("Added to the catalogue."),
    "unit.edited": lambda **_f: _("Its data were changed."),
    "unit.removed": lambda **_f: _("Removed from the catalogue."),
    "tax.created": lambda **_f: _("Added to the catalogue."),
    "tax.edited": lambda **_f: _("Its data were changed."),
    "tax.removed": lambda **_f: _("Removed from the catalogue."),
    "price_list.created": lambda **_f: _("Added to the catalogue."),
    "price_list.edited": lambda **_f: _("Its data were changed."),
    "price_list.removed": lambda **_f: _("Removed from the catalogue."),
    "price_list.priced": lambda count, **_f: ngettext(
        "%(num)s price was changed.", "%(num)s prices were changed.", count
    ),
    "catalogue.imported": lambda new, changed, **_f: _(
        "Product list imported: %(new)s new, %(changed)s changed.", new=new, changed=changed
    ),
    "catalogue.import_undone": lambda count, **_f: ngettext(
        "Import undone: %(num)s product is as before.",
        "Import undone: %(num)s products are as before.",
        count,
    ),
    "catalogue.bulk_edited": lambda count, **_f: ngettext(
        "%(num)s product was changed in one go.", "%(num)s products were changed in one go.", count
    ),
    "catalogue.bulk_edit_undone": lambda count, **_f: ngettext(
        "The change was undone: %(num)s product is as before.",
        "The change was undone: %(num)s products are as before.",
        count,
    ),
}
