"""`GET /sync/{stream}/snapshot`: a whole stream as one compressed file."""

import gzip
import json
from typing import Any

import pytest
from flask import Flask

from tests.make import Make, Till


def get(app: Flask, till: Till, **headers: str) -> Any:
    client = app.extensions["api"].test_client()
    return client.get("/api/v1/sync/products/snapshot", headers=till.headers | headers)


def test_the_file_is_what_a_pull_brings(app: Flask, make: Make) -> None:
    till = make.till()
    make.product("Żurek")
    answer = get(app, till)
    assert answer.headers["Content-Encoding"] == "gzip"
    page = app.extensions["api"].test_client().get("/api/v1/sync/products", headers=till.headers).json
    assert json.loads(gzip.decompress(answer.data)) == page


def test_a_broken_download_goes_on_where_it_broke(app: Flask, make: Make) -> None:
    till = make.till()
    make.product("Żurek")
    whole = get(app, till)
    half = len(whole.data) // 2
    rest = get(app, till, Range=f"bytes={half}-", **{"If-Range": whole.headers["ETag"]})
    assert rest.status_code == 206
    assert rest.headers["Content-Range"] == f"bytes {half}-{len(whole.data) - 1}/{len(whole.data)}"
    assert whole.data[:half] + rest.data == whole.data


def test_a_changed_file_is_sent_whole(app: Flask, make: Make) -> None:
    till = make.till()
    before = get(app, till)
    assert get(app, till, **{"If-None-Match": before.headers["ETag"]}).status_code == 304
    make.product("Żurek")
    after = get(app, till, Range="bytes=10-", **{"If-Range": before.headers["ETag"]})
    assert after.status_code == 200
    assert after.headers["ETag"] != before.headers["ETag"]
    assert b"\xc5\xbburek" in gzip.decompress(after.data)


def test_a_range_beyond_the_end_is_416(app: Flask, make: Make) -> None:
    answer = get(app, make.till(), Range="bytes=999999-")
    assert answer.status_code == 416
    assert answer.headers["Content-Range"].startswith("bytes */")


@pytest.mark.parametrize("wish", ["items=0-1", "bytes=0-1,4-5", "nonsense"])
def test_a_range_of_another_kind_is_ignored(app: Flask, make: Make, wish: str) -> None:
    answer = get(app, make.till(), Range=wish)
    assert (answer.status_code, answer.headers["Accept-Ranges"]) == (200, "bytes")
