"""`python -m cli.intake_reader`: read blocks of intake files for `cli.intake_files`, through pipes.

It receives (header, bytes) and answers with a RowBlock or the error raised, until the pipe closes.
"""

from __future__ import annotations

from cli.worker_pipes import serve_messages
from matching.errors import IntakeFileError
from matching.packing.columnar_reader import read_file_block


def main() -> None:
    """Read the block of an intake file in each message, until the pipe closes."""
    serve_messages(read_file_block, (IntakeFileError, UnicodeDecodeError))


if __name__ == "__main__":
    main()
