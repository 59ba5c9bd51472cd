"""`python -m cli.repack_worker`: packs chunks of records again for `cli.repack_pool`, by pipe,
until it is closed.
"""

from __future__ import annotations

from functools import partial

from cli.installation import open_installation
from cli.repack_pool import pack_chunk
from cli.worker_pipes import serve_messages
from core.settings import load_settings


def main() -> None:
    """Answer until there is no more to pack."""
    with open_installation(load_settings()) as (context, database):
        serve_messages(partial(pack_chunk, context, database))


if __name__ == "__main__":
    main()
