"""Pairing: a code makes this box a store server; whatever goes wrong is said in a plain sentence."""

import json
import socket
import stat

import pytest

from comptoir_store_server.command import main
from comptoir_store_server.folder import DataFolder
from comptoir_store_server.identity import find_identity, sha256_of
from fake_office import FakeOffice


def pair(folder: DataFolder, office: str, code: str = "7k4m-q2xd") -> int:
    return main(
        ["--data", str(folder.root), "pair", "--office", office, "--code", code, "--name", "Back room"]
    )


def test_a_code_pairs_the_box_and_the_office_never_sees_the_secret(
    folder: DataFolder, office: FakeOffice, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pair(folder, office.url) == 0
    identity = find_identity(folder)
    assert identity is not None
    assert (identity.id, identity.name) == ("ss1", "Back room")
    assert len(identity.secret) == 43
    assert office.books.token_sha256 == sha256_of(identity.secret)
    assert all(identity.secret not in body for _, _, body in office.books.requests)
    assert "Pod Żubrem" in capsys.readouterr().out


def test_only_the_owner_can_read_the_secret(folder: DataFolder, office: FakeOffice) -> None:
    pair(folder, office.url)
    assert stat.S_IMODE(folder.identity.stat().st_mode) == 0o600
    assert not folder.pending_pairing.exists()


def test_a_lost_answer_costs_nothing_the_same_code_works_again(
    folder: DataFolder, office: FakeOffice
) -> None:
    office.books.lose_next_answers = 1
    assert pair(folder, office.url) == 1
    assert office.books.token_sha256 is not None
    assert stat.S_IMODE(folder.pending_pairing.stat().st_mode) == 0o600
    assert pair(folder, office.url, "7K4M Q2XD") == 0
    identity = find_identity(folder)
    assert identity is not None
    assert sha256_of(identity.secret) == office.books.token_sha256


@pytest.mark.parametrize(
    ("status", "code", "words"),
    [
        (404, "code_unknown", "does not know this code"),
        (410, "code_expired", "15 minutes"),
        (409, "code_used", "already been used"),
        (410, "code_revoked", "withdrawn"),
        (409, "store_inactive", "not active"),
        (409, "device_taken", "already paired with another box"),
        (429, "too_many_tries", "Wait a few minutes"),
        (422, "invalid", "8 characters"),
        (503, "busy", "busy"),
        (404, "no_such_path", "no office"),
    ],
)
def test_each_refusal_has_its_own_sentence(
    folder: DataFolder,
    office: FakeOffice,
    capsys: pytest.CaptureFixture[str],
    status: int,
    code: str,
    words: str,
) -> None:
    office.books.problem = (status, code)
    assert pair(folder, office.url) == 1
    assert words in capsys.readouterr().err
    assert find_identity(folder) is None


def test_a_hotel_sign_in_page_is_not_the_office(
    folder: DataFolder, office: FakeOffice, capsys: pytest.CaptureFixture[str]
) -> None:
    office.books.html = True
    assert pair(folder, office.url) == 1
    assert "not the office" in capsys.readouterr().err


def test_an_office_that_moved_to_https_is_named(
    folder: DataFolder, office: FakeOffice, capsys: pytest.CaptureFixture[str]
) -> None:
    office.books.redirect_to = "https://office.example.com/"
    assert pair(folder, office.url) == 1
    assert "https://office.example.com/" in capsys.readouterr().err


def test_https_to_an_office_without_certificate_says_so(
    folder: DataFolder, office: FakeOffice, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pair(folder, office.url.replace("http://", "https://")) == 1
    assert "does not speak https" in capsys.readouterr().err


def test_nobody_at_the_address(folder: DataFolder, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    assert pair(folder, f"http://127.0.0.1:{port}") == 1
    assert "Cannot reach" in capsys.readouterr().err


@pytest.mark.parametrize("address", ["office.example.com", "ftp://office.example.com", "https://", ""])
def test_an_address_that_cannot_be_one(
    folder: DataFolder, capsys: pytest.CaptureFixture[str], address: str
) -> None:
    assert pair(folder, address) == 1
    assert "is not an address" in capsys.readouterr().err


def test_plain_http_beyond_this_box_is_warned_about(
    folder: DataFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    pair(folder, "http://office.invalid")
    assert "Use https://" in capsys.readouterr().err


def test_status_of_a_paired_box_is_one_object(
    folder: DataFolder, office: FakeOffice, capsys: pytest.CaptureFixture[str]
) -> None:
    pair(folder, office.url)
    capsys.readouterr()
    assert main(["--data", str(folder.root), "status", "--json"]) == 0
    status = json.loads(capsys.readouterr().out)
    assert (status["id"], status["paired"], status["running"]) == ("ss1", True, False)
    identity = find_identity(folder)
    assert identity is not None
    assert identity.secret not in json.dumps(status)
    assert identity.secret not in repr(identity)


def test_run_without_pairing_says_what_to_do(folder: DataFolder, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data", str(folder.root), "run"]) == 2
    assert "comptoir-store-server pair" in capsys.readouterr().err
