"""The page of the settings: type and default from the code, meaning from docs/operations.md."""

from __future__ import annotations

import re

from core.settings import Settings
from docs.site.reference.markdown import code, page, table
from docs.site.stage import ROOT

ROW = re.compile(r"^\| `(HOMEWARD_\w+)` \| [^|]* \|(.*)\|$", re.MULTILINE)
LINK = re.compile(r"\[([^\]]+)\]\([^)]*\)")


def settings_page() -> str:
    """Return every setting."""
    meanings = dict(ROW.findall((ROOT / "docs" / "operations.md").read_text("utf-8")))
    rows = []
    for name, field in Settings.model_fields.items():
        variable = f"HOMEWARD_{name.upper()}"
        kind = getattr(field.annotation, "__name__", str(field.annotation))
        limits = ", ".join(str(limit) for limit in field.metadata)
        meaning = LINK.sub(r"\1", meanings[variable])
        rows.append((code(variable), kind, code(field.default), limits, meaning))
    return page(
        "Settings",
        "core/settings.py",
        "Each setting is an environment variable. The meaning is that of"
        " [operations](../operations.md#settings). A password is never a setting, only the file"
        " that holds it.",
        [table(("variable", "type", "default", "limits", "meaning"), rows)],
    )
