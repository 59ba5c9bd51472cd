"""Build row-level security in a PostgreSQL database, and report differences from the table of
rules.

The table is `models.row_security.row_level_policies`. The owner of the tables runs this after every
migration. Old policies are dropped first, so that only the table of the code holds. Roles belong to
the whole server; they are added and never removed.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import cast

from sqlalchemy import Connection, text

from models.base import Base
from models.oversight.audit import Audit
from models.row_security.database_roles import MAINTENANCE_ROLE, DatabaseRole
from models.row_security.row_level_policies import (
    CANDIDATE_FROM_BAND,
    DEFINER_ROLE,
    DEFINER_RULES,
    KINDS_NEEDED,
    MAINTENANCE_RULES,
    POLICIES,
    AccessRule,
)
from models.sql.locks import Lock

FUNCTIONS = Path(__file__).with_name("row_level_security.sql")
ROW_STATISTICS = Path(__file__).with_name("row_statistics.sql")
CALLED_BY: dict[str, tuple[str, ...]] = {
    "homeward_is_responsible(bigint, bigint, text)": (),
    "homeward_match_reach(bigint, boolean, boolean)": (),
    "homeward_match_level(text, integer, bigint, boolean)": (),
    "homeward_has_decided(bigint)": (),
    "homeward_is_own(bigint)": (DatabaseRole.ACTOR,),
    "homeward_reach(bigint)": (DatabaseRole.ACTOR,),
    "homeward_hides_appearance(bigint)": (DatabaseRole.ACTOR,),
    "homeward_confirmed_matches(bigint)": (DatabaseRole.ACTOR,),
    "homeward_audit_head()": (*DatabaseRole, MAINTENANCE_ROLE),
    "homeward_cut_audit_log(bigint)": (DatabaseRole.WORKER,),
    "homeward_first_record()": (DatabaseRole.AUDITOR,),
    "homeward_analyze()": (DatabaseRole.ACTOR, DatabaseRole.WORKER),
}
OF_TABLES_OWNER = ("homeward_analyze()",)  # the others run as DEFINER_ROLE
VERSION_TABLE = "alembic_version"
OPERATIONS = ("select", "insert", "update", "delete")


def build_row_security(connection: Connection) -> None:
    """Create roles, functions, grants and policies in the connection's transaction.

    No effect on SQLite, which has no row-level security.
    """
    if connection.dialect.name != "postgresql":
        return
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock, 0)"), {"lock": int(Lock.MIGRATE)})
    for statement in _statements(connection):
        connection.exec_driver_sql(statement)


def drop_row_security(connection: Connection) -> None:
    """Drop policies and functions before a migration.

    PostgreSQL does not drop a table that a policy or function refers to.
    """
    if connection.dialect.name != "postgresql":
        return
    for statement in _old_policies(connection):
        connection.exec_driver_sql(statement)
    for function in CALLED_BY:
        connection.exec_driver_sql(f"DROP FUNCTION IF EXISTS {function}")


def _statements(connection: Connection) -> Iterator[str]:
    for role in (*DatabaseRole, DEFINER_ROLE, MAINTENANCE_ROLE):
        yield _role(role, "NOLOGIN")
    yield "REVOKE ALL ON SCHEMA public FROM PUBLIC"
    yield f"REVOKE TEMPORARY ON DATABASE {_quoted(_database(connection))} FROM PUBLIC"
    roles = ", ".join(DatabaseRole)
    yield f"GRANT USAGE ON SCHEMA public TO {roles}, {DEFINER_ROLE}, {MAINTENANCE_ROLE}"
    yield from _old_policies(connection)
    doors = ", ".join((*DatabaseRole, DEFINER_ROLE, MAINTENANCE_ROLE, "PUBLIC"))
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {doors}"
    yield f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {doors}"
    yield from _functions(connection)
    yield "ALTER TABLE audit ALTER COLUMN server_at SET DEFAULT clock_timestamp()"
    for table in POLICIES:
        yield f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY'
    for table, door, rule in _rules():
        yield from _rule(table, door, rule)
    yield from _sequences(connection)
    yield f"GRANT USAGE, UPDATE ON ALL SEQUENCES IN SCHEMA public TO {MAINTENANCE_ROLE}"
    if _is_super(connection):
        yield ROW_STATISTICS.read_text("utf-8").replace("%", "%%")
    yield f"GRANT USAGE ON SCHEMA public TO PUBLIC; GRANT SELECT ON {VERSION_TABLE} TO PUBLIC"


def _role(name: str, options: str) -> str:
    """Return a statement that creates a role if it is missing, safe against concurrent creation."""
    literal = "'" + name.replace("'", "''").replace("%", "%%") + "'"
    return (
        f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = {literal}) THEN"
        f" CREATE ROLE {_quoted(name)} {options};"
        " END IF; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
    )


def _database(connection: Connection) -> str:
    return str(connection.scalar(text("SELECT current_database()")))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""').replace("%", "%%") + '"'


def _old_policies(connection: Connection) -> Iterator[str]:
    for table, policy in connection.execute(
        text("SELECT tablename, policyname FROM pg_policies WHERE schemaname = 'public'")
    ).all():
        yield f"DROP POLICY {_quoted(policy)} ON {_quoted(table)}"


def _functions(connection: Connection) -> Iterator[str]:
    # `%` is doubled, because the driver reads it as a parameter. DEFINER_ROLE needs CREATE on the
    # schema to become owner of the functions; it loses the right again below.
    functions = FUNCTIONS.read_text("utf-8").replace(":possible", str(CANDIDATE_FROM_BAND))
    yield functions.replace(":kinds_needed", str(KINDS_NEEDED)).replace("%", "%%")
    if not _is_super(connection):
        yield f"GRANT {DEFINER_ROLE}, {MAINTENANCE_ROLE} TO CURRENT_USER"
    yield f"GRANT CREATE ON SCHEMA public TO {DEFINER_ROLE}"
    for function, doors in CALLED_BY.items():
        if function not in OF_TABLES_OWNER:
            yield f"ALTER FUNCTION {function} OWNER TO {DEFINER_ROLE}"
        yield f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC"
        for door in doors:
            yield f"GRANT EXECUTE ON FUNCTION {function} TO {door}"
    yield f"REVOKE CREATE ON SCHEMA public FROM {DEFINER_ROLE}"


def _is_super(connection: Connection) -> bool:
    return bool(
        connection.scalar(text("SELECT rolsuper FROM pg_roles WHERE rolname = current_user"))
    )


def _sequences(connection: Connection) -> Iterator[str]:
    """Let each role draw ids of the tables in which it inserts rows, and read no other sequence.

    A sequence tells how many rows its table ever had. Ids of the audit log are drawn from none.
    """
    for table, rules in POLICIES.items():
        if "id" not in Base.metadata.tables[table].c or table == Audit.__tablename__:
            continue
        sequence = connection.scalar(
            text("SELECT pg_get_serial_sequence(:table, 'id')"), {"table": f"public.{table}"}
        )
        doors = ", ".join(door for door, rule in rules.items() if rule.insert is not None)
        if sequence is not None and doors:
            yield f"GRANT USAGE ON SEQUENCE {sequence} TO {doors}"


def _rules() -> Iterator[tuple[str, str, AccessRule]]:
    """Yield each rule with its table and its role, also those of the roles that no actor enters."""
    for table, rules in POLICIES.items():
        for door, rule in rules.items():
            yield table, door, rule
        yield table, MAINTENANCE_ROLE, MAINTENANCE_RULES[table]
    for table, rule in DEFINER_RULES.items():
        yield table, DEFINER_ROLE, rule


def _rule(table: str, door: str, rule: AccessRule) -> Iterator[str]:
    for operation in OPERATIONS:
        condition = getattr(rule, operation)
        if condition is None:
            continue
        granted = {"select": rule.columns, "insert": rule.insert_columns}.get(operation)
        columns = f" ({', '.join(granted)})" if granted else ""
        yield f'GRANT {operation.upper()}{columns} ON "{table}" TO {door}'
        using = f"WITH CHECK ({condition})" if operation == "insert" else f"USING ({condition})"
        if operation == "update":
            using += f" WITH CHECK ({rule.becomes or condition})"
        yield (
            f'CREATE POLICY "{door}_{operation}" ON "{table}" FOR {operation.upper()} TO {door}'
            f" {using}"
        )


def grant_login(connection: Connection, user: str, password: str | None) -> None:
    """Create the login role of api, worker and scheduler.

    Its only right is to enter the database roles. If the role exists already, only these attributes
    are set; `inspect` reports rights that go beyond them.
    """
    import psycopg
    from psycopg import sql

    driver = cast("psycopg.Connection", connection.connection.driver_connection)
    name = sql.Identifier(user)
    # Send only the password's verifier: a failing statement may be written to the server's log.
    verifier = (
        None
        if password is None
        else driver.pgconn.encrypt_password(password.encode(), user.encode())
    )
    secret = sql.Literal(None if verifier is None else verifier.decode())
    connection.exec_driver_sql(_role(user, "LOGIN NOINHERIT"))
    statement = sql.SQL("ALTER ROLE {} LOGIN NOINHERIT PASSWORD {}").format(name, secret)
    connection.exec_driver_sql(statement.as_string(driver).replace("%", "%%"))
    doors = sql.SQL(", ").join(map(sql.Identifier, DatabaseRole))
    connection.exec_driver_sql(sql.SQL("GRANT {} TO {}").format(doors, name).as_string(driver))


def missing_rights(connection: Connection) -> list[str]:
    """Return the SQL statements that give the current role the rights that `build_row_security`
    needs.

    A superuser must run them. Empty on SQLite, and for a role that has the rights.
    """
    if connection.dialect.name != "postgresql":
        return []
    functions = connection.execute(
        text(
            "SELECT current_user AS role, rolsuper, rolcreaterole,"
            " pg_has_role(d.datdba, 'USAGE') AS owns_database,"
            " pg_has_role(n.nspowner, 'USAGE') AS owns_schema"
            " FROM pg_roles r, pg_database d, pg_namespace n WHERE r.rolname = current_user"
            " AND d.datname = current_database() AND n.nspname = 'public'"
        )
    ).one()
    if functions.rolsuper:
        return []
    role = _sql_name(connection, functions.role)
    statements = []
    if not functions.rolcreaterole:
        statements.append(f"ALTER ROLE {role} CREATEROLE")
    if not functions.owns_database:
        database = _sql_name(connection, _database(connection))
        statements.append(f"ALTER DATABASE {database} OWNER TO {role}")
    elif not functions.owns_schema:
        statements.append(f"ALTER SCHEMA public OWNER TO {role}")
    return statements


def _sql_name(connection: Connection, name: str) -> str:
    """Return a name as an SQL identifier, quoted only if necessary."""
    return str(connection.dialect.identifier_preparer.quote(name))


def inspect(connection: Connection, user: str) -> list[str]:
    """Return the differences between the database and the table of rules, one sentence each.

    Empty: there are none.
    """
    return [*_wrong_roles(connection, user), *_wrong_tables(connection)]


def _wrong_roles(connection: Connection, user: str) -> Iterator[str]:
    rows = connection.execute(
        text(
            "SELECT rolname, rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb AS"
            " is_mighty, rolinherit, EXISTS (SELECT FROM pg_class c WHERE c.relowner = r.oid) AS"
            " is_owner, pg_has_role(r.oid, :seer, 'MEMBER') AS is_seer, pg_has_role(r.oid,"
            " :keeper, 'MEMBER') AS is_keeper FROM pg_roles r WHERE rolname = ANY(:names)"
        ),
        {"names": [user, *DatabaseRole], "seer": DEFINER_ROLE, "keeper": MAINTENANCE_ROLE},
    ).all()
    for missing in sorted({user, *DatabaseRole} - {row.rolname for row in rows}):
        yield f"role {missing} is missing"
    for row in rows:
        for is_wrong, words in (
            (row.is_mighty, "is superuser, bypasses row security or creates roles or databases"),
            (row.is_owner, "owns a table"),
            (row.is_seer, f"is a member of {DEFINER_ROLE}"),
            (row.is_keeper, f"is a member of {MAINTENANCE_ROLE}"),
            (
                row.rolname == user and row.rolinherit,
                "inherits the rights of its roles (INHERIT)",
            ),
        ):
            if is_wrong:
                yield f"role {row.rolname} {words}"


def _wrong_tables(connection: Connection) -> Iterator[str]:
    rows = connection.execute(
        text(
            "SELECT relname, relrowsecurity AND relforcerowsecurity AS is_forced FROM pg_class"
            " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND relname <>"
            " :version"
        ),
        {"version": VERSION_TABLE},
    ).all()
    for row in rows:
        if not row.is_forced:
            yield f"table {row.relname} has no forced row security"
    expected = {
        (table, f"{door}_{operation}")
        for table, door, rule in _rules()
        for operation in OPERATIONS
        if getattr(rule, operation) is not None
    }
    policies = {
        (row.tablename, row.policyname)
        for row in connection.execute(
            text("SELECT tablename, policyname FROM pg_policies WHERE schemaname = 'public'")
        )
    }
    for table, policy in sorted(expected ^ policies):
        yield (
            f"policy {policy} of {table} is"
            f" {'missing' if (table, policy) in expected else 'not of this version'}"
        )
