"""The words of a till's own program, in one place, so that matrix, card and dialog say the same."""

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from blueprints.languages import said
from blueprints.sync_words import Word
from domain.app_cells import AppCell, AppCellState

_WORDS: dict[AppCellState, tuple[LazyString, str, str | None]] = {
    AppCellState.UNKNOWN: (_l("Version unknown"), "idle", None),
    AppCellState.CURRENT: (_l("Up to date"), "ok", None),
    AppCellState.WAITING: (_l("Update waiting"), "warn", None),
    AppCellState.DOWNLOADING: (_l("Downloading"), "info", "download"),
    AppCellState.STAGED: (_l("Ready for the day close"), "info", "clock"),
    AppCellState.FAILED: (_l("Update failed"), "bad", None),
    AppCellState.WENT_BACK: (_l("Went back to the version before"), "bad", None),
    AppCellState.TOO_OLD: (_l("Too old"), "bad", None),
}


def app_word(cell: AppCell) -> Word:
    """The state of a till's program as a badge shows it."""
    label, tone, icon = _WORDS[cell.state]
    return Word(said(label), tone, icon)


def app_versions(cell: AppCell) -> str:
    """What runs, and what is to run."""
    if cell.running is None:
        return ""
    if cell.target is None or cell.target == cell.running:
        return cell.running
    return _("%(running)s → %(target)s", running=cell.running, target=cell.target)
