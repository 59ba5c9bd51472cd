"""`python -m cli.intake_reader`: read blocks of intake files for `cli.intake_files`, through pipes.

It receives (header, bytes) and answers with a RowBlock or the error raised, until the pipe closes.
"""

from __future__ import annotations

from cli.worker_pipes import serve_messages
from matching.errors import IntakeFileError
from matching.packing.columnar_reader import read_file_block

if __name__ == "__main__":
    serve_messages(read_file_block, (IntakeFileError, UnicodeDecodeError))
