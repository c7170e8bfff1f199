"""The list of employees: search, one store, pages."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_login import current_user, login_required
from sqlalchemy import select

from blueprints.employees import room
from blueprints.employees.forms import ROLES
from domain.signing_in import LoginMode
from extensions import db
from models import Store
from services.employees.employees import Staff, list_employees

ON_A_PAGE = 50


@room.get("")
@login_required
def index() -> ResponseReturnValue:
    """Everybody who works at a till."""
    staff = Staff(
        word=request.args.get("q", ""),
        store=request.args.get("store", ""),
        sort=request.args.get("sort", "name"),
    )
    found = list_employees(db.session(), staff, str(get_locale()))
    stores = db.session.execute(select(Store.public_id, Store.name).order_by(Store.name)).all()
    pages = max(1, -(-len(found) // ON_A_PAGE))
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    whole = request.headers.get("HX-Target") != "list"
    return render_template(
        "employees/page.html" if whole else "employees/_list.html",
        rows=found[(page - 1) * ON_A_PAGE : page * ON_A_PAGE],
        total=len(found),
        page=page,
        pages=pages,
        stores=[(row.public_id, row.name) for row in stores],
        filtered=bool(staff.word or staff.store),
        roles=ROLES,
        pin_asked=current_user.account.login_mode == LoginMode.ID_PIN,
    )
