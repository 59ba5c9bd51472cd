"""Tables owned by an account that is not a superuser, on a separate server.

Row-level security is built, verified and used.
"""

from __future__ import annotations

import pytest
from sqlalchemy import select, text
from sqlalchemy.engine import make_url

from models import migrate
from models.agencies.agency import Agency
from models.row_security import row_level_security
from models.row_security.database_roles import DatabaseRole
from models.session import Database
from tests.servers import running_postgres

pytestmark = pytest.mark.late

LOGIN = "homeward_app"


def test_an_owner_without_superuser_rights_migrates_and_builds_the_wall() -> None:
    with running_postgres() as server:
        admin = Database(server.url)
        with admin.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("CREATE ROLE owner LOGIN CREATEROLE"))
            connection.execute(text("CREATE DATABASE homeward OWNER owner"))
        admin.dispose()
        url = make_url(server.url).set(username="owner", database="homeward")
        owner = Database(url)
        for _ in range(2):  # an upgrade finds the result of the last one
            migrate.upgrade(owner)
            with owner.engine.begin() as connection:
                row_level_security.grant_login(connection, LOGIN, "a long enough password")
        with owner.engine.connect() as connection:
            assert row_level_security.inspect(connection, LOGIN) == []
        owner.dispose()
        app = Database(url.set(username=LOGIN), door=DatabaseRole.OFFICE)
        with app.transaction() as session:
            assert session.scalars(select(Agency)).all() == []
        app.dispose()
