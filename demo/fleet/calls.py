"""What follows when the tills and store servers of the business call for the first time."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from demo.fleet.business import Fleet
from domain.names import DOWN_STREAMS, Stream
from domain.streams import Cursor
from models import Generation, StreamAck, StreamHead
from services.tills.contacts import Contacts


def let_tills_call(session: Session, fleet: Fleet, contacts: Contacts, now: datetime) -> None:
    """After the commit: most tills have everything and called just now. The caller commits."""
    heads = {
        (head.stream, head.device_id or head.store_id): head for head in session.scalars(select(StreamHead))
    }
    tills = session.scalars(select(Generation).where(Generation.ended_at.is_(None)))
    for till in tills:
        if till.device_id % 10 == 0:
            continue  # switched off since yesterday
        contacts.heard(f"device:{till.device_id}", now)
        for stream in DOWN_STREAMS:
            own = stream == Stream.CONFIGURATION
            head = heads[stream, till.device_id if own else till.device.store_id]
            session.add(
                StreamAck(
                    generation_id=till.id,
                    stream=stream,
                    cursor=str(Cursor(head.epoch, head.seq)),
                    applied_at=now,
                    acked_at=now,
                )
            )
    for server in fleet.servers:
        contacts.heard(f"store_server:{server.id}", now)
