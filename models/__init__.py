"""The tables, one noun per file; no rules."""

from models.account import Account
from models.base import Base, UtcDateTime, new_public_id
from models.catalogue import Barcode, Category, Product, ProductImport, Tax, Unit
from models.device import Device, DeviceReport, Generation, device_store
from models.discovery import Discovery
from models.employee import Employee, employee_store
from models.event import Event
from models.journal import JournalEntry, QuarantinedEntry, Receipt
from models.one_time_code import OneTimeCode
from models.peripheral import Assignment, Peripheral
from models.print_job import PrintJob
from models.store import Store
from models.store_server import StoreServer
from models.stream import PublishedObject, StreamAck, StreamHead, SyncOrder
from models.user import FailedTry, LoginTicket, User

__all__ = [
    "Account",
    "Assignment",
    "Barcode",
    "Base",
    "Category",
    "Device",
    "DeviceReport",
    "Discovery",
    "Employee",
    "Event",
    "FailedTry",
    "Generation",
    "JournalEntry",
    "LoginTicket",
    "OneTimeCode",
    "Peripheral",
    "PrintJob",
    "Product",
    "ProductImport",
    "PublishedObject",
    "QuarantinedEntry",
    "Receipt",
    "Store",
    "StoreServer",
    "StreamAck",
    "StreamHead",
    "SyncOrder",
    "Tax",
    "Unit",
    "User",
    "UtcDateTime",
    "device_store",
    "employee_store",
    "new_public_id",
]
