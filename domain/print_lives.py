"""How long a paper is worth printing: by what it is and what for, counted from the moment it was wanted.

Store servers have the same table in their own program; a contract test holds both to one.
"""

from datetime import datetime, timedelta

from domain.names import Role

#: whatever somebody says, nothing waits any longer
LONGEST_LIFE = timedelta(days=35)
#: a drawer opens now or never, whatever somebody says
DRAWER_LIFE = timedelta(seconds=10)
#: somebody stands there and looks
TEST_LIFE = timedelta(minutes=10)
RECEIPT_LIFE = timedelta(hours=12)
SLIP_LIFE = timedelta(hours=24)
#: the papers of the office: reports, delivery notes
PAGE_LIFE = timedelta(days=7)

BY_ROLE = {
    Role.RECEIPT_PRINTER: RECEIPT_LIFE,
    Role.PAGE_PRINTER: PAGE_LIFE,
    Role.PICKUP_PRINTER: SLIP_LIFE,
    Role.ASSEMBLY_PRINTER: SLIP_LIFE,
    Role.CASH_DRAWER: DRAWER_LIFE,
    Role.PRODUCT_SCANNER: TEST_LIFE,
    Role.CHECKOUT_SCALE: TEST_LIFE,
    Role.PAYMENT_TERMINAL: TEST_LIFE,
}
#: these mean the same in any role
BY_KIND = {
    "drawer": DRAWER_LIFE,
    "probe": TEST_LIFE,
    "test": TEST_LIFE,
    "calibration": TEST_LIFE,
    "report": PAGE_LIFE,
}


def end_of_life(role: Role, kind: str, told: datetime | None, wanted_at: datetime) -> datetime:
    """When it is too late to print it: as whoever wants it says, within bounds, else by what it is."""
    life = BY_KIND.get(kind) or BY_ROLE[role]
    if told is None:
        return wanted_at + life
    return min(told, wanted_at + (life if life == DRAWER_LIFE else LONGEST_LIFE))
