"""`python -m cli.intake_reader`: reads blocks of intake files for `cli.intake_files`, by pipe,
until it is closed.

Takes (header, bytes) and answers each with a Block, or with what was raised.
"""

from __future__ import annotations

from cli.worker_pipes import serve_messages
from matching.errors import IntakeFileError
from matching.packing.columnar_reader import RowBlock, read_file_block


def main() -> None:
    """Answer until there is no more to read."""
    serve_messages(_block, (IntakeFileError, UnicodeDecodeError))


def _block(message: tuple[tuple[str, ...], bytes]) -> RowBlock:
    return read_file_block(*message)


if __name__ == "__main__":
    main()
