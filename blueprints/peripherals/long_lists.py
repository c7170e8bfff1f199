"""A drop-down list of all printers or tills of a large business, drawn at once instead of one by one."""

from collections.abc import Iterable
from typing import Any

from markupsafe import Markup, escape
from wtforms import SelectField
from wtforms.widgets import html_params


def _draw(field: "LongSelectField", **attributes: Any) -> Markup:
    """The list as WTForms would draw it, without asking each of a thousand options for its attributes."""
    shown = {name: value for name, value in attributes.items() if value is not False}
    params = html_params(**{"id": field.id, "name": field.name, **shown})
    pairs: Iterable[tuple[str, str]] = field.choices or ()
    options = "".join(
        f'<option {"selected " if value == field.data else ""}value="{escape(value)}">{escape(label)}</option>'
        for value, label in pairs
    )
    return Markup(f"<select {params}>{options}</select>")  # noqa: S704 - every part is escaped above


class LongSelectField(SelectField):
    """A drop-down list whose choices are pairs of texts."""

    choices: list[tuple[str, str]]
    widget = staticmethod(_draw)
