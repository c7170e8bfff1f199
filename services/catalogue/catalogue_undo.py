"""Taking back an import or an edit of many products: possible until somebody changes one of them again."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from domain.refusal import Refusal
from models import Category, Product, ProductImport
from models.scope import account_of
from services.catalogue.catalogue_lock import lock_catalogue
from services.catalogue.product_states import ProductState, read_states, take_off_sale, write_states
from services.database.keys import among
from services.history.events import record_event

IMPORT, BULK_EDIT = "products", "bulk_edit"
#: by their keys, ready for JSON
FormerStates = dict[str, Any]
#: so many of the products that stand in the way are named
NAMED = 5


def keep_states(states: Mapping[int, ProductState]) -> FormerStates:
    """Products as they are kept for whoever wants them back."""
    return {str(key): msgspec.to_builtins(state, str_keys=True) for key, state in states.items()}


def remember_deed(
    deed: ProductImport,
    now: datetime,
    *,
    added: Collection[int],
    changed: FormerStates,
    categories: Collection[int] = (),
) -> None:
    """Keep what is needed to take a deed back: what it added, and what it changed as it was before."""
    deed.imported_at = now
    deed.before = {
        "added": list(added),
        "changed": changed,
        "categories": list(categories),
    }


def list_deeds(session: Session, limit: int = 50) -> Sequence[Any]:
    """Imports and edits of many products that were done, newest first, without what they hold."""
    columns = (
        *(ProductImport.public_id, ProductImport.file_name, ProductImport.kind),
        *(ProductImport.imported_at, ProductImport.undone_at),
    )
    query = select(*columns).where(
        ProductImport.account_id == account_of(session),
        ProductImport.kind.in_((IMPORT, BULK_EDIT)),
        ProductImport.imported_at.is_not(None),
    )
    return session.execute(query.order_by(ProductImport.imported_at.desc()).limit(limit)).all()


def find_deed(session: Session, public_id: str) -> ProductImport | None:
    """An import or an edit of many products that was done."""
    return session.scalars(
        select(ProductImport).where(
            ProductImport.public_id == public_id,
            ProductImport.kind.in_((IMPORT, BULK_EDIT)),
            ProductImport.imported_at.is_not(None),
        )
    ).first()


def counts_of(deed: ProductImport) -> tuple[int, int]:
    """How many products undoing removes again, and how many it gives back their former data."""
    before = deed.before or {}
    return len(before.get("added", ())), len(before.get("changed", ()))


def undo_deed(session: Session, deed: ProductImport, now: datetime) -> None:
    """Make the catalogue what it was before.

    Raises Refusal `undone_already`, `undo_impossible` (nothing was kept), or `undo_overtaken` (facts `products`:
    names, `count`) when somebody changed or removed one of the products since.
    """
    lock_catalogue(session.connection(), account_of(session))
    session.refresh(deed, with_for_update=True)
    if deed.undone_at is not None:
        raise Refusal("undone_already")
    if deed.before is None or deed.imported_at is None:
        raise Refusal("undo_impossible")
    added: list[int] = deed.before["added"]
    former = {
        int(key): msgspec.convert(state, ProductState, strict=False)
        for key, state in deed.before["changed"].items()
    }
    _refuse_overtaken(session, [*added, *former], deed.imported_at)
    write_states(session, read_states(session, former), former, now)
    take_off_sale(session, added, now)
    _remove_unused(session, deed.before["categories"])
    deed.undone_at = now
    deed.before = None
    verb = "catalogue.import_undone" if deed.kind == IMPORT else "catalogue.bulk_edit_undone"
    record_event(session, verb, deed, now, count=len(added) + len(former))


def _refuse_overtaken(session: Session, ids: Collection[int], since: datetime) -> None:
    query = select(Product.name, Product.updated_at, Product.deleted_at)
    rows = session.execute(query.where(among(session.connection(), Product.id, ids)).order_by(Product.name))
    names = [name for name, updated_at, deleted_at in rows.all() if updated_at != since or deleted_at]
    if names:
        raise Refusal("undo_overtaken", products=names[:NAMED], count=len(names))


def _remove_unused(session: Session, category_ids: Collection[int]) -> None:
    """The categories that the deed made go again, unless somebody has put a product there."""
    if category_ids:
        used = select(Product.category_id).where(Product.category_id.is_not(None))
        unused = among(session.connection(), Category.id, category_ids) & Category.id.not_in(used)
        session.execute(delete(Category).where(unused), execution_options={"synchronize_session": False})
