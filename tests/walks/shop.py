"""A business account with one of everything, and which object each route's parameter means."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import uuid4

from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from domain.names import PeripheralKind, Stream, UserRole
from domain.prices import Adjustment
from models import (
    AppRelease,
    Employee,
    Peripheral,
    PrintJob,
    Product,
    Receipt,
    Store,
    StoreServer,
    SyncRun,
    User,
)
from models.journal import QuarantinedEntry
from models.scope import EVERY_ACCOUNT, enter_account
from models.shift import DayReport, Shift
from services.catalogue.bulk_edits import BulkEdit, Chosen, apply_bulk_edit
from services.catalogue.catalogue_parts import PartFields, PartKind, add_part, list_parts
from services.catalogue.catalogue_undo import list_deeds
from services.catalogue.price_lists import create_price_list
from services.catalogue.product_import import keep_upload
from services.employees.employee_import import keep_staff_file
from services.history.events import record_event
from services.printing.sent_papers import keep_papers
from services.synchronization.sync_orders import order_many
from services.today.check_deliveries import queue_messages
from services.today.check_notices import NoticeFields, edit_notice
from services.today.opening_checks import check_now
from tests.make import Make, Till, now
from tests.peripherals.pages import sent_pages
from tests.releases.publisher import Releases

STAFF = "name,login_id,role\nŁucja,9,manager\nJan,a b,\n"
CSV = "name,category,price,barcode\nBarszcz,Zupy,12.50,5901234123464\n"


@dataclass(frozen=True)
class Shop:
    """One account's things."""

    owner: User
    manager: User
    viewer: User
    store: Store
    logo_sha256: str
    till: Till
    server: StoreServer
    server_token: str
    printer: Peripheral
    scanner: Peripheral
    drawer: Peripheral
    product: Product
    employee: Employee
    receipt: Receipt
    job: PrintJob
    shift_id: str
    day_report_id: str
    quarantined_id: str
    upload_id: str
    bulk_edit_id: str
    #: of one category, unit, tax and price list
    part_ids: dict[str, str]
    batch_id: str
    run_id: str
    staff_file_id: str
    window_id: str
    opening_id: str
    found_id: str
    release: AppRelease
    check_id: str
    payment_id: str

    def user(self, role: str) -> User:
        """The person of a role."""
        people = {UserRole.OWNER: self.owner, UserRole.MANAGER: self.manager, UserRole.VIEWER: self.viewer}
        return people[UserRole(role)]

    def values_for(self, rule: Rule) -> dict[str, str]:
        """What to put into a route's parameters. Raises KeyError for one that nobody taught this walk."""
        return {name: self._value(rule.endpoint, name) for name in rule.arguments}

    def _value(self, endpoint: str, name: str) -> str:
        exact = {
            ("catalogue.preview", "public_id"): self.upload_id,
            ("app_releases.revoke_key", "public_id"): self.release.key.public_id,
            ("synchronization.rules_of_store", "public_id"): self.store.public_id,
            ("synchronization.difference", "public_id"): self.till.device.public_id,
            ("synchronization.app_difference", "public_id"): self.till.device.public_id,
            ("synchronization.orders", "public_id"): self.batch_id,
            ("synchronization.withdraw", "public_id"): self.batch_id,
            ("synchronization.run", "public_id"): self.run_id,
            ("synchronization.opening", "public_id"): self.opening_id,
            ("synchronization.see_opening", "public_id"): self.opening_id,
            ("employees.preview", "public_id"): self.staff_file_id,
            ("catalogue.undo", "public_id"): self.bulk_edit_id,
            ("employees.undo_import", "public_id"): self.staff_file_id,
            ("peripherals.keyboard", "public_id"): self.scanner.public_id,
            ("peripherals.contact", "public_id"): self.drawer.public_id,
            ("peripherals.learn", "public_id"): self.drawer.public_id,
            ("peripherals.start_check", "public_id"): self.scanner.public_id,
            ("peripherals.check_state", "public_id"): self.scanner.public_id,
            ("peripherals.journal_job", "public_id"): self.job.uuid,
            ("peripherals.payment", "public_id"): self.payment_id,
            ("peripherals.payment_paid", "public_id"): self.payment_id,
            ("peripherals.payment_not_paid", "public_id"): self.payment_id,
            ("peripherals.journal_paper", "public_id"): self.job.uuid,
            ("peripherals.reprint", "public_id"): self.job.uuid,
            ("peripherals.withdraw_job_page", "public_id"): self.job.uuid,
            ("opening_checks.hours", "public_id"): self.store.public_id,
            ("receipts.shift", "public_id"): self.shift_id,
            ("receipts.day_report", "public_id"): self.day_report_id,
            ("receipts.quarantined", "public_id"): self.quarantined_id,
            ("receipts.repair_entry", "public_id"): self.quarantined_id,
            ("receipts.set_entry_aside", "public_id"): self.quarantined_id,
        }
        exact |= {
            (f"catalogue.{deed}_{kind}", "public_id"): part
            for kind, part in self.part_ids.items()
            for deed in ("edit", "remove", "show", "change", "drop")
        }
        exact |= {
            (f"peripherals.{deed}_found", "public_id"): self.found_id for deed in ("add", "ignore", "offer")
        }
        if (endpoint, name) in exact:
            return exact[endpoint, name]
        room = endpoint.partition(".")[0]
        if room == "history":  # of_device, export_device: the thing that the endpoint names
            room = f"{endpoint.partition('_')[2]}s"
        things: dict[tuple[str, str], str] = {
            ("devices", "public_id"): self.till.device.public_id,
            ("devices", "role"): "receipt_printer",
            ("synchronization", "stream"): "products",
            ("synchronization", "public_id"): self.window_id,
            ("this_device", "public_id"): self.till.device.public_id,
            ("peripherals", "public_id"): self.printer.public_id,
            ("receipts", "public_id"): self.receipt.public_id,
            ("catalogue", "public_id"): self.product.public_id,
            ("employees", "public_id"): self.employee.public_id,
            ("stores", "public_id"): self.store.public_id,
            ("stores", "paper_width"): "58",
            ("store_server_logo", "sha256"): self.logo_sha256,
            ("store_servers", "public_id"): self.server.public_id,
            ("settings", "public_id"): self.viewer.public_id,
            ("static", "filename"): "favicon.svg",
            ("print_jobs", "uuid"): self.job.uuid,
            ("app_releases", "public_id"): self.release.public_id,
            ("opening_checks", "public_id"): self.check_id,
            ("app_file", "sha256"): self.release.sha256,
            ("sync", "name"): "products",
            ("snapshot", "name"): "products",
            ("ack", "name"): "products",
        }
        return things[room, name]


def open_shop(app: Flask, make: Make) -> Shop:
    """An account with one of everything."""
    owner = make.owner()
    store = make.store("Kraków", owner)
    logo_sha256 = make.logo(store).narrow_sha256
    till = make.till(make.device("Kasa 1", store))
    server, server_token = make.store_server(store)
    printer = make.printer(server)
    scanner = make.printer(server, "Honeywell", kind=PeripheralKind.BARCODE_SCANNER)
    drawer = make.drawer(printer)
    found = make.discovery(server)
    make.assignment(till.device, printer)
    make.local_product(till)
    window = make.window(store=store)
    product = make.product(owner=owner)
    employee = make.employee(store)
    sell(app, till, 1)
    close_day(app, till)
    fetch_goods(app, till)
    job = print_something(app, till)
    printed = make.session.scalars(select(PrintJob).where(PrintJob.uuid == job)).one()
    keep_papers(make.session, {printed: sent_pages("Faktura")}, now())
    enter_account(make.session, owner.account_id)
    record_event(make.session, "peripheral.added", printer, now(), kind=printer.kind)
    record_event(make.session, "store_server.added", server, now(), store=store.name)
    batch = order_many(make.session, [till.device], [Stream.PRODUCTS, Stream.USERS], now()).batch
    upload = keep_upload(make.session, "goods.csv", CSV.encode(), now())
    check_id = check_store(app, make, owner, store)
    staff_file = keep_staff_file(make.session, "staff.csv", STAFF.encode(), now())
    part_ids = fill_catalogue(make, store)
    bulk_edit_id = change_all_prices(make)
    make.session.commit()
    enter_account(make.session, EVERY_ACCOUNT)
    return Shop(
        owner=owner,
        manager=make.user(UserRole.MANAGER, owner),
        viewer=make.user(UserRole.VIEWER, owner),
        store=store,
        logo_sha256=logo_sha256,
        till=till,
        server=server,
        server_token=server_token,
        printer=printer,
        scanner=scanner,
        drawer=drawer,
        product=product,
        employee=employee,
        receipt=make.session.scalars(select(Receipt).where(Receipt.account_id == owner.account_id)).one(),
        job=make.session.scalars(select(PrintJob).where(PrintJob.uuid == job)).one(),
        shift_id=only(make, Shift, owner),
        day_report_id=only(make, DayReport, owner),
        quarantined_id=only(make, QuarantinedEntry, owner),
        upload_id=upload.public_id,
        bulk_edit_id=bulk_edit_id,
        part_ids=part_ids,
        batch_id=batch,
        run_id=make.session.scalars(
            select(SyncRun.public_id).where(SyncRun.device_id == till.device.id)
        ).one(),
        staff_file_id=staff_file.public_id,
        window_id=window.public_id,
        opening_id=make.missed_opening(window, till.device).public_id,
        found_id=found.public_id,
        release=Releases(make.session, owner, app.config["SETTINGS"].data).rolling("1.5.0"),
        check_id=check_id,
        payment_id=make.payment(server).public_id,
    )


def check_store(app: Flask, make: Make, owner: User, store: Store) -> str:
    """An opening check of a store, of which somebody is told; returns its id."""
    fields = NoticeFields("owner@example.com", "https://hooks.example/comptoir", only_faults=False)
    edit_notice(make.session, owner.account, fields, now())
    checks = check_now(make.session, [store], app.extensions["contacts"], now())
    queue_messages(make.session, checks, now())
    return str(checks[0].public_id)


def fill_catalogue(make: Make, store: Store) -> dict[str, str]:
    """A category and a price list that a store uses; their ids, and those of a unit and a tax."""
    fields = PartFields(name="Zupy")
    category = add_part(make.session, PartKind.CATEGORIES, fields, now())
    price_list = create_price_list(make.session, "Plaża", [store.public_id], now())
    unit = list_parts(make.session, PartKind.UNITS)[0].part
    tax = list_parts(make.session, PartKind.TAXES)[0].part
    found = {"categories": category, "units": unit, "taxes": tax, "price_list": price_list}
    return {kind: part.public_id for kind, part in found.items()}


def change_all_prices(make: Make) -> str:
    """A change of many products; returns its id."""
    edit = BulkEdit(price=Adjustment(percent=Decimal(10)))
    assert apply_bulk_edit(make.session, Chosen(everything=True), edit, now()) > 0
    return str(list_deeds(make.session)[0].public_id)


def sell(app: Flask, till: Till, n: int) -> None:
    """A receipt arrives from a till."""
    body: dict[str, Any] = {
        "number": f"{till.device.number}-1-{n}",
        "kind": "sale",
        "closed_at": "2025-11-20T09:30:00.000Z",
        "currency": "PLN",
        "lines": [{"name": "Żurek", "quantity": "1", "price": 1850, "total": 1850}],
        "payments": [{"method": "cash", "amount": 1850}],
        "total": 1850,
    }
    entry = {"id": str(uuid4()), "n": n, "kind": "receipt", "body": body}
    answer = app.test_client().post(
        "/api/v1/sync/transactions", json={"entries": [entry]}, headers=till.headers
    )
    assert answer.json is not None
    assert answer.json["results"][0]["status"] == "stored"


def fetch_goods(app: Flask, till: Till) -> None:
    """A till fetches the goods and says that it has them."""
    client = app.test_client()
    cursor = (client.get("/api/v1/sync/products", headers=till.headers).json or {})["cursor"]
    ack = {"cursor": cursor, "applied_at": "2025-11-20T09:30:00.000Z", "applied": 1}
    assert client.post("/api/v1/sync/products/ack", json=ack, headers=till.headers).status_code == 204


def close_day(app: Flask, till: Till) -> None:
    """A shift, a day report and something that nobody can read arrive from a till; an entry is missing."""
    moment = "2025-11-20T08:00:00.000Z"
    bodies: list[tuple[int, str, dict[str, Any]]] = [
        (2, "shift_open", {"shift_id": "morning", "at": moment, "opening_cash": 100}),
        (4, "day_report", {"number": "1", "closed_at": moment, "totals": {"net": 1850}, "receipts_count": 1}),
        (5, "receipt", {"number": "torn"}),
    ]
    entries = [{"id": str(uuid4()), "n": n, "kind": kind, "body": body} for n, kind, body in bodies]
    answer = app.test_client().post(
        "/api/v1/sync/transactions", json={"entries": entries}, headers=till.headers
    )
    assert answer.json is not None
    assert answer.json["missing"] == [[3, 3]]


def only(make: Make, kind: type[Shift] | type[DayReport] | type[QuarantinedEntry], owner: User) -> str:
    """The public id of the one thing of this kind that an account has."""
    return make.session.scalars(select(kind.public_id).where(kind.account_id == owner.account_id)).one()


def print_something(app: Flask, till: Till) -> str:
    """A print job of a till; returns its id."""
    uuid = str(uuid4())
    job = {"role": "receipt_printer", "document": {"kind": "text", "text": ["Dzień dobry"]}}
    answer = app.test_client().put(f"/api/v1/print-jobs/{uuid}", json=job, headers=till.headers)
    assert answer.status_code == 201
    return uuid


def routes_of(app: Flask) -> list[tuple[str, Rule]]:
    """Every method of every route, with its rule."""
    return [
        (method, rule)
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]


def address_of(app: Flask, rule: Rule, values: dict[str, str]) -> str:
    """The path of a route with these values in it."""
    _, path = rule.build(values, append_unknown=False) or ("", "")
    assert path, rule
    return path
