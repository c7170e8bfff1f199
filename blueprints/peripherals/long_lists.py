"""A drop-down list of all printers or tills of a large business, drawn at once instead of one by one."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape
from wtforms import SelectField

from blueprints.field_attributes import write_attributes
from services.peripherals.peripheral_choices import Choices

#: value and text of each option
Pairs = tuple[tuple[Any, str], ...]
#: lists that are kept: those of a few businesses, in a few languages
REMEMBERED = 32


@lru_cache(maxsize=REMEMBERED)
def pairs_of(choices: Choices, nothing: str) -> Pairs:
    """The things with their stores, after what stands there while none is chosen."""
    return ("", nothing), *(
        (one.id, f"{one.name} · {one.store}" if one.store else one.name) for one in choices
    )


def draw_list(field: SelectField, **attributes: Any) -> Markup:
    """The list as WTForms would draw it, without asking each of its options for its attributes."""
    shown = {name: value for name, value in attributes.items() if value is not False}
    params = write_attributes(**{"id": field.id, "name": field.name, **shown})
    options = draw_options(tuple(field.choices or ()), field.data)
    return Markup(f"<select {params}>{options}</select>")  # noqa: S704 - every part is escaped


def draw_options(pairs: Pairs, chosen: str | None) -> Markup:
    """The choices of a list, one of them chosen."""
    options = _options(pairs)
    if chosen is not None:
        option = f'<option value="{escape(chosen)}">'
        options = options.replace(option, option.replace("<option", "<option selected", 1), 1)
    return Markup(options)  # noqa: S704 - every part is escaped


@lru_cache(maxsize=REMEMBERED)
def _options(pairs: Pairs) -> str:
    """All options, none of them chosen yet."""
    return "".join(f'<option value="{escape(value)}">{escape(text)}</option>' for value, text in pairs)


class LongSelectField(SelectField):
    """A drop-down list whose choices are pairs of texts."""

    choices: Sequence[tuple[str, str]]
    widget = staticmethod(draw_list)
