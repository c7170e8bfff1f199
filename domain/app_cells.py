"""How a till stands with its own program: what it runs, what it is to run, and how far it is on the way."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from domain.app_minimum import is_older
from domain.app_releases import SETTLED, UpdateState


class AppCellState(StrEnum):
    """Where a till is between the version that it runs and the one on offer."""

    UNKNOWN = "unknown"
    CURRENT = "current"
    WAITING = "waiting"
    DOWNLOADING = "downloading"
    STAGED = "staged"
    FAILED = "failed"
    WENT_BACK = "went_back"
    TOO_OLD = "too_old"


class AppStatus(NamedTuple):
    """A till and its program: what runs, what is offered, how far it is; `state` None before its first word."""

    running: str | None
    platform: str | None
    offered: str | None
    #: public id of the release on offer
    release: str | None
    version: str | None
    state: str | None
    since: datetime | None
    detail: str
    outside_day_close: bool

    @property
    def is_behind(self) -> bool:
        """Whether the office offers what this till has neither installed nor laid ready."""
        return self.offered is not None and not (self.version == self.offered and self.state in SETTLED)


class AppCell(NamedTuple):
    """What a page shows of a till and its program. `minimum`: the version that the till falls short of."""

    state: AppCellState
    running: str | None
    target: str | None
    #: public id of the release on offer
    release: str | None
    minimum: str | None
    #: since when, as the till said; None where it said nothing of the target
    at: datetime | None
    detail: str
    outside_day_close: bool

    @property
    def is_stuck(self) -> bool:
        """Whether it is too old, and what it is offered does not help."""
        if self.minimum is None:
            return False
        return self.target is None or is_older(self.target, self.minimum)


#: a till that never said anything
NOTHING_KNOWN = AppCell(AppCellState.UNKNOWN, None, None, None, None, None, "", outside_day_close=False)
#: what a till that said so of the version on offer is doing
_ON_THE_WAY = {
    UpdateState.DOWNLOADING: AppCellState.DOWNLOADING,
    UpdateState.VERIFIED: AppCellState.DOWNLOADING,
    UpdateState.STAGED: AppCellState.STAGED,
    UpdateState.FAILED: AppCellState.FAILED,
}
#: a till at work on its update is not called idle, however old it is
_SAYS_MORE = frozenset({*_ON_THE_WAY.values(), AppCellState.WENT_BACK})


def app_cell(status: AppStatus, minimum: str | None) -> AppCell:
    """The cell of a till; `minimum` is what it falls short of, if it does."""
    state = _state_of(status)
    if minimum is not None and state not in _SAYS_MORE:
        state = AppCellState.TOO_OLD
    says = _speaks_of(status, status.offered or status.running) or state == AppCellState.WENT_BACK
    return AppCell(
        state,
        status.running,
        status.offered,
        status.release,
        minimum,
        status.since if says else None,
        status.detail if says else "",
        status.outside_day_close,
    )


def _state_of(status: AppStatus) -> AppCellState:
    if not status.running:
        return AppCellState.UNKNOWN
    if status.offered is None:
        went_back = status.state == UpdateState.ROLLED_BACK
        return AppCellState.WENT_BACK if went_back else AppCellState.CURRENT
    if _speaks_of(status, status.offered) and status.state in _ON_THE_WAY:
        return _ON_THE_WAY[UpdateState(status.state)]
    return AppCellState.WAITING


def _speaks_of(status: AppStatus, version: str | None) -> bool:
    return status.version is not None and status.version == version
