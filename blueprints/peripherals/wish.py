"""For what a new peripheral is wanted: its kind, the field of a till that it shall fill, what was found."""

from dataclasses import dataclass

from flask import abort, request, url_for
from sqlalchemy.orm import Session

from domain.names import PeripheralKind, Role
from domain.peripherals import ADDABLE
from models import Device, Discovery
from services.store_servers.discoveries import find_discovery
from services.tills.device_lookup import find_device


@dataclass(frozen=True)
class Wish:
    """What the address says: `?kind=…`, `?device=…&role=…` from a picker's [+], `?found=…` from a discovery."""

    device: Device | None
    role: Role | None
    found: Discovery | None
    #: what it is; None while that must be chosen
    kind: PeripheralKind | None
    #: somebody asked for a kind that does not exist or does not fit
    is_kind_wrong: bool

    @property
    def kinds(self) -> tuple[PeripheralKind, ...]:
        """Which kinds are offered."""
        return ADDABLE[self.role] if self.role else tuple(PeripheralKind)

    @property
    def back_url(self) -> str:
        """Where the person came from."""
        if self.device:
            return url_for("devices.usage_mode", public_id=self.device.public_id, _anchor=self.role)
        return url_for("peripherals.index")

    def url_for(self, kind: PeripheralKind | None = None, found: Discovery | None = None) -> str:
        """The form of a kind, for the same field of the same till."""
        thing = found or self.found
        return url_for(
            "peripherals.create",
            kind=kind,
            device=self.device.public_id if self.device else None,
            role=self.role,
            found=thing.public_id if thing else None,
        )


def read_wish(session: Session) -> Wish:
    """What this request wishes; 404 for a till, a field of it or a discovery that the account does not have."""
    device_id, role = request.args.get("device"), request.args.get("role")
    device = (find_device(session, device_id) or abort(404)) if device_id else None
    if role and role not in list(Role):
        abort(404)
    found_id = request.args.get("found")
    found = (find_discovery(session, found_id) or abort(404)) if found_id else None
    wanted = Role(role) if role and device else None
    kind = _kind(ADDABLE[wanted] if wanted else tuple(PeripheralKind), found)
    return Wish(device, wanted, found, kind, is_kind_wrong=kind is None and bool(request.args.get("kind")))


def _kind(kinds: tuple[PeripheralKind, ...], found: Discovery | None) -> PeripheralKind | None:
    asked = request.args.get("kind")
    if asked:
        return PeripheralKind(asked) if asked in kinds else None
    if found is not None and found.kind_guess in kinds:
        return PeripheralKind(found.kind_guess)
    return kinds[0] if len(kinds) == 1 else None
