"""What a publication of many goods will write, worked out before anybody has to wait for it.

An account counts its publications of goods and stores. Whatever was foreseen at one number is still true as long
as that number stands; otherwise everything is looked at again, after the account is locked.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select, update
from sqlalchemy.orm import Session

from domain.names import Stream
from models import Account, Store
from services.publication.goods import Goods
from services.publication.heads import Drafts, Place, absent_from, draft_heads, read_heads


@dataclass(frozen=True)
class Foreseen:
    """What products will look like on the head of each store, at a revision of the account's goods."""

    account_id: int
    revision: int
    #: their public ids
    products: frozenset[str]
    drafts: Mapping[Place, Drafts]


def read_goods_revision(connection: Connection, account_id: int) -> int:
    """Equal ones: no goods were published in between. To be asked before anything that it shall vouch for."""
    return connection.scalar(select(Account.goods_revision).where(Account.id == account_id)) or 0


def count_goods_revision(connection: Connection, account_id: int) -> None:
    """Goods or stores are published: whatever others have foreseen is to be looked at again."""
    counted = Account.goods_revision + 1
    connection.execute(update(Account).where(Account.id == account_id).values(goods_revision=counted))


def foresee(
    connection: Connection, account_id: int, revision: int, goods: Goods, products: frozenset[str]
) -> Foreseen:
    """What publishing these products will write, as `goods` says that they will be."""
    stores = connection.scalars(select(Store.id).where(Store.account_id == account_id)).all()
    heads = read_heads(connection, [Place(Stream.PRODUCTS, store_id=store) for store in stores])
    named = [("product", product) for product in products]
    wanted = {head: absent_from(named, goods.at(place.store_id or 0)) for place, head in heads.items()}
    drafts = draft_heads(connection, wanted)
    return Foreseen(account_id, revision, products, {place: drafts[head] for place, head in heads.items()})


def rely_on(session: Session, foreseen: Foreseen) -> None:
    """The session wrote these products, as was foreseen: they are published when it commits."""
    session.info["foreseen"] = foreseen


def what_is_relied_on(session: Session) -> Foreseen | None:
    """What the session wrote as it was foreseen, if it did."""
    foreseen: Foreseen | None = session.info.get("foreseen")
    return foreseen


def forget_foreseen(session: Session) -> None:
    """It is published, or rolled back."""
    session.info.pop("foreseen", None)
