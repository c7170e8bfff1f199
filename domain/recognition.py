"""Which of our peripherals a found thing is, where it stands now, and what it tells of itself.

An address is lent by the network and may be another thing's tomorrow; a MAC address or a serial number stays.
So whoever is known by those is followed, and only the nameless are known by where they stand.
"""

import ipaddress
from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from domain.connections import Way
from domain.discoveries import Found


@dataclass(frozen=True)
class Standing:
    """A peripheral of ours in that shop; `driven` by the store server that looks around."""

    id: int
    kind: str
    connection: dict[str, object]
    mac: str | None = None
    serial: str | None = None
    driven: bool = True


@dataclass
class Recognition:
    """What follows from one look around the shop."""

    #: key of the found thing → the peripheral that it is
    known: dict[str, int] = field(default_factory=dict)
    #: peripheral → the part of its connection that is new
    moves: dict[int, dict[str, object]] = field(default_factory=dict)
    #: peripheral → what it tells of itself that we did not know
    lessons: dict[int, Found] = field(default_factory=dict)


def recognize(found: Sequence[Found], standing: Sequence[Standing]) -> Recognition:
    """Know everything again that can be known again.

    Nobody is followed whose identity two peripherals share, or who is seen at several addresses at once.
    """
    recognition = Recognition()
    claims: dict[int, list[Found]] = defaultdict(list)
    for thing in found:
        if (owner := _owner_of(thing, standing)) is not None:
            recognition.known[thing.key] = owner.id
            claims[owner.id].append(thing)
    for one in standing:
        if one.driven and (new := _new_place(one, claims[one.id])):
            recognition.moves[one.id] = new
    _know_by_address(found, standing, recognition)
    _learn(found, standing, recognition)
    return recognition


def _owner_of(thing: Found, standing: Sequence[Standing]) -> Standing | None:
    """Whose identity it carries: the MAC says more than the serial number, which counts within a kind only."""
    owners = [one for one in standing if thing.mac and one.mac == thing.mac]
    if not owners:
        owners = [
            one for one in standing if thing.serial and one.serial == thing.serial and one.kind == thing.kind
        ]
    return owners[0] if len(owners) == 1 else None


def _new_place(one: Standing, seen: Sequence[Found]) -> dict[str, object] | None:
    """The one other place where it is seen; None while it is also seen where we know it to be.

    In the network only the number of the host changes: another port is another service of the same thing, and
    a host known by its name is found by that name wherever it is.
    """
    part = "host" if one.connection.get("type") == Way.NETWORK else "path"
    places = {
        _where(thing.connection): thing.connection[part]
        for thing in seen
        if thing.connection["type"] == one.connection.get("type") and _may_follow(thing.connection)
    }
    if len(places) != 1 or not _may_follow(one.connection) or _where(one.connection) in places:
        return None
    return {part: places.popitem()[1]}


def _know_by_address(found: Sequence[Found], standing: Sequence[Standing], recognition: Recognition) -> None:
    """What carries no identity of ours is whoever stands there, unless it is known to be somebody else."""
    there: dict[Hashable, list[Standing]] = defaultdict(list)
    for one in standing:
        if one.driven or one.connection.get("type") == Way.NETWORK:
            there[_spot(one.connection | recognition.moves.get(one.id, {}))].append(one)
    for thing in found:
        if thing.key in recognition.known:
            continue
        same = [one for one in there[_spot(thing.connection)] if not _is_other(one, thing)]
        if same:
            recognition.known[thing.key] = same[0].id


def _learn(found: Sequence[Found], standing: Sequence[Standing], recognition: Recognition) -> None:
    """Whoever stands alone at its address and has no identity yet is given the one that answers there."""
    by_id = {one.id: one for one in standing if one.driven}
    crowds = Counter(_spot(one.connection | recognition.moves.get(one.id, {})) for one in standing)
    shared = _shared_identities(found)
    for thing in found:
        one, spot = by_id.get(recognition.known.get(thing.key, 0)), _spot(thing.connection)
        if one is None or crowds[spot] != 1 or one.id in recognition.lessons or _is_doubtful(one, thing):
            continue
        if _spot(one.connection | recognition.moves.get(one.id, {})) == spot:
            recognition.lessons[one.id] = _without(thing, shared)


def _shared_identities(found: Sequence[Found]) -> set[Hashable]:
    """A router answers with its own MAC for all beyond it; cheap things all carry one serial number."""
    places: dict[Hashable, set[Hashable]] = defaultdict(set)
    for thing in found:
        for identity in _identities(thing):
            places[identity].add(_where(thing.connection))
    return {identity for identity, seen in places.items() if len(seen) > 1}


def _identities(thing: Found) -> tuple[Hashable, Hashable]:
    """Each within its way: one printer may hang on the network and on a cable."""
    way = thing.connection["type"]
    return ("mac", way, thing.mac), ("serial", way, thing.kind, thing.serial)


def _without(thing: Found, shared: set[Hashable]) -> Found:
    mac, serial = _identities(thing)
    return replace(
        thing,
        mac=None if mac in shared else thing.mac,
        serial=None if serial in shared else thing.serial,
    )


def _is_other(one: Standing, thing: Found) -> bool:
    """Both say who they are, and say different things."""
    if one.mac and thing.mac:
        return one.mac != thing.mac
    return bool(one.serial and thing.serial and one.kind == thing.kind and one.serial != thing.serial)


def _is_doubtful(one: Standing, thing: Found) -> bool:
    """It has an identity already, and the thing does not show that one."""
    shows = (one.mac and one.mac == thing.mac) or (one.serial and one.serial == thing.serial)
    return bool(one.mac or one.serial) and not shows


def _spot(connection: Mapping[str, object]) -> Hashable:
    """Where exactly it is reached; two spellings of one address are one spot."""
    return *_where(connection), connection.get("port")


def _where(connection: Mapping[str, object]) -> tuple[Hashable, ...]:
    if connection.get("type") == Way.NETWORK:
        host = str(connection.get("host")).casefold().rstrip(".")
        return Way.NETWORK.value, str(_number_of(host) or host)
    return connection.get("type"), connection.get("path")


def _may_follow(connection: Mapping[str, object]) -> bool:
    return connection.get("type") != Way.NETWORK or _number_of(str(connection.get("host"))) is not None


def _number_of(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
