"""The database itself removes no younger rows of the audit log than the table of retention says."""

from __future__ import annotations

import re
from pathlib import Path

from core.policy.records.retention import AUDIT_RETENTION_YEARS
from models import row_security

SQL = (Path(row_security.__file__).parent / "row_level_security.sql").read_text("utf-8")


def test_the_cut_of_the_audit_log_has_the_years_of_the_table() -> None:
    function = SQL.split("FUNCTION homeward_cut_audit_log")[1].split("$$;")[0]
    years = re.findall(r"interval '(\d+) years'", function)
    assert {int(number) for number in years} == {AUDIT_RETENTION_YEARS}
