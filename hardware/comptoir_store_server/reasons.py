"""Why a printer does not print, and what to do about it: one code, one sentence."""

from enum import StrEnum


class Reason(StrEnum):
    """The codes told to the office with a job or in the health report."""

    REFUSED = "refused"
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    PATH_MISSING = "path_missing"
    NO_PERMISSION = "no_permission"
    NOT_A_PRINTER = "not_a_printer"
    NOT_A_SCALE = "not_a_scale"
    UNSTABLE = "unstable"
    OVERLOADED = "overloaded"
    BELOW_ZERO = "below_zero"
    NOT_A_SCANNER = "not_a_scanner"
    NO_STATUS = "no_status"
    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    BUSY = "busy"
    PRINTER_ERROR = "printer_error"
    UNKNOWN_PERIPHERAL = "unknown_peripheral"
    CONNECTION_LOST = "connection_lost"
    NO_CONFIRMATION = "no_confirmation"
    INTERRUPTED = "interrupted"
    REPRINTED = "reprinted"
    UNSUPPORTED_DOCUMENT = "unsupported_document"
    PDF_ENCRYPTED = "pdf_encrypted"
    PDF_DAMAGED = "pdf_damaged"
    PDF_TOO_LARGE = "pdf_too_large"
    AS_IMAGE = "as_image"
    LETTERS_MISSING = "letters_missing"
    SENT_UNSEEN = "sent_unseen"
    DRAWER_LEFT_OUT = "drawer_left_out"
    UNREADABLE_JOB = "unreadable_job"
    ASSEMBLY_SLIPS_OFF = "assembly_slips_off"
    NOTHING_MADE_TO_ORDER = "nothing_made_to_order"
    CANCELLED_AT_BOX = "cancelled_at_box"


SENTENCES: dict[str, str] = {
    Reason.REFUSED: "The address refuses the connection: wrong port, or printing is switched off there.",
    Reason.TIMEOUT: "Nobody answers at this address: wrong address, or the printer is off.",
    Reason.UNREACHABLE: "There is no way to this address: check the network cable and the address.",
    Reason.PATH_MISSING: "Nothing is plugged in there: no such device file. Check cable and power.",
    Reason.NO_PERMISSION: "This program may not open the device file: add its user to lp, dialout, input.",
    Reason.NOT_A_PRINTER: "Something answers at this address, but it is not a receipt printer.",
    Reason.NOT_A_SCALE: "Something answers there, but it does not speak this scale's language.",
    Reason.UNSTABLE: "The scale does not come to rest. Let go of the goods and weigh again.",
    Reason.OVERLOADED: "There is more on the scale than it can weigh.",
    Reason.BELOW_ZERO: "The scale stands below zero. Clear it and set it to zero.",
    Reason.NOT_A_SCANNER: "There is a device file, but nothing at it that types or scans.",
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
    Reason.REPRINTED: "The store server stopped while printing and printed this again, marked as a copy. "
    "If there are two, throw one away.",
    Reason.UNSUPPORTED_DOCUMENT: "This store server cannot print this kind of document on this printer.",
    Reason.PDF_ENCRYPTED: "This PDF is protected, so its copy cannot be marked as one and is not printed.",
    Reason.PDF_DAMAGED: "This PDF is damaged, so its copy cannot be marked as one and is not printed.",
    Reason.PDF_TOO_LARGE: "This PDF is too large, so its copy cannot be marked as one and is not printed.",
    Reason.AS_IMAGE: "Printed as a picture: this printer has not all the letters.",
    Reason.LETTERS_MISSING: "Printed as a picture, and some characters are in no font we have.",
    Reason.SENT_UNSEEN: "Sent to a printer that never answers: nobody knows whether it came out.",
    Reason.DRAWER_LEFT_OUT: "Printed without opening the drawer: it opens only within ten seconds of being "
    "asked for.",
    Reason.UNREADABLE_JOB: "The store server could not read this print job. It may be older than the office.",
    Reason.ASSEMBLY_SLIPS_OFF: "Assembly lists are switched off for this till.",
    Reason.NOTHING_MADE_TO_ORDER: "Nothing here is made to order: there is no assembly slip to print.",
    Reason.CANCELLED_AT_BOX: "Somebody cancelled it on the box's own page before it was printed.",
}
