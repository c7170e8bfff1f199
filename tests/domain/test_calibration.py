"""The sheets of calibration: every table has its own number, and typing it is enough."""

import pytest

from domain.calibration import PAGES, SHEETS, read_number, sheet_lines
from domain.refusal import Refusal


@pytest.mark.parametrize("language", PAGES)
def test_every_page_in_every_table_has_one_number_on_one_sheet(language: str) -> None:
    lines = [line for sheet in range(1, len(SHEETS) + 1) for line in sheet_lines(language, sheet)]
    assert [line.number for line in lines] == list(range(1, 513))
    assert {(line.page, line.table) for line in lines} == {
        (page, table) for page in PAGES[language] for table in range(256)
    }
    for line in lines:
        assert read_number(f" {line.number} ", language) == (line.page, line.table)


@pytest.mark.parametrize("language", PAGES)
def test_a_sheet_is_shorter_than_a_metre_and_its_lines_fit_the_narrow_paper(language: str) -> None:
    for sheet in range(1, len(SHEETS) + 1):
        lines = sheet_lines(language, sheet)
        assert len(lines) * 4.25 < 1000
        for line in lines:
            assert len(f"{line.number:>3} {line.text}") <= 32
            assert line.text.encode(line.page.lower())


@pytest.mark.parametrize("typed", ["0", "-1", "513", "99999", "18a", "ż", "1.5", "٣", "9" * 400])
def test_what_is_no_number_of_a_line_is_refused(typed: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_number(typed, "pl")
    assert (refused.value.code, refused.value.field) == ("line_unknown", "number")


@pytest.mark.parametrize("typed", ["", "  "])
def test_nothing_typed_is_asked_for(typed: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_number(typed, "pl")
    assert (refused.value.code, refused.value.field) == ("required", "number")


@pytest.mark.parametrize("sheet", [0, -1, 4])
def test_there_is_no_other_sheet(sheet: int) -> None:
    with pytest.raises(Refusal, match="sheet_unknown"):
        sheet_lines("pl", sheet)
