"""The tab *Usage mode*: which peripheral a till uses for what, chosen in picker dialogs (guide A)."""

from blueprints.devices.usage_mode import picker, slip_language, switches, tab  # noqa: F401  (they hang their pages on the room)
