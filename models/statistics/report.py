"""The table of reports, as they were made.

The document is stored as plain text, because it contains published counts only.
"""

from __future__ import annotations

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import BigId, Moment, OptionalMoment, PublicIdBase, foreign_key


class ReportRun(PublicIdBase):
    """One report.

    `counted_at` is the time of its newest counts. `until` is the end of the day up to which counts
    were used, None for the newest. `since` is the end of the day with whose counts they are
    compared, None without a comparison. `document` is the JSON from which every format is made.
    """

    __tablename__ = "report_run"

    made_by: Mapped[int | None] = mapped_column(BigId, foreign_key("user_account.id"))
    made_at: Mapped[Moment]
    since: Mapped[OptionalMoment]
    until: Mapped[OptionalMoment]
    counted_at: Mapped[Moment]
    engine_version: Mapped[str] = mapped_column(String(20))
    benchmarks_digest: Mapped[str] = mapped_column(String(32))
    document: Mapped[str] = mapped_column(Text())
