"""The server that takes the office's e-mails."""

from dataclasses import dataclass
from enum import StrEnum


class Security(StrEnum):
    """How the connection is kept from eavesdroppers."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


#: where servers usually listen
PORTS = {Security.STARTTLS: 587, Security.TLS: 465, Security.NONE: 25}


@dataclass(frozen=True)
class MailServer:
    """Where e-mails are handed in, and in whose name."""

    host: str
    port: int
    security: Security
    #: "Comptoir <office@example.com>" or the address alone
    sender: str
    user: str = ""
    password: str = ""

    def __repr__(self) -> str:
        """Without the password: settings are printed."""
        return f"MailServer({self.host}:{self.port}, {self.security}, {self.sender})"
