"""The libraries that the pages stand on, made once and bound in `create_app()`."""

from functools import cache
from typing import Any

from flask_babel import Babel
from flask_compress import Compress
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from flask_wtf import CSRFProtect
from htmx_flask import Htmx
from sqlalchemy import Connection, Engine

from models import Base
from models.engine import WRITING
from models.scope import OfficeSession


class PageSession(OfficeSession, FlaskSession):
    """A request's session; `info["writes"]` makes its transactions queue as writers from the start."""

    def get_bind(self, *args: Any, **kwargs: Any) -> Engine | Connection:
        bind = super().get_bind(*args, **kwargs)
        return _as_writer(bind) if self.info.get("writes") else bind


@cache
def _as_writer(bind: Engine | Connection) -> Engine | Connection:
    """The same engine for writers; one and the same each time, or a session would queue behind itself."""
    return bind.execution_options(**WRITING)


db = SQLAlchemy(metadata=Base.metadata, session_options={"class_": PageSession})
migrate = Migrate()
babel = Babel()
login_manager = LoginManager()
csrf = CSRFProtect()
compress = Compress()
htmx = Htmx()
