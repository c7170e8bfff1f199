"""What happened to versions of the till program, as sentences of the history."""

from flask_babel import gettext as _
from flask_babel import ngettext

from blueprints.event_texts.texts import Texts
from blueprints.formats import percent


def _with_chosen(sentence: str, stores: int, devices: int) -> str:
    """The sentence, and one more for the stores and for the tills that were chosen."""
    chosen = [sentence]
    if stores:
        chosen.append(ngettext("%(num)s store is chosen.", "%(num)s stores are chosen.", stores))
    if devices:
        chosen.append(ngettext("%(num)s single till is chosen.", "%(num)s single tills are chosen.", devices))
    return " ".join(chosen)


def _rolled_back(earlier: str | None = None, **_f: object) -> str:
    if earlier is None:
        return _("Rolled back. There was no earlier version to go back to.")
    return _("Rolled back. Tills that run it go back to %(earlier)s.", earlier=earlier)


def _minimum(platform: str, before: str | None = None, after: str | None = None) -> str:
    if after is None:
        return (
            _("No minimum version any more on %(platform)s.", platform=platform)
            if platform
            else _("No minimum version any more.")
        )
    if platform:
        return _(
            "Tills on %(platform)s older than %(version)s get no new data.", platform=platform, version=after
        )
    return _("Tills older than version %(version)s get no new data.", version=after)


TEXTS: Texts = {
    "app_release.added": lambda key, **_f: _("Uploaded, signed by %(key)s.", key=key),
    "app_release.started": lambda percentage, stores=0, devices=0: _with_chosen(
        _("Roll-out started: %(share)s of the tills.", share=percent(percentage)), stores, devices
    ),
    "app_release.widened": lambda percentage, stores=0, devices=0: _with_chosen(
        _("Roll-out changed: %(share)s of the tills.", share=percent(percentage)), stores, devices
    ),
    "app_release.resumed": lambda percentage, stores=0, devices=0: _with_chosen(
        _("Roll-out resumed: %(share)s of the tills.", share=percent(percentage)), stores, devices
    ),
    "app_release.halted": lambda **_f: _("Roll-out halted."),
    "app_release.rolled_back": _rolled_back,
    "app_release.removed": lambda **_f: _("The draft was removed."),
    "app_key.added": lambda **_f: _("Signatures of this publisher count from now on."),
    "app_key.revoked": lambda **_f: _("Signatures of this publisher count no more."),
    "app_minimum.changed": _minimum,
    "app_channel.changed": lambda before, after, **_f: _(
        "The tills follow the channel %(after)s instead of %(before)s.", before=before, after=after
    ),
}
