"""The tab *Usage mode*: which peripheral a till uses for what, chosen in picker dialogs (guide A)."""

from blueprints.devices.usage_mode import (  # noqa: F401  (they hang their pages on the room)
    picker,
    sample_sale,
    slip_language,
    switches,
    tab,
)
