"""${message}"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
# The oldest revision whose processes may go on beside these tables: docs/recipes/migration.md.
oldest_process = ${repr(up_revision)}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}
