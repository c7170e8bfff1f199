"""What states of releases and of updates are called, and the colours in which they are shown."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

STATUSES: dict[str, tuple[LazyString, str]] = {
    "draft": (_l("Draft"), "idle"),
    "rolling": (_l("Rolling out"), "ok"),
    "halted": (_l("Halted"), "warn"),
    "withdrawn": (_l("Rolled back"), "bad"),
}
STATES: dict[str, tuple[LazyString, str]] = {
    "offered": (_l("Offered"), "info"),
    "downloading": (_l("Downloading"), "info"),
    "verified": (_l("Checked"), "info"),
    "staged": (_l("Ready for the day close"), "info"),
    "installed": (_l("Installed"), "ok"),
    "failed": (_l("Failed"), "bad"),
    "rolled_back": (_l("Went back to the version before"), "bad"),
}
CHANNELS: dict[str, LazyString] = {"stable": _l("Stable"), "beta": _l("Beta")}
