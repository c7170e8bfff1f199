"""Where the box's own page is, for whoever stands in front of it."""

from collections.abc import Callable

from comptoir_store_server.folder import DataFolder
from comptoir_store_server.status import describe_status, read_status
from lan_shop import Box


def test_the_status_tells_the_address_of_the_page(
    folder: DataFolder, box: Box, wait_for: Callable[..., None]
) -> None:
    assert "Its page" not in describe_status(read_status(folder))
    with folder.hold():  # as the command `run` does
        box.start()
        page = f"Its page: {box.base}/ (the code for it stands in the office)"
        wait_for(lambda: page in describe_status(read_status(folder)), page)
        assert read_status(folder)["pages"] == [f"{box.base}/"]
        box.stop()
    assert "Its page" not in describe_status(read_status(folder)), "nobody is there"
