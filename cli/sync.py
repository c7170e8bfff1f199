"""`flask sync …`: look after what is published to tills."""

from dataclasses import asdict

import click
from flask.cli import with_appcontext

from cli.edge import answer, as_json, deed
from services.synchronization.sync_upkeep import (
    find_accounts,
    purge_tombstones,
    repair_account,
    start_over,
    verify_account,
)


@click.group("sync")
def commands() -> None:
    """Look after what is published to tills."""


@commands.command("verify")
@click.option("--repair", is_flag=True, help="Publish what differs.")
@as_json
@with_appcontext
def verify(repair: bool, as_json: bool) -> None:
    """Compare what tills see with what the office says; ends with 1 when it differs."""
    with deed() as (session, now):
        connection = session.connection()
        accounts = find_accounts(connection)
        found = [d for account in accounts for d in verify_account(connection, account, now)]
        if repair and found:
            for account in accounts:
                repair_account(connection, account, now)
    lines = [f"{d.place}: {d.problem} {d.type} {d.object_id}".rstrip() for d in found]
    result = "repaired" if repair and found else "differs" if found else "in order"
    facts: dict[str, object] = {"result": result, "differences": [asdict(d) for d in found]}
    answer(facts, "\n".join([*lines, f"{len(found)} differences: {result}"]), json_wanted=as_json)
    if found and not repair:
        raise SystemExit(1)


@commands.command("purge")
@as_json
@with_appcontext
def purge(as_json: bool) -> None:
    """Forget deletions older than 90 days; tills that were away longer start over."""
    with deed() as (session, now):
        purged = purge_tombstones(session.connection(), now)
    answer({"purged": purged}, f"{purged} deletions forgotten", json_wanted=as_json)


@commands.command("start-over")
@as_json
@with_appcontext
def let_tills_start_over(as_json: bool) -> None:
    """Make every till fetch everything again; run it after restoring a backup."""
    with deed() as (session, _):
        streams = start_over(session.connection())
    answer({"streams": streams}, f"{streams} streams begin a new epoch", json_wanted=as_json)
