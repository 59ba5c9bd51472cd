"""`python -m cli.intake_worker`: prepare blocks of intake rows for `cli.intake_pool`, through
pipes.
"""

from __future__ import annotations

from cli.worker_pipes import serve_messages
from services.imports import rows as import_rows

if __name__ == "__main__":
    serve_messages(import_rows.prepare_block)
