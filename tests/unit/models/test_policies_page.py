from __future__ import annotations

from docs.site.written.row_level_security import FILE, policies_page


def test_the_reference_page_of_row_level_security_is_made_from_the_table() -> None:
    made = FILE.read_text(encoding="utf-8") == policies_page()
    assert made, "run python -m docs.site.written.row_level_security"
