"""What is wrong with the first line of a table, said with headings that the reader's own language has."""

from collections.abc import Mapping

from flask_babel import gettext as _

from blueprints.languages import language_in_force
from domain.table_file import first_line


def column_missing(headings: Mapping[str, Mapping[str, str]], column: str) -> str:
    """Which column is missing, and how a first line looks that is understood."""
    language = language_in_force()
    own = headings.get(language) or headings["en"]
    return _(
        "The first line must name the columns; “%(column)s” is missing. Example: %(example)s",
        column=own[column],
        example=first_line(own, language),
    )
