"""Makes what tests need: values first, then whole installations. Synthetic people only."""

from __future__ import annotations

from datetime import UTC, datetime

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
