"""The one list of pages to photograph; a test keeps it complete."""

from dataclasses import dataclass
from enum import StrEnum


class Visitor(StrEnum):
    """Who looks at a page."""

    GUEST = "guest"
    OWNER = "owner"
    #: signed up a minute ago, has no store yet
    NEWCOMER = "newcomer"
    #: has a store and nothing in it
    BEGINNER = "beginner"


@dataclass(frozen=True)
class PageToShow:
    """A page: the name of its picture, its address with the places of `Shop.places`, and who looks."""

    name: str
    path: str
    visitor: Visitor = Visitor.OWNER


FIRST_DAY = (
    PageToShow("welcome", "/welcome", Visitor.GUEST),
    PageToShow("welcome-store", "/welcome/store", Visitor.NEWCOMER),
    PageToShow("welcome-pos", "/welcome/pos", Visitor.BEGINNER),
    PageToShow("sign-in", "/sign-in", Visitor.GUEST),
    PageToShow("not-found", "/no-such-page"),
    PageToShow("today-empty", "/", Visitor.BEGINNER),
    PageToShow("devices-empty", "/devices", Visitor.BEGINNER),
    PageToShow("peripherals-empty", "/peripherals", Visitor.BEGINNER),
    PageToShow("receipts-empty", "/receipts", Visitor.BEGINNER),
    PageToShow("catalogue-empty", "/catalogue", Visitor.BEGINNER),
    PageToShow("employees-empty", "/employees", Visitor.BEGINNER),
    PageToShow("store-servers-empty", "/store-servers", Visitor.BEGINNER),
)

COUNTER = (
    PageToShow("today", "/"),
    PageToShow("devices", "/devices"),
    PageToShow("devices-new", "/devices/new"),
    PageToShow("device", "/devices/{till}"),
    PageToShow("device-edit", "/devices/{till}/edit"),
    PageToShow("device-activation", "/devices/{spare_till}/activation"),
    PageToShow("device-activated", "/devices/{till}/activation"),
    PageToShow("device-usage-mode", "/devices/{till}/usage-mode"),
    PageToShow("device-sample-sale", "/devices/{till}/usage-mode/try"),
    PageToShow("device-usage-mode-language", "/devices/{till}/usage-mode/receipt_printer/language"),
    PageToShow("device-usage-mode-picker", "/devices/{till}/usage-mode/receipt_printer"),
    PageToShow("this-device", "/this-device"),
    PageToShow("this-device-confirm", "/this-device/{till}"),
    PageToShow("device-synchronization", "/devices/{till}/synchronization"),
    PageToShow("synchronization", "/synchronization"),
    PageToShow("synchronization-difference", "/synchronization/tills/{till}/products"),
    PageToShow("synchronization-app", "/synchronization/tills/{till}/app"),
    PageToShow("synchronization-update-many", "/synchronization/orders/new"),
    PageToShow("synchronization-history", "/synchronization/history"),
    PageToShow("synchronization-windows", "/synchronization/windows"),
    PageToShow("synchronization-windows-new", "/synchronization/windows/new"),
    PageToShow("synchronization-rules", "/synchronization/rules"),
    PageToShow("synchronization-rules-store", "/synchronization/rules/{store}"),
    PageToShow("device-local-products", "/devices/{till}/local-products"),
    PageToShow("device-local-products-bin", "/devices/{till}/local-products/bin"),
    PageToShow("local-products", "/devices/local-products"),
    PageToShow("device-receipts", "/devices/{till}/receipts"),
    PageToShow("device-history", "/devices/{till}/history"),
    PageToShow("device-deactivate", "/devices/{till}/deactivate"),
    PageToShow("device-delete", "/devices/{till}/delete"),
    PageToShow("peripherals", "/peripherals"),
    PageToShow("peripherals-found", "/peripherals/found"),
    PageToShow("peripherals-new", "/peripherals/new"),
    PageToShow("peripherals-new-drawer", "/peripherals/new?kind=cash_drawer"),
    PageToShow("peripherals-new-printer", "/peripherals/new?kind=receipt_printer"),
    PageToShow("peripherals-new-scale", "/peripherals/new?kind=scale"),
    PageToShow("peripheral", "/peripherals/{printer}"),
    PageToShow("peripheral-unreachable", "/peripherals/{lost_printer}"),
    PageToShow("peripheral-drawer", "/peripherals/{drawer}"),
    PageToShow("peripheral-scanner", "/peripherals/{scanner}"),
    PageToShow("peripheral-edit", "/peripherals/{printer}/edit"),
    PageToShow("peripheral-calibration", "/peripherals/{printer}/calibration"),
    PageToShow("peripheral-stand-in", "/peripherals/{printer}/stand-in"),
    PageToShow("peripheral-silence", "/peripherals/{printer}/silence"),
    PageToShow("peripheral-keyboard", "/peripherals/{scanner}/keyboard"),
    PageToShow("peripherals-names", "/peripherals/names"),
    PageToShow("peripheral-remove", "/peripherals/{printer}/remove"),
    PageToShow("print-journal", "/peripherals/journal"),
    PageToShow("card-payments", "/peripherals/payments"),
    PageToShow("stickers", "/stickers"),
    PageToShow("receipts", "/receipts"),
    PageToShow("receipt", "/receipts/{receipt}"),
    PageToShow("receipts-late", "/receipts/late"),
    PageToShow("receipts-totals", "/receipts/totals"),
    PageToShow("receipts-shifts", "/receipts/shifts"),
    PageToShow("receipts-day-reports", "/receipts/day-reports"),
    PageToShow("receipts-quarantine", "/receipts/quarantine"),
    PageToShow("receipts-missing", "/receipts/missing"),
)

OFFICE = (
    PageToShow("catalogue", "/catalogue"),
    PageToShow("catalogue-new", "/catalogue/new"),
    PageToShow("catalogue-edit", "/catalogue/{product}"),
    PageToShow("catalogue-remove", "/catalogue/{product}/remove"),
    PageToShow("catalogue-categories", "/catalogue/categories"),
    PageToShow("catalogue-categories-new", "/catalogue/categories/new"),
    PageToShow("catalogue-units", "/catalogue/units"),
    PageToShow("catalogue-units-new", "/catalogue/units/new"),
    PageToShow("catalogue-taxes", "/catalogue/taxes"),
    PageToShow("catalogue-taxes-new", "/catalogue/taxes/new"),
    PageToShow("catalogue-price-lists", "/catalogue/price-lists"),
    PageToShow("catalogue-price-lists-new", "/catalogue/price-lists/new"),
    PageToShow("catalogue-changes", "/catalogue/changes"),
    PageToShow("catalogue-edit-many", "/catalogue/edit-many?everything=1"),
    PageToShow("catalogue-import", "/catalogue/import"),
    PageToShow("catalogue-preview", "/catalogue/import/{import}"),
    PageToShow("employees", "/employees"),
    PageToShow("employees-new", "/employees/new"),
    PageToShow("employees-import", "/employees/import"),
    PageToShow("employees-import-preview", "/employees/import/{staff_file}"),
    PageToShow("employees-assign", "/employees/assign"),
    PageToShow("employee-edit", "/employees/{employee}/edit"),
    PageToShow("employee-remove", "/employees/{employee}/remove"),
    PageToShow("stores", "/stores"),
    PageToShow("stores-new", "/stores/new"),
    PageToShow("store", "/stores/{store}"),
    PageToShow("store-edit", "/stores/{store}/edit"),
    PageToShow("store-logo", "/stores/{store}/logo"),
    PageToShow("store-logo-remove", "/stores/{store}/logo/remove"),
    PageToShow("store-choose-till", "/stores/{store}/activate"),
    PageToShow("store-deactivate", "/stores/{store}/deactivate"),
    PageToShow("store-servers", "/store-servers"),
    PageToShow("store-servers-new", "/store-servers/new"),
    PageToShow("store-server", "/store-servers/{server}"),
    PageToShow("store-server-edit", "/store-servers/{server}/edit"),
    PageToShow("store-server-pairing", "/store-servers/{spare_server}/pairing"),
    PageToShow("store-server-unpair", "/store-servers/{server}/unpair"),
    PageToShow("store-server-remove", "/store-servers/{spare_server}/remove"),
    PageToShow("settings", "/settings"),
    PageToShow("settings-tills", "/settings/tills"),
    PageToShow("settings-tills-origins", "/settings/tills/origins"),
    PageToShow("settings-opening-check", "/settings/opening-check"),
    PageToShow("settings-opening-check-hours", "/settings/opening-check/{store}"),
    PageToShow("settings-opening-check-recipients", "/settings/opening-check/recipients"),
    PageToShow("settings-opening-check-secret", "/settings/opening-check/secret"),
    PageToShow("opening-checks", "/opening-checks"),
    PageToShow("opening-check", "/opening-checks/{opening_check}"),
    PageToShow("settings-people", "/settings/people"),
    PageToShow("settings-people-new", "/settings/people/new"),
    PageToShow("settings-role", "/settings/people/{person}/role"),
    PageToShow("settings-person-remove", "/settings/people/{person}/remove"),
    PageToShow("settings-profile", "/settings/profile"),
    PageToShow("settings-password", "/settings/password"),
    PageToShow("app-releases", "/app-releases"),
    PageToShow("app-releases-new", "/app-releases/new"),
    PageToShow("app-release", "/app-releases/{release}"),
    PageToShow("app-release-roll-out", "/app-releases/{release}/roll-out"),
    PageToShow("app-release-halt", "/app-releases/{release}/halt"),
    PageToShow("app-release-roll-back", "/app-releases/{release}/roll-back"),
    PageToShow("app-release-remove", "/app-releases/{release}/remove"),
    PageToShow("app-releases-channel", "/app-releases/channel"),
    PageToShow("app-releases-minimum", "/app-releases/minimum"),
    PageToShow("app-releases-keys", "/app-releases/keys"),
    PageToShow("app-releases-key-new", "/app-releases/keys/new"),
    PageToShow("app-releases-key-revoke", "/app-releases/keys/{key}/revoke"),
    PageToShow("history", "/history"),
    PageToShow("peripheral-history", "/peripherals/{printer}/history"),
    PageToShow("store-history", "/stores/{store}/history"),
    PageToShow("store-server-history", "/store-servers/{server}/history"),
    PageToShow("developers", "/developers"),
)

PAGES = FIRST_DAY + COUNTER + OFFICE

#: addresses that can be opened and are no pages of their own
NOT_PAGES = {
    "static": "files",
    "entrance.propose_place": "part of the first-run page",
    "stores.logo_picture": "a picture on the page of the logo",
    "peripherals.contact": "part of a drawer's card that refreshes itself",
    "opening_checks.messages": "part of the settings that refreshes itself",
    "today.state": "part of Today that refreshes itself",
    "devices.activation_state": "part of the activation page that refreshes itself",
    "devices.data": "part of a till's page that refreshes itself",
    "devices.draining": "part of a till's page that refreshes itself",
    "devices.export": "a file",
    "synchronization.orders": "needs an order; the browser tests look at it",
    "synchronization.window": "needs a window; the browser tests look at it",
    "synchronization.edit_a_window": "needs a window; the browser tests look at it",
    "synchronization.remove_a_window": "needs a window; the browser tests look at it",
    "synchronization.opening": "needs an opening; the browser tests look at it",
    "synchronization.run": "needs a sync; the browser tests look at it",
    "synchronization.export_history": "a file",
    "devices.synchronization_state": "part of a till's page that refreshes itself",
    "devices.export_local_products": "a file",
    "devices.export_all_local_products": "a file",
    "devices.adopt_local_products_of": "needs a choice; the browser tests look at it",
    "devices.adopt_from_tills": "needs a choice; the browser tests look at it",
    "peripherals.calibration_state": "part of the calibration page that refreshes itself",
    "peripherals.check_state": "part of a scanner's keyboard page that refreshes itself",
    "peripherals.export": "a file",
    "peripherals.jobs": "part of a printer's page that refreshes itself",
    "peripherals.journal_job": "the ids of print jobs are made by tills; the walks look at it",
    "peripherals.journal_paper": "a file",
    "peripherals.reprint": "like a print job; the walks look at it",
    "peripherals.withdraw_job_page": "like a print job; the walks look at it",
    "peripherals.payment": "needs a terminal that falls silent; the browser tests look at it",
    "peripherals.payment_paid": "needs a payment in doubt; the browser tests look at it",
    "peripherals.payment_not_paid": "needs a payment in doubt; the browser tests look at it",
    "receipts.export": "a file",
    "receipts.export_workbook": "a file",
    "receipts.shift": "the tills of the pictures open no shift",
    "receipts.day_report": "the tills of the pictures close no day",
    "receipts.quarantined": "the tills of the pictures hand in nothing that cannot be read",
    "catalogue.edit_many": "photographed with the products that were chosen",
    "catalogue.export_workbook": "a file",
    "catalogue.edit_categories": "the form of a new category, filled",
    "catalogue.edit_units": "the form of a new unit, filled",
    "catalogue.edit_taxes": "the form of a new tax, filled",
    "catalogue.remove_categories": "like removing a product; the walks look at it",
    "catalogue.remove_units": "like removing a product; the walks look at it",
    "catalogue.remove_taxes": "like removing a product; the walks look at it",
    "catalogue.show_price_list": "the shops of the pictures have no price list",
    "catalogue.change_price_list": "the shops of the pictures have no price list",
    "catalogue.drop_price_list": "the shops of the pictures have no price list",
    "catalogue.undo": "the shops of the pictures changed nothing in bulk",
    "history.export": "a file",
    "history.export_device": "a file",
    "history.export_peripheral": "a file",
    "history.export_store": "a file",
    "history.export_store_server": "a file",
    "catalogue.export": "a file",
    "employees.export_csv": "a file",
    "employees.export_xlsx": "a file",
    "store_servers.pairing_state": "part of the pairing page that refreshes itself",
}


@dataclass(frozen=True)
class Picture:
    """A picture that the README shows: one page as one reader sees it."""

    name: str
    page: str
    language: str
    width: int = 1280
    scheme: str = "light"


#: each main page once, in the four languages, by day and by night, on a desk and on a phone
README_PICTURES = (
    Picture("today-en", "today", "en"),
    Picture("welcome-pl-phone", "welcome", "pl", width=390),
    Picture("activation-fr", "device-activation", "fr"),
    Picture("usage-mode-fr", "device-usage-mode", "fr"),
    Picture("devices-ru-dark", "devices", "ru", scheme="dark"),
    Picture("receipts-pl", "receipts", "pl"),
    Picture("preview-pl", "catalogue-preview", "pl"),
    Picture("today-ru-phone-dark", "today", "ru", width=390, scheme="dark"),
)
