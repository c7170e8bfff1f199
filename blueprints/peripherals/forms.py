"""The form of a receipt printer in the network."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField

from blueprints.languages import CHOICES
from domain.connections import DEFAULT_PORTS, TypedConnection
from domain.names import PeripheralKind
from domain.peripherals import PAPER_WIDTHS, PROFILES
from models import Peripheral, StoreServer
from services.peripherals import PeripheralFields


class PrinterForm(FlaskForm):
    """Everything a network printer needs; the rules check it, so that page, command and API agree."""

    name = StringField(_l("Name"), description=_l("As the people in the shop call it."))
    host = StringField(
        _l("Network address"),
        description=_l("On the printer’s test slip: hold its feed button while switching it on."),
    )
    port = StringField(_l("Port"), default=str(DEFAULT_PORTS[PeripheralKind.RECEIPT_PRINTER]))
    profile = SelectField(_l("Printer model"))
    paper_width = SelectField(_l("Paper width"), coerce=int)
    language = SelectField(_l("Language of the paper"))
    store_server = SelectField(
        _l("Store server"),
        description=_l("The box in the shop that drives the printer."),
        validate_choice=False,
    )

    def offer(self, servers: list[StoreServer]) -> None:
        """Fill the drop-down lists in the reader's language."""
        self.profile.choices = [
            (name, _("Most printers") if name == "default" else name) for name in PROFILES
        ]
        self.paper_width.choices = [(width, _("%(width)d mm", width=width)) for width in PAPER_WIDTHS]
        self.language.choices = [("", _("As the store"))] + [(one.code, one.name) for one in CHOICES]
        self.store_server.choices = [("", _("None yet"))] + [
            (server.public_id, f"{server.name} · {server.store.name}") for server in servers
        ]
        if not self.is_submitted() and len(servers) == 1 and not self.store_server.data:
            self.store_server.data = servers[0].public_id

    def show(self, printer: Peripheral) -> None:
        """Fill the fields with what is stored."""
        self.name.data = printer.name
        self.host.data = str(printer.connection.get("host", ""))
        self.port.data = str(printer.connection.get("port", ""))
        self.profile.data = printer.profile
        self.paper_width.data = printer.paper_width
        self.language.data = printer.language or ""
        self.store_server.data = printer.store_server.public_id if printer.store_server else ""

    def fields(self, server: StoreServer | None) -> PeripheralFields:
        """What the person typed, as the deed takes it."""
        return PeripheralFields(
            name=self.name.data or "",
            typed=TypedConnection(host=self.host.data, port=self.port.data),
            store_server=server,
            profile=self.profile.data or "",
            paper_width=self.paper_width.data or 0,
            language=self.language.data or None,
        )
