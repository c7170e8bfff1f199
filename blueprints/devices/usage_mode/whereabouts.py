"""Where a peripheral is, in words: its address, box, printer or till, and its store."""

from blueprints.peripheral_rows import ListRow


def whereabouts(row: ListRow) -> str:
    """In one line: `192.168.1.50:9100 · Kraków`, `Connected to Kasa 2 · Kraków`."""
    own_store = row.listed.store if row.listed.store_id is not None else None
    return " · ".join(part for part in (row.place, own_store) if part)
