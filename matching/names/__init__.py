"""Names alone: text to tokens, tokens to likeness, two names to bits. Knows no person and no other
attribute.
"""

from __future__ import annotations

from matching.names.name_matrix import score_matrix

__all__ = ["score_matrix"]
