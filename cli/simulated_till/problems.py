"""Everything that can go wrong between a till and its office, each with a stable code and its facts."""

from typing import Any


class TillProblem(Exception):
    """The root of all: `code` never changes, `facts` say what it was about."""

    def __init__(self, code: str, message: str = "", **facts: Any) -> None:
        super().__init__(f"{code}: {message}" if message else code)
        self.code = code
        self.facts = facts


class Refused(TillProblem):
    """The office understood and said no (a problem document)."""

    def __init__(self, status: int, code: str, title: str = "", **facts: Any) -> None:
        super().__init__(code, f"{status} {title}".strip(), **facts)
        self.status = status


class OfficeUnreachable(TillProblem):
    """No answer came, after as many tries as patience allowed; what was to be sent is kept."""


class MustWait(OfficeUnreachable):
    """The office asked for a pause (429, 503) longer than the caller's patience; `retry_after` in seconds."""

    def __init__(self, code: str, retry_after: float) -> None:
        super().__init__(code, f"not before {retry_after:.0f} s", retry_after=retry_after)
        self.retry_after = retry_after


class NotTheOffice(OfficeUnreachable):
    """Something answered that is not the office: a captive portal, a proxy, another site."""


class ContractBroken(TillProblem):
    """The office answered, but not as the contract says."""


class NotActivated(TillProblem):
    """This till belongs to no POS yet."""


class TillStopped(TillProblem):
    """The office took this till out of service: it deposits what it has and sells nothing."""


class UnknownGoods(TillProblem):
    """The catalogue on this till has nothing by that name or barcode."""
