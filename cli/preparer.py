"""`python -m cli.preparer`: makes blocks of intake rows ready for `cli.preparing`, by pipe, until it is closed."""

from __future__ import annotations

from cli.children import serve
from services import imports
from services.imports import Block, Chunk
from services.intake import Terms


def main() -> None:
    """Answer until there is no more to make ready."""
    serve(_chunk)


def _chunk(message: tuple[Block, Terms]) -> Chunk:
    return imports.chunk_of(*message)


if __name__ == "__main__":
    main()
