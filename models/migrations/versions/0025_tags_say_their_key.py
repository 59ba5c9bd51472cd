"""Start each tag with the version of its key. Until now there was one version."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"

FIRST = b"\x00\x01"
TAGS = (
    ("record", "ref_tag"),
    ("user_account", "login_tag"),
    ("user_identity", "tag"),
    ("contact_tag", "tag"),
    ("sign_in_attempt", "tag"),
    ("idempotency_key", "actor_tag"),
    ("idempotency_key", "key_tag"),
    ("idempotency_key", "body_tag"),
    ("search", "sketch"),
)


def _each(change: str) -> None:
    """Change every tag: `change` is SQL over `{column}`.

    Row-level security is disabled meanwhile, because it also applies to the owner.
    """
    is_postgres = op.get_bind().dialect.name == "postgresql"
    for name, column in TAGS:
        if is_postgres:
            op.execute(f'ALTER TABLE "{name}" NO FORCE ROW LEVEL SECURITY')
        table = sa.table(name, sa.column(column))
        op.execute(table.update().values({column: sa.text(change.format(column=column))}))
        if is_postgres:
            op.execute(f'ALTER TABLE "{name}" FORCE ROW LEVEL SECURITY')


def upgrade() -> None:
    is_postgres = op.get_bind().dialect.name == "postgresql"
    begun = (
        r"CAST('\x{}' AS bytea) || {{column}}"
        if is_postgres
        else "CAST(x'{}' || {{column}} AS BLOB)"
    )
    _each(begun.format(FIRST.hex()))


def downgrade() -> None:
    _each("substr({column}, 3)")
