"""Holding what hangs together while a deed is under way, so that two people at once neither lose nor block it.

Always in this order, to the end of the transaction: store servers by their keys, then printers by theirs, then
the drawers behind them. Whoever changes who prints in whose place holds the store server of both.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.refusal import Refusal
from models import Peripheral, StoreServer


def hold_servers(session: Session, *servers: StoreServer | None, to_join: bool = False) -> None:
    """These store servers as they are now; nobody removes them, nor changes what they drive.

    With `to_join` only nobody removes them: several may be given another peripheral at once, while their boxes
    report.
    """
    keys = {server.id for server in servers if server is not None}
    if not keys:
        return
    session.flush()
    query = select(StoreServer).where(StoreServer.id.in_(keys)).order_by(StoreServer.id)
    session.scalars(
        query.with_for_update(of=StoreServer, key_share=True, read=to_join),
        execution_options={"populate_existing": True},
    ).all()


def hold_server_to_remove(session: Session, server: StoreServer) -> list[Peripheral]:
    """The store server as it is now, held against all who would join it; answers what it drives, held too."""
    session.flush()
    fresh = {"populate_existing": True}
    query = select(StoreServer).where(StoreServer.id == server.id).with_for_update(of=StoreServer)
    session.scalars(query, execution_options=fresh).one()
    driven = select(Peripheral).where(
        Peripheral.store_server_id == server.id, Peripheral.deleted_at.is_(None)
    )
    driven = driven.order_by(Peripheral.id).with_for_update(of=Peripheral, key_share=True)
    return list(session.scalars(driven, execution_options=fresh))


def hold_peripherals(session: Session, *peripherals: Peripheral | None) -> None:
    """These peripherals as they are now: nobody is given one being removed.

    Raises Refusal `moved_meanwhile` (fact `peripheral`) when somebody has just given one to a store server that
    is not the one of which the caller knew, and which it therefore does not hold.
    """
    session.flush()
    known = {one.id: one.store_server_id for one in peripherals if one is not None}
    if not known:
        return
    query = select(Peripheral).where(Peripheral.id.in_(known)).order_by(Peripheral.id)
    query = query.with_for_update(of=Peripheral)
    for one in session.scalars(query, execution_options={"populate_existing": True}):
        if one.store_server_id not in (None, known[one.id]):
            raise Refusal("moved_meanwhile", peripheral=one.name)


def lock_peripheral(session: Session, peripheral: Peripheral) -> Peripheral:
    """The peripheral as it is now, held to the end of the transaction, wherever it is by now."""
    session.flush()
    return session.execute(
        select(Peripheral)
        .where(Peripheral.id == peripheral.id)
        .with_for_update(of=Peripheral)
        .execution_options(populate_existing=True)
    ).scalar_one()
