"""Whoever knows the ids of another account's things still finds nothing: every route of both apps is walked."""

import gzip
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from tests.make import Make
from tests.pages.browsing import find_token
from tests.walks.shop import Shop, address_of, routes_of

#: routes whose parameters name no thing of an account
NAMELESS = {"static", "sync", "snapshot", "ack"}


def test_every_page_of_another_account_is_unknown(
    app: Flask, client: FlaskClient, make: Make, shop: Shop, other_shop: Shop
) -> None:
    make.sign_in(client, shop.owner)
    token = find_token(client, "/stores")
    walked, wrong = 0, []
    for method, rule in routes_of(app):
        if not rule.arguments or rule.endpoint in NAMELESS:
            continue
        path = address_of(app, rule, other_shop.values_for(rule))
        data = {"csrf_token": token} if method == "POST" else None
        status = client.open(path, method=method, data=data).status_code
        walked += 1
        if status != 404:
            wrong.append(f"{method} {rule.rule} ({rule.endpoint}): {status}")

    assert wrong == []
    assert walked > 40


def test_the_same_pages_are_there_for_their_owner(
    app: Flask, client: FlaskClient, make: Make, other_shop: Shop
) -> None:
    make.sign_in(client, other_shop.owner)
    missing = []
    for method, rule in routes_of(app):
        if method != "GET" or not rule.arguments or rule.endpoint in NAMELESS:
            continue
        status = client.get(address_of(app, rule, other_shop.values_for(rule))).status_code
        if status not in (200, 204, 302):
            missing.append(f"{rule.rule} ({rule.endpoint}): {status}")

    assert missing == []


def test_every_api_route_keeps_another_account_out(app: Flask, shop: Shop, other_shop: Shop) -> None:
    api = app.extensions["api"]
    client = app.test_client()
    walked = {}
    for method, rule in routes_of(api):
        if not rule.arguments or rule.endpoint.partition(".")[0] in NAMELESS:
            continue
        path = address_of(api, rule, other_shop.values_for(rule))
        is_box = rule.rule.startswith("/api/v1/store-server/")
        caller = {"Authorization": f"Bearer {shop.server_token}"} if is_box else shop.till.headers
        answer = client.open(path, method=method, json={"role": 7}, headers=caller)
        walked[method, rule.endpoint] = (answer.status_code, (answer.json or {})["code"])

    assert walked == {
        ("GET", "app_file.get_file"): (404, "no_such_path"),
        ("GET", "print_jobs.get_print_job"): (404, "job_unknown"),
        ("PUT", "print_jobs.put_print_job"): (422, "invalid"),
        ("GET", "store_server_logo.get_logo"): (404, "no_such_path"),
    }


def test_a_till_that_uses_another_accounts_job_id_has_a_job_of_its_own(
    app: Flask, shop: Shop, other_shop: Shop
) -> None:
    client = app.test_client()
    path = f"/api/v1/print-jobs/{other_shop.job.uuid}"
    job = {"role": "receipt_printer", "document": {"kind": "text", "text": ["Not yours"]}}

    ours = client.put(path, json=job, headers=shop.till.headers)
    again = client.put(path, json=job | {"copies": 2}, headers=shop.till.headers)
    theirs = client.post(
        "/api/v1/store-server/jobs/lease",
        json={},
        headers={"Authorization": f"Bearer {other_shop.server_token}"},
    )

    assert (ours.status_code, again.status_code) == (201, 409)
    assert [leased["document"]["text"] for leased in (theirs.json or {})["jobs"]] == [["Dzień dobry"]]


def test_ids_in_bodies_reach_no_other_account(app: Flask, shop: Shop, other_shop: Shop) -> None:
    client = app.test_client()
    result = {"results": [{"id": other_shop.job.uuid, "status": "printed"}]}
    ours = {"Authorization": f"Bearer {shop.server_token}"}

    answer = client.post("/api/v1/store-server/jobs/results", json=result, headers=ours)
    leased = client.post("/api/v1/store-server/jobs/lease", json={}, headers=ours)
    state = client.get(f"/api/v1/print-jobs/{other_shop.job.uuid}", headers=other_shop.till.headers)

    assert answer.json == {"unknown": [other_shop.job.uuid]}
    assert [job["id"] for job in (leased.json or {})["jobs"]] == [shop.job.uuid]
    assert (state.json or {})["status"] == "queued"


def test_streams_hold_only_ones_own_goods(app: Flask, shop: Shop, other_shop: Shop) -> None:
    client = app.test_client()
    for stream in ("configuration", "users", "products"):
        for suffix in ("", "/snapshot"):
            answer = client.get(f"/api/v1/sync/{stream}{suffix}", headers=shop.till.headers)
            text = str(answer.get_json() if not suffix else unpacked(answer.data))
            for foreign in (
                other_shop.product,
                other_shop.employee,
                other_shop.store,
                other_shop.till.device,
            ):
                assert foreign.public_id not in text, stream


def unpacked(data: bytes) -> str:
    """What a compressed file says."""
    return gzip.decompress(data).decode()


def test_lists_show_only_ones_own_things(
    client: FlaskClient, make: Make, shop: Shop, other_shop: Shop
) -> None:
    make.sign_in(client, shop.owner)
    ids = {
        "/devices": "till.device",
        "/peripherals": "printer",
        "/receipts": "receipt",
        "/catalogue": "product",
        "/employees": "employee",
        "/stores": "store",
        "/store-servers": "server",
        "/settings/people": "viewer",
    }
    for path, name in ids.items():
        html = client.get(path).get_data(as_text=True)
        assert thing(shop, name).public_id in html, path
        assert thing(other_shop, name).public_id not in html, path


def thing(shop: Shop, name: str) -> Any:
    found: Any = shop
    for step in name.split("."):
        found = getattr(found, step)
    return found
