"""`python -m cli.repack_worker`: pack chunks of records for `cli.repack_pool`, through pipes."""

from __future__ import annotations

from functools import partial

from cli.installation import open_installation
from cli.repack_pool import pack_chunk
from cli.worker_pipes import serve_messages
from core.settings import load_settings

if __name__ == "__main__":
    with open_installation(load_settings()) as (context, database):
        serve_messages(partial(pack_chunk, context, database))
