"""A box that goes to another shop: nothing of the former one is told there, and nothing is deleted."""

import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from comptoir_store_server.command import main
from comptoir_store_server.folder import DataFolder
from comptoir_store_server.former_shop import find_leftovers
from comptoir_store_server.identity import find_identity
from comptoir_store_server.spool import JobState, Spool
from comptoir_store_server.terminals.payments.book import PaymentBook
from comptoir_store_server.terminals.payments.payment import Answer, Order, State
from comptoir_store_server.times import utc_now
from fake_office import Books, FakeOffice

WaitFor = Callable[..., None]
PRIVATE = "PRIVATE-SHOP1"


@pytest.fixture
def other_office() -> Iterator[FakeOffice]:
    """The office of another account, elsewhere."""
    office = FakeOffice(books=Books(server_id="ss2"))
    yield office
    office.close()


def pair(folder: DataFolder, office: FakeOffice, *more: str) -> int:
    return main(["--data", str(folder.root), "pair", "--office", office.url, "--code", "7K4M-Q2XD", *more])


def sell(folder: DataFolder, state: JobState = JobState.PRINTED, *, told: bool = False) -> None:
    """A till of the shop printed a receipt; ``told``: its office knows."""
    now = utc_now()
    document = {"kind": "receipt", "receipt": {"number": PRIVATE}}
    job = {"id": "j1", "peripheral_id": "p1", "role": "receipt_printer", "document": document}
    with closing(Spool(folder.spool)) as spool:
        spool.take({**job, "device_id": "till-1"}, "a fingerprint", now)
        if state != JobState.QUEUED:
            spool.claim("j1", now)
            spool.move("j1", state, None, now)
        if told:
            spool.acknowledge(spool.unreported())
    folder.write_json(folder.configuration, {"etag": None, "body": {"store": {"name": PRIVATE}}})
    folder.papers.write_bytes(PRIVATE.encode())


def pay(folder: DataFolder, state: State) -> None:
    with closing(PaymentBook(folder.payments)) as book:
        book.begin(Order("pay-1", "t1", 1250, "EUR"), "tcp 10.0.0.9 20007", utc_now())
        book.note("pay-1", Answer(state), utc_now())


def former_folders(folder: DataFolder) -> list[Path]:
    return sorted(folder.root.glob("former-shop-*"))


def numbers_in(path: Path) -> list[str]:
    with closing(Spool(path)) as spool:
        return [job.document["receipt"]["number"] for job in [spool.find("j1")] if job is not None]


def test_another_shop_begins_with_empty_books_and_the_former_ones_are_kept(
    folder: DataFolder, office: FakeOffice, other_office: FakeOffice, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pair(folder, office) == 0
    former = find_identity(folder)
    assert former is not None
    sell(folder, told=True)
    pay(folder, State.DECLINED)
    assert pair(folder, other_office) == 0
    now = find_identity(folder)
    assert now is not None
    assert (now.id, now.office) == ("ss2", other_office.url)
    for gone in (folder.spool, folder.papers, folder.payments, folder.configuration):
        assert not gone.exists(), gone
    (aside,) = former_folders(folder)
    assert str(aside) in capsys.readouterr().out
    assert stat.S_IMODE(aside.stat().st_mode) == 0o700
    assert numbers_in(aside / "spool.db") == [PRIVATE]
    assert (aside / "papers.db").read_text() == PRIVATE
    with closing(PaymentBook(aside / "payments.db")) as book:
        assert book.find("pay-1") is not None
    told = json.loads((aside / "belongs_to.json").read_text())
    assert (told["id"], told["office"]) == ("ss1", office.url)
    everything = b"".join(path.read_bytes() for path in aside.iterdir() if path.is_file())
    assert former.secret.encode() not in everything


def test_a_store_server_of_another_account_in_the_same_office_is_another_shop(
    folder: DataFolder, office: FakeOffice
) -> None:
    pair(folder, office)
    sell(folder, told=True)
    office.books.server_id, office.books.token_sha256 = "ss2", None
    assert pair(folder, office) == 0
    assert not folder.spool.exists()
    assert len(former_folders(folder)) == 1


@pytest.mark.parametrize("same_office", [False, True])
def test_what_the_former_shop_was_not_told_keeps_the_box_with_it(
    folder: DataFolder,
    office: FakeOffice,
    other_office: FakeOffice,
    capsys: pytest.CaptureFixture[str],
    same_office: bool,
) -> None:
    pair(folder, office)
    before = find_identity(folder)
    sell(folder)
    pay(folder, State.UNKNOWN)
    target = other_office
    if same_office:
        target, office.books.server_id, office.books.token_sha256 = office, "ss2", None
    assert pair(folder, target) == 1
    said = capsys.readouterr().err
    assert "not told to its office: 2;" in said
    assert "payments by card that are open or not told to its office: 1." in said
    assert "--forget" in said
    assert find_identity(folder) == before
    assert numbers_in(folder.spool) == [PRIVATE]
    assert former_folders(folder) == []
    assert other_office.books.token_sha256 is None, "the code is not spent"


def test_a_receipt_that_still_waits_keeps_the_box_too(
    folder: DataFolder, office: FakeOffice, other_office: FakeOffice, capsys: pytest.CaptureFixture[str]
) -> None:
    pair(folder, office)
    sell(folder, JobState.QUEUED)
    assert pair(folder, other_office) == 1
    assert "print jobs that are not done: 1" in capsys.readouterr().err


def test_books_that_nobody_can_read_are_not_left_behind_in_silence(
    folder: DataFolder, office: FakeOffice, other_office: FakeOffice, capsys: pytest.CaptureFixture[str]
) -> None:
    pair(folder, office)
    folder.spool.write_bytes(b"no database at all" * 100)
    assert pair(folder, other_office) == 1
    assert "files that cannot be read: 1" in capsys.readouterr().err


def test_the_same_store_server_with_a_new_code_keeps_everything(
    folder: DataFolder, office: FakeOffice
) -> None:
    pair(folder, office)
    sell(folder)
    pay(folder, State.UNKNOWN)
    kept = find_leftovers(folder)
    office.books.token_sha256, office.books.code = None, "2QX7KM4D"
    words = ["pair", "--office", office.url, "--code", "2QX7-KM4D"]
    assert main(["--data", str(folder.root), *words]) == 0
    assert (kept.unreported, kept.payments) == (2, 1)
    assert find_leftovers(folder) == kept
    assert numbers_in(folder.spool) == [PRIVATE]
    assert folder.configuration.exists()
    assert former_folders(folder) == []


def test_books_without_a_word_whose_they_are_belong_to_nobody_we_know(
    folder: DataFolder, office: FakeOffice
) -> None:
    sell(folder, told=True)
    assert pair(folder, office) == 0
    (aside,) = former_folders(folder)
    assert numbers_in(aside / "spool.db") == [PRIVATE]


def test_twice_in_one_second_makes_two_folders(
    folder: DataFolder, office: FakeOffice, other_office: FakeOffice
) -> None:
    pair(folder, office)
    for target in (other_office, office, other_office):
        sell(folder, told=True)
        target.books.token_sha256 = None
        assert pair(folder, target) == 0
    assert len(former_folders(folder)) == 3
    assert all(numbers_in(each / "spool.db") == [PRIVATE] for each in former_folders(folder))


def test_while_it_prints_for_its_shop_no_other_takes_the_box(
    folder: DataFolder, office: FakeOffice, other_office: FakeOffice, capsys: pytest.CaptureFixture[str]
) -> None:
    pair(folder, office)
    with folder.hold() as alone:
        assert alone
        assert pair(folder, other_office, "--forget") == 1
        assert "Stop it first" in capsys.readouterr().err
        office.books.token_sha256 = None
        assert pair(folder, office) == 0, "its own office may take it back while it runs"
    identity = find_identity(folder)
    assert identity is not None
    assert identity.id == "ss1"


def test_the_new_office_hears_nothing_of_what_the_former_shop_sold(
    folder: DataFolder, office: FakeOffice, other_office: FakeOffice, wait_for: WaitFor
) -> None:
    pair(folder, office)
    sell(folder)
    assert pair(folder, other_office, "--forget") == 0
    environment = {**os.environ, "COMPTOIR_STORE_DATA": str(folder.root)}
    with (folder.root.parent / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "comptoir_store_server", "run"], env=environment, stderr=log
        )
    try:
        other_office.order("of-shop-2", {"kind": "text", "text": ["x"]}, "p9")
        wait_for(lambda: other_office.statuses("of-shop-2"), "the new office hears of its own job", 60)
        wait_for(lambda: other_office.books.health, "and how the box is", 60)
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    told = json.dumps([body for _, _, body in other_office.books.requests])
    assert PRIVATE not in told
    assert "till-1" not in told
    (aside,) = former_folders(folder)
    with closing(Spool(aside / "spool.db")) as spool:
        assert spool.unreported_count() == 2
