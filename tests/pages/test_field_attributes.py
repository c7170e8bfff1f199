"""Our writing of a control's attributes says what WTForms says, and shows nothing that was typed as markup."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup
from wtforms.widgets import html_params

from blueprints.field_attributes import write_attributes

CASES: list[dict[str, Any]] = [
    {},
    {"name": "title", "id": "title", "value": "Sklep „Pod lipą”"},
    {"class_": "wide", "for_": "title", "data_old_value": "1", "aria_described_by": "x"},
    {"required": True, "disabled": False, "maxlength": 40},
    {"value": "a \"quoted\" <b> & 'single'"},
    {"value": Markup('<b title="x">safe for a text</b>')},
    {"value": None},
]


@pytest.mark.parametrize("attributes", CASES, ids=str)
def test_it_is_written_as_wtforms_writes_it(attributes: dict[str, Any]) -> None:
    assert write_attributes(**attributes) == html_params(**attributes)


@given(
    st.dictionaries(st.from_regex(r"[a-z_]{1,12}", fullmatch=True), st.text() | st.booleans() | st.integers())
)
def test_whatever_the_attributes_are(attributes: dict[str, Any]) -> None:
    assert write_attributes(**attributes) == html_params(**attributes)
