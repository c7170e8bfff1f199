"""Refusals about stores."""

from flask_babel import gettext as _

from blueprints.refusal_texts.texts import Texts

TEXTS: Texts = {
    "store_name_taken": lambda **_f: _("Another store has this name already."),
    "picture_missing": lambda **_f: _("Please choose a picture."),
    "picture_too_heavy": lambda megabytes, **_f: _(
        "This file is larger than %(megabytes)s MB. Save the picture smaller and try again.",
        megabytes=megabytes,
    ),
    "picture_unreadable": lambda **_f: _("This is no PNG, JPEG or WebP picture, or the file is damaged."),
    "picture_too_large": lambda **_f: _(
        "This picture has too many dots. Paper shows about 500 side by side: save it smaller and try again."
    ),
    "picture_too_small": lambda minimum, **_f: _(
        "This picture is too small: it needs at least %(minimum)s dots in each direction.", minimum=minimum
    ),
    "picture_blank": lambda **_f: _(
        "Nothing of this picture would be black on paper. White on a clear background cannot be printed."
    ),
    "method_unknown": lambda **_f: _("Choose how the picture is printed."),
    "logo_gone": lambda **_f: _("The logo was removed meanwhile. Upload it again."),
}
