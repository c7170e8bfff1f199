"""The status command, read by a technician: what needs a person comes first, by the clock on the wall."""

from pathlib import Path

import pytest

from comptoir_store_server.command import main
from comptoir_store_server.folder import DataFolder
from comptoir_store_server.spool import JobState, Spool
from comptoir_store_server.status import describe_status, read_status
from comptoir_store_server.times import read_time, utc_now


def fill(folder: DataFolder) -> None:
    spool, now = Spool(folder.spool), utc_now()
    document = {"kind": "text", "text": ["x"]}
    names = ("printed", "doubtful", "waiting")
    spool.accept([{"id": each, "peripheral_id": "p1", "document": document} for each in names], 0, now)
    for name, state in (("printed", JobState.PRINTED), ("doubtful", JobState.UNCERTAIN)):
        spool.claim(name, now)
        spool.move(name, state, None, now)
    spool.close()


def test_a_new_box_is_told_what_to_do(folder: DataFolder) -> None:
    told = describe_status(read_status(folder))
    assert "not running" in told
    assert "Not paired. Get a code in the office" in told
    assert told.endswith("Jobs of the last weeks: none yet")


def test_jobs_that_need_a_person_are_named_first(folder: DataFolder) -> None:
    fill(folder)
    told = describe_status(read_status(folder))
    assert "1 uncertain (look at the paper), 1 waiting, 1 printed" in told
    assert "Not yet told to the office: 4 changes" in told


def test_times_are_those_of_the_box(folder: DataFolder) -> None:
    fill(folder)
    status = read_status(folder)
    oldest = read_time(status["oldest_waiting_at"])
    assert oldest is not None
    assert f"The oldest waits since {oldest.astimezone():%Y-%m-%d %H:%M}" in describe_status(status)


def test_a_folder_of_another_user_is_explained(
    folder: DataFolder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(path: Path, *_: object) -> str:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_text", refuse)  # root, who runs tests in containers, may open everything
    assert main(["--data", str(folder.root), "status"]) == 1
    assert "Type the command with sudo" in capsys.readouterr().err
