"""What people say of opening checks."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Optional

from blueprints.weekdays import WEEK, day_name
from domain.check_hours import CheckHours
from models import CheckNotice
from services.today.check_notices import NoticeFields


class HoursForm(FlaskForm):
    """When a store is looked at; the rules check it."""

    enabled = BooleanField(_l("Check this store at a set hour"))
    hour = StringField(_l("Hour"))
    days = SelectMultipleField(_l("Days on which it is checked"), validate_choice=False)

    def offer(self) -> None:
        """Fill the list of days."""
        self.days.choices = [(str(day), day_name(day)) for day in WEEK]

    def chosen_days(self) -> list[int]:
        """The days as the deed takes them."""
        chosen = {day for day in self.days.data or () if day.isascii() and day.isdigit() and len(day) == 1}
        return sorted(int(day) for day in chosen)

    @classmethod
    def of(cls, hours: CheckHours) -> "HoursForm":
        """The form with what holds now."""
        days = [str(day) for day in sorted(hours.days)]
        return cls(data={"enabled": hours.enabled, "hour": f"{hours.hour:%H:%M}", "days": days})


class RecipientsForm(FlaskForm):
    """Who is told."""

    emails = TextAreaField(_l("E-mail addresses"), [Optional()])
    webhook_url = StringField(_l("Address of a webhook"), [Optional()])
    only_faults = BooleanField(_l("Only when there is something to see to"))

    def fields(self) -> NoticeFields:
        """What the person said, as the deed takes it."""
        return NoticeFields(
            self.emails.data or "", self.webhook_url.data or "", only_faults=bool(self.only_faults.data)
        )

    @classmethod
    def of(cls, notice: CheckNotice | None) -> "RecipientsForm":
        """The form with what holds now."""
        if notice is None:
            return cls()
        return cls(
            data={
                "emails": "\n".join(notice.emails),
                "webhook_url": notice.webhook_url,
                "only_faults": notice.only_faults,
            }
        )


class DeedForm(FlaskForm):
    """Nothing to fill in: only the deed."""
