"""Closed lists of words that every floor shares; their spelling is the wire's and the database's."""

from enum import StrEnum


class DeviceStatus(StrEnum):
    """Life of a POS device (guide B; DESIGN: device state machine)."""

    NOT_ACTIVATED = "not_activated"
    ACTIVATED = "activated"
    DRAINING = "draining"
    INACTIVE = "inactive"
    DELETED = "deleted"


class StoreStatus(StrEnum):
    """A store sells (active) or rests (inactive); tills of a resting store cannot be activated."""

    ACTIVE = "active"
    INACTIVE = "inactive"


class StoreServerStatus(StrEnum):
    """Life of a store server: paired like a till, by code."""

    NOT_PAIRED = "not_paired"
    PAIRED = "paired"
    INACTIVE = "inactive"


class UserRole(StrEnum):
    """What a back-office user may do; B17: only owners and managers manage POS devices."""

    OWNER = "owner"
    MANAGER = "manager"
    VIEWER = "viewer"


class EmployeeRole(StrEnum):
    """What an employee may do at a till."""

    OWNER = "owner"
    MANAGER = "manager"
    CASHIER = "cashier"


class PeripheralKind(StrEnum):
    """What a thing on the counter is."""

    PAYMENT_TERMINAL = "payment_terminal"
    CASH_DRAWER = "cash_drawer"
    RECEIPT_PRINTER = "receipt_printer"
    PAGE_PRINTER = "page_printer"
    BARCODE_SCANNER = "barcode_scanner"
    SCALE = "scale"


class Role(StrEnum):
    """What a device uses a peripheral for (guide A: eight fields of the usage mode)."""

    PAYMENT_TERMINAL = "payment_terminal"
    CASH_DRAWER = "cash_drawer"
    RECEIPT_PRINTER = "receipt_printer"
    PAGE_PRINTER = "page_printer"
    PICKUP_PRINTER = "pickup_printer"
    ASSEMBLY_PRINTER = "assembly_printer"
    PRODUCT_SCANNER = "product_scanner"
    CHECKOUT_SCALE = "checkout_scale"


class Stream(StrEnum):
    """The five syncs of guide E."""

    CONFIGURATION = "configuration"
    USERS = "users"
    PRODUCTS = "products"
    TRANSACTIONS = "transactions"
    APP = "app"


DOWN_STREAMS = (Stream.CONFIGURATION, Stream.USERS, Stream.PRODUCTS)


class PrintStatus(StrEnum):
    """Honest states of a print job; `uncertain` is never resent by itself."""

    QUEUED = "queued"
    LEASED = "leased"
    SENDING = "sending"
    PRINTED = "printed"
    UNCERTAIN = "uncertain"
    BLOCKED = "blocked"
    FAILED = "failed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class CodePurpose(StrEnum):
    """What a one-time code opens."""

    ACTIVATION = "activation"
    PAIRING = "pairing"
