"""Why a printer does not print, and what to do about it: one code, one sentence."""

from enum import StrEnum


class Reason(StrEnum):
    """The codes told to the office with a job or in the health report."""

    REFUSED = "refused"
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    NOT_A_PRINTER = "not_a_printer"
    NO_STATUS = "no_status"
    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    BUSY = "busy"
    PRINTER_ERROR = "printer_error"
    UNKNOWN_PERIPHERAL = "unknown_peripheral"
    CONNECTION_LOST = "connection_lost"
    NO_CONFIRMATION = "no_confirmation"
    INTERRUPTED = "interrupted"
    UNSUPPORTED_DOCUMENT = "unsupported_document"
    AS_IMAGE = "as_image"
    LETTERS_MISSING = "letters_missing"


SENTENCES: dict[str, str] = {
    Reason.REFUSED: "The address refuses the connection: wrong port, or printing is switched off there.",
    Reason.TIMEOUT: "Nobody answers at this address: wrong address, or the printer is off.",
    Reason.UNREACHABLE: "There is no way to this address: check the network cable and the address.",
    Reason.NOT_A_PRINTER: "Something answers at this address, but it is not a receipt printer.",
    Reason.NO_STATUS: "The printer takes data but never answers. Allow printing without confirmation, "
    "or check that its replies are switched on.",
    Reason.PAPER_OUT: "No paper. Put in a new roll; printing goes on by itself.",
    Reason.COVER_OPEN: "The cover is open. Close it; printing goes on by itself.",
    Reason.BUSY: "Another program holds the printer. Printing goes on when it lets go.",
    Reason.PRINTER_ERROR: "The printer reports an error. Look at its lights, switch it off and on.",
    Reason.UNKNOWN_PERIPHERAL: "This job is for a printer that is not in this store's configuration.",
    Reason.CONNECTION_LOST: "The connection broke while printing. Look at the paper before printing again.",
    Reason.NO_CONFIRMATION: "The printer took the job but never said that it is done. Look at the paper.",
    Reason.INTERRUPTED: "The store server stopped while printing. Look at the paper before printing again.",
    Reason.UNSUPPORTED_DOCUMENT: "This store server cannot print this kind of document on this printer.",
    Reason.AS_IMAGE: "Printed as a picture: this printer has not all the letters.",
    Reason.LETTERS_MISSING: "Printed as a picture, and some characters are in no font we have.",
}
