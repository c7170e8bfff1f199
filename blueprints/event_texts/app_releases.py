"""What happened to versions of the till program, as sentences of the history."""

from flask_babel import gettext as _

from blueprints.event_texts.texts import Texts


def _reach(percentage: int, stores: int = 0, devices: int = 0) -> str:
    if stores or devices:
        return _(
            "to %(share)s %% of the chosen tills (%(stores)s stores, %(tills)s tills chosen)",
            share=percentage,
            stores=stores,
            tills=devices,
        )
    return _("to %(share)s %% of the tills", share=percentage)


def _rolled_back(earlier: str | None = None, **_f: object) -> str:
    if earlier is None:
        return _("Rolled back. There was no earlier version to go back to.")
    return _("Rolled back. Tills that run it go back to %(earlier)s.", earlier=earlier)


TEXTS: Texts = {
    "app_release.added": lambda key, **_f: _("Uploaded, signed by %(key)s.", key=key),
    "app_release.started": lambda percentage, stores, devices: _(
        "Roll-out started: %(reach)s.", reach=_reach(percentage, stores, devices)
    ),
    "app_release.widened": lambda percentage, stores, devices: _(
        "Roll-out changed: %(reach)s.", reach=_reach(percentage, stores, devices)
    ),
    "app_release.resumed": lambda percentage, stores, devices: _(
        "Roll-out resumed: %(reach)s.", reach=_reach(percentage, stores, devices)
    ),
    "app_release.halted": lambda **_f: _("Roll-out halted."),
    "app_release.rolled_back": _rolled_back,
    "app_release.removed": lambda **_f: _("The draft was removed."),
    "app_key.added": lambda **_f: _("Signatures of this publisher count from now on."),
    "app_key.revoked": lambda **_f: _("Signatures of this publisher count no more."),
    "app_channel.changed": lambda before, after, **_f: _(
        "The tills follow the channel %(after)s instead of %(before)s.", before=before, after=after
    ),
}
