"""Several things refused at once: all are told, and whoever knows of one only hears the first."""

from typing import Any

import pytest

from domain.refusal import Reader, Refusal, Refusals, read_all


def refuse(code: str, field: str | None = None, **facts: Any) -> Reader:
    """A reader that refuses what was typed."""

    def read() -> dict[str, Any]:
        raise Refusal(code, field, **facts)

    return read


def told(refusal: Refusal) -> list[tuple[str, str | None]]:
    """What it says where."""
    return [(one.code, one.field) for one in refusal.each]


def test_what_all_read_is_put_together() -> None:
    assert read_all(lambda: {"name": "Epson"}, lambda: {"port": 9100}) == {"name": "Epson", "port": 9100}
    assert read_all() == {}


def test_a_refusal_stops_nobody_else_from_being_heard() -> None:
    with pytest.raises(Refusals) as refused:
        read_all(refuse("too_long", "name", maximum=80), lambda: {"pin": 2}, refuse("port_invalid", "port"))
    assert told(refused.value) == [("too_long", "name"), ("port_invalid", "port")]


def test_as_a_single_refusal_it_is_the_first_with_its_facts() -> None:
    with pytest.raises(Refusal) as refused:
        read_all(refuse("too_long", "name", maximum=80), refuse("port_invalid", "port"))
    one = refused.value
    assert (one.code, one.field, one.facts, str(one)) == ("too_long", "name", {"maximum": 80}, "too_long")


def test_groups_within_a_group_are_one() -> None:
    with pytest.raises(Refusals) as refused:
        read_all(
            refuse("required", "name"),
            lambda: read_all(refuse("host_invalid", "host"), refuse("port_invalid", "port")),
        )
    assert told(refused.value) == [("required", "name"), ("host_invalid", "host"), ("port_invalid", "port")]


def test_of_one_field_only_the_first_is_said() -> None:
    with pytest.raises(Refusals) as refused:
        read_all(refuse("required", "printer"), refuse("pin_unknown", "pin"), refuse("kind_unfit", "printer"))
    assert told(refused.value) == [("required", "printer"), ("pin_unknown", "pin")]


def test_a_refusal_alone_is_all_there_is() -> None:
    assert told(Refusal("required", "name")) == [("required", "name")]


def test_a_fault_is_no_refusal() -> None:
    def fail() -> dict[str, Any]:
        raise KeyError("host")

    with pytest.raises(KeyError):
        read_all(refuse("required", "name"), fail)
