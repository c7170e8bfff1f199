"""What a browser is told: a page, a picture, or where to go instead."""

from dataclasses import dataclass, field
from http import HTTPStatus

#: Nothing of anybody else, no script, no style in the page, no frame around it.
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'"
)
ALWAYS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    # not no-referrer: browsers would hide where a form comes from, and every deed would be refused
    "Referrer-Policy": "same-origin",
    "Vary": "Cookie, Accept-Language",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class Stop(Exception):
    """The request ends here with this status."""

    def __init__(self, status: int, wait_s: float = 0.0, allowed: tuple[str, ...] = ()) -> None:
        super().__init__(status)
        self.status = status
        self.wait_s = wait_s
        self.allowed = allowed


@dataclass(frozen=True)
class Told:
    """The whole answer."""

    status: int = 200
    body: bytes = b""
    kind: str = "text/html; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    #: Name and value of each, with what it may be used for; an empty value takes it away.
    cookies: list[str] = field(default_factory=list)

    @property
    def line(self) -> str:
        """``200 OK``."""
        return f"{self.status} {HTTPStatus(self.status).phrase}"

    def all_headers(self) -> list[tuple[str, str]]:
        """As they go out."""
        about = {"Content-Type": self.kind, "Content-Length": str(len(self.body))}
        return [*(ALWAYS | about | self.headers).items(), *(("Set-Cookie", each) for each in self.cookies)]


def go(path: str, cookies: list[str] | None = None) -> Told:
    """Look there instead; also after something was done, so that nothing is done twice by reloading."""
    return Told(303, headers={"Location": path}, cookies=cookies or [])
