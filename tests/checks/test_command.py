"""`python -m checks` says what it found and fails when it found something."""

from pathlib import Path

import pytest

from checks.__main__ import CHECKS, main


@pytest.fixture
def template(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "templates"
    folder.mkdir()
    return folder / "page.html"


def test_a_clean_project_passes(template: Path, capsys: pytest.CaptureFixture[str]) -> None:
    template.write_text("<p>{{ _('Hello') }}</p>", "utf-8")

    assert main(["visible-text", "form-texts"]) == 0
    assert capsys.readouterr().out == "visible-text: no problems\nform-texts: no problems\n"


def test_a_breach_is_listed_and_fails(template: Path, capsys: pytest.CaptureFixture[str]) -> None:
    template.write_text("<p>Hello</p>", "utf-8")

    assert main(["visible-text", "form-texts"]) == 1
    assert "templates/page.html:1: visible text outside gettext: “Hello”" in capsys.readouterr().out


def test_an_unknown_check_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["spelling"]) == 2
    message = capsys.readouterr().err
    assert all(name in message for name in ["spelling", *CHECKS])
