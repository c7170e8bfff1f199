"""In which language a till's paper is printed for a role: the kitchen's need not be the guest's."""

from flask import abort, flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from blueprints.devices import room
from blueprints.devices.usage_mode.addresses import back_to, device_or_404, role_or_404
from blueprints.edge import now
from blueprints.languages import CHOICES
from blueprints.peripheral_words import ROLES
from blueprints.permissions import needs
from blueprints.refusals import show_refusal
from domain.peripherals import SLIP_ROLES, slip_language_of
from domain.permissions import Deed
from domain.refusal import Refusal
from extensions import db
from services.usage_mode.assignments import assignments_of, set_slip_language


class SlipLanguageForm(FlaskForm):
    """One of our languages, or the printer's."""

    language = SelectField(
        _l("Language of the paper"),
        choices=[
            SelectChoice("", _l("As the printer has it")),
            *(SelectChoice(choice.code, choice.name) for choice in CHOICES),
        ],
        validate_choice=False,
    )


@room.route("/<public_id>/usage-mode/<role>/language", methods=["GET", "POST"])
@needs(Deed.MANAGE_PERIPHERALS)
def slip_language(public_id: str, role: str) -> ResponseReturnValue:
    """Choose the language of what this till prints for a role."""
    device, wanted = device_or_404(public_id), role_or_404(role)
    assigned = assignments_of(db.session(), device).get(wanted)
    if wanted not in SLIP_ROLES or assigned is None:
        abort(404)
    form = SlipLanguageForm(language=slip_language_of(assigned.options) or "")
    if form.validate_on_submit():
        try:
            set_slip_language(db.session(), device, wanted, form.language.data or None, now())
            flash(_("Saved."), "success")
            return back_to(device, wanted)
        except Refusal as refusal:
            show_refusal(refusal, form)
    page = render_template(
        "devices/usage_mode_language.html", form=form, device=device, role=wanted, label=ROLES[wanted]
    )
    return page, 422 if form.is_submitted() else 200
