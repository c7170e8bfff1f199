"""The tables, one noun per file; no rules."""

from models.account import Account
from models.app_release import AppKey, AppRelease, AppState
from models.base import Base, UtcDateTime, new_public_id
from models.catalogue import Barcode, Category, Product, ProductImport, Tax, Unit
from models.device import Device, DeviceReport, Generation, device_store
from models.discovery import Discovery
from models.employee import Employee, employee_store
from models.event import Event
from models.journal import JournalEntry, QuarantinedEntry, Receipt
from models.local_product import LocalProduct
from models.one_time_code import OneTimeCode
from models.opening_check import CheckDelivery, CheckNotice, CheckPlan, OpeningCheck
from models.payment_in_doubt import PaymentInDoubt
from models.peripheral import Assignment, Peripheral
from models.prices import ListPrice, PriceList, StorePrice, product_withheld
from models.print_job import PrintJob
from models.sent_paper import SentPaper
from models.shift import DayReport, Shift
from models.store import Store
from models.store_logo import StoreLogo
from models.store_server import StoreServer
from models.stream import PublishedObject, StreamAck, StreamHead, SyncOrder
from models.sync import SchedulerLease, SyncRule, SyncRun, SyncWindow, WindowRun, WindowTill
from models.user import FailedTry, LoginTicket, User

__all__ = [
    "Account",
    "AppKey",
    "AppRelease",
    "AppState",
    "Assignment",
    "Barcode",
    "Base",
    "Category",
    "CheckDelivery",
    "CheckNotice",
    "CheckPlan",
    "DayReport",
    "Device",
    "DeviceReport",
    "Discovery",
    "Employee",
    "Event",
    "FailedTry",
    "Generation",
    "JournalEntry",
    "ListPrice",
    "LocalProduct",
    "LoginTicket",
    "OneTimeCode",
    "OpeningCheck",
    "PaymentInDoubt",
    "Peripheral",
    "PriceList",
    "PrintJob",
    "Product",
    "ProductImport",
    "PublishedObject",
    "QuarantinedEntry",
    "Receipt",
    "SchedulerLease",
    "SentPaper",
    "Shift",
    "Store",
    "StoreLogo",
    "StorePrice",
    "StoreServer",
    "StreamAck",
    "StreamHead",
    "SyncOrder",
    "SyncRule",
    "SyncRun",
    "SyncWindow",
    "Tax",
    "Unit",
    "User",
    "UtcDateTime",
    "WindowRun",
    "WindowTill",
    "device_store",
    "employee_store",
    "new_public_id",
    "product_withheld",
]
