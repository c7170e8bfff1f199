"""What fits where: kinds of peripherals and the roles they may take (guide A)."""

from domain.names import PeripheralKind, Role
from domain.places import LANGUAGES
from domain.refusal import Refusal

#: A6-A18: which kinds are candidates for a role
FITTING: dict[Role, frozenset[PeripheralKind]] = {
    Role.PAYMENT_TERMINAL: frozenset({PeripheralKind.PAYMENT_TERMINAL}),
    Role.CASH_DRAWER: frozenset({PeripheralKind.CASH_DRAWER}),
    Role.RECEIPT_PRINTER: frozenset({PeripheralKind.RECEIPT_PRINTER}),
    Role.PAGE_PRINTER: frozenset({PeripheralKind.PAGE_PRINTER}),
    Role.PICKUP_PRINTER: frozenset({PeripheralKind.RECEIPT_PRINTER}),
    Role.ASSEMBLY_PRINTER: frozenset({PeripheralKind.RECEIPT_PRINTER, PeripheralKind.PAGE_PRINTER}),
    Role.PRODUCT_SCANNER: frozenset({PeripheralKind.BARCODE_SCANNER}),
    Role.CHECKOUT_SCALE: frozenset({PeripheralKind.SCALE}),
}
#: A3: the three parts of the usage mode tab, in this order
SECTIONS: tuple[tuple[str, tuple[Role, ...]], ...] = (
    ("payment", (Role.PAYMENT_TERMINAL, Role.CASH_DRAWER)),
    ("printers", (Role.RECEIPT_PRINTER, Role.PAGE_PRINTER, Role.PICKUP_PRINTER, Role.ASSEMBLY_PRINTER)),
    ("other", (Role.PRODUCT_SCANNER, Role.CHECKOUT_SCALE)),
)
#: A15: used by one device at a time; everything else may be shared (A19)
EXCLUSIVE = frozenset({Role.PRODUCT_SCANNER})
#: A12, A13: the switches of a role and how they stand at first
OPTIONS: dict[Role, dict[str, bool]] = {
    Role.ASSEMBLY_PRINTER: {"print_assembly_slips": True, "only_made_to_order": True},
}
#: what is printed for a role may be in a language of its own: the guest's, the kitchen's, the accountant's
SLIP_ROLES = frozenset({Role.RECEIPT_PRINTER, Role.PAGE_PRINTER, Role.PICKUP_PRINTER, Role.ASSEMBLY_PRINTER})
#: which kinds the [+] of a role's picker offers, the usual one first (A7-A11, A17)
ADDABLE: dict[Role, tuple[PeripheralKind, ...]] = {
    role: tuple(kind for kind in PeripheralKind if kind in kinds) for role, kinds in FITTING.items()
}
PRINTERS = frozenset({PeripheralKind.RECEIPT_PRINTER, PeripheralKind.PAGE_PRINTER})

PAPER_WIDTHS = (80, 58)
#: printer models by the name of their character and command table; "default" fits most modern ones
PROFILES = (
    "default",
    "TM-T20II",
    "TM-T20II-42col",
    "TM-T88II",
    "TM-T88III",
    "TM-T88IV",
    "TM-T88IV-SA",
    "TM-T88V",
    "TM-L90",
    "TM-P80",
    "TM-P80-42col",
    "CT-S651",
    "KR-306",
    "NT-5890K",
    "NT-80-V-UL",
    "P822D",
    "POS-5890",
    "RP-F10-58mm",
    "RP-F10-80mm",
    "RP326",
    "Sunmi-V2",
    "T-1",
    "TEP-200M",
    "TH230",
    "TH230Plus",
    "ZJ-5870",
    "simple",
)


def fits(kind: str, role: Role) -> bool:
    """Whether a peripheral of this kind may take this role."""
    return kind in FITTING[role]


def options_of(role: Role, stored: dict[str, object] | None) -> dict[str, bool]:
    """The role's switches as they stand: what was stored, else as at first."""
    return {name: bool((stored or {}).get(name, first)) for name, first in OPTIONS.get(role, {}).items()}


def slip_language_of(stored: dict[str, object] | None) -> str | None:
    """The language that was chosen for a role's paper; None: as its printer has it."""
    language = (stored or {}).get("language")
    return language if isinstance(language, str) else None


def with_slip_language(
    role: Role, stored: dict[str, object] | None, language: str | None
) -> dict[str, object]:
    """What is stored for a role once its paper is in this language; None: as its printer has it.

    Raises Refusal `option_unknown` for a role that prints nothing, `language_unknown` at `language`.
    """
    if role not in SLIP_ROLES:
        raise Refusal("option_unknown", str(role))
    if language is not None and language not in LANGUAGES:
        raise Refusal("language_unknown", "language")
    others = {name: value for name, value in (stored or {}).items() if name != "language"}
    return others | ({"language": language} if language else {})
