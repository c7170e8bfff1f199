"""The form of a sync window."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, SelectMultipleField, StringField

from blueprints.sync_words import stream_word
from blueprints.weekdays import WEEK, day_name
from domain.names import Stream
from domain.sync_choices import CHOSEN_STREAMS
from models import Store
from services.synchronization.sync_windows import WindowFields


class WindowForm(FlaskForm):
    """What a person says of a window; the rules check it."""

    name = StringField(_l("Name"), description=_l("As rules name it, for example Night."))
    store = SelectField(_l("Store"), validate_choice=False)
    days = SelectMultipleField(_l("Days on which it opens"), validate_choice=False)
    opens = StringField(_l("Opens"))
    closes = StringField(_l("Closes"))
    streams = SelectMultipleField(_l("What tills fetch in it"), validate_choice=False)

    def offer(self, stores: list[Store]) -> None:
        """Fill the lists."""
        self.store.choices = [("", _("All stores")), *((store.public_id, store.name) for store in stores)]
        self.days.choices = [(str(day), day_name(day)) for day in WEEK]
        self.streams.choices = [(stream.value, str(stream_word(stream))) for stream in CHOSEN_STREAMS]

    def fields(self) -> WindowFields:
        """What the person said, as the deed takes it."""
        chosen = {day for day in self.days.data or () if day.isascii() and day.isdigit() and len(day) == 1}
        return WindowFields(
            name=self.name.data or "",
            days=sorted(int(day) for day in chosen),
            opens=self.opens.data or "",
            closes=self.closes.data or "",
            store=self.store.data or "",
            streams=[stream for stream in CHOSEN_STREAMS if stream.value in (self.streams.data or ())],
        )

    @classmethod
    def of(cls, days: list[int], streams: list[Stream], **values: Any) -> "WindowForm":
        """The form with what holds now."""
        return cls(days=[str(day) for day in days], streams=[stream.value for stream in streams], **values)
