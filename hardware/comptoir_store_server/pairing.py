"""Pairing: a code shown in the office makes this box the store server of that store."""

import platform
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from comptoir_store_server import __version__
from comptoir_store_server.folder import DataFolder
from comptoir_store_server.former_shop import find_leftovers, is_former, set_aside
from comptoir_store_server.identity import Identity, find_or_make_install_id, new_secret, sha256_of
from comptoir_store_server.office import (
    Answer,
    InvalidOfficeAddress,
    Office,
    OfficeUnreachable,
    clean_office_address,
)
from comptoir_store_server.times import utc_now

SENTENCES = {
    "code_unknown": "The office does not know this code. Check each character, or make a new code there.",
    "code_expired": "This code has expired: a code lives 15 minutes. Make a new one in the office.",
    "code_used": "This code has already been used. Make a new one in the office.",
    "code_revoked": "This code was withdrawn in the office. Make a new one there.",
    "store_inactive": "The store of this code is not active. Activate it in the office, then try again.",
    "device_taken": "This store server is already paired with another box. "
    "End that pairing in the office, then make a new code.",
    "too_many_tries": "Too many wrong codes were tried. Wait a few minutes, then try again.",
    "slow_down": "The office asks to wait a moment. Try again in a minute.",
    "busy": "The office is busy just now. Try again in a minute; the same code will do.",
}
UNREACHABLE = {
    "network": "Cannot reach {office}. Check the address, and that this box is on the network.",
    "timeout": "{office} does not answer. Check the address and the network, then try again "
    "with the same code.",
    "tls": "{office} does not speak https properly. If the office has no certificate "
    "(a trial on your own network), use an address that begins with http://.",
    "not_the_office": "Something answered at {office}, but it is not the office: perhaps the sign-in page of "
    "this network (open a browser and sign in), or a wrong address.",
    "redirect": "{office} sends us on to {detail}. Use the address at which the office itself answers "
    "(often https:// instead of http://).",
}

IN_USE = (
    "A store server runs on {folder} for another shop. Stop it first "
    "(sudo systemctl stop comptoir-store-server, or Ctrl-C where it was started by hand), "
    "then type the same command again."
)
LEFTOVERS = (
    "This box still has something of the shop before: {what}. That shop would never hear of it. "
    "Start the box as it is where it reaches its former office, until `comptoir-store-server status` shows "
    "that nothing waits; settle open payments with `comptoir-store-server payments`. Then type the same "
    "command again, with a new code after 15 minutes. If the former office is gone for good, add --forget: "
    "everything stays in a folder on this box, but is told to nobody."
)


class PairingFailed(Exception):
    """Pairing did not work; the text is for the person at the box."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


@dataclass(frozen=True)
class PairingRequest:
    """What is kept before asking, so that a lost answer costs nothing."""

    office: str
    code: str
    secret: str
    install_id: str
    name: str

    def body(self) -> dict[str, Any]:
        """What is sent: the digest, never the secret."""
        return {
            "code": self.code,
            "install_id": self.install_id,
            "token_sha256": sha256_of(self.secret),
            "name": self.name,
            "version": __version__,
            "platform": f"{platform.system()} {platform.machine()}".strip(),
        }


@dataclass(frozen=True)
class Paired:
    """A finished pairing, and where the books of the shop before are now, if there were any."""

    identity: Identity
    set_aside: Path | None = None


def pair(folder: DataFolder, office: str, code: str, name: str | None, *, forget: bool = False) -> Paired:
    """Become the store server of the code's store; raises PairingFailed with a sentence.

    ``forget``: although the shop before has not heard of everything that it sold.
    """
    try:
        address = clean_office_address(office)
    except InvalidOfficeAddress as error:
        sentence = f"{office!r} is not an address. Write it like https://office.example.com"
        raise PairingFailed("bad_address", sentence) from error
    with folder.hold() as is_alone:
        kept = folder.read_json(folder.identity)
        if is_former(kept, address):  # seen before the code is spent
            _check_former_shop(folder, is_alone=is_alone, forget=forget)
        request = _prepare_request(folder, address, code, name or platform.node() or "Store server")
        identity = _read_identity(request, _send(request))
        aside = None
        if is_former(kept, address, identity.id):
            _check_former_shop(folder, is_alone=is_alone, forget=forget)
            aside = set_aside(folder, utc_now())
        identity.save(folder)
    folder.pending_pairing.unlink(missing_ok=True)
    return Paired(identity, aside)


def _check_former_shop(folder: DataFolder, *, is_alone: bool, forget: bool) -> None:
    """Whether its books may be set aside now."""
    if not is_alone:
        raise PairingFailed("in_use", IN_USE.format(folder=folder.root))
    leftovers = find_leftovers(folder)
    if leftovers and not forget:
        raise PairingFailed("leftovers", LEFTOVERS.format(what=leftovers.describe()))


def _prepare_request(folder: DataFolder, office: str, code: str, name: str) -> PairingRequest:
    plain = "".join(character for character in code.upper() if character.isalnum())
    kept = folder.read_json(folder.pending_pairing)
    if kept and kept.get("office") == office and kept.get("code") == plain and kept.get("secret"):
        secret = str(kept["secret"])
    else:
        secret = new_secret()
    request = PairingRequest(office, plain, secret, find_or_make_install_id(folder), name)
    folder.write_json(folder.pending_pairing, {"office": office, "code": plain, "secret": secret})
    return request


def _send(request: PairingRequest) -> Answer:
    office = Office(request.office)
    try:
        return office.post("/store-servers/pairings", request.body())
    except OfficeUnreachable as error:
        sentence = UNREACHABLE[error.trouble].format(office=request.office, detail=error.detail)
        raise PairingFailed(error.trouble, sentence) from error
    finally:
        office.close()


def _read_identity(request: PairingRequest, answer: Answer) -> Identity:
    if not answer.is_success:
        raise PairingFailed(answer.code or str(answer.status), _sentence_of(answer))
    server, store = answer.body.get("store_server"), answer.body.get("store")
    if not isinstance(server, dict) or not isinstance(store, dict) or "id" not in server:
        raise PairingFailed("not_the_office", UNREACHABLE["not_the_office"].format(office=request.office))
    name = str(server.get("name") or request.name)
    return Identity(request.office, request.secret, str(server["id"]), name, store)


def _sentence_of(answer: Answer) -> str:
    if answer.code in SENTENCES:
        return SENTENCES[answer.code]
    if answer.code == "invalid":
        return "The office cannot read this code. A code has 8 characters, like 7K4M-Q2XD."
    if answer.status == 404:
        return "There is an answer at this address, but no office of Comptoir. Check the address."
    if answer.is_busy:
        return SENTENCES["busy"]
    return f"The office refused: {answer.body.get('title') or answer.status}."
