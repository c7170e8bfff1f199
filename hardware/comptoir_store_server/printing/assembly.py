"""The two switches of assembly slips: whether a till's are printed, and only for what is made to order."""

from collections.abc import Mapping
from typing import Any

from comptoir_store_server.printing.reading import object_of, objects_of, text_of
from comptoir_store_server.reasons import Reason


class NothingToPrint(Exception):
    """No paper is wanted for this job; the reason is told to the office."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


def sift_slip(document: dict[str, Any], options: Mapping[str, Any] | None) -> dict[str, Any]:
    """The document as the till's switches want it; raises NothingToPrint. Other papers stay as they are.

    Without `options` (nobody assigned this printer to the till) the slip is printed whole; a switch that
    the office does not name is on.
    """
    if document.get("kind") != "assembly" or options is None:
        return document
    if options.get("print_assembly_slips", True) is False:
        raise NothingToPrint(Reason.ASSEMBLY_SLIPS_OFF)
    if options.get("only_made_to_order", True) is False:
        return document
    return _made_to_order(document)


def _made_to_order(document: dict[str, Any]) -> dict[str, Any]:
    """A till that never says what is made to order gets all its lines: a slip too many spoils no meal."""
    receipt = object_of(document.get("receipt"))
    lines = objects_of(receipt.get("lines"))
    told = [_is_made_to_order(line) for line in lines]
    if lines and all(each is None for each in told):
        return document
    wanted = [line for line, is_made in zip(lines, told, strict=True) if is_made]
    if not wanted and not text_of(document.get("text")):
        raise NothingToPrint(Reason.NOTHING_MADE_TO_ORDER)
    return {**document, "receipt": {**receipt, "lines": wanted}}


def _is_made_to_order(line: dict[str, Any]) -> bool | None:
    for place in (line, object_of(line.get("product"))):
        if "made_to_order" in place:
            return place["made_to_order"] is True
    return None
