"""A shop in full swing: something of every kind, in every state that a page shows differently."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx
from sqlalchemy import select
from werkzeug.routing import Map, Rule

from cli.simulated_till import SimulatedTill
from domain.app_releases import ReleaseStatus
from domain.names import DeviceStatus, PeripheralKind, Role, StoreStatus, Stream, UserRole
from domain.opening_checks import StoreFacts
from models import Account, Device, Peripheral, PrintJob, Receipt, Store, StoreServer, User
from models.journal import QuarantinedEntry
from models.scope import EVERY_ACCOUNT, enter_account
from models.shift import DayReport, Shift
from models.sync import SyncRun
from services.catalogue.bulk_edits import BulkEdit, Chosen, apply_bulk_edit
from services.catalogue.catalogue_parts import PartFields, PartKind, add_part, list_parts
from services.catalogue.catalogue_undo import list_deeds
from services.catalogue.price_lists import create_price_list
from services.catalogue.product_import import keep_upload
from services.devices.devices import deactivate_device, delete_device, drain_device
from services.employees.employee_import import keep_staff_file
from services.printing.sent_papers import keep_papers
from services.synchronization.sync_orders import find_tills, order_many
from services.today.check_deliveries import queue_messages
from services.today.check_notices import NoticeFields, edit_notice
from services.today.opening_checks import keep_check
from tests.make import Make, now
from tests.office import RealOffice
from tests.opening_checks.everything import everything_wrong
from tests.peripherals.pages import sent_pages
from tests.releases.publisher import Releases

STAFF_FILE = "имя;логин;роль\nОльга;12;кассир\nИгорь;1 3;\n"
PRODUCT_FILE = (
    "название;категория;цена;штрихкод\r\nБорщ с пампушками;Супы;320,00;4601234567893\r\nПирог;;даром;\r\n"
)
#: one with a choice, one taken, one that cannot be chosen yet
ROLES = (Role.RECEIPT_PRINTER, Role.PRODUCT_SCANNER, Role.CHECKOUT_SCALE)
#: only paper has a language
ROLES_OF = {"devices.slip_language": (Role.RECEIPT_PRINTER,)}
#: one that comes down, and the one that goes up
STREAMS = (Stream.PRODUCTS, Stream.TRANSACTIONS)
#: before anybody signed in, or before anything exists
DOORWAY = (
    "entrance.welcome",
    "entrance.sign_in",
    "entrance.propose_place",
    "entrance.first_store",
    "entrance.first_device",
)


@dataclass
class PopulatedShop:
    """The owner, and the public ids that fill the addresses of each room."""

    owner: User
    newcomer: User
    ids: dict[str, list[str]]

    def addresses(self, rules: Map) -> list[str]:
        """Everything that can be opened, once for each state of what it shows."""
        found = [address for rule in rules.iter_rules() for address in self._addresses_of(rule)]
        return sorted(found)

    def _addresses_of(self, rule: Rule) -> Iterator[str]:
        if "GET" not in (rule.methods or ()) or rule.endpoint in ("static", *DOORWAY):
            return
        if not rule.arguments:
            yield rule.rule
            return
        room = rule.endpoint.partition(".")[0]
        if room == "history":  # of_device, export_device: the thing that the endpoint names
            room = f"{rule.endpoint.partition('_')[2]}s"
        for public_id in self.ids.get(rule.endpoint) or self.ids[room]:
            address = rule.rule.replace("<public_id>", public_id).replace("<int:paper_width>", "80")
            for role in ROLES_OF.get(rule.endpoint, ROLES) if "role" in rule.arguments else ("",):
                for stream in STREAMS if "stream" in rule.arguments else ("",):
                    yield address.replace("<role>", role).replace("<stream>", stream)


def populate(office: RealOffice, folder: Path) -> PopulatedShop:
    """Fill an office."""
    ids: dict[str, list[str]] = {}
    with office.make() as make:
        owner = make.owner(
            language="ru", country="RU", account_name="Столовая «Ёлочка»", owner_name="Пётр Щербаков"
        )
        store = make.store("Улица Ильинка", owner, timezone="Europe/Moscow", language="ru")
        make.logo(store)
        ids["stores.logo_picture"] = [store.public_id]
        _close_a_store(make, owner, ids, store)
        _hire(make, owner, store, ids)
        _stock(make, owner, ids)
        _release(make, owner, office.data, ids)
        selling = _equip(make, store, ids)
        _check(make, store, ids)
        newcomer = make.owner(language="ru", country="RU")
    _sell(office, selling, folder, ids)
    _hand_in_late(office, ids["devices.show"][3], folder)
    return PopulatedShop(owner, newcomer, ids)


def _close_a_store(make: Make, owner: User, ids: dict[str, list[str]], store: Store) -> None:
    closed = make.store("Дача", owner, timezone="Europe/Moscow", language="ru")
    closed.status = StoreStatus.INACTIVE
    make.session.commit()
    ids["stores"] = ids["synchronization.rules_of_store"] = [store.public_id, closed.public_id]


def _hire(make: Make, owner: User, store: Store, ids: dict[str, list[str]]) -> None:
    ids["employees"] = [make.employee(store, "Анна").public_id]
    ids["settings"] = [make.user(UserRole.VIEWER, owner, "ru").public_id]


def _release(make: Make, owner: User, data: Path, ids: dict[str, list[str]]) -> None:
    """A version of the till program in every state."""
    releases = Releases(make.session, owner, data)
    draft, rolling = releases.draft("1.7.0", ru="Быстрее печатает"), releases.rolling("1.6.0", percentage=25)
    halted, withdrawn = releases.rolling("1.5.0"), releases.rolling("1.4.0")
    halted.status, withdrawn.status = ReleaseStatus.HALTED, ReleaseStatus.WITHDRAWN
    make.session.commit()
    ids["app_releases"] = [one.public_id for one in (draft, rolling, halted, withdrawn)]
    ids["app_releases.revoke_key"] = [releases.key.public_id]


def _stock(make: Make, owner: User, ids: dict[str, list[str]]) -> None:
    ids["catalogue"] = [make.product("Борщ с пампушками", 32000, owner).public_id]
    make.product("Пирожок с очень длинным названием, какие бывают только в столовых", 4500, owner)
    enter_account(make.session, owner.account_id)
    upload = keep_upload(make.session, "товары.csv", PRODUCT_FILE.encode("cp1251"), now())
    staff_file = keep_staff_file(make.session, "сотрудники.csv", STAFF_FILE.encode(), now())
    make.session.commit()
    enter_account(make.session, EVERY_ACCOUNT)
    ids["catalogue.preview"] = [upload.public_id]
    _sort(make, owner, ids)
    ids["employees.preview"] = [staff_file.public_id]


def _sort(make: Make, owner: User, ids: dict[str, list[str]]) -> None:
    """A category, a price list, and a change of many products that can be undone."""
    enter_account(make.session, owner.account_id)
    category = add_part(make.session, PartKind.CATEGORIES, PartFields("Супы", color="#b3261e"), now())
    price_list = create_price_list(make.session, "Пляж", [], now())
    apply_bulk_edit(make.session, Chosen(everything=True), BulkEdit(category=category.public_id), now())
    parts = {kind: [list_parts(make.session, kind)[0].part.public_id] for kind in PartKind}
    ids["catalogue.undo"] = [list_deeds(make.session)[0].public_id]
    make.session.commit()
    enter_account(make.session, EVERY_ACCOUNT)
    for deed in ("show", "change", "drop"):
        ids[f"catalogue.{deed}_price_list"] = [price_list.public_id]
    for deed in ("edit", "remove"):
        ids |= {f"catalogue.{deed}_{kind}": found for kind, found in parts.items()}


def _equip(make: Make, store: Store, ids: dict[str, list[str]]) -> Device:
    """Tills in every state, a paired and an unpaired store server, a printer in use and a scanner."""
    selling = make.device("Касса 1", store)
    waiting, draining, ended, gone = (make.device(f"Касса {number}", store) for number in range(2, 6))
    for device, end in ((draining, drain_device), (ended, deactivate_device), (gone, delete_device)):
        make.till(device)
        end(make.session, device, now())
        make.session.commit()
    assert draining.status == DeviceStatus.DRAINING
    paired, _token = make.store_server(store, "Подсобка")
    unpaired, _token = make.store_server(store, "Склад")
    unpaired.status, unpaired.token_sha256 = "not_paired", None
    make.session.commit()
    printer = make.printer(paired, "Принтер у стойки")
    scanner = make.printer(paired, "Сканер", kind=PeripheralKind.BARCODE_SCANNER)
    make.discovery(paired)
    make.discovery(paired, "192.168.1.62", kind_guess="unknown", make="", model="")
    make.assignment(selling, printer)
    make.assignment(selling, scanner, Role.PRODUCT_SCANNER)
    ids["devices"] = [selling.public_id, waiting.public_id]
    ids["this_device"] = [selling.public_id]
    ids["devices.synchronization"] = [device.public_id for device in (selling, waiting, draining, ended)]
    for page in ("show", "history", "receipts"):
        every = (selling, waiting, draining, ended, gone)
        ids[f"devices.{page}"] = [device.public_id for device in every]
    ids["devices.draining"] = [draining.public_id]
    ids["store_servers"] = [paired.public_id, unpaired.public_id]
    ids["peripherals"] = [printer.public_id]
    at_till = make.printer(
        paired,
        "Сканер на кассе",
        kind=PeripheralKind.BARCODE_SCANNER,
        connection={"type": "device", "device_id": selling.public_id},
        store_server=None,
        host_device=selling,
    )
    ids["peripherals.keyboard"] = [scanner.public_id, at_till.public_id]
    ids["peripherals.check_state"] = [scanner.public_id]
    more = _put_on_the_counter(make, paired, printer, selling)
    terminal = next(thing for thing in more if thing.kind == PeripheralKind.PAYMENT_TERMINAL)
    in_doubt = make.payment(paired, terminal, amount=129_050, currency="RUB").public_id
    for page in ("payment", "payment_paid", "payment_not_paid"):
        ids[f"peripherals.{page}"] = [in_doubt]
    ids["peripherals.show"] = [thing.public_id for thing in (printer, scanner, *more)]
    drawers = [thing for thing in more if thing.kind == PeripheralKind.CASH_DRAWER]
    ids["devices.slip_language"] = [selling.public_id]
    ids["peripherals.contact"] = [drawer.public_id for drawer in drawers]
    return selling


def _check(make: Make, store: Store, ids: dict[str, list[str]]) -> None:
    """A morning on which all was well, and one on which nothing was; somebody was told, and somebody not."""
    enter_account(make.session, store.account_id)
    notice = NoticeFields("petr@example.com", "https://hooks.example/a-rather-long-name", only_faults=False)
    edit_notice(make.session, make.session.get_one(Account, store.account_id), notice, now())
    yesterday = now() - timedelta(days=1)
    well = keep_check(make.session, store.id, StoreFacts(), yesterday, due=yesterday)
    bad = keep_check(make.session, store.id, everything_wrong(now(), "Касса"), now(), made_by="Пётр")
    delivered, failed = queue_messages(make.session, [bad], now())
    delivered.status, failed.status = "delivered", "failed"
    failed.reason, failed.answer, failed.next_try_at = "answer_not_ok", "404", None
    make.session.commit()
    enter_account(make.session, EVERY_ACCOUNT)
    ids["opening_checks"] = [well.public_id, bad.public_id]
    ids["opening_checks.hours"] = [store.public_id]


def _put_on_the_counter(
    make: Make, server: StoreServer, printer: Peripheral, till: Device
) -> list[Peripheral]:
    """One of every other kind, in every place where things hang; a printer that moved and has a stand-in."""
    behind = {"type": "printer", "printer_id": printer.public_id, "pin": 2, "pulse_ms": 100}
    on_till = {"type": "device", "device_id": till.public_id}
    drawer = make.printer(
        server, "Денежный ящик", kind=PeripheralKind.CASH_DRAWER, connection=behind, printer=printer
    )
    moved = make.printer(
        server, "Принтер бара", moved_from="192.168.1.9:9100", moved_at=now(), stand_in=printer
    )
    pages = make.printer(server, "Принтер для документов", kind=PeripheralKind.PAGE_PRINTER)
    terminal = make.printer(server, "Терминал", kind=PeripheralKind.PAYMENT_TERMINAL)
    scale = make.printer(
        server,
        "Весы",
        kind=PeripheralKind.SCALE,
        connection=on_till,
        store_server=None,
        host_device=till,
    )
    make.assignment(till, drawer, Role.CASH_DRAWER)
    make.assignment(till, terminal, Role.PAYMENT_TERMINAL)
    return [drawer, moved, pages, terminal, scale]


def _sell(office: RealOffice, device: Device, folder: Path, ids: dict[str, list[str]]) -> None:
    """A sale, a refund, a receipt on its way to the printer."""
    with SimulatedTill(office.url, folder / "till", name="Касса") as till:
        till.activate(office.code_for(device))
        till.synchronize()
        till.open_shift("Анна", opening_cash=100_000)
        receipt = till.sell([("Борщ с пампушками", 2)], employee="Анна")
        till.refund(receipt)
        till.move_cash("pay_out", 50_000, "за овощи")
        till.close_shift("Анна")
        till.day_report()
        till.upload()
        _hand_in_nonsense(office, till)
        till.print_receipt(receipt)
        till.sell([("Борщ с пампушками", 1)])
        till.make_good("Квас домашний", 9000, ["4601234567893"], "Напитки")
        till.pull("products")
        till.make_good("Морс", 12000, ["4601234567893"], "Напитки")
        till.report_state()
    with office.make() as make:
        enter_account(make.session, device.account_id)
        ordered = order_many(make.session, find_tills(make.session), [Stream.USERS, Stream.PRODUCTS], now())
        make.session.commit()
        ids["synchronization.orders"] = [ordered.batch]
        _open_windows(make, device, ids)
        _put_pages_on_paper(make, device)
    with office.session() as session:
        mine = select(Receipt.public_id).where(Receipt.account_id == device.account_id)
        ids["receipts"] = list(session.scalars(mine))
        printed = select(PrintJob.uuid).where(PrintJob.account_id == device.account_id)
        for page in ("journal_job", "reprint", "withdraw_job_page"):
            ids[f"peripherals.{page}"] = list(session.scalars(printed))
        ids["peripherals.journal_paper"] = ids["peripherals.journal_job"][:1]
        ids["synchronization.difference"] = ids["synchronization.app_difference"] = [device.public_id]
        ids["synchronization.run"] = list(
            session.scalars(select(SyncRun.public_id).where(SyncRun.account_id == device.account_id).limit(1))
        )
        for name, kind in (
            ("receipts.shift", Shift),
            ("receipts.day_report", DayReport),
            ("receipts.quarantined", QuarantinedEntry),
        ):
            ours = select(kind.public_id).where(kind.account_id == device.account_id)
            ids[name] = list(session.scalars(ours))


def _put_pages_on_paper(make: Make, device: Device) -> None:
    """What a till printed left as A4 pages."""
    mine = select(PrintJob).where(PrintJob.account_id == device.account_id)
    keep_papers(make.session, {make.session.scalars(mine).all()[0]: sent_pages("Faktura 17", "2 / 2")}, now())
    make.session.commit()


def _open_windows(make: Make, device: Device, ids: dict[str, list[str]]) -> None:
    """A window that a rule names and a till missed, and one that nobody goes by."""
    store = make.session.get_one(Store, device.store_id)
    night = make.window("Ночь", store, streams=[Stream.USERS])
    spare = make.window(
        "Обеденный перерыв в будние дни", store, streams=[], days=range(5), opens="13:00", closes="14:30"
    )
    ids["synchronization"] = [night.public_id, spare.public_id]
    ids["synchronization.opening"] = [make.missed_opening(night, device).public_id]


def _hand_in_nonsense(office: RealOffice, till: SimulatedTill) -> None:
    """Something that nobody can read, behind numbers that never arrive."""
    assert till.activation is not None
    torn = {
        "id": "torn",
        "n": 900,
        "kind": "receipt",
        "body": {"number": "1-1-000900", "note": "<b>рваный</b>"},
    }
    answer = httpx.post(
        f"{office.url}/api/v1/sync/transactions",
        json={"entries": [torn]},
        headers={"Authorization": f"Bearer {till.activation.secret}"},
        trust_env=False,
    )
    assert answer.json()["results"][0]["status"] == "quarantined"


def _hand_in_late(office: RealOffice, device_id: str, folder: Path) -> None:
    """A till that was deactivated comes online again with a receipt that it still held."""
    with office.make() as make:
        device = make.session.scalars(select(Device).where(Device.public_id == device_id)).one()
    with SimulatedTill(office.url, folder / "late", name="Касса 4") as till:
        till.activate(office.code_for(device))
        till.synchronize()
        till.go_offline()
        till.sell([("Борщ с пампушками", 3)])
        with office.session() as session:
            deactivate_device(session, session.get_one(Device, device.id), now())
            session.commit()
        till.come_back()
        till.upload()
