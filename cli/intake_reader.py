"""`python -m cli.intake_reader`: reads blocks of intake files for `cli.intake_files`, by pipe, until it is closed.

Takes pickled (header, bytes) on stdin and answers each with a pickled Block, or with what was raised.
"""

from __future__ import annotations

import gc
import pickle
import sys

from matching.columnar import read_file_block
from matching.errors import IntakeFileError


def main() -> None:
    """Answer until there is no more to read."""
    gc.disable()  # a block makes many values and no cycle; looking for some takes a tenth of the time
    while True:
        try:
            header, data = pickle.load(sys.stdin.buffer)  # noqa: S301 - from the process that started this one
        except EOFError:
            return
        try:
            answer: object = read_file_block(header, data)
        except (IntakeFileError, UnicodeDecodeError) as error:
            answer = error
        pickle.dump(answer, sys.stdout.buffer, pickle.HIGHEST_PROTOCOL)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
