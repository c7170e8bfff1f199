"""The form of a peripheral: what its kind and its way of connection need, and nothing else."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField, StringField
from wtforms.validators import Optional

from blueprints.peripheral_words import WAY_WORDS
from blueprints.peripherals.long_lists import LongSelectField
from blueprints.peripherals.words import HOST_HINTS, PATH_HINTS
from domain.connections import DEFAULT_BAUD, DEFAULT_PORTS, DEFAULT_PULSE_MS, DEFAULT_QUEUE, WAYS, Way
from domain.names import PeripheralKind

#: which fields a way of connection has
OF_WAY: dict[Way, tuple[str, ...]] = {
    Way.NETWORK: ("host", "port", "store_server", "store", "mac"),
    Way.USB: ("path", "store_server"),
    Way.SERIAL: ("path", "baud", "store_server"),
    Way.BLUETOOTH: ("path", "store_server", "mac"),
    Way.PRINTER: ("printer", "pin", "pulse_ms"),
    Way.DEVICE: ("host_device",),
}
#: which further fields a way has for one kind
OF_KIND_AND_WAY: dict[tuple[PeripheralKind, Way], tuple[str, ...]] = {
    (PeripheralKind.PAGE_PRINTER, Way.NETWORK): ("queue",),
    (PeripheralKind.SCALE, Way.NETWORK): ("protocol",),
    (PeripheralKind.SCALE, Way.SERIAL): ("protocol",),
    (PeripheralKind.CASH_DRAWER, Way.SERIAL): ("pin", "pulse_ms"),
}
#: which fields a kind has, however it is connected
OF_KIND: dict[PeripheralKind, tuple[str, ...]] = {
    PeripheralKind.PAYMENT_TERMINAL: ("serial",),
    PeripheralKind.CASH_DRAWER: (),
    PeripheralKind.RECEIPT_PRINTER: ("profile", "paper_width", "language", "serial"),
    PeripheralKind.PAGE_PRINTER: ("language", "serial"),
    PeripheralKind.BARCODE_SCANNER: ("serial",),
    PeripheralKind.SCALE: ("serial",),
}


class PeripheralForm(FlaskForm):
    """The fields of one kind; the rules check them, so that page, command and API agree.

    A reader without style sheets for it sees the fields of all ways: those of another way than the chosen one
    are not read.
    """

    name = StringField(_l("Name"), description=_l("As the people in the shop call it."))
    way = RadioField(_l("How it is connected"), validate_choice=False)
    host = StringField(_l("Network address"))
    port = StringField(_l("Port"), description=_l("Leave it as it is unless you know better."))
    queue = StringField(
        _l("Print queue"), default=DEFAULT_QUEUE, description=_l("Leave it as it is unless you know better.")
    )
    path = StringField(_l("Connection on the store server"))
    baud = SelectField(
        _l("Speed"),
        default=str(DEFAULT_BAUD),
        description=_l("As set on the thing itself; the manual calls it baud rate."),
    )
    protocol = SelectField(
        _l("The scale’s language"),
        description=_l("As set in the scale’s menu; the manual calls it protocol."),
    )
    printer = LongSelectField(
        _l("Printer that opens it"), description=_l("The drawer’s cable ends in this printer.")
    )
    pin = SelectField(
        _l("Pin"), description=_l("Try pin 2 first. If the drawer stays shut in the test, take pin 5.")
    )
    pulse_ms = StringField(
        _l("Pulse"),
        default=str(DEFAULT_PULSE_MS),
        description=_l("How long the lock is pulled. 100 opens most drawers; try 200 if it only clicks."),
    )
    host_device = LongSelectField(_l("Till"), description=_l("The till into which it is plugged."))
    store_server = LongSelectField(_l("Store server"), description=_l("The box in the shop that drives it."))
    store = LongSelectField(
        _l("Store"),
        validators=[Optional()],
        description=_l("Where it stands, as long as no store server drives it."),
    )
    profile = SelectField(_l("Printer model"))
    paper_width = SelectField(_l("Paper width"), coerce=int)
    language = SelectField(_l("Language of the paper"))
    mac = StringField(
        _l("MAC address"),
        validators=[Optional()],
        description=_l("On a label at its back. It is found again by it when its network address changes."),
    )
    serial = StringField(
        _l("Serial number"),
        validators=[Optional()],
        description=_l("On a label at its back. It is recognized by it wherever it is plugged in."),
    )

    def __init__(self, kind: PeripheralKind) -> None:
        super().__init__()
        self.kind = kind
        known = {"csrf_token", *self._always()}.union(*(self._of(way) for way in WAYS[kind]))
        for name in self._fields.keys() - known:
            del self[name]
        self.way.choices = [(way.value, WAY_WORDS[way]) for way in WAYS[kind]]
        self.way.data = self.way.data or WAYS[kind][0].value
        if "host" in self:
            self.host.description = HOST_HINTS[kind]
            if not self.is_submitted():
                self.port.data = str(DEFAULT_PORTS[kind])
        if "path" in self:
            self.path.description = PATH_HINTS[kind]

    def ways_of(self, name: str) -> str:
        """The ways that have this field, as the style sheet reads them."""
        return " ".join(way.value for way in WAYS[self.kind] if name in self._of(way))

    def typed(self, name: str) -> str | None:
        """What was typed into a field, when the kind and the chosen way have it."""
        if name not in self._always() and name not in self._of(self.way.data):
            return None
        data = self[name].data
        return str(data) if data is not None else None

    def ways_include(self, way: str) -> bool:
        """Whether things of this kind may be connected so."""
        return way in WAYS[self.kind]

    def _always(self) -> tuple[str, ...]:
        return ("name", "way", *OF_KIND[self.kind])

    def _of(self, way: str) -> tuple[str, ...]:
        """The fields of a way; none of one that does not exist."""
        if way not in WAYS[self.kind]:
            return ()
        return OF_WAY[Way(way)] + OF_KIND_AND_WAY.get((self.kind, Way(way)), ())
