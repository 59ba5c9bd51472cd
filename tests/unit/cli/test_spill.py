from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from cli.disk_spill import Spill, SpillFailed
from core.errors import SealBroken

BLOCKS = [b"maryam karimi " * 100, b"", b"x", bytes(range(256)) * 999]
KILLED = """
import sys, time
from pathlib import Path
from cli.disk_spill import Spill
with Spill(Path(sys.argv[1])) as spill:
    spill.write(b"maryam karimi" * 9999)
    print("written", flush=True)
    time.sleep(60)
"""


class Full:
    """A file on a full disk."""

    def seek(self, *_: int) -> None:
        return None

    def tell(self) -> int:
        return 0

    def write(self, _: bytes) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def close(self) -> None:
        return None


def test_blocks_are_read_back_in_any_order(tmp_path: Path) -> None:
    with Spill(tmp_path) as spill:
        numbers = [spill.write(block) for block in BLOCKS]
        assert [spill.read(number) for number in reversed(numbers)] == BLOCKS[::-1]
        assert spill.read(numbers[0]) == BLOCKS[0]
    assert list(tmp_path.iterdir()) == []


def test_no_file_is_created_without_a_spilled_block(tmp_path: Path) -> None:
    with Spill(tmp_path / "not there"):
        pass


def test_spilled_blocks_are_encrypted_and_altered_ones_are_refused(tmp_path: Path) -> None:
    with Spill(tmp_path) as spill:
        number, other = spill.write(BLOCKS[0]), spill.write(BLOCKS[0])
        spill._file.seek(0)
        lying = spill._file.read()
        assert b"maryam" not in lying
        assert lying[: len(lying) // 2] != lying[len(lying) // 2 :]
        spill._blocks[number], spill._blocks[other] = spill._blocks[other], spill._blocks[number]
        with pytest.raises(SealBroken):
            spill.read(number)
        spill._file.seek(40)
        spill._file.write(b"\x00\x01")
        with pytest.raises(SealBroken):
            spill.read(other)


def test_a_full_disk_is_reported_with_a_remedy(tmp_path: Path) -> None:
    with Spill(tmp_path) as spill:
        spill.write(b"fits")
        spill._file.close()
        spill._file = Full()  # type: ignore[assignment]
        with pytest.raises(
            SpillFailed, match="No space left on device; free space there, or use more --memory"
        ):
            spill.write(b"does not fit")


def test_a_missing_folder_is_reported(tmp_path: Path) -> None:
    with (
        Spill(tmp_path / "gone") as spill,
        pytest.raises(SpillFailed, match="No such file or directory"),
    ):
        spill.write(b"x")


def test_a_killed_process_leaves_no_file_behind(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path)], stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"written\n"
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=30)
    assert list(tmp_path.iterdir()) == []
