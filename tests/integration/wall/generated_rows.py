"""Random rows of every table, for the test of row-level security.

The values follow the columns: a foreign key names a row that exists, a closed list is read from
its check constraint. Few agencies, people and states are drawn, so that readers often meet rows of
their own.
"""

from __future__ import annotations

import itertools
import random
import re
from collections import defaultdict
from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, Connection, Table, func, select, update
from sqlalchemy.exc import IntegrityError

from core.codes.approvals import ApprovalKind
from models.tables import metadata
from tests.factories import NOW

Row = dict[str, Any]
Rows = dict[str, list[Row]]

ROWS_PER_TABLE, MORE_ROWS = 16, 48
STATES = ("DE", "GR")
LARGEST = 3  # of levels, bands, views and counts
# Tables that the installation has filled.
_EXISTING = frozenset({"agency", "user_account"})
# Filled last: they refer to other tables without a foreign key.
_LAST = ("approval", "audit", "data_key", "match_key", "search_sample_item")
# A policy of these tables has several conditions that must meet in one row.
_MANY = frozenset(
    {
        *("case_deadline", "care_confirmation", "care_declaration", "data_key", "event_knowledge"),
        *("identity_author", "message_delivery", "notification", "record", "record_link"),
        *("record_photo", "record_share"),
        *("match_message", "sighting", "sighting_delivery"),
        *("agency_closing", "approval", "search_sample_item", "saved_search", "transfer"),
        *("user_session", "match_decision"),
    }
)
# Columns whose values a policy reads and no check constraint lists.
_LISTS: dict[str, tuple[str, ...]] = {
    "record_share.state": (*STATES, "**"),
    "record_share.audience": ("police", "protection"),
    "record_facts.field_class": ("F1", "F2", "F2a", "F2b", "F3", "F4a", "F4b", "F5"),
    "record.sharing": ("none", "link", "identity"),
    "notification.kind": ("acting_session", "match"),
}
# A policy reads whether a message is a call of the relay desk.
MESSAGE_KINDS = ("text", "relay", "question", "answer", "sirene")
# Acts of different roles, and a refusal.
AUDIT_ACTS = (
    *("sign_in", "register", "list_users", "add_agency", "read_audit", "see_alert"),
    *("make_report", "publish_statistics", "consent_ended", "register.read_record"),
)
# The scope of a data key, and the table of the row that it protects.
KEY_TABLES = {
    "record": "record",
    "match": "match",
    "search": "search",
    "draft": "draft",
    "duty": "duty_cover",
    "export": "record_export",
    "import": "import_batch",
    "message": "sealed_message",
    "link_request": "link_request",
    "sighting": "sighting",
    "user": "user_account",
    "snapshot": "rarity_snapshot",
}


class RandomRows:
    """Random rows of every table in a database.

    `agencies` has the users that the rows name, with their agencies. `rows` has all rows of each
    table, including those of the installation.
    """

    def __init__(self, seed: int, agencies: dict[int, int]) -> None:
        self.chance = random.Random(seed)
        self.agencies = agencies
        self.key_scopes = itertools.cycle(KEY_TABLES)  # some keys of each scope
        self.approval_kinds = itertools.cycle(ApprovalKind)  # some approvals of each kind
        self.rows: Rows = defaultdict(list)

    def insert(self, connection: Connection) -> None:
        """Insert random rows into every table."""
        for table in sorted(metadata.sorted_tables, key=lambda table: table.name in _LAST):
            if table.name not in _EXISTING:
                self._fill(connection, table)
            if table.name == "audit":
                self._fill_audit(connection, table)
            self._read(connection, table)
        match = metadata.tables["match"]
        for row in self.rows["score"]:
            scored = update(match).where(match.c.id == row["match_id"])
            connection.execute(scored.values(score_id=row["id"]))
        self._read(connection, match)

    def insert_more(self, connection: Connection, names: Collection[str]) -> None:
        """Insert more rows into the tables of these names."""
        for name in sorted(names):
            self._fill(connection, metadata.tables[name])
            self._read(connection, metadata.tables[name])

    def _fill(self, connection: Connection, table: Table) -> None:
        """Insert rows. A row that violates a constraint is skipped."""
        lists = _closed_lists(table)
        for _ in range(MORE_ROWS if table.name in _MANY else ROWS_PER_TABLE):
            # Half of the rows belong to one person and the agency of this person.
            author = self.chance.choice(list(self.agencies))
            is_of_author = self.chance.random() < 0.5
            is_bare = self.chance.random() < 0.25
            row = {
                column.name: self._value(table, column, lists, author if is_of_author else None)
                for column in table.columns
                if column.name != "id" and not (is_bare and column.nullable)
            }
            if "id" in table.c:
                row["id"] = (connection.scalar(select(func.max(table.c.id))) or 0) + 1
            if "low" in row:
                row["low"], row["high"] = sorted((row["low"], row["high"]))
            if table.name == "data_key":
                responsible_agencies = self.rows[KEY_TABLES[row["scope"]]] or [{}]
                row["subject"] = (
                    self.chance.choice(responsible_agencies).get("public_id") or self._new_id()
                )
            try:
                with connection.begin_nested():
                    connection.execute(table.insert().values(row))
            except IntegrityError:
                continue

    def _fill_audit(self, connection: Connection, table: Table) -> None:
        """Insert acts of each person and of the server, and acts with one wrong part of the actor.

        A random row seldom has the role, account, agency and state of a reader.
        """
        states = {agency["id"]: agency["state"] for agency in self.rows["agency"]}
        people = [
            {
                "role": user["role"],
                "user_id": user["id"],
                "agency_id": user["agency_id"],
                "acting_state": states[user["agency_id"]],
            }
            for user in self.rows["user_account"]
            if user["id"] in self.agencies
        ]
        software = {**people[0], "role": "system", "user_id": None}
        server = {"role": "matcher", "user_id": None, "agency_id": None, "acting_state": None}
        wrong = (
            {"role": "liaison_officer"},
            {"user_id": 0},
            {"agency_id": 0},
            {"acting_state": "XX"},
            {"user_id": None},
        )
        rows = [
            {**one, "action": action}
            for one in (*people, software, server)
            for action in AUDIT_ACTS
        ]
        rows += [{**one, **part, "action": "sign_in"} for one in people for part in wrong]
        first = (connection.scalar(select(func.max(table.c.id))) or 0) + 1
        for number, row in enumerate(rows, start=first):
            outcome = self.chance.choice(("done", "refused"))
            values = {"outcome": outcome, "records": "[]", "hash": b"", "previous": b""}
            connection.execute(
                table.insert().values(id=number, at=NOW, key_version=1, **values, **row)
            )

    def _read(self, connection: Connection, table: Table) -> None:
        """Read every row of a table, including the rows of the installation."""
        statement = select(table).order_by(*table.primary_key)
        self.rows[table.name] = [dict(row._mapping) for row in connection.execute(statement)]

    def _value(
        self, table: Table, column: Column[Any], lists: dict[str, list[str]], author: int | None
    ) -> Any:
        name = f"{table.name}.{column.name}"
        if column.nullable and self.chance.random() < 0.3:
            return None
        if name == "data_key.scope":
            return next(self.key_scopes)
        if name == "approval.kind":
            return next(self.approval_kinds).value
        if name == "match_message.kind":
            return self.chance.choice(MESSAGE_KINDS)
        if column.name in lists or name in _LISTS:
            return self.chance.choice(lists.get(column.name) or _LISTS[name])
        if (parent := _parent(column)) is not None:
            ids = self._ids(parent, author)
            return self.chance.choice(ids) if ids else None
        if name == "search_sample_item.subject":
            # some searches are in no sample
            return self.chance.choice(self.rows["search"][::2])["public_id"]
        if name == "approval.subject" and self.chance.random() < 0.5:
            subjects = self.rows[self.chance.choice(("transfer", "search", "disclosure"))]
            return self.chance.choice(subjects)["public_id"]
        return self._plain_value(column)

    def _ids(self, table: str, author: int | None) -> list[int]:
        """Return the ids of rows of the author's agency; without any, of all rows."""
        agency = None if author is None else self.agencies[author]
        if table == "user_account":
            if author is None or self.chance.random() < 0.3:
                return list(self.agencies)
            return [author]
        if table == "agency":
            return list(self.agencies.values()) if agency is None else [agency]
        of_agency = [row["id"] for row in self.rows[table] if self._is_of(agency, row)]
        return of_agency or [row["id"] for row in self.rows[table]]

    def _is_of(self, agency: int | None, row: Row) -> bool:
        """Return whether the agency is responsible for the row, or a record of it (a match has
        two).
        """
        if row.get("agency_id") == agency:
            return True
        ends = {row.get("record_id"), row.get("low"), row.get("high")}
        return any(
            record["id"] in ends and record["agency_id"] == agency for record in self.rows["record"]
        )

    def _plain_value(self, column: Column[Any]) -> Any:
        stored = getattr(column.type, "impl_instance", column.type)  # of a decorated type
        kind, length = stored.python_type, getattr(stored, "length", None)
        if kind is str and length == 2:
            return self.chance.choice(STATES)
        plain: dict[type, Callable[[], Any]] = {
            bool: lambda: self.chance.random() < 0.5,
            int: lambda: self.chance.randint(0, LARGEST),
            float: self.chance.random,
            UUID: self._new_id,
            bytes: lambda: self.chance.randbytes(8),
            datetime: lambda: NOW,
            str: lambda: "".join(self.chance.choices("bdfgklmnrtvz", k=min(length or 8, 8))),
        }
        return plain[kind]()

    def _new_id(self) -> UUID:
        return UUID(int=self.chance.getrandbits(128), version=4)


def _parent(column: Column[Any]) -> str | None:
    """Return the table whose id a column holds; some columns have no foreign key."""
    for key in column.foreign_keys:
        return key.column.table.name
    if column.name == "user_id" or column.name.endswith("_by"):
        return "user_account" if isinstance(column.type, BigInteger) else None
    table = column.name.removesuffix("_id")
    return table if f"{table}_id" == column.name and table in metadata.tables else None


def _closed_lists(table: Table) -> dict[str, list[str]]:
    """Return the permitted values of each column that a check constraint limits."""
    lists: dict[str, list[str]] = {}
    for check in table.constraints:
        if isinstance(check, CheckConstraint):
            match = re.fullmatch(r"(\w+) IN \((.*)\)", str(check.sqltext))
            if match:
                lists[match[1]] = re.findall(r"'(\w+)'", match[2])
    return lists
