"""Provenance of trained parameters, in a file next to them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

PROVENANCE: Final = "provenance.json"


def write_provenance(out: Path, command: str, content: Mapping[str, Any]) -> dict[str, Any]:
    """Write the command line of a training, the date and further content to `out`; return them."""
    note = {
        "command": f"python -m matching.train {command}",
        "date": datetime.now(UTC).date().isoformat(),
        **content,
    }
    (out / PROVENANCE).write_text(json.dumps(note, indent=1) + "\n", encoding="utf-8")
    return note
