"""How long we wait for a printer, in seconds."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Patience:
    """The waits of one delivery; tests use shorter ones."""

    connect: float = 3.0
    #: For each answer to DLE EOT before printing.
    status: float = 1.0
    #: After the last byte, beside the time that the bytes themselves need.
    completion: float = 5.0
    #: How often a printer is asked why it is not done yet.
    ask_again: float = 1.0
    #: How long a printer may take no byte without our knowing why.
    stall: float = 600.0
    #: Slowest printer we believe in, in bytes a second.
    bytes_per_second: float = 8000.0
    #: Waits before trying again what is known not to be on paper.
    retry_first: float = 0.2
    retry_longest: float = 30.0
    #: How long a printer may be unable to print before its stand-in does.
    stand_in: float = 15.0
    #: How often an idle printer is asked how it is.
    look: float = 20.0
    look_again: float = 2.0
